/** `interest`: late-payment interest on one amount, split at rate changes. */
import type { Command } from 'commander';
import { decimal, readable } from '../domain/money.ts';
import { interest } from '../ledger/interest.ts';
import { amountOption, answerOrRefuse, dayOption, wrongUsage } from './money-question.ts';

interface Options {
  principal?: string;
  from?: string;
  to?: string;
  rate?: string;
  firstDay: string;
  json?: true;
}

/** Adds the command `interest` to the program. */
export function register(program: Command): void {
  program
    .command('interest')
    .description('simple late-payment interest, actual days over 365, split at every rate change')
    .option('--principal <amount>', 'the amount owed, kroner such as 1250.00')
    .option('--from <day>', 'the due date; interest counts from the day after it (see --first-day)')
    .option('--to <day>', 'the last day that bears interest')
    .option('--rate <percent>', 'a fixed rate instead of the statutory table, such as 9.25')
    .option('--first-day <which>', '"after" or "from": the first day that bears interest', 'after')
    .option('--json', 'answer as one JSON document')
    .action((options: Options, command: Command) => {
      const principal = amountOption(command, '--principal', options.principal);
      const from = dayOption(command, '--from', options.from);
      const to = dayOption(command, '--to', options.to);
      if (principal < 0n) wrongUsage(command, '--principal is negative. Only what is owed bears interest.');
      if (to < from) wrongUsage(command, `--to ${to} is before --from ${from}. Give a later day.`);
      if (options.rate !== undefined && !/^\d{1,3}(\.\d{1,4})?$/.test(options.rate)) {
        wrongUsage(command, `--rate "${options.rate}" is not a percentage. Write it with a point, such as 9.25.`);
      }
      if (options.firstDay !== 'after' && options.firstDay !== 'from') {
        wrongUsage(command, `--first-day "${options.firstDay}" is unknown. Use after or from.`);
      }
      answerOrRefuse(command, options.json === true, () => {
        const found = interest({
          principal,
          due: from,
          to,
          firstDay: options.firstDay === 'from' ? 'dueDate' : 'dayAfterDue',
          ...(options.rate === undefined ? {} : { rate: options.rate }),
        });
        const segments = found.segments.map((segment) => ({
          from: segment.from,
          to: segment.to,
          days: segment.days,
          rate: segment.rate,
          interest: segment.interest,
          regulation: segment.source?.regulation ?? null,
        }));
        const lines = segments.map(
          ({ from, to, days, rate, interest }) => `${from} – ${to}  ${days} days  ${rate} %  ${interest}`,
        );
        return {
          json: { interest: decimal(found.interest), days: found.days, segments },
          text: [...lines, `Interest for ${found.days} days: ${readable(found.interest, 'en')}`].join('\n'),
        };
      });
    });
}
