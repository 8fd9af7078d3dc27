import type { Command } from 'commander';
import { cases, withInterest } from '../cases/queries.ts';
import { interestOfMany } from '../ledger/interest-of.ts';
import { answer, table, wholeNumber, withHouse } from './answer.ts';

/** `cases`: search; `%` stands for anything. */
export function register(program: Command): void {
  program
    .command('cases')
    .description('search cases by number, reference, invoice, KID or name (% stands for anything)')
    .option('--client <number>', 'only this client', wholeNumber('--client'))
    .option('--search <text>', 'what to look for')
    .option('--limit <number>', 'at most this many, newest first', wholeNumber('--limit'), 1000)
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { client?: number; search?: string; limit: number; json?: boolean }) => {
      const found = await withHouse(async ({ db, clock }) => {
        const booked = await cases(db, options);
        const numbers = booked.filter((each) => each.status !== 'closed').map((each) => each.number);
        const interest = await interestOfMany(db, numbers, clock.today());
        return booked.map((each) => withInterest(each, interest.get(each.number)));
      });
      answer(options, { cases: found, limit: options.limit }, () =>
        table(found, {
          number: (each) => each.number,
          client: (each) => each.client,
          reference: (each) => each.reference,
          status: (each) => each.status,
          name: (each) => each.debtor,
          principal: (each) => each.principal.remaining,
          remaining: (each) => each.remaining,
        }),
      );
    });
}
