import type { Command } from 'commander';
import { proof } from '../ledger/proof.ts';
import { answer, exit, withHouse } from './answer.ts';

/** `proof`: the conservation proof now; exit 4 when it does not balance. */
export function register(program: Command): void {
  program
    .command('proof')
    .description('proves that every row and every øre that came in is somewhere')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { json?: boolean }) => {
      const said = await withHouse(({ db }) =>
        db.transaction(async (sql) => {
          await sql.query('set transaction isolation level repeatable read, read only');
          return proof(sql);
        }),
      );
      answer(options, said, () => proofWords(said));
      process.exitCode = said.balanced ? exit.done : exit.unwell;
    });
}

/** The proof as equations a person can check. */
export function proofWords(said: Awaited<ReturnType<typeof proof>>): string {
  const { rows, money, documents, ledger } = said;
  return [
    said.balanced ? 'The proof balances.' : 'THE PROOF DOES NOT BALANCE:',
    ...said.differences.map((difference) => `  ${difference}`),
    `  rows       ${rows.received} received = ${rows.booked} booked + ${rows.rejected} rejected + ${rows.duplicate} duplicate + ${rows.parked} parked + ${rows.withdrawn} withdrawn + ${rows.waiting} waiting`,
    `  money      ${money.received} received = ${money.settled} settled + ${money.held} held + ${money.waiting} waiting`,
    `  documents  ${documents.made} made = ${documents.delivered} delivered + ${documents.failed} failed + ${documents.held} on their way`,
    `  files      ${rows.refusedFiles} refused, ${rows.duplicateFiles} duplicates of an earlier file`,
    `  ledger     sum of all accounts ${ledger.sum}, chain of ${ledger.entries} entries ${ledger.chain}`,
  ].join('\n');
}
