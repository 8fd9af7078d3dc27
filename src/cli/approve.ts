import type { Command } from 'commander';
import { approveJournal } from '../journal/approve.ts';
import { journals } from '../journal/queries.ts';
import { bookJournal } from '../../workers/post.ts';
import { receipt } from '../../workers/receipt.ts';
import { answer, exit, wholeNumber, withHouse } from './answer.ts';

/** `approve`: approves a journal in the operator's name and books it. */
export function register(program: Command): void {
  program
    .command('approve')
    .description('approves a journal that awaits it and books it')
    .argument('<journal>', 'journal number', wholeNumber('the journal number'))
    .option('--by <name>', 'in whose name', 'command line')
    .option('--json', 'one JSON document on stdout')
    .action(async (number: number, options: { by: string; json?: boolean }) => {
      const journal = await withHouse(async (house) => {
        const said = await house.db.transaction((sql) => approveJournal(sql, number, options.by, house.clock.now()));
        if (!said.approved) {
          process.exitCode = exit.refused;
          throw new Error(
            said.because === 'unknown'
              ? `there is no journal ${number}; see them with “journals”`
              : `journal ${number} is ${said.because}; only one that is awaitingApproval can be approved`,
          );
        }
        const drop = await bookJournal(house, number);
        if (drop !== null) await receipt(house, { drop });
        return (await journals(house.db, { client: said.client })).find((each) => each.number === number)!;
      });
      answer(
        options,
        { journals: [journal] },
        () => `Journal ${number} is approved and booked: ${journal.accepted} rows, ${journal.sum} ${journal.currency}.`,
      );
    });
}
