/** What became of a file, as the sender is told it: `<name>.result.json`, the same truth as the portal's. */
import type { Sql } from '../db/database.ts';
import { describe } from '../domain/problems.ts';
import { maskNationalIds } from '../domain/national-id.ts';
import type { Problem } from '../domain/row.ts';
import { dropById, journalProblems } from './queries.ts';

/** The most findings and the most opened cases that one result lists; counts are exact whatever is listed. */
export const resultLimits = { problems: 20_000, cases: 200_000 } as const;

/** A finding in both languages. */
export interface ToldProblem extends Problem {
  row: number;
  reference: string | null;
  message: { nb: string; en: string };
  cure: { nb: string; en: string };
}

/** A finding with its texts; national ids are masked, the value is otherwise as sent. */
export function told<P extends Problem>(problem: P): P & Pick<ToldProblem, 'message' | 'cure'> {
  const nb = describe(problem, 'nb');
  const en = describe(problem, 'en');
  return {
    ...problem,
    ...(problem.value !== undefined && { value: maskNationalIds(problem.value) }),
    message: { nb: nb.message, en: en.message },
    cure: { nb: nb.cure, en: en.cure },
  };
}

/** The result of a drop as things stand; undefined when there is no such drop. */
export async function resultOf(sql: Sql, id: number): Promise<object | undefined> {
  const drop = await dropById(sql, id);
  if (!drop) return undefined;
  const problems = drop.journal === null ? [] : await journalProblems(sql, drop.journal, resultLimits.problems);
  const cases =
    drop.journal === null
      ? []
      : (
          await sql.query<{ reference: string; number: number; kid: string }>(
            `select reference, number, kid from collection_case
             where journal in (select number from journal where number = $1 or corrects = $1) order by number limit $2`,
            [drop.journal, resultLimits.cases],
          )
        ).rows;
  const listed = Object.values(drop.problems).reduce((sum, count) => sum + count, 0);
  const { refusal, problems: problemCounts, error: _inside, ...facts } = drop;
  return {
    ...facts,
    refusal: refusal === null ? null : told(refusal),
    problemCounts,
    problems: problems.map(told),
    cases: cases.map(({ reference, number, kid }) => ({ reference, case: number, kid })),
    truncated: problems.length < listed || cases.length === resultLimits.cases,
    limits: resultLimits,
  };
}
