/** The result of a file as the sender reads it by machine: counts, sums, and every row that was not accepted with its findings. */
import type { Sql } from '../db/database.ts';
import { decimal } from '../domain/money.ts';
import { maskNationalIds } from '../domain/national-id.ts';
import { describe } from '../domain/problems.ts';
import type { Problem } from '../domain/row.ts';

/** The most rows listed; more are counted but not listed, and `truncated` says so. */
const mostRows = 10_000;

interface DropRow {
  id: number;
  client: number;
  name: string;
  state: string;
  journal: number | null;
  rows: number;
  accepted: number;
  rejected: number;
  totals: Record<string, string>;
  refusal: Problem | null;
}

interface RejectedRow {
  row: number;
  line: number;
  sheet: string | null;
  state: string;
  problems: Problem[] | null;
}

/** The result of a drop as it stands, or undefined when the connection may not see it. */
export async function resultOf(sql: Sql, id: number) {
  const drops = await sql.query<DropRow>(
    'select id, client, name, state, journal, rows, accepted, rejected, totals, refusal from drop_file where id = $1',
    [id],
  );
  const drop = drops.rows[0];
  if (!drop) return undefined;
  const rejected = await sql.query<RejectedRow>(
    `select row, line, sheet, state, problems from journal_row
     where journal = $1 and state in ('rejected', 'parked', 'duplicate', 'withdrawn') order by row limit $2`,
    [drop.journal, mostRows],
  );
  return {
    receipt: drop.id,
    client: drop.client,
    name: drop.name,
    state: drop.state,
    journal: drop.journal,
    rows: drop.rows,
    accepted: drop.accepted,
    rejected: drop.rejected,
    totals: Object.fromEntries(Object.entries(drop.totals).map(([currency, ore]) => [currency, decimal(BigInt(ore))])),
    refusal: drop.refusal && { code: drop.refusal.code, ...describe(drop.refusal, 'nb') },
    truncated: rejected.rows.length === mostRows,
    notAccepted: rejected.rows.map((row) => ({
      row: row.row,
      line: row.line,
      ...(row.sheet === null ? {} : { sheet: row.sheet }),
      state: row.state,
      problems: (row.problems ?? []).map((problem) => ({
        code: problem.code,
        severity: problem.severity,
        column: problem.column ?? null,
        field: problem.field ?? null,
        value: problem.value === undefined ? null : maskNationalIds(problem.value),
        nb: describe(problem, 'nb'),
        en: describe(problem, 'en'),
      })),
    })),
  };
}
