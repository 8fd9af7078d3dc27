/** The fields of a format, compiled once into functions that make a record from a line, a list of cells or a tree. */
import type { Constant, FieldFormat, FieldFormats, Place } from './format.ts';
import { shaper } from './shape.ts';
import { converter, type Findings } from './value.ts';

/** How a layout finds the text at a place, and what the file calls that place. */
export interface Located<S> {
  get: (source: S) => string | undefined;
  column: string;
}
export type Locate<S> = (place: Place) => Located<S> | undefined;

/** Adds to `target` what the source says; false, and nothing added, when it said nothing. */
export type Fill<S> = (source: S, target: Record<string, unknown>, at: Findings) => boolean;

/** Makes a record of what the source says; nothing when it said nothing. */
export type Make<S> = (source: S, at: Findings) => Record<string, unknown> | undefined;

type Read<S> = (source: S, at: Findings) => Constant | undefined;

interface Node<S> {
  fields: { key: string; read: Read<S>; constant: boolean }[];
  objects: Map<string, Node<S>>;
  lists: Map<string, (Node<S> | { read: Read<S> })[]>;
}

/** Compiles fields to what fills an object; see `compileRecord`. */
export function compileFields<S>(
  fields: FieldFormats,
  locate: Locate<S>,
  tallied: ReadonlySet<string>,
  base = '',
): Fill<S> {
  const make = compileRecord(fields, locate, tallied, base);
  return (source, target, at) => {
    const made = make(source, at);
    if (made) Object.assign(target, made);
    return made !== undefined;
  };
}

/**
 * Compiles fields. `tallied` are the paths (`claims.remaining`) that control figures need; `base` is put before them.
 * A field that `locate` does not find (a column that is not in the header) is left out.
 */
export function compileRecord<S>(
  fields: FieldFormats,
  locate: Locate<S>,
  tallied: ReadonlySet<string>,
  base = '',
): Make<S> {
  const root: Node<S> = { fields: [], objects: new Map(), lists: new Map() };
  for (const [path, made] of Object.entries(fields)) {
    const steps = path.match(/[^.[\]]+/g) ?? [''];
    const tallyPath = base + steps.filter((step) => !/^\d+$/.test(step)).join('.');
    const alternatives = (Array.isArray(made) ? made : [made]).map((field) =>
      compileField(field, path, locate, tallied.has(tallyPath) ? tallyPath : undefined),
    );
    const read = firstOf(alternatives);
    if (!read) continue;
    const constant = alternatives.every((alternative) => alternative === undefined || alternative.constant);
    place(root, steps, read, constant);
  }
  return maker(root);
}

/** Compiles one field that stands alone, such as the said value of a control figure. */
export function compileValue<S>(field: FieldFormat, key: string, locate: Locate<S>): Read<S> {
  return compileField(field, key, locate, undefined)?.read ?? (() => undefined);
}

function place<S>(root: Node<S>, steps: string[], read: Read<S>, constant: boolean): void {
  let node = root;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const next = steps[i + 1];
    if (next === undefined) {
      node.fields.push({ key: step, read, constant });
      return;
    }
    if (/^\d+$/.test(next)) {
      const list = node.lists.get(step) ?? [];
      node.lists.set(step, list);
      const index = Number(next);
      if (steps[i + 2] === undefined) {
        list[index] = { read };
        return;
      }
      const item = list[index];
      const child = item && 'fields' in item ? item : { fields: [], objects: new Map(), lists: new Map() };
      list[index] = child;
      node = child;
      i++;
    } else {
      const child = node.objects.get(step) ?? { fields: [], objects: new Map(), lists: new Map() };
      node.objects.set(step, child);
      node = child;
    }
  }
}

/** Makes the object of a node, or nothing when only constants would stand in it. */
function maker<S>(node: Node<S>): Make<S> {
  const reads: ((source: S, at: Findings) => unknown)[] = [];
  const keys: string[] = [];
  const constant: boolean[] = [];
  for (const field of node.fields) {
    keys.push(field.key);
    reads.push(field.read);
    constant.push(field.constant);
  }
  for (const [key, child] of node.objects) {
    keys.push(key);
    reads.push(maker(child));
    constant.push(false);
  }
  for (const [key, items] of node.lists) {
    const makers = items.filter(Boolean).map((item) => ('fields' in item ? maker(item) : item.read));
    keys.push(key);
    reads.push((source, at) => listOf(makers, source, at));
    constant.push(false);
  }
  const shape = shaper<unknown>(keys);
  const length = keys.length;
  return (source, at) => {
    const values: unknown[] = [];
    let said = false;
    for (let i = 0; i < length; i++) {
      const value = reads[i]!(source, at);
      values.push(value);
      if (value !== undefined && !constant[i]) said = true;
    }
    return said ? shape(values) : undefined;
  };
}

