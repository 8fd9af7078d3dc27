/** What the case clock does with one case on one night. Pure. */
import { addDays, type Day } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { actionPlan, actionsDue, type PlanAction, type PlanCase, planTitles } from './action-plan.ts';
import type { CostKind, NewCost } from './book-costs.ts';
import type { ClockCase } from './clock-cases.ts';
import { bandOfClaims, demandDeadline, type DueFee, dueFee, feeDifference, feeReasons } from './due-fee.ts';
import type { Citation, LawBook } from './tariffs.ts';
import { currentLaw, rowOn, wholeNumber } from './tariffs.ts';

export interface Decision {
  number: number;
  client: number;
  /** Actions that are new or have another day; `doneOn` null: planned. */
  actions: { action: PlanAction; dueOn: Day; doneOn: Day | null }[];
  events: { kind: string; text: string; data: Record<string, unknown> }[];
  cost: NewCost | null;
  /** A payment demand goes out: its day and its last day. */
  letter: { on: Day; deadline: Day; feesBearFrom: Day } | null;
  close: boolean;
}

/**
 * What is due on the night of `date`. A letter is dated `sendOn`, the day it can really go, and its deadline counts from
 * then (INKL § 10). A case with nothing left is closed; one that is held gets nothing. Throws MissingTariff.
 */
export function decide(state: ClockCase, date: Day, sendOn: Day, law: LawBook = currentLaw): Decision {
  const decision: Decision = {
    number: state.number,
    client: state.client,
    actions: [],
    events: [],
    cost: null,
    letter: null,
    close: false,
  };
  if (state.remaining <= 0n && state.touched) {
    decision.close = true;
    return decision;
  }
  if (state.status !== 'active' || state.noticeOn === null || state.principal <= 0n) return decision;
  const plan: PlanCase = {
    noticeDate: state.noticeOn,
    registeredOn: state.registeredOn,
    done: [...state.done],
    holds: state.holds,
    minor: state.minor,
  };
  act(state, plan, date, sendOn, decision, law);
  charge(state, plan, date, decision, law);
  foresee(state, plan, decision, law);
  return decision;
}

/** Does the actions that are due, up to a letter that nobody may print. */
function act(state: ClockCase, plan: PlanCase, date: Day, sendOn: Day, decision: Decision, law: LawBook): void {
  for (const { action, on: planned, letter } of actionsDue(plan, date, undefined, law)) {
    const on = letter && sendOn > planned ? sendOn : planned;
    if (letter && state.address !== 'known') {
      decision.events.push(needsPerson(state.address));
      return;
    }
    plan.done.push({ action, on });
    decision.actions.push({ action, dueOn: planned, doneOn: on });
    decision.events.push({ kind: 'action', text: `${planTitles[action].nb} ${on}`, data: { action, on } });
    if (letter) {
      const bears = wholeNumber(rowOn(law, 'fee-interest-after-days', on)) + 1;
      decision.letter = { on, deadline: demandDeadline(on, undefined, law), feesBearFrom: addDays(on, bears) };
      // What follows counts from the day the letter really goes.
      return;
    }
  }
}

function needsPerson(address: 'protected' | 'incomplete'): Decision['events'][number] {
  const text = {
    protected:
      'Skyldneren har hemmelig adresse: betalingsoppfordringen skrives ikke ut. En saksbehandler må sende den.',
    incomplete: 'Skyldneren mangler postadresse: betalingsoppfordringen kan ikke sendes. Finn adressen.',
  };
  return { kind: 'needsPerson', text: text[address], data: { action: 'paymentDemand', why: address } };
}

/** Books what the fee of the day is beside what is booked: light, the difference to heavy, or to a new base rate. */
function charge(state: ClockCase, plan: PlanCase, date: Day, decision: Decision, law: LawBook): void {
  if (plan.holds.some(({ from, to }) => from <= date && (to === undefined || date <= to))) return;
  const demand = plan.done.find(({ action }) => action === 'paymentDemand');
  const heavy = actionPlan(plan, undefined, law).find(({ action }) => action === 'heavyCollection');
  const band = bandOfClaims(state.claims);
  const due = dueFee(
    {
      // What remains when the fee falls due decides the band: never more than the debtor owes.
      principal: state.principal,
      due: band.due,
      debtor: state.company ? 'company' : 'person',
      vat: !state.agreement.vatLiable,
      minor: state.minor,
      noticeSentOn: state.noticeOn!,
      ...(demand === undefined ? {} : { demandSentOn: demand.on }),
      ...(heavy?.day === undefined ? {} : { heavyNotBefore: heavy.day }),
      claimCompensation: state.agreement.claimCompensation,
      lightFeeFrom: state.agreement.lightFeeFrom,
    },
    date,
    law,
  );
  const cost = costOf(state, due, date, demand?.on, law);
  if (cost === null) return;
  decision.cost = cost;
  decision.events.push({
    kind: 'costBooked',
    text:
      cost.kind === 'compensation' ? 'Standardkompensasjon (forsinkelsesrenteloven § 3 a).' : feeReasons[due.reason].nb,
    data: { kind: cost.kind, net: String(cost.net), vat: String(cost.vat), tariff: cost.tariff },
  });
}

function costOf(state: ClockCase, due: DueFee, date: Day, demanded: Day | undefined, law: LawBook): NewCost | null {
  if (due.charged === 'none' || due.amount <= state.booked.gross) return null;
  const kind: CostKind =
    due.charged === 'compensation' ? 'compensation' : due.level === 'heavy' ? 'heavyFee' : 'lightFee';
  const more: { net: Ore; vat: Ore } =
    due.charged === 'compensation'
      ? { net: due.amount - state.booked.gross, vat: 0n }
      : feeDifference(due.fee, state.booked);
  const { net, vat } = more;
  return {
    caseNumber: state.number,
    kind,
    net,
    vat,
    interestFrom: bearsFrom(kind, date, demanded, law),
    tariff: due.sources.map(nameOf).join('/'),
  };
}

/** Interest on a fee: the heavy one from the day after; others from 30 days after a written demand, and not before one (FRL § 2). */
function bearsFrom(kind: CostKind, date: Day, demanded: Day | undefined, law: LawBook): Day | null {
  if (kind === 'heavyFee') return addDays(date, 1);
  if (demanded === undefined) return null;
  const after = addDays(demanded, wholeNumber(rowOn(law, 'fee-interest-after-days', demanded)) + 1);
  return after > date ? after : addDays(date, 1);
}

function nameOf(source: Citation): string {
  return `${source.tariff}@${source.validFrom}`;
}

/** The days that the screens show for what is still to come. */
function foresee(state: ClockCase, plan: PlanCase, decision: Decision, law: LawBook): void {
  for (const { action, day, done } of actionPlan(plan, undefined, law)) {
    if (done || day === undefined || state.planned[action] === day) continue;
    decision.actions.push({ action, dueOn: day, doneOn: null });
  }
}
