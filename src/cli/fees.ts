/** `fees`: the largest fees the dated tariffs allow for one claim. */
import type { Command } from 'commander';
import { decimal, readable } from '../domain/money.ts';
import { fees } from '../ledger/fees.ts';
import { amountOption, answerOrRefuse, dayOption, wrongUsage } from './money-question.ts';

interface Options {
  principal?: string;
  due?: string;
  on?: string;
  debtor?: string;
  vat?: true;
  selector: string;
  json?: true;
}

/** Adds the command `fees` to the program. */
export function register(program: Command): void {
  program
    .command('fees')
    .description('the largest collection and reminder fees by the dated tariffs')
    .option('--principal <amount>', 'principal and interest accrued before the due date, kroner such as 1250.00')
    .option('--due <day>', "the claim's due date")
    .option('--on <day>', 'the day that decides the base rate: paid (collection fees), sent (letters)')
    .option('--debtor <type>', '"person" or "company"')
    .option('--vat', 'add VAT to the collection fees: the creditor cannot deduct it')
    .option('--selector <day>', '"due" or "sent": which day decides the reminder fees of autumn 2020', 'due')
    .option('--json', 'answer as one JSON document')
    .action((options: Options, command: Command) => {
      const principal = amountOption(command, '--principal', options.principal);
      const due = dayOption(command, '--due', options.due);
      const on = dayOption(command, '--on', options.on);
      const { debtor, selector } = options;
      if (principal <= 0n) wrongUsage(command, '--principal is not above zero. A fee needs something owed.');
      if (debtor !== 'person' && debtor !== 'company') {
        const given = debtor === undefined ? 'is missing' : `"${debtor}" is unknown`;
        wrongUsage(command, `--debtor ${given}. Use person or company.`);
      }
      if (selector !== 'due' && selector !== 'sent') {
        wrongUsage(command, `--selector "${selector}" is unknown. Use due or sent.`);
      }
      answerOrRefuse(command, options.json === true, () => {
        const vat = options.vat === true;
        const found = fees({
          principal,
          due,
          on,
          debtor,
          vat,
          smallFeeSelector: selector === 'due' ? 'dueDate' : 'sentDate',
        });
        const rows: [string, bigint][] = [
          ['Light collection fee', found.light.gross],
          ['Heavy collection fee', found.heavy.gross],
          ['Reminder fee', found.reminder],
          ['Collection notice fee', found.notice],
          ["Creditor's own payment demand", found.ownDemand],
          ['Base rate (R)', found.baseRate],
        ];
        const sources = found.sources.map(({ tariff, validFrom, validTo, law, regulation, source }) => ({
          tariff,
          validFrom,
          validTo,
          law,
          regulation: regulation ?? null,
          source,
        }));
        return {
          json: {
            light: decimal(found.light.gross),
            heavy: decimal(found.heavy.gross),
            reminder: decimal(found.reminder),
            notice: decimal(found.notice),
            ownDemand: decimal(found.ownDemand),
            baseRate: decimal(found.baseRate),
            tariff: found.tariff,
            vat: { light: decimal(found.light.vat), heavy: decimal(found.heavy.vat) },
            sources,
          },
          text: [
            ...rows.map(([name, amount]) => `${name.padEnd(32)}${readable(amount, 'en').padStart(14)}`),
            vat ? 'The collection fees include VAT.' : 'No VAT is added.',
            `By ${found.tariff}`,
          ].join('\n'),
        };
      });
    });
}
