/** Lays a payment beside what a case owes, part by part, and undoes it exactly. No statute says the order; it is dated data. */
import type { Day } from '../domain/day.ts';
import { dayNumber } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import allocationRules from './law/allocation-rules.json' with { type: 'json' };

export type Part = 'cost' | 'interest' | 'principal';

/** Something a case owes; costs and interest may belong to the case (`claim` null) or to one claim. Negative: credited too much. */
export interface Owed {
  part: Part;
  claim: number | null;
  /** The claim's due date: the oldest is paid first; none goes last. */
  due?: Day;
  amount: Ore;
}

/** What the debtor says the money is for: a claim, a part, or a part of a claim; several are filled in their order. */
export interface Choice {
  claim?: number;
  part?: Part;
}

/** One part of a payment (negative: undone), with the id of the rule that put it there. */
export interface AllocationLine {
  part: Part;
  claim: number | null;
  amount: Ore;
  rule: string;
}

export interface Allocation {
  lines: AllocationLine[];
  /** What is left when everything is paid: refunded, moved or held, never kept. */
  rest: Ore;
}

/** An order of parts and the days it holds. */
export interface AllocationRule {
  id: string;
  kind: 'payment' | 'credit';
  validFrom: Day;
  validTo: Day | null;
  parts: Part[];
  source: string;
  note: string;
}

/** The id on lines that a debtor's choice put in place; what is left of the payment follows the dated rule. */
export const choiceRule = 'debtor-choice@1';

const isKind = (word: string): word is AllocationRule['kind'] => word === 'payment' || word === 'credit';
const isPart = (word: string): word is Part => ['cost', 'interest', 'principal'].includes(word);

/** Reads allocation rules: every rule names each part once, and no day has two rules of a kind; throws naming the rule. */
export function readRules(
  list: (Omit<AllocationRule, 'parts' | 'kind'> & { parts: string[]; kind: string })[],
): AllocationRule[] {
  const rules = list.map((rule) => {
    const { kind } = rule;
    const parts = rule.parts.filter(isPart);
    if (rule.parts.length !== 3 || new Set(parts).size !== 3)
      throw new Error(`Allocation rule ${rule.id} does not name cost, interest and principal once each. Correct it.`);
    if (!isKind(kind)) throw new Error(`Allocation rule ${rule.id} is for "${kind}". Use payment or credit.`);
    if (Number.isNaN(dayNumber(rule.validFrom)) || (rule.validTo !== null && Number.isNaN(dayNumber(rule.validTo))))
      throw new Error(`Allocation rule ${rule.id} has a day that is not one. Write it YYYY-MM-DD.`);
    return { ...rule, kind, parts };
  });
  for (const [index, rule] of rules.entries()) {
    const other = rules
      .slice(index + 1)
      .find(
        ({ kind, validFrom, validTo }) =>
          kind === rule.kind &&
          (rule.validTo === null || validFrom <= rule.validTo) &&
          (validTo === null || rule.validFrom <= validTo),
      );
    if (other !== undefined) throw new Error(`Allocation rules ${rule.id} and ${other.id} overlap. End one of them.`);
  }
  return rules;
}

const rules = readRules(allocationRules.rules);

/** The rule that allocates money of a kind on a day; throws when none does. */
export function allocationRule(kind: 'payment' | 'credit', day: Day): AllocationRule {
  const rule = rules.find(
    ({ kind: of, validFrom, validTo }) => of === kind && validFrom <= day && (validTo === null || day <= validTo),
  );
  if (rule === undefined)
    throw new Error(`No allocation rule for a ${kind} on ${day}. Add it to law/allocation-rules.json.`);
  return rule;
}

/**
 * Lays a positive amount beside what is owed: the debtor's choices first, then the rule's parts, within a part the oldest
 * claim first. Nothing is laid on a part that owes nothing or less. Σ lines + rest is always the amount.
 */
export function allocate(
  amount: Ore,
  owed: readonly Owed[],
  rule: AllocationRule,
  choices: readonly Choice[] = [],
): Allocation {
  if (amount < 0n) throw new RangeError('A payment to allocate is not negative; undo one with reverse().');
  const lines = new Map<number, AllocationLine>();
  const left = owed.map((each) => (each.amount > 0n ? each.amount : 0n));
  const order = inOrder(owed, rule);
  let rest = amount;
  const fill = (places: number[], name: string): void => {
    for (const place of places) {
      const { part, claim } = owed[place]!;
      const paying = left[place]! < rest ? left[place]! : rest;
      if (paying === 0n) continue;
      left[place]! -= paying;
      rest -= paying;
      const before = lines.get(place);
      if (before === undefined) lines.set(place, { part, claim, amount: paying, rule: name });
      else before.amount += paying;
    }
  };
  for (const choice of choices) {
    fill(
      order.filter((place) => matches(owed[place]!, choice)),
      choiceRule,
    );
  }
  fill(order, rule.id);
  return { lines: [...lines.values()], rest };
}

function matches(owed: Owed, { claim, part }: Choice): boolean {
  return (claim === undefined || owed.claim === claim) && (part === undefined || owed.part === part);
}

/** The places of what is owed in the rule's order: part, then due date (none last), then claim number (none last). */
function inOrder(owed: readonly Owed[], rule: AllocationRule): number[] {
  const key = ({ part, due, claim }: Owed): [number, string, number] => [
    rule.parts.indexOf(part),
    due ?? '9999-12-31',
    claim ?? Infinity,
  ];
  const keys = owed.map(key);
  return [...owed.keys()].sort((a, b) => {
    const [one, two] = [keys[a]!, keys[b]!];
    if (one[0] !== two[0]) return one[0] - two[0];
    if (one[1] !== two[1]) return one[1] < two[1] ? -1 : 1;
    return one[2] === two[2] ? a - b : one[2] - two[2];
  });
}

/** The lines that undo an allocation exactly: the same lines, rules kept, with the opposite sign. */
export function reverse(lines: readonly AllocationLine[]): AllocationLine[] {
  return lines.map((line) => ({ ...line, amount: -line.amount }));
}

/** What is owed after lines are laid on it; a line for something that is not owed throws. */
export function applyLines(owed: readonly Owed[], lines: readonly AllocationLine[]): Owed[] {
  const after = owed.map((each) => ({ ...each }));
  for (const { part, claim, amount } of lines) {
    const found = after.find((each) => each.part === part && each.claim === claim);
    if (found === undefined)
      throw new Error(`An allocation line pays ${part} of claim ${claim ?? 'none'}, which the case does not have.`);
    found.amount -= amount;
  }
  return after;
}
