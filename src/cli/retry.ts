import type { Command } from 'commander';
import { dropById } from '../journal/queries.ts';
import { retryDrop } from '../intake/retry.ts';
import { answer, exit, wholeNumber, withHouse } from './answer.ts';

/** `retry`: takes a stuck or refused drop up again from its archived bytes; a worker reads it within a minute. */
export function register(program: Command): void {
  program
    .command('retry')
    .description('takes a stuck or refused drop up again, as under today’s formats')
    .argument('<drop>', 'receipt number', wholeNumber('the receipt number'))
    .option('--json', 'one JSON document on stdout')
    .action(async (id: number, options: { json?: boolean }) => {
      const drop = await withHouse(async ({ db, clock }) => {
        if (!(await retryDrop(db, id, 'command line', clock.now()))) {
          process.exitCode = exit.refused;
          const known = await dropById(db, id);
          throw new Error(
            known
              ? `drop ${id} is ${known.state}; only one that is stuck or refused can be tried again`
              : `there is no drop ${id}; see them with “drops”`,
          );
        }
        return (await dropById(db, id))!;
      });
      answer(options, { drops: [drop] }, () => `Drop ${id} is received anew; a worker reads it within a minute.`);
    });
}
