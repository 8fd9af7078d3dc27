import type { Command } from 'commander';
import { openPdfWorkers } from '../documents/render/pdf.ts';
import { isDay } from '../domain/day.ts';
import { nightAnswer } from '../night/queries.ts';
import { runNight } from '../../workers/night.ts';
import { answer, exit, table, wholeNumber, withHouse } from './answer.ts';

/** `night run`: the nightly work for a date, now; twice is once. */
export function register(program: Command): void {
  const night = program.command('night').description('the nightly work');
  night
    .command('run')
    .description('makes and delivers the documents of a date; twice is once')
    .option('--date <day>', 'YYYY-MM-DD; today in Oslo when not given')
    .option('--client <number>', 'only this client', wholeNumber('--client'))
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { date?: string; client?: number; json?: boolean }) => {
      if (options.date !== undefined && !isDay(options.date)) {
        process.exitCode = exit.usage;
        throw new Error(`--date is “${options.date}”; write a calendar day such as 2026-11-24`);
      }
      const done = await withHouse(async (house) => {
        const date = options.date ?? house.clock.today();
        const pdf = openPdfWorkers(2);
        try {
          await runNight(house, pdf, date, options.client ?? null);
        } finally {
          await pdf.close();
        }
        return nightAnswer(house.db, date);
      });
      answer(options, done, () =>
        [
          `Night of ${done.date}: ${done.state}, ${done.documents} documents, ${done.deliveries} deliveries`,
          table(done.clients, {
            client: (each) => each.client,
            state: (each) => each.state,
            confirmations: (each) => each.confirmations,
            settlements: (each) => each.settlements,
            error: (each) => each.error ?? '',
          }),
        ].join('\n'),
      );
      process.exitCode = done.state === 'partly' ? exit.findings : exit.done;
    });
}
