/** The text of `<name>.result.json`, piece by piece: as long as the file has rows, and never more than a page of them in memory. */
import type { Sql } from '../db/database.ts';
import type { Problem } from '../domain/row.ts';
import { type DropAnswer, dropById } from './queries.ts';
import { resultLimits, told } from './result.ts';

/** Rows that are fetched at once. */
const page = 1000;

/**
 * The result of drop `id` as JSON text, the same facts as `resultOf` with `about` before them; nothing when there is no such drop. Reads in the
 * caller's transaction, through cursors, so the text is of one moment.
 */
export async function* resultText(sql: Sql, id: number, about: object): AsyncGenerator<string> {
  const drop = await dropById(sql, id);
  if (!drop) return;
  yield head(drop, about);
  let problems = 0;
  for await (const rows of paged<{ row: number; reference: string | null; problem: Problem }>(
    sql,
    `select row, reference, problem from journal_row cross join lateral jsonb_array_elements(problems) as problem
     where journal = ${drop.journal ?? 0} and problems is not null order by row limit ${resultLimits.problems}`,
  )) {
    yield rows
      .map(({ row, reference, problem }, at) => line(problems + at, told({ ...problem, row, reference })))
      .join('');
    problems += rows.length;
  }
  yield '\n  ],\n  "cases": [';
  let cases = 0;
  for await (const rows of paged<{ reference: string; number: number; kid: string }>(
    sql,
    `select reference, number, kid from collection_case where journal = ${drop.journal ?? 0} order by number limit ${resultLimits.cases}`,
  )) {
    yield rows.map(({ reference, number, kid }, at) => line(cases + at, { reference, case: number, kid })).join('');
    cases += rows.length;
  }
  const found = Object.values(drop.problems).reduce((sum, count) => sum + count, 0);
  const truncated = problems < found || cases === resultLimits.cases;
  yield `\n  ],\n  "truncated": ${truncated},\n  "limits": ${JSON.stringify(resultLimits)}\n}\n`;
}

/** Everything before the lists, up to the bracket of the first. */
function head({ refusal, problems: problemCounts, error: _inside, ...facts }: DropAnswer, about: object): string {
  const why = refusal === null ? null : told(refusal);
  const text = JSON.stringify({ ...about, ...facts, refusal: why, problemCounts }, null, 2);
  return `${text.slice(0, -2)},\n  "problems": [`;
}

function line(at: number, value: object): string {
  return `${at > 0 ? ',' : ''}\n    ${JSON.stringify(value)}`;
}

async function* paged<T extends Record<string, unknown>>(sql: Sql, query: string): AsyncGenerator<T[]> {
  await sql.query(`declare told no scroll cursor for ${query}`);
  for (;;) {
    const { rows } = await sql.query<T>(`fetch ${page} from told`);
    if (rows.length > 0) yield rows;
    if (rows.length < page) break;
  }
  await sql.query('close told');
}
