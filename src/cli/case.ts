import type { Command } from 'commander';
import { caseByNumber, withInterest } from '../cases/queries.ts';
import { interestOfMany } from '../ledger/interest-of.ts';
import { answer, exit, table, wholeNumber, withHouse } from './answer.ts';

/** `case`: one case with its balances. */
export function register(program: Command): void {
  program
    .command('case')
    .description('one case with its balances, interest to date')
    .argument('<number>', 'case number', wholeNumber('the case number'))
    .option('--json', 'one JSON document on stdout')
    .action(async (number: number, options: { json?: boolean }) => {
      const found = await withHouse(async ({ db, clock }) => {
        const booked = await caseByNumber(db, number);
        return booked && withInterest(booked, (await interestOfMany(db, [number], clock.today())).get(number));
      });
      if (!found) {
        process.exitCode = exit.refused;
        throw new Error(`there is no case ${number}; look for it with “cases --search”`);
      }
      answer(options, { cases: [found] }, () =>
        [
          `Case ${found.number}, client ${found.client}, reference ${found.reference}, ${found.status}, KID ${found.kid}`,
          table(
            [
              { what: 'principal', ...found.principal },
              { what: 'costs', ...found.costs },
              { what: 'interest', ...found.interest },
            ],
            {
              '': (row) => row.what,
              original: (row) => row.original.padStart(14),
              paid: (row) => row.paid.padStart(14),
              remaining: (row) => row.remaining.padStart(14),
            },
          ),
          `remaining in all: ${found.remaining} ${found.currency}`,
        ].join('\n'),
      );
    });
}
