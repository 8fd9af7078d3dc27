import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { decimal } from '../domain/money.ts';
import { isDay } from '../domain/day.ts';
import { applyPayoutAnswers, makePayoutFile } from '../ledger/payout.ts';
import { NotAnAnswer, readPayoutAnswers } from '../ledger/payout-answer.ts';
import { answer, exit, withHouse } from './answer.ts';

interface Options {
  date?: string;
  out?: string;
  version: string;
  answer?: string;
  json?: boolean;
}

/** `payout`: the bank's file of approved settlements, or the bank's answer to one. */
export function register(program: Command): void {
  program
    .command('payout')
    .description(
      'writes approved settlements to a pain.001 file for the bank, or reads its answer (pain.002, camt.054)',
    )
    .option('--date <day>', 'YYYY-MM-DD; today in Oslo when not given')
    .option('--out <file>', 'where to write the file')
    .option('--version <03|09>', 'pain.001.001.03 or .09', '03')
    .option('--answer <file>', 'the bank’s answer')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: Options) => {
      if (options.answer !== undefined) return readAnswer(options.answer, options);
      const { date, out, version } = options;
      if ((date !== undefined && !isDay(date)) || (version !== '03' && version !== '09') || out === undefined) {
        process.exitCode = exit.usage;
        throw new Error('give --out FILE, a --date such as 2026-11-24, and --version 03 or 09; or --answer FILE');
      }
      const file = await withHouse(({ db, clock, config }) => {
        const { name, orgNumber, clientAccount: account } = config.collector;
        const payer = { name, orgNumber, account };
        const [at, day] = [clock.now(), date ?? clock.today()];
        return db.transaction((sql) => makePayoutFile(sql, { date: day, version, payer, who: 'command line', at }));
      });
      if (file === undefined) {
        answer(options, { file: null, count: 0, sum: '0.00' }, () => 'There is nothing to pay out.');
        return undefined;
      }
      await writeFile(out, file.content, { mode: 0o600 });
      const { messageId, executeOn, count, made } = file;
      const sum = decimal(file.sum);
      answer(options, { file: out, messageId, version: file.version, executeOn, count, sum, made }, () =>
        [
          `${out}: ${count} ${count === 1 ? 'payout' : 'payouts'}, ${sum} NOK, to be paid ${executeOn}, message ${messageId}`,
          ...(made
            ? []
            : ['Nothing new is approved; this is the last file of that date once more. Do not send it twice.']),
        ].join('\n'),
      );
      return undefined;
    });
}

async function readAnswer(path: string, options: Options): Promise<void> {
  const xml = await readFile(path, 'utf8');
  try {
    const answers = readPayoutAnswers(xml);
    const done = await withHouse(({ db, clock }) =>
      db.transaction((sql) => applyPayoutAnswers(sql, answers, clock.today(), clock.now())),
    );
    answer(options, { answers: answers.length, ...done }, () =>
      [
        `${answers.length} answers: ${done.paid.length} paid, ${done.refused.length} refused, ${done.unknown.length} not ours`,
        ...done.refused.map((number) => `settlement ${number} was refused; correct the account and make a new file`),
        ...done.unknown.map((reference) => `no sent payout has the reference and amount of “${reference}”`),
      ].join('\n'),
    );
    process.exitCode = done.refused.length + done.unknown.length > 0 ? exit.findings : exit.done;
  } catch (error) {
    if (error instanceof NotAnAnswer) process.exitCode = exit.refused;
    throw error;
  }
}
