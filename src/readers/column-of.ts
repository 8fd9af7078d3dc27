/** What a file calls a canonical field: for problems that are found after reading. */
import { plainName } from './columns.ts';
import type { FieldFormat, FieldFormats, Format, NestedFormat, Place, RecordFormat } from './format.ts';

/** Every field of a format by its path without numbers (`claims.dueDate`). */
function fieldsByPath(format: Format): Map<string, FieldFormat[]> {
  const found = new Map<string, FieldFormat[]>();
  const add = (fields: FieldFormats | undefined, base: string): void => {
    for (const [path, made] of Object.entries(fields ?? {})) {
      const name = base + path.replace(/\[\d*\]/g, '');
      found.set(name, [...(found.get(name) ?? []), ...(Array.isArray(made) ? made : [made])]);
    }
  };
  const records = (list: readonly RecordFormat[] | undefined, base: string): void => {
    for (const one of list ?? []) {
      const inner = one.into === undefined ? base : `${base}${one.into}.`;
      add(one.fields, inner);
      records(one.children, inner);
    }
  };
  const nested = (list: readonly NestedFormat[] | undefined, base: string): void => {
    for (const one of list ?? []) {
      add(one.fields, `${base}${one.into}.`);
      nested(one.nested, `${base}${one.into}.`);
    }
  };
  add(format.fields, '');
  records(format.records, '');
  nested(format.nested, '');
  return found;
}

function placesOf(field: FieldFormat): Place[] {
  return [...(field.from === undefined ? [] : [field.from]), ...(field.join ?? [])];
}

/** A place as problems name it: the header's own name, an element's path, or the characters `16-21`. */
function nameOf(place: Place, columns: ReadonlyMap<string, string>): string | undefined {
  if (typeof place === 'object' && !Array.isArray(place)) {
    if ('start' in place) {
      const stretch = `${place.start}-${place.start + place.length - 1}`;
      return place.record === undefined ? stretch : `${place.record} ${stretch}`;
    }
    return `#${place.column}`;
  }
  const names = typeof place === 'string' ? [place] : place;
  for (const name of names) {
    const written = columns.get(plainName(name));
    if (written !== undefined) return written;
  }
  return columns.size === 0 ? names[0] : undefined;
}

/**
 * Answers what a file calls a field (`claims[0].dueDate` → `Forfall`); `columns` gives the header's names once they are
 * known, and is asked anew until they are.
 */
export function columnFinder(format: Format, columns: () => readonly string[]): (field: string) => string | undefined {
  const fields = fieldsByPath(format);
  let header: Map<string, string> | undefined;
  let known = new Map<string, string | undefined>();
  return (field) => {
    if (header === undefined || header.size === 0) {
      header = new Map(columns().map((name) => [plainName(name), name]));
      known = new Map();
    }
    const path = field.replace(/\[\d*\]/g, '');
    if (known.has(path)) return known.get(path);
    const names = (fields.get(path) ?? []).flatMap(placesOf).map((place) => nameOf(place, header!));
    const name = names.find((one) => one !== undefined);
    known.set(path, name);
    return name;
  };
}
