import type { Command } from 'commander';
import { journals } from '../journal/queries.ts';
import { answer, table, wholeNumber, withHouse } from './answer.ts';

/** `journals`: numbered batches of rows, newest first. */
export function register(program: Command): void {
  program
    .command('journals')
    .description('journals, newest first')
    .option('--client <number>', 'only this client', wholeNumber('--client'))
    .option('--state <state>', 'open, awaitingApproval, approved, posting, posted or deleted')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { client?: number; state?: string; json?: boolean }) => {
      const found = await withHouse(({ db }) => journals(db, options));
      answer(options, { journals: found }, () =>
        table(found, {
          number: (journal) => journal.number,
          kind: (journal) => journal.kind,
          client: (journal) => journal.client,
          state: (journal) => journal.state,
          rows: (journal) => journal.rows,
          accepted: (journal) => journal.accepted,
          rejected: (journal) => journal.rejected,
          sum: (journal) => `${journal.sum} ${journal.currency}`,
          description: (journal) => journal.description,
        }),
      );
    });
}
