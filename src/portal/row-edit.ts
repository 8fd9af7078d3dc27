/** Where a row's finding can be mended, what stands there, and what a person's form says of it. */
import type { Problem } from '../domain/row.ts';
import type { Changes, ReviewRow } from '../journal/review/row.ts';
import { maskNationalIds } from '../domain/national-id.ts';
import type { Format } from '../readers/format.ts';
import { columnsOf, formatOf, isReadAgain } from '../rejudge.ts';

/** One place of a row: a column of the file, or a field of the record where no column holds it. */
export interface Place {
  in: keyof Changes;
  name: string;
  /** As sent; undefined where the file had no such column. */
  sent: string | undefined;
  /** As it stands now. */
  now: string;
}

function columnPlace(row: ReviewRow, name: string): Place {
  const sent = row.raw[name];
  return { in: 'columns', name, sent: sent ?? '', now: row.changes.columns[name] ?? sent ?? '' };
}

function recordText(record: Record<string, unknown>, path: string): string | undefined {
  let at: unknown = record;
  for (const step of path.split(/[.[\]]+/).filter((each) => each !== '')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.getOwnPropertyDescriptor(at, step)?.value;
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined;
}

function fieldPlace(row: ReviewRow, problem: Problem & { field: string }): Place {
  const sent = problem.value ?? recordText(row.record, problem.field);
  return { in: 'fields', name: problem.field, sent, now: row.changes.fields[problem.field] ?? sent ?? '' };
}

/** Where a finding is mended; undefined for one about the row as a whole. */
export function placeOf(formats: readonly Format[], row: ReviewRow, problem: Problem): Place | undefined {
  const format = formatOf(formats, row.format);
  const { column, field } = problem;
  if (isReadAgain(format) && column !== undefined && columnsOf(format, row.raw).includes(column))
    return columnPlace(row, column);
  return field === undefined ? undefined : fieldPlace(row, { ...problem, field });
}

/** Every place of a row that can be changed: all columns, and the fields that have findings and no column. */
export function placesOf(formats: readonly Format[], row: ReviewRow): Place[] {
  const format = formatOf(formats, row.format);
  const columns = isReadAgain(format) ? columnsOf(format, row.raw).map((name) => columnPlace(row, name)) : [];
  const fields = new Map<string, Place>();
  for (const problem of row.problems) {
    const place = placeOf(formats, row, problem);
    if (place?.in === 'fields') fields.set(place.name, place);
  }
  for (const [name, now] of Object.entries(row.changes.fields))
    if (!fields.has(name)) fields.set(name, { in: 'fields', name, sent: recordText(row.record, name), now });
  return [...columns, ...fields.values()];
}

/** True where the value may not be shown: it holds a national id. */
export function isHidden({ name, now }: Pick<Place, 'name' | 'now'>): boolean {
  return maskNationalIds(now) !== now || (/(?:^|\.)id$/.test(name) && now.replace(/\D/g, '').length >= 10);
}

/** What a form changes: fields are named `v-0`, `v-1` … in the order of the places. A hidden value left empty is as it was. */
export function changesOf(places: readonly Place[], form: Record<string, string>): Changes {
  const changes: Changes = { columns: {}, fields: {} };
  places.forEach((place, index) => {
    const written = form[`v-${index}`];
    if (written === undefined || written === place.now || (isHidden(place) && written === '')) return;
    changes[place.in][place.name] = written.slice(0, 2000);
  });
  return changes;
}
