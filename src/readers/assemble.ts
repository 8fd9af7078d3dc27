/** Lines of several record types to rows: children join their parents, control records are checked. */
import { Refusal, type Row } from '../domain/row.ts';
import { compileFields, type Locate } from './fields.ts';
import type { Format, RecordFormat } from './format.ts';
import { locator, newFrame, type Frame, type LineAccess, type Type } from './frame.ts';
import { note, type Report } from './report.ts';
import { compileTotals, newTally, talliedPaths, tallyRecord, tallyValue } from './tally.ts';
import type { Findings } from './value.ts';

/** One line of a type. */
export interface TypedLine<S> {
  type: string;
  source: S;
  line: number;
  careful: boolean;
  broken?: boolean;
  mixed?: string;
}

export interface Assembler<S> {
  /** Takes a line; rows that are complete by it are added to `rows`. */
  take(line: TypedLine<S>, rows: Row[]): void;
  end(rows: Row[]): void;
}

/** Builds rows from typed lines by the format's `records`; throws `Refusal` when the order or the figures are wrong. */
export function assembler<S>(format: Format, report: Report, access: LineAccess<S>): Assembler<S> {
  const formats = format.records ?? [];
  const tallied = talliedPaths(allTypes(formats).flatMap(({ totals }) => totals ?? []));
  const latest = new Map<string, Frame<S>>();
  const locate = locator(access, latest);
  const types = formats.map((one) => compileType(one, locate, tallied, report, ''));
  const known = allCompiled(types);
  const root: Frame<S> = newFrame<S>(undefined, undefined, 0, undefined, newTally());
  let top = root;
  let lastLine = 0;

  const close = (frame: Frame<S>, rows: Row[]): void => {
    const { type, parent, source } = frame;
    const missing = (type?.children ?? types).find((child) => child.format.required && !frame.seen.has(child));
    if (missing)
      throw new Refusal(
        'record-missing',
        { type: missing.format.type, name: missing.format.name.nb },
        { line: lastLine },
      );
    if (!type || !parent || source === undefined) return;
    if (type.summary) {
      const at: Findings = { line: frame.line, problems: [], cleaned: report.cleaned, careful: true, prefix: '' };
      type.summary(frame, report.fields, at);
      for (const problem of at.problems) note(report, problem);
    }
    const at = frame.at;
    if (at && type.fill) {
      at.line = frame.line;
      if (type.format.into !== undefined) {
        const before = parent.record[type.format.into];
        const list: unknown[] = Array.isArray(before) ? before : [];
        parent.record[type.format.into] = list;
        const outer = at.prefix;
        at.prefix = `${outer}${type.format.into}[${list.length}].`;
        type.fill(frame, frame.record, at);
        at.prefix = outer;
        list.push('' in frame.record ? frame.record[''] : frame.record);
      } else type.fill(frame, type.format.row ? frame.record : parent.record, at);
    }
    if (type.format.row && at) {
      report.rows++;
      for (let above: Frame<S> | undefined = parent; above; above = above.parent) if (above.tally) above.tally.rows++;
      rows.push({
        row: report.rows,
        line: frame.line,
        raw: frame.raw ?? {},
        record: frame.record,
        problems: at.problems,
      });
    }
    if (type.check) {
      let owner: Frame<S> | undefined = parent;
      while (owner && !owner.tally) owner = owner.parent;
      if (owner?.tally) type.check(frame, owner.tally, { line: frame.line });
    }
  };

  return {
    take(line, rows) {
      if (line.broken) throw new Refusal('quote-broken-typed', {}, { line: line.line, tier: 'file' });
      let frame: Frame<S> | undefined = top;
      let type: Type<S> | undefined;
      for (; frame; frame = frame.parent) {
        type = (frame.type?.children ?? types).find((child) => child.matches(line.type));
        if (type) break;
      }
      if (!frame || !type) {
        const code = known.some((one) => one.matches(line.type)) ? 'record-out-of-place' : 'record-unknown';
        throw new Refusal(
          code,
          { type: line.type.slice(0, 40) },
          { line: line.line, value: access.written(line.source).slice(0, 100) },
        );
      }
      while (top !== frame) {
        close(top, rows);
        top = top.parent!;
      }
      const misplaced =
        frame.ended ||
        (type.format.place === 'first' && frame.seen.size > 0) ||
        (type.format.place !== 'first' &&
          frame.seen.size === 0 &&
          (frame.type?.children ?? types).some((one) => one.format.place === 'first')) ||
        (type.format.once && frame.seen.has(type));
      if (misplaced) throw new Refusal('record-out-of-place', { type: line.type }, { line: line.line });
      frame.seen.add(type);
      if (type.format.place === 'last') frame.ended = true;
      for (let above: Frame<S> | undefined = frame; above; above = above.parent)
        if (above.tally) tallyRecord(above.tally, type.format.type);
      const opened = newFrame(
        type,
        line.source,
        line.line,
        frame,
        type.children.some((child) => child.check) ? newTally() : undefined,
      );
      if (opened.tally) tallyRecord(opened.tally, type.format.type);
      opened.at = type.format.row ? findings(line, opened, report) : frame.at;
      opened.raw = type.format.row ? {} : frame.raw;
      if (opened.raw) addRaw(opened.raw, shownType(type.format.type, line.type), access.written(line.source));
      if (opened.at && line.careful) opened.at.careful = true;
      frame.below.set(type.format.type, opened);
      latest.set(type.format.type, opened);
      top = opened;
      lastLine = line.line;
    },
    end(rows) {
      while (top !== root) {
        close(top, rows);
        top = top.parent!;
      }
      close(root, rows);
    },
  };
}