function listOf<S>(makers: ((source: S, at: Findings) => unknown)[], source: S, at: Findings): unknown[] | undefined {
  let list: unknown[] | undefined;
  for (const make of makers) {
    const item = make(source, at);
    if (item === undefined) continue;
    if (list) list.push(item);
    else list = [item];
  }
  return list;
}

interface Compiled<S> {
  read: Read<S>;
  constant: boolean;
}

function firstOf<S>(alternatives: (Compiled<S> | undefined)[]): Read<S> | undefined {
  const known = alternatives.filter((alternative) => alternative !== undefined).map(({ read }) => read);
  const [first, ...others] = known;
  if (!first || others.length === 0) return first;
  return (source, at) => {
    for (const read of known) {
      const value = read(source, at);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function compileField<S>(
  field: FieldFormat,
  path: string,
  locate: Locate<S>,
  tallyPath: string | undefined,
): Compiled<S> | undefined {
  const { constant } = field;
  if (constant !== undefined) return { read: () => constant, constant: true };
  const source = locateText(field, locate);
  if (!source) {
    const value = field.default;
    return value === undefined ? undefined : { read: () => value, constant: true };
  }
  const convert = converter(field);
  const label = { column: source.column, key: path };
  const empty = field.empty && new Set(field.empty);
  const get = empty ? (from: S) => nothingFor(source.get(from), empty) : source.get;
  const fallback = field.default;
  const isMinus = minusOf(field, locate);
  const turns = turnOf(field, locate);
  if (tallyPath === undefined && !isMinus && !turns) {
    return {
      constant: false,
      read: (from, at) => {
        const text = get(from);
        return text === undefined || text === '' ? fallback : (convert(text, at, label) ?? fallbackOf(text, fallback));
      },
    };
  }
  return {
    constant: false,
    read: (from, at) => {
      const text = get(from);
      let value =
        text === undefined || text === '' ? fallback : (convert(text, at, label) ?? fallbackOf(text, fallback));
      if (typeof value === 'number' && isMinus?.(from)) value = negative(value);
      if (tallyPath !== undefined && at.tally && text !== undefined && text.trim() !== '') {
        at.tally(tallyPath, typeof value === 'boolean' ? undefined : value);
      }
      return typeof value === 'number' && turns?.(from) ? negative(value) : value;
    },
  };
}

function nothingFor(text: string | undefined, empty: ReadonlySet<string>): string | undefined {
  return text === undefined || empty.has(text.trim()) ? undefined : text;
}

/** A default stands for nothing said; it never hides a value that could not be read. */
function fallbackOf(text: string, fallback: Constant | undefined): Constant | undefined {
  return text.trim() === '' ? fallback : undefined;
}

function negative(value: number): number {
  return value === 0 ? 0 : -value;
}

function minusOf<S>(field: FieldFormat, locate: Locate<S>): ((source: S) => boolean) | undefined {
  return field.signed && isOneOf(field.signed.from, field.signed.minus, locate);
}

function turnOf<S>(field: FieldFormat, locate: Locate<S>): ((source: S) => boolean) | undefined {
  if (field.negate === undefined) return undefined;
  return field.negate === true ? () => true : isOneOf(field.negate.when, field.negate.in, locate);
}

/** Compiles “the text there is one of these”, case not counted. */
export function isOneOf<S>(from: Place, texts: string[], locate: Locate<S>): (source: S) => boolean {
  const place = locate(from);
  if (!place) return () => false;
  const known = new Set(texts.map((text) => text.toLowerCase()));
  return (source) => known.has((place.get(source) ?? '').trim().toLowerCase());
}

function locateText<S>(field: FieldFormat, locate: Locate<S>): Located<S> | undefined {
  if (field.from !== undefined) return locate(field.from);
  if (!field.join) return undefined;
  const places = field.join.map((part) => locate(part)).filter((part) => part !== undefined);
  if (places.length === 0) return undefined;
  const between = field.with ?? ' ';
  return {
    column: places.map((part) => part.column).join(' + '),
    get: (source) =>
      places
        .map((part) => (part.get(source) ?? '').trim())
        .filter((part) => part !== '')
        .join(between),
  };
}
