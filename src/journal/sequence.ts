/** Files that carry a running number: each number once, and none left out. */
import type { Sql } from '../db/database.ts';
import { type Problem, Refusal } from '../domain/row.ts';

/**
 * Compares a file's running number with those received before from the same client in the same format (`kreditorfil-xml@1`).
 * Throws a `Refusal` for one that is used; returns a warning for a gap, or null. The first number seen starts the series.
 */
export async function checkSequence(
  sql: Sql,
  { drop, client, format, sequence }: { drop: number; client: number; format: string; sequence: number },
): Promise<Problem | null> {
  const [id] = format.split('@');
  const used = await sql.query<{ id: number; name: string }>(
    `select id, name from drop_file where client = $1 and split_part(format, '@', 1) = $2 and header ? 'sequence' and header->>'sequence' = $3
       and id <> $4 and state not in ('refused', 'duplicate', 'withdrawn') order by id limit 1`,
    [client, id, String(sequence), drop],
  );
  const first = used.rows[0];
  if (first) throw new Refusal('sequence-reused', { sequence, name: first.name, receipt: first.id });
  const last = await sql.query<{ last: number | null }>(
    `select max((header->>'sequence')::numeric)::integer as last from drop_file where client = $1 and split_part(format, '@', 1) = $2
       and header->>'sequence' ~ '^[0-9]{1,9}$' and id <> $3 and state not in ('refused', 'duplicate', 'withdrawn')`,
    [client, id, drop],
  );
  const before = last.rows[0]!.last;
  if (before === null || sequence <= before + 1) return null;
  return { code: 'sequence-gap', tier: 'books', severity: 'warning', line: 0, params: { sequence, last: before } };
}
