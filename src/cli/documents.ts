import type { Command } from 'commander';
import { documents } from '../documents/list.ts';
import { answer, table, wholeNumber, withHouse } from './answer.ts';

/** `documents`: what was produced, newest first. */
export function register(program: Command): void {
  program
    .command('documents')
    .description('documents, newest first')
    .option('--client <number>', 'only this client', wholeNumber('--client'))
    .option('--type <type>', 'engagementConfirmation or clientAccountSettlement')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { client?: number; type?: string; json?: boolean }) => {
      const found = await withHouse(({ db }) => documents(db, options));
      answer(options, { documents: found }, () =>
        table(found, {
          id: (each) => each.id,
          client: (each) => each.client,
          date: (each) => each.date,
          pages: (each) => each.pages,
          name: (each) => each.name,
          opened: (each) => each.openedAt ?? '',
        }),
      );
    });
}
