import type { Command } from 'commander';
import { nightAnswer, nightDates } from '../night/queries.ts';
import { answer, table, withHouse } from './answer.ts';

/** `nights`: the newest nights with what they made. */
export function register(program: Command): void {
  program
    .command('nights')
    .description('the nights, newest first')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { json?: boolean }) => {
      const nights = await withHouse(async ({ db }) => {
        const dates = await nightDates(db, 400);
        return Promise.all(dates.map((date) => nightAnswer(db, date)));
      });
      answer(options, { nights }, () =>
        table(nights, {
          date: (night) => night.date,
          state: (night) => night.state,
          clients: (night) => night.clients.length,
          documents: (night) => night.documents,
          deliveries: (night) => night.deliveries,
        }),
      );
    });
}
