/** The case clock: the dated plan IKVAR → Inkasso → BOF → Tung inkasso, and what of it is due. */
import type { Day } from '../domain/day.ts';
import { dayNumber, dayOf, nextBankingDay } from '../domain/day.ts';
import { demandDeadline, heavyFrom, noticeDeadline } from './due-fee.ts';
import type { FeeLevel } from './due-fee.ts';
import { dayIn } from './interest.ts';
import type { LawBook } from './tariffs.ts';
import { currentLaw } from './tariffs.ts';

export type PlanAction = 'collectionNotice' | 'debtCollection' | 'paymentDemand' | 'heavyCollection';

/** What the screens call each action; in bokmål as the portal manual's Tiltaksdato list does. */
export const planTitles: Record<PlanAction, { nb: string; en: string }> = {
  collectionNotice: { nb: 'IKVAR', en: 'Collection notice' },
  debtCollection: { nb: 'Inkasso', en: 'Debt collection' },
  paymentDemand: { nb: 'BOF', en: 'Payment demand' },
  heavyCollection: { nb: 'Tung inkasso', en: 'Heavy collection' },
};

export interface PlanSettings {
  /** Days from Inkasso to the payment demand; 2 gives the manual's 23.03 → 25.03. */
  demandAfterDays: number;
  /** Send the demand on banking days only. */
  sendOnBankingDays: boolean;
  /** A deadline that ends on a holiday or weekend ends on the next banking day; the manual's dates do not. */
  deadlineOnBankingDays: boolean;
  /** Days under a stop do not count towards a deadline. */
  stopsPauseDeadlines: boolean;
}

export const planDefaults: PlanSettings = {
  demandAfterDays: 2,
  sendOnBankingDays: false,
  deadlineOnBankingDays: false,
  stopsPauseDeadlines: true,
};

export type HoldReason = 'stop' | 'dispute' | 'plan' | 'minor' | 'closed';

/** Days on which nothing happens, both ends included; without `to` until further notice. */
export interface Hold {
  reason: HoldReason;
  from: Day;
  to?: Day;
}

/** What decides a case's plan. */
export interface PlanCase {
  noticeDate: Day;
  registeredOn: Day;
  /** What has been done, and when: later days count from these. */
  done: { action: PlanAction; on: Day }[];
  holds: Hold[];
  /** A minor's case gets no actions and no costs. */
  minor?: boolean;
  closedOn?: Day;
}

export interface PlannedAction {
  action: PlanAction;
  /** The day it was done or is planned; undefined while held until further notice. */
  day: Day | undefined;
  done: boolean;
  /** Why there is no day. */
  heldBy: HoldReason | undefined;
  /** The fee that goes with it; `dueFee` decides the amount. */
  fee: FeeLevel;
  /** A letter goes out: its deadline counts from the day it really is sent. */
  letter: boolean;
}

interface Stretch {
  from: number;
  to: number;
  reason: HoldReason;
}

function stretches(state: PlanCase): Stretch[] {
  const holds = state.holds.map(({ reason, from, to }) => ({
    reason,
    from: dayIn(from, 'hold from'),
    to: to === undefined ? Infinity : dayIn(to, 'hold to'),
  }));
  if (state.minor === true) holds.push({ reason: 'minor', from: -Infinity, to: Infinity });
  if (state.closedOn !== undefined)
    holds.push({ reason: 'closed', from: dayIn(state.closedOn, 'closedOn'), to: Infinity });
  return holds.filter(({ from, to }) => to >= from).sort((a, b) => a.from - b.from);
}

type Moved = { day: number } | { heldBy: HoldReason };

/** The day `due` moved past the holds; with `paused` the held days after `start` are added first. */
function pastHolds(start: number, due: number, holds: Stretch[], paused: boolean): Moved {
  let day = due;
  let counted = start;
  for (const hold of holds) {
    if (hold.from > day) break;
    if (hold.to < counted) continue;
    if (hold.to === Infinity) return { heldBy: hold.reason };
    if (paused) {
      const first = Math.max(hold.from, counted + 1);
      day += Math.max(0, hold.to - first + 1);
      counted = Math.max(counted, hold.to);
    }
    if (day <= hold.to) day = hold.to + 1;
  }
  return { day };
}

