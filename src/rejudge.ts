/** Judges rows of a file anew with some of their values changed: the same fields, schema and rules as when the file was read. */
import { agreementOf } from './domain/agreement.ts';
import type { Day } from './domain/day.ts';
import type { Kind, Row } from './domain/row.ts';
import { keyAndAmount } from './journal/encode.ts';
import type { Rejudge } from './journal/review/correct.ts';
import type { ReviewRow } from './journal/review/row.ts';
import { columnFinder } from './readers/column-of.ts';
import { columnNames, plainName } from './readers/columns.ts';
import { formatName, type Format, type Place } from './readers/format.ts';
import { newReport } from './readers/report.ts';
import { createTable } from './readers/table.ts';
import { judgeContext } from './validation/context.ts';
import { startBetween } from './validation/between.ts';
import { judge } from './validation/judge.ts';
import { setField } from './set-field.ts';

/** The format that a row was read by, where it is still known. */
export function formatOf(formats: readonly Format[], name: string | null): Format | undefined {
  return formats.find((format) => formatName(format) === name);
}

function placesOf(format: Format): Place[] {
  return Object.values(format.fields ?? {})
    .flat()
    .flatMap((field) => [
      ...(field.from === undefined ? [] : [field.from]),
      ...(field.join ?? []),
      ...(field.signed ? [field.signed.from] : []),
      ...(field.negate !== undefined && field.negate !== true ? [field.negate.when] : []),
    ]);
}

const isNamed = (place: Place): place is string | string[] => typeof place === 'string' || Array.isArray(place);

/** True where a row's columns by name are all that its format needs: delimited text and sheets under a header. */
export function isReadAgain(format: Format | undefined): format is Format {
  if (format === undefined || (format.layout !== 'delimited' && format.layout !== 'xlsx')) return false;
  return format.records === undefined && (format.header?.lines ?? 1) > 0 && placesOf(format).every(isNamed);
}

/** The columns that can be changed: those of the row, then those that the format knows and the row left empty. */
export function columnsOf(format: Format, raw: Record<string, string>): string[] {
  const columns = Object.keys(raw);
  const known = new Set(columns.map(plainName));
  for (const place of placesOf(format)) {
    if (!isNamed(place)) continue;
    const names = typeof place === 'string' ? [place] : place;
    if (names.some((name) => known.has(plainName(name)))) continue;
    columns.push(names[0]!);
    known.add(plainName(names[0]!));
  }
  return columns;
}

/** One row read again by its format, its changed columns in place. */
function readAgain(format: Format, row: ReviewRow): { row: Row; columns: string[] } {
  const raw = { ...row.raw, ...row.changes.columns };
  const columns = columnsOf(format, raw);
  const { summary: _summary, ...header } = format.header ?? { lines: 1 };
  const { footer: _footer, ...rest } = format;
  const table = createTable({ ...rest, header: { ...header, lines: 1, names: [1] } }, newReport());
  const place = row.sheet === null ? {} : { sheet: row.sheet };
  table.take({ cells: columnNames([columns]), line: 1, careful: true });
  const cells = columns.map((column) => raw[column] ?? '');
  const read = table.take({ cells, line: row.line, careful: true, ...place });
  const filled = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== ''));
  return {
    row: { problems: [], record: {}, ...read, row: row.row, line: row.line, raw: filled, ...place },
    columns,
  };
}

/** A row whose format has no columns to change: its record with the changed fields; findings of reading stay unless their field was changed. */
function changeRecord(row: ReviewRow): Row {
  const changed = new Set(Object.keys(row.changes.fields));
  return {
    row: row.row,
    line: row.line,
    ...(row.sheet === null ? {} : { sheet: row.sheet }),
    raw: row.raw,
    record: structuredClone(row.record),
    problems: row.problems.filter(
      ({ tier, field }) => (tier === 'value' || tier === 'columns') && (field === undefined || !changed.has(field)),
    ),
  };
}

/** Makes what {@link Rejudge} asks for, with the formats of the house, on the day of the correction. */
export function rejudgeWith(formats: readonly Format[], today: Day): Rejudge {
  return async (rows, known) => {
    const [first] = rows;
    if (!first) return [];
    const { kind } = first;
    const agreement = agreementOf(first.agreement);
    const format = formatOf(formats, first.format);
    let columns: string[] = [];
    const base = {
      today,
      currencies: agreement.currencies,
      ...(agreement.kid === null ? {} : { kid: agreement.kid }),
    };
    const judged = rows.map((row) => {
      const read = isReadAgain(format) ? readAgain(format, row) : { row: changeRecord(row), columns: [] };
      columns = read.columns;
      for (const [path, text] of Object.entries(row.changes.fields)) setField(read.row, path, text);
      const columnOf = isReadAgain(format) ? columnFinder(format, () => columns) : undefined;
      judge(kind, read.row, judgeContext({ ...base, ...(columnOf ? { columnOf } : {}) }));
      return read.row;
    });
    await judgeBetween(kind, judged, known, judgeContext(base));
    return judged;
  };
}

async function judgeBetween(
  kind: Kind,
  judged: Row[],
  known: Parameters<Rejudge>[1],
  context: ReturnType<typeof judgeContext>,
): Promise<void> {
  const keys = judged.map((row) => keyAndAmount(kind, row.record));
  const others = await known({
    references: [...new Set(keys.flatMap(({ reference }) => (reference === null ? [] : [reference])))],
    amounts: [...new Set(keys.map(({ amount }) => amount).filter(Number.isSafeInteger))],
  });
  const between = startBetween(kind, context);
  for (const row of others) between(row);
  for (const row of judged) between(row);
}
