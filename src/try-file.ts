/** “Try a file”: reads and judges as production does, with no database; what the command line and the portal both show. */
import { createHash } from 'node:crypto';
import type { Day } from './domain/day.ts';
import { decimal } from './domain/money.ts';
import { describe } from './domain/problems.ts';
import { Refusal } from './domain/row.ts';
import type { Kind, Problem, Row } from './domain/row.ts';
import { columnFinder } from './readers/column-of.ts';
import type { Format } from './readers/formats.ts';
import { read } from './readers/read.ts';
import { refuseOtherClient } from './validation/client.ts';
import { judgeContext } from './validation/context.ts';
import type { JudgeOptions } from './validation/context.ts';
import { isRejected } from './validation/find.ts';
import { exampleLimits, startJudging } from './validation/judging.ts';
import type { SchemaOptions } from './validation/own-schemas.ts';
import { mergeRecords, presentRecord } from './validation/present.ts';

/** A problem as answers carry it: the finding with its texts. */
export interface ToldProblem {
  line: number;
  sheet?: string;
  column?: string;
  field?: string;
  code: string;
  tier: string;
  severity: string;
  value?: string;
  title: string;
  message: string;
  cure: string;
}

/** The answer of `try`; amounts are strings with two decimals. */
export interface TryAnswer {
  file: string;
  format: string | null;
  kind: Kind | null;
  encoding: string | null;
  sha256: string;
  rows: number;
  accepted: number;
  rejected: number;
  warnings: number;
  totals: Record<string, string>;
  refusal: { code: string; line?: number; title: string; message: string; cure: string } | null;
  problems: ToldProblem[];
  problemCounts: Record<string, number>;
  truncated: boolean;
  exampleLimits: typeof exampleLimits;
  /** How often each kind of cleaning was done. */
  cleaned: Record<string, number>;
  /** Values of the whole file: sequence number, client, date. */
  header: Record<string, unknown>;
  records: unknown[];
}

export interface TryOptions {
  /** Gives the file's bytes anew each time it is called. */
  open: () => AsyncIterable<Uint8Array>;
  name: string;
  formats: readonly Format[];
  language: 'nb' | 'en';
  today: Day;
  /** Read by this format without asking who claims the file. */
  format?: string | undefined;
  /** The formats of the client's agreement. */
  only?: readonly string[] | undefined;
  /** The client it is for: a file that says another is refused. */
  client?: number | undefined;
  /** Keep the accepted records; memory then grows with the file. */
  records?: boolean | undefined;
  agreement?: Pick<JudgeOptions, 'kid' | 'currencies'> | undefined;
  /** Schemas of the formats' own: `ownSchemas(files)`. */
  schemaFor?: ((formatId: string) => SchemaOptions) | undefined;
}

/** A finding with its texts, its keys in the order that answers have. */
export function tell(problem: Problem, language: 'nb' | 'en'): ToldProblem {
  const { line, sheet, column, field, code, tier, severity, value } = problem;
  return {
    line,
    ...(sheet === undefined ? {} : { sheet }),
    ...(column === undefined ? {} : { column }),
    ...(field === undefined ? {} : { field }),
    code,
    tier,
    severity,
    ...(value === undefined ? {} : { value }),
    ...describe(problem, language),
  };
}

async function fingerprint(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of bytes) hash.update(part);
  return hash.digest('hex');
}

function refused(options: TryOptions, sha256: string, refusal: Refusal): TryAnswer {
  const { code, line } = refusal.problem;
  return {
    file: options.name,
    format: null,
    kind: null,
    encoding: null,
    sha256,
    rows: 0,
    accepted: 0,
    rejected: 0,
    warnings: 0,
    totals: {},
    refusal: { code, ...(line > 0 ? { line } : {}), ...describe(refusal.problem, options.language) },
    problems: [],
    problemCounts: {},
    truncated: false,
    exampleLimits,
    cleaned: {},
    header: {},
    records: [],
  };
}

async function readAndJudge(options: TryOptions, sha256: string): Promise<TryAnswer> {
  const { name, formats, language } = options;
  const reading = await read(options.open(), name, formats, {
    ...(options.format === undefined ? {} : { format: options.format }),
    ...(options.only === undefined ? {} : { only: options.only }),
  });
  const { kind } = reading.format;
  const columnOf = columnFinder(reading.format, () => reading.columns());
  const own = options.schemaFor?.(reading.format.id) ?? {};
  const judging = startJudging(kind, judgeContext({ ...options.agreement, ...own, today: options.today, columnOf }));
  const kept: Row['record'][] = [];
  for await (const rows of reading) {
    judging.judge(rows);
    if (options.records === true) for (const row of rows) if (!isRejected(row)) kept.push(row.record);
  }
  const summary = reading.summary();
  if (options.client !== undefined) refuseOtherClient(summary.fields['client'], options.client);
  for (const problem of summary.problems) judging.note(problem);
  const judged = judging.summary();
  const problems = judged.examples.sort((a, b) => a.line - b.line);
  return {
    file: name,
    format: summary.format,
    kind,
    encoding: summary.encoding,
    sha256,
    rows: judged.rows,
    accepted: judged.accepted,
    rejected: judged.rejected,
    warnings: judged.warnings,
    totals: Object.fromEntries(Object.entries(judged.totals).map(([currency, ore]) => [currency, decimal(ore)])),
    refusal: null,
    problems: problems.map((problem) => tell(problem, language)),
    problemCounts: judged.problemCounts,
    truncated: judged.truncated,
    exampleLimits,
    cleaned: summary.cleaned,
    header: summary.fields,
    records: mergeRecords(kind, kept).map((record) => presentRecord(kind, record)),
  };
}

/** Reads and judges a file; a file that cannot be used is an answer with a refusal, never an exception. */
export async function tryFile(options: TryOptions): Promise<TryAnswer> {
  const sha256 = await fingerprint(options.open());
  try {
    return await readAndJudge(options, sha256);
  } catch (error) {
    if (error instanceof Refusal) return refused(options, sha256, error);
    throw error;
  }
}
