/** Ledger entries: postings are written first, then the entry is sealed into the chain. Integer øre, from → to. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';

/** How many postings one entry holds at most, so that its digest never needs much memory. */
export const postingsPerEntry = 10_000;

export interface EntryFacts {
  bookedOn: Day;
  /** Why the money moved: `claims-registered`, `payment-received`, … */
  reason: string;
  /** What it came from: `journal:100001`, `settlement:5001`, … */
  source: string;
  at: Date;
}

/**
 * Writes the postings that `select` yields (columns client, case_number, from_account, to_account, amount, currency, in
 * order) and seals them, ten thousand per entry. Returns how many postings were written. `select` uses $1 … of `values`.
 */
export async function post(sql: Sql, facts: EntryFacts, select: string, values: unknown[]): Promise<number> {
  // One writer at a time from here to commit: the chain has one order, and entry numbers follow it.
  await sql.query('select pg_advisory_xact_lock(7205759403)');
  const base = await sql.query<{ last: number }>('select coalesce(max(id), 0) as last from ledger_entry');
  const last = base.rows[0]!.last;
  const written = await sql.query(
    `insert into posting (entry, n, client, case_number, from_account, to_account, amount, currency)
     select ${last} + 1 + (place - 1) / ${postingsPerEntry}, 1 + (place - 1) % ${postingsPerEntry}, client, case_number,
       from_account, to_account, amount, currency
     from (select (row_number() over ())::integer as place, each.* from (${select}) as each) as placed`,
    values,
  );
  const count = written.rowCount ?? 0;
  const entries = Math.ceil(count / postingsPerEntry);
  for (let entry = last + 1; entry <= last + entries; entry++) {
    await sql.query('select seal_entry($1, $2, $3, $4, $5)', [
      entry,
      facts.bookedOn,
      facts.reason,
      facts.source,
      facts.at,
    ]);
  }
  return count;
}
