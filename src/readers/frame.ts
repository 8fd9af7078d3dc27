/** A record that is open while the lines under it are read, and how fields reach its relatives. */
import type { Fill, Locate } from './fields.ts';
import type { Place, RecordFormat } from './format.ts';
import type { CheckTotals, Tally } from './tally.ts';
import type { Findings } from './value.ts';

/** How a layout finds text on a line. */
export interface LineAccess<S> {
  get(place: Place): ((source: S) => string | undefined) | undefined;
  label(place: Place): string;
  /** The line as a person would read it. */
  written(source: S): string;
}

/** A record type, compiled. */
export interface Type<S> {
  format: RecordFormat;
  matches: (type: string) => boolean;
  fill: Fill<Frame<S>> | undefined;
  summary: Fill<Frame<S>> | undefined;
  check: CheckTotals<Frame<S>> | undefined;
  children: Type<S>[];
}

/** A record that is open: more may come under it. */
export interface Frame<S> {
  type: Type<S> | undefined;
  source: S | undefined;
  line: number;
  parent: Frame<S> | undefined;
  seen: Set<Type<S>>;
  ended: boolean;
  below: Map<string, Frame<S>>;
  tally: Tally | undefined;
  record: Record<string, unknown>;
  at: Findings | undefined;
  raw: Record<string, string> | undefined;
}

/** Opens a record. */
export function newFrame<S>(
  type: Type<S> | undefined,
  source: S | undefined,
  line: number,
  parent: Frame<S> | undefined,
  tally: Tally | undefined,
): Frame<S> {
  return {
    type,
    source,
    line,
    parent,
    seen: new Set(),
    ended: false,
    below: new Map(),
    tally,
    record: {},
    at: undefined,
    raw: undefined,
  };
}

/** Finds text on the record itself, on one below or above it, or on the last of that type anywhere. */
export function locator<S>(access: LineAccess<S>, latest: Map<string, Frame<S>>): Locate<Frame<S>> {
  return (place) => {
    const get = access.get(place);
    if (!get) return undefined;
    const record = typeof place === 'object' && !Array.isArray(place) ? place.record : undefined;
    const label = access.label(place);
    if (record === undefined)
      return { column: label, get: (frame) => (frame.source === undefined ? undefined : get(frame.source)) };
    return {
      column: `${record} ${label}`,
      get: (frame) => {
        const found = reach(frame, record) ?? (isBelow(frame.type, record) ? undefined : latest.get(record));
        return found?.source === undefined ? undefined : get(found.source);
      },
    };
  };
}

function reach<S>(frame: Frame<S>, record: string): Frame<S> | undefined {
  for (let above: Frame<S> | undefined = frame; above; above = above.parent)
    if (above.type?.format.type === record) return above;
  return frame.below.get(record);
}

function isBelow<S>(type: Type<S> | undefined, record: string): boolean {
  return type?.children.some((child) => child.format.type === record || isBelow(child, record)) ?? false;
}
