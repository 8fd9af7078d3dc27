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

const selectors = {
  eachDay: true,
  dueDate: true,
  sentDate: true,
  paidDate: true,
  agreedDate: true,
  chargedDate: true,
  filedDate: true,
  byFee: true,
} satisfies Record<Selector, true>;

const figures = {
  percent: /^\d{1,3}(\.\d{1,4})?$/,
  kroner: /^\d{1,9}\.\d{2}$/,
  multiple: /^\d{1,3}(\.\d{1,4})?$/,
  days: /^(\d{1,4}|promptly)$/,
  count: /^\d{1,4}$/,
  who: /^(creditor|collector|creditor, collector)$/,
} satisfies Record<Unit, RegExp>;

const isUnit = (word: string): word is Unit => Object.hasOwn(figures, word);
const isSelector = (word: string): word is Selector => Object.hasOwn(selectors, word);
const isEntry = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Checks one tariff of a law file: readable figures, a source for each, days without gap or overlap; throws naming the row. */
export function readTariff(value: unknown): Tariff {
  const entry = entryOf(value, 'A tariff');
  const id = text(entry, 'id', 'A tariff');
  const where = `Tariff ${id}`;
  const title = entryOf(entry['title'], `${where}, title`);
  const unit = text(entry, 'unit', where);
  const selector = text(entry, 'selector', where);
  if (!isUnit(unit)) throw new Error(`${where}: unit "${unit}" is unknown. Use ${Object.keys(figures).join(', ')}.`);
  if (!isSelector(selector))
    throw new Error(`${where}: selector "${selector}" is unknown. Use ${Object.keys(selectors).join(', ')}.`);
  const list = entry['rows'];
  if (!Array.isArray(list) || list.length === 0) throw new Error(`${where} has no rows. Give it one.`);
  const rows = list.map((row: unknown) => readRow(entryOf(row, `${where}, row`), where, unit, entry['source']));
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

function entryOf(value: unknown, where: string): Record<string, unknown> {
  if (!isEntry(value)) throw new Error(`${where} is missing or no object. Correct the law data.`);
  return value;
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
  const bands = entry['bands'] === undefined ? undefined : readBands(entry['bands'], where);
  const value = bands === undefined ? entry['value'] : null;
  if (value !== null && (typeof value !== 'string' || !figures[unit].test(value)))
    throw new Error(
      `${where}: ${JSON.stringify(value) ?? 'nothing'} is not a figure in ${unit}. Correct it, or write null when unknown.`,
    );
  return {
    validFrom,
    validTo,
    value,
    ...(bands === undefined ? {} : { bands }),
    ...(typeof entry['regulation'] === 'string' ? { regulation: entry['regulation'] } : {}),
    source: text({ source: entry['source'] ?? commonSource }, 'source', where),
    ...(typeof entry['note'] === 'string' ? { note: entry['note'] } : {}),
    ...(entry['doubtful'] === true ? { doubtful: true } : {}),
  };
}

function readBands(value: unknown, where: string): Band[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${where} has no bands. Give it one.`);
  const bands = value.map((item: unknown) => {
    const band = entryOf(item, `${where}, band`);
    const upTo = band['upTo'] === null ? null : text(band, 'upTo', `${where}, band`);
    return { upTo, light: text(band, 'light', `${where}, band`), heavy: text(band, 'heavy', `${where}, band`) };
  });
  checkBands(bands, where);
  return bands;
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