function findings<S>(line: TypedLine<S>, frame: Frame<S>, report: Report): Findings {
  const mixed = line.mixed === undefined ? [] : [{ encoding: line.mixed }];
  return {
    line: line.line,
    problems: mixed.map((params) => ({
      code: 'encoding-mixed',
      tier: 'value',
      severity: 'warning',
      line: line.line,
      params,
    })),
    cleaned: report.cleaned,
    careful: line.careful,
    prefix: '',
    tally: (path, value) => {
      for (let above: Frame<S> | undefined = frame; above; above = above.parent)
        if (above.tally) tallyValue(above.tally, path, value);
    },
  };
}

/** `30` for a type written `30.....`: what follows is the line's own text. */
function shownType(type: string, found: string): string {
  const start = type.replace(/\.+$/, '');
  return found.slice(0, start.length);
}

/** Keeps a line under its record type; a second one of that type under `30 (2)`. */
function addRaw(raw: Record<string, string>, type: string, written: string): void {
  let name = type;
  for (let number = 2; name in raw; number++) name = `${type} (${number})`;
  raw[name] = written;
}

function compileType<S>(
  format: RecordFormat,
  locate: Locate<Frame<S>>,
  tallied: Set<string>,
  report: Report,
  base: string,
): Type<S> {
  const inner = format.into === undefined ? base : `${base}${format.into}.`;
  return {
    format,
    matches: typeMatcher(format.type),
    fill: format.fields && compileFields(format.fields, locate, tallied, inner),
    summary: format.summary && compileFields(format.summary, locate, new Set()),
    check: format.totals && compileTotals(format.totals, locate, report),
    children: (format.children ?? []).map((child) => compileType(child, locate, tallied, report, inner)),
  };
}

function typeMatcher(type: string): (found: string) => boolean {
  if (!type.includes('.')) return (found) => found === type;
  const pattern = new RegExp(
    `^${type
      .split('.')
      .map((part) => part.replace(/[^\w]/g, '\\$&'))
      .join('.')}$`,
  );
  return (found) => pattern.test(found);
}

function allTypes(formats: readonly RecordFormat[]): RecordFormat[] {
  return formats.flatMap((one) => [one, ...allTypes(one.children ?? [])]);
}

function allCompiled<S>(types: readonly Type<S>[]): Type<S>[] {
  return types.flatMap((one) => [one, ...allCompiled(one.children)]);
}
