/** Trees (elements, JSON objects) to rows. */
import type { Row } from '../domain/row.ts';
import { compileFields, compileRecord, isOneOf, type Locate, type Make } from './fields.ts';
import type { Format, NestedFormat } from './format.ts';
import { note, type Report } from './report.ts';
import { placeNames } from './table.ts';
import { compileTotals, talliedPaths, tallyValue, type Tally } from './tally.ts';
import { compilePath, compileText, leaves, type Select, type Tree } from './tree.ts';
import type { Findings } from './value.ts';

/** Finds texts in trees; of several places the first that says something, of several nodes all. */
export const locateInTree: Locate<Tree> = (place) => {
  const paths = placeNames(place);
  const [first] = paths;
  if (first === undefined) return undefined;
  const texts = paths.map(compileText);
  if (texts.length === 1) return { column: first, get: texts[0]! };
  return {
    column: first,
    get: (tree) => {
      for (const text of texts) {
        const found = text(tree);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
};

interface Nested {
  select: Select;
  into: string;
  make: Make<Tree>;
  nested: Nested[];
}

export interface TreeRows {
  /** Makes a row of a tree; nothing when the format passes it over. `tallies` are those it counts in. */
  take(tree: Tree, line: number, careful: boolean, tallies: readonly Tally[]): Row | undefined;
  /** Reads what a tree says of the whole file. */
  summarize(tree: Tree, line: number): void;
  /** Reads what the root says of the whole file, and checks the control figures that are about it. */
  finish(tree: Tree, tally: Tally, at: string | undefined, line: number): void;
}

/** Compiles a format for trees. */
export function treeRows(format: Format, report: Report): TreeRows {
  const totals = format.totals ?? [];
  const tallied = talliedPaths(totals);
  const make = compileRecord(format.fields ?? {}, locateInTree, tallied);
  const nested = (format.nested ?? []).map((one) => compileNested(one, tallied, ''));
  const wheres = (format.where ?? []).map(({ from, in: texts, reason }) => ({
    holds: isOneOf(from, texts, locateInTree),
    reason,
  }));
  const summary = format.summary && compileFields(format.summary, locateInTree, new Set());
  const checks = new Map(
    [undefined, ...totals.map(({ at }) => at)].map((at) => [
      at,
      compileTotals(
        totals.filter((total) => total.at === at),
        locateInTree,
        report,
      ),
    ]),
  );
  const summarize = (tree: Tree, line: number): void => {
    const at: Findings = { line, problems: [], cleaned: report.cleaned, careful: true, prefix: '' };
    summary?.(tree, report.fields, at);
    for (const problem of at.problems) note(report, problem);
  };
  return {
    summarize,
    take(tree, line, careful, tallies) {
      const failed = wheres.find(({ holds }) => !holds(tree));
      if (failed) {
        report.passed[failed.reason] = (report.passed[failed.reason] ?? 0) + 1;
        return undefined;
      }
      const at: Findings = {
        line,
        problems: [],
        cleaned: report.cleaned,
        careful,
        prefix: '',
        tally: (path, value) => {
          for (const tally of tallies) tallyValue(tally, path, value);
        },
      };
      const record = make(tree, at) ?? {};
      addNested(nested, tree, record, at);
      report.rows++;
      for (const tally of tallies) {
        tally.rows++;
        tally.records++;
      }
      return { row: report.rows, line, raw: leaves(tree.value), record, problems: at.problems };
    },
    finish(tree, tally, path, line) {
      if (path === undefined) summarize(tree, line);
      if (path === undefined || tally.rows > 0) checks.get(path)?.(tree, tally, { line });
    },
  };
}

function compileNested(format: NestedFormat, tallied: Set<string>, base: string): Nested {
  const inner = `${base}${format.into}.`;
  return {
    select: compilePath(format.path),
    into: format.into,
    make: compileRecord(format.fields, locateInTree, tallied, inner),
    nested: (format.nested ?? []).map((one) => compileNested(one, tallied, inner)),
  };
}

function addNested(nested: readonly Nested[], tree: Tree, record: Record<string, unknown>, at: Findings): void {
  for (const { select, into, make, nested: deeper } of nested) {
    const nodes = select(tree);
    if (nodes.length === 0) continue;
    const list: unknown[] = [];
    record[into] = list;
    const outer = at.prefix;
    for (const node of nodes) {
      at.prefix = `${outer}${into}[${list.length}].`;
      const child = make(node, at) ?? {};
      addNested(deeper, node, child, at);
      if ('' in child) list.push(child['']);
      else if (Object.keys(child).length > 0) list.push(child);
    }
    at.prefix = outer;
    if (list.length === 0) delete record[into];
  }
}