/** One step: its title, what goes with it, and its day counted from the step before. */
interface Step {
  action: PlanAction;
  fee: FeeLevel;
  letter: boolean;
  due: (before: Day) => Day;
}

function steps(state: PlanCase, settings: PlanSettings, law: LawBook): Step[] {
  const shifted = (deadline: Day): Day => (settings.deadlineOnBankingDays ? nextBankingDay(deadline) : deadline);
  return [
    {
      action: 'debtCollection',
      fee: 'none',
      letter: false,
      due: (notice) => {
        const after = dayOf(dayNumber(shifted(noticeDeadline(notice, undefined, law))) + 1);
        return after > state.registeredOn ? after : state.registeredOn;
      },
    },
    {
      action: 'paymentDemand',
      fee: 'light',
      letter: true,
      due: (before) => dayOf(dayNumber(before) + settings.demandAfterDays),
    },
    {
      action: 'heavyCollection',
      fee: 'heavy',
      letter: false,
      due: (sent) => heavyFrom(sent, shifted(demandDeadline(sent, undefined, law)), law),
    },
  ];
}

function walk(state: PlanCase, settings: PlanSettings, law: LawBook, sendFrom: Day | undefined): PlannedAction[] {
  dayIn(state.noticeDate, 'noticeDate');
  dayIn(state.registeredOn, 'registeredOn');
  const holds = stretches(state);
  const done = new Map(state.done.map(({ action, on }) => [action, on]));
  const plan: PlannedAction[] = [
    {
      action: 'collectionNotice',
      day: state.noticeDate,
      done: true,
      heldBy: undefined,
      fee: 'none',
      letter: false,
    },
  ];
  let before: Day = state.noticeDate;
  let heldBy: HoldReason | undefined;
  for (const { action, fee, letter, due } of steps(state, settings, law)) {
    const on = done.get(action);
    if (on !== undefined) {
      plan.push({ action, day: on, done: true, heldBy: undefined, fee, letter });
      before = on;
      heldBy = undefined;
      continue;
    }
    if (heldBy === undefined) {
      const moved = pastHolds(dayNumber(before), dayNumber(due(before)), holds, settings.stopsPauseDeadlines);
      if ('heldBy' in moved) heldBy = moved.heldBy;
      else {
        const planned = dayOf(moved.day);
        const earliest = letter && sendFrom !== undefined && planned < sendFrom ? sendFrom : planned;
        const day = letter && settings.sendOnBankingDays ? nextBankingDay(earliest) : earliest;
        before = day;
        plan.push({ action, day, done: false, heldBy: undefined, fee, letter });
        continue;
      }
    }
    plan.push({ action, day: undefined, done: false, heldBy, fee, letter });
  }
  return plan;
}

/** The whole dated plan of a case: what was done, and what is planned while nothing changes. */
export function actionPlan(
  state: PlanCase,
  settings: PlanSettings = planDefaults,
  law: LawBook = currentLaw,
): PlannedAction[] {
  return walk(state, settings, law, undefined);
}

/**
 * The actions to do on a night, in order: those planned through `until` and not done. Doing them and asking again gives
 * none. Missed nights are caught up: a step of the plan keeps its day, but a letter is dated the night it really goes,
 * and what follows counts from then. A case on hold on `until` gets nothing.
 */
export function actionsDue(
  state: PlanCase,
  until: Day,
  settings: PlanSettings = planDefaults,
  law: LawBook = currentLaw,
): { action: PlanAction; on: Day; fee: FeeLevel; letter: boolean }[] {
  const night = dayIn(until, 'until');
  if (stretches(state).some(({ from, to }) => from <= night && night <= to)) return [];
  return walk(state, settings, law, until)
    .filter((planned) => !planned.done && planned.day !== undefined && planned.day <= until)
    .map(({ action, day, fee, letter }) => ({ action, on: day!, fee, letter }));
}
