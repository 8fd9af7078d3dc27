/** Reads and checks the rows of one tariff as the law files hold them. */
import type { Day } from '../domain/day.ts';
import { dayNumber, dayOf } from '../domain/day.ts';
import { ore } from '../domain/money.ts';

/** Which day decides the row: each day of interest, the day due, sent, paid, agreed, charged, filed, or as the fee says. */
export type Selector =
  'eachDay' | 'dueDate' | 'sentDate' | 'paidDate' | 'agreedDate' | 'chargedDate' | 'filedDate' | 'byFee';

export type Unit = 'percent' | 'kroner' | 'multiple' | 'days' | 'count' | 'who';

/** Multiples of R for principals up to and including `upTo` kroner (null: any). */
export interface Band {
  upTo: string | null;
  light: string;
  heavy: string;
}

/** A figure and the days it holds, both ends included; `validTo` null is until further notice, `value` null is not known. */
export interface TariffRow {
  validFrom: Day;
  validTo: Day | null;
  value: string | null;
  bands?: Band[];
  regulation?: string;
  source: string;
  note?: string;
  doubtful?: true;
}

/** One tariff; `starts` and `ends` are the rows' first and last day numbers (Infinity when open). */
export interface Tariff {
  id: string;
  title: { nb: string; en: string };
  unit: Unit;
  selector: Selector;
  law: string;
  note?: string;
  rows: TariffRow[];
  starts: number[];
  ends: number[];
}

const selectors = ['eachDay', 'dueDate', 'sentDate', 'paidDate', 'agreedDate', 'chargedDate', 'filedDate', 'byFee'];

const figures: Record<Unit, RegExp> = {
  percent: /^\d{1,3}(\.\d{1,4})?$/,
  kroner: /^\d{1,9}\.\d{2}$/,
  multiple: /^\d{1,3}(\.\d{1,4})?$/,
  days: /^(\d{1,4}|promptly)$/,
  count: /^\d{1,4}$/,
  who: /^(creditor|collector|creditor, collector)$/,
};

/** Checks one tariff of a law file: readable figures, a source for each, days without gap or overlap; throws naming the row. */
export function readTariff(value: unknown): Tariff {
  const entry = value as Record<string, unknown>;
  const id = text(entry, 'id', 'A tariff');
  const where = `Tariff ${id}`;
  const title = entry['title'] as Record<string, unknown> | undefined;
  if (title === undefined) throw new Error(`${where} has no title. Give it "nb" and "en".`);
  const unit = text(entry, 'unit', where) as Unit;
  const selector = text(entry, 'selector', where) as Selector;
  if (!Object.hasOwn(figures, unit)) throw new Error(`${where}: unit "${unit}" is unknown.`);
  if (!selectors.includes(selector)) throw new Error(`${where}: selector "${selector}" is unknown.`);
  const list = entry['rows'];
  if (!Array.isArray(list) || list.length === 0) throw new Error(`${where} has no rows. Give it one.`);
  const rows = list.map((row: unknown) => readRow(row as Record<string, unknown>, where, unit, entry['source']));
  checkDays(rows, where);
  return {
    id,
    title: { nb: text(title, 'nb', `${where}, title`), en: text(title, 'en', `${where}, title`) },
    unit,
    selector,
    law: text(entry, 'law', where),
    ...(typeof entry['note'] === 'string' ? { note: entry['note'] } : {}),
    rows,
    starts: rows.map((row) => dayNumber(row.validFrom)),
    ends: rows.map((row) => (row.validTo === null ? Infinity : dayNumber(row.validTo))),
  };
}

function text(entry: Record<string, unknown>, key: string, where: string): string {
  const value = entry[key];
  if (typeof value !== 'string' || value === '') throw new Error(`${where} has no "${key}". Fill it in.`);
  return value;
}

function readRow(entry: Record<string, unknown>, tariff: string, unit: Unit, commonSource: unknown): TariffRow {
  const validFrom = text(entry, 'validFrom', tariff);
  const where = `${tariff}, row from ${validFrom}`;
  const validTo = entry['validTo'];
  if (Number.isNaN(dayNumber(validFrom))) throw new Error(`${where}: validFrom is not a day. Write it YYYY-MM-DD.`);
  if (validTo !== null && (typeof validTo !== 'string' || Number.isNaN(dayNumber(validTo))))
    throw new Error(`${where}: validTo is neither a day nor null. Write it YYYY-MM-DD.`);
  const bands = entry['bands'] as Band[] | undefined;
  const value = bands === undefined ? entry['value'] : null;
  if (value !== null && (typeof value !== 'string' || !figures[unit].test(value)))
    throw new Error(`${where}: "${String(value)}" is not a figure in ${unit}. Correct it, or write null when unknown.`);
  if (bands !== undefined) checkBands(bands, where);
  return {
    validFrom,
    validTo,
    value,
    ...(bands === undefined ? {} : { bands }),
    ...(typeof entry['regulation'] === 'string' ? { regulation: entry['regulation'] } : {}),
    source: typeof entry['source'] === 'string' ? entry['source'] : text({ source: commonSource }, 'source', where),
    ...(typeof entry['note'] === 'string' ? { note: entry['note'] } : {}),
    ...(entry['doubtful'] === true ? { doubtful: true } : {}),
  };
}

function checkBands(bands: Band[], where: string): void {
  let before = -1n;
  for (const [index, band] of bands.entries()) {
    const last = index === bands.length - 1;
    if (!figures.multiple.test(band.light) || !figures.multiple.test(band.heavy))
      throw new Error(`${where}: band ${index + 1} has an unreadable multiple.`);
    if (last !== (band.upTo === null)) throw new Error(`${where}: only the last band must be open (upTo null).`);
    const limit = band.upTo === null ? undefined : ore(band.upTo);
    if (!last && (limit === undefined || limit <= before)) throw new Error(`${where}: the bands' limits do not rise.`);
    before = limit ?? before;
  }
  if (bands.length === 0) throw new Error(`${where} has no bands.`);
}

function checkDays(rows: TariffRow[], where: string): void {
  for (const [index, row] of rows.entries()) {
    if (row.validTo !== null && dayNumber(row.validTo) < dayNumber(row.validFrom))
      throw new Error(`${where}: the row from ${row.validFrom} ends before it begins.`);
    const next = rows[index + 1];
    if (next === undefined) continue;
    const expected = row.validTo === null ? Infinity : dayNumber(row.validTo) + 1;
    const found = dayNumber(next.validFrom);
    if (found < expected)
      throw new Error(
        `${where}: the rows from ${row.validFrom} and ${next.validFrom} overlap. End the first the day before the next.`,
      );
    if (found > expected)
      throw new Error(
        `${where}: no row for ${dayOf(expected)} to ${dayOf(found - 1)}. Add one, with value null when the figure is unknown.`,
      );
  }
}
