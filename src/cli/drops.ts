import type { Command } from 'commander';
import { drops } from '../journal/queries.ts';
import { answer, exit, table, wholeNumber, withHouse } from './answer.ts';

/** `drops`: what was received, newest first. */
export function register(program: Command): void {
  program
    .command('drops')
    .description('what was received, newest first')
    .option('--client <number>', 'only this client', wholeNumber('--client'))
    .option('--state <state>', 'received, reading, journaled, waiting, posted, refused, duplicate or stuck')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { client?: number; state?: string; json?: boolean }) => {
      const found = await withHouse(({ db }) => drops(db, options));
      answer(options, { drops: found }, () =>
        table(found, {
          id: (drop) => drop.id,
          client: (drop) => drop.client,
          state: (drop) => drop.state,
          rows: (drop) => drop.rows,
          accepted: (drop) => drop.accepted,
          rejected: (drop) => drop.rejected,
          journal: (drop) => drop.journal ?? '',
          name: (drop) => drop.name,
        }),
      );
      process.exitCode = exit.done;
    });
}
