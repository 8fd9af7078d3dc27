/** How the planner is to treat a statement over many rows that were written a moment ago. */
import type { Sql } from './database.ts';

/** From this many rows on, a plan that visits a table once per row is never right. */
const manyRows = 1000;

/**
 * Tells this transaction's planner that sets of `rows` rows are coming. The statistics do not know rows that were just
 * loaded, and a nested loop chosen for “a few” takes hours for a million; hash joins cost the same for few and many.
 */
export async function expectRows(sql: Sql, rows: number): Promise<void> {
  await sql.query(`set local work_mem = '64MB'`);
  await sql.query(`set local enable_nestloop = ${rows >= manyRows ? 'off' : 'on'}`);
}
