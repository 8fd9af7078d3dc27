/** The dated law: every rate, fee, multiple and deadline with the days it is valid and where it was read. */
import type { Day } from '../domain/day.ts';
import { dayNumber, dayOf } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { ore } from '../domain/money.ts';
import baseRate from './law/base-rate.json' with { type: 'json' };
import collectionFees from './law/collection-fees.json' with { type: 'json' };
import deadlines from './law/deadlines.json' with { type: 'json' };
import lateInterest from './law/late-interest.json' with { type: 'json' };
import newCollectionAct from './law/new-collection-act.json' with { type: 'json' };
import smallFees from './law/small-fees.json' with { type: 'json' };
import standardCompensation from './law/standard-compensation.json' with { type: 'json' };
import vatAndCourt from './law/vat-and-court.json' with { type: 'json' };
import type { Band, Tariff, TariffRow } from './tariff-rows.ts';
import { readTariff } from './tariff-rows.ts';

/** Every tariff that the code asks for; boot refuses a law book that lacks one. */
export const tariffIds = [
  'late-interest',
  'base-rate',
  'reminder-fee',
  'notice-fee',
  'own-demand-fee',
  'small-fee-rounding',
  'collection-fees',
  'company-factor',
  'instalment-fee',
  'instalment-free-count',
  'standard-compensation',
  'vat',
  'court-fee',
  'reminder-after-days',
  'notice-days',
  'demand-days',
  'fee-interest-after-days',
  'heavy-after-days',
  'notice-sender',
  'demand-sender',
  'pay-over-days',
] as const;

export type TariffId = (typeof tariffIds)[number];

/** A checked set of dated tariffs; `id` names the set so that a posting can say which law computed it. */
export interface LawBook {
  id: string;
  tariffs: ReadonlyMap<string, Tariff>;
}

/** A row as a screen or document cites it. */
export interface Citation {
  tariff: TariffId;
  title: { nb: string; en: string };
  law: string;
  validFrom: Day;
  validTo: Day | null;
  value: string | null;
  regulation?: string;
  source: string;
  note?: string;
  /** The figure's source is lost or disputed: show it. */
  doubtful?: true;
}

/** No figure is known for the day: nothing is computed, and the message names the tariff, the period and the cure. */
export class MissingTariff extends Error {
  readonly code = 'tariff-missing';
  readonly tariff: string;
  readonly day: Day;
  readonly period: { from: Day | null; to: Day | null };
  readonly cure: string;
  readonly texts: { nb: { message: string; cure: string }; en: { message: string; cure: string } };
  constructor(tariff: Tariff, day: Day, period: { from: Day | null; to: Day | null }) {
    const span = { nb: spanText(period, 'nb'), en: spanText(period, 'en') };
    const texts = {
      nb: {
        message: `${tariff.title.nb}: satsen ${span.nb} er ikke kjent (${day}), så ingenting er beregnet.`,
        cure: `Legg inn raden «${tariff.id}» for perioden i lovdataene (src/ledger/law), med kilde.`,
      },
      en: {
        message: `${tariff.title.en}: the figure ${span.en} is not known (${day}), so nothing was computed.`,
        cure: `Add the row of "${tariff.id}" for the period to the law data (src/ledger/law), with its source.`,
      },
    };
    super(texts.en.message);
    this.name = 'MissingTariff';
    this.tariff = tariff.id;
    this.day = day;
    this.period = period;
    this.cure = texts.en.cure;
    this.texts = texts;
  }
}

function spanText({ from, to }: { from: Day | null; to: Day | null }, language: 'nb' | 'en'): string {
  const words = language === 'nb' ? { from: 'fra', to: 'til' } : { from: 'from', to: 'to' };
  return [from === null ? '' : `${words.from} ${from}`, to === null ? '' : `${words.to} ${to}`]
    .filter((text) => text !== '')
    .join(' ');
}

/** Makes a law book of files shaped like those in `law/`; throws with the tariff and row when one has a gap, an overlap or an unreadable figure. */
export function readLaw(id: string, files: { tariffs: unknown[] }[]): LawBook {
  const tariffs = new Map<string, Tariff>();
  for (const file of files) {
    for (const entry of file.tariffs) {
      const tariff = readTariff(entry);
      if (tariffs.has(tariff.id)) throw new Error(`Tariff ${tariff.id} stands in two places. Keep one.`);
      tariffs.set(tariff.id, tariff);
    }
  }
  for (const wanted of tariffIds) {
    if (!tariffs.has(wanted)) throw new Error(`The law data has no tariff ${wanted}. Add it to src/ledger/law.`);
  }
  return { id, tariffs };
}

/** The law data of the house; the rows of the new collection act (LOV-2026-05-22-19) count from `newActFrom`, else from the commencement its file names (none today). */
export function lawBook(options: { newActFrom?: Day } = {}): LawBook {
  const files = [lateInterest, baseRate, smallFees, collectionFees, standardCompensation, vatAndCourt, deadlines];
  const book = readLaw('norway-1', files);
  const from: Day | null = options.newActFrom ?? newCollectionAct.commencement;
  return from === null ? book : withNewAct(book, from);
}

function withNewAct(book: LawBook, from: Day): LawBook {
  const start = dayNumber(from);
  if (Number.isNaN(start)) throw new Error(`The new act's first day "${from}" is not a day. Write it YYYY-MM-DD.`);
  const tariffs = new Map(book.tariffs);
  for (const added of newCollectionAct.rows) {
    const old = tariffs.get(added.tariff);
    if (old === undefined) throw new Error(`The new act names ${added.tariff}, which is no tariff.`);
    const kept = old.rows.filter((row) => dayNumber(row.validFrom) < start);
    const last = kept.pop();
    if (last !== undefined) {
      const ends = last.validTo === null ? Infinity : dayNumber(last.validTo);
      kept.push({ ...last, validTo: ends < start - 1 ? last.validTo : dayOf(start - 1) });
    }
    const row = {
      validFrom: from,
      validTo: null,
      value: added.value,
      regulation: newCollectionAct.act,
      source: added.source,
      note: added.note,
    };
    tariffs.set(added.tariff, readTariff({ ...old, rows: [...kept, row] }));
  }
  return { id: `${book.id}+new-act@${from}`, tariffs };
}

/** The law as it stands today: without the new collection act, which no one has put into force. */
export const currentLaw: LawBook = lawBook();

/** The tariff of an id. */
export function tariffOf(law: LawBook, id: TariffId): Tariff {
  const tariff = law.tariffs.get(id);
  if (tariff === undefined) throw new Error(`The law book ${law.id} has no tariff ${id}.`);
  return tariff;
}

/** The index of the row that holds on a day number; throws {@link MissingTariff} where none does or its figure is unknown. */
export function rowIndex(tariff: Tariff, day: number): number {
  if (!Number.isInteger(day)) throw new RangeError(`${tariff.id} was asked for a day that is not one.`);
  const { starts, rows } = tariff;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  const row = rows[low - 1];
  if (row === undefined) throw new MissingTariff(tariff, dayOf(day), { from: null, to: dayOf(starts[0]! - 1) });
  if (day > tariff.ends[low - 1]!)
    throw new MissingTariff(tariff, dayOf(day), { from: dayOf(tariff.ends[low - 1]! + 1), to: null });
  if (row.value === null && row.bands === undefined)
    throw new MissingTariff(tariff, dayOf(day), { from: row.validFrom, to: row.validTo });
  return low - 1;
}

/** The row of a tariff that holds on a day; throws {@link MissingTariff} where no figure is known. */
export function rowOn(law: LawBook, id: TariffId, day: Day): TariffRow {
  const tariff = tariffOf(law, id);
  const number = dayNumber(day);
  if (Number.isNaN(number)) throw new RangeError(`${id}: "${day}" is not a day. Write it YYYY-MM-DD.`);
  return tariff.rows[rowIndex(tariff, number)]!;
}

/** A row's figure in ten-thousandths: 12.25 (percent, multiple) is 122500n. */
export function scaled(row: TariffRow): bigint {
  return tenThousandths(row.value ?? '');
}

/** A row's whole number, such as a count of days. */
export function wholeNumber(row: TariffRow): number {
  if (!/^\d{1,6}$/.test(row.value ?? ''))
    throw new Error(`"${row.value}" is not a whole number. Correct the law data.`);
  return Number(row.value);
}

/** A row's amount in øre. */
export function amountOf(row: TariffRow): Ore {
  const amount = ore(row.value ?? '');
  if (amount === undefined) throw new Error(`"${row.value}" is not an amount in kroner. Correct the law data.`);
  return amount;
}

/** A plain decimal with up to four places, in ten-thousandths. */
export function tenThousandths(text: string): bigint {
  const match = /^(\d{1,9})(?:\.(\d{1,4}))?$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a figure. Write it with a point and at most four decimals.`);
  return BigInt(match[1]! + (match[2] ?? '').padEnd(4, '0'));
}

/** The band of a collection fee row that a principal in øre falls in: the first whose limit is not passed. */
export function bandOf(row: TariffRow, principal: Ore): Band {
  const band = row.bands?.find(({ upTo }) => upTo === null || principal <= ore(upTo)!);
  if (band === undefined) throw new Error('A collection fee row has no open last band. Correct the law data.');
  return band;
}

/** What a screen or document says about the row that holds on a day. */
export function cite(law: LawBook, id: TariffId, row: TariffRow): Citation {
  const tariff = tariffOf(law, id);
  return {
    tariff: id,
    title: tariff.title,
    law: tariff.law,
    validFrom: row.validFrom,
    validTo: row.validTo,
    value: row.value,
    source: row.source,
    ...(row.regulation === undefined ? {} : { regulation: row.regulation }),
    ...(row.note === undefined ? {} : { note: row.note }),
    ...(row.doubtful === undefined ? {} : { doubtful: row.doubtful }),
  };
}

/** A row's stable name, `base-rate@2026-01-01`. */
export function rowName(id: TariffId, row: TariffRow): string {
  return `${id}@${row.validFrom}`;
}

/** The tariffs whose last known row ends within `days` after a day: someone must look up the next figure. */
export function endingTariffs(law: LawBook, day: Day, days: number): { tariff: string; lastDay: Day }[] {
  const limit = dayNumber(day) + days;
  return [...law.tariffs.values()]
    .filter((tariff) => tariff.ends.at(-1)! <= limit)
    .map((tariff) => ({ tariff: tariff.id, lastDay: dayOf(tariff.ends.at(-1)!) }));
}

/** Who may send collection notices (INKL § 9; only collectors under the new act § 20). */
export function maySendNotice(law: LawBook, sender: 'creditor' | 'collector', sentOn: Day): boolean {
  return rowOn(law, 'notice-sender', sentOn).value!.split(', ').includes(sender);
}

/** Who may send payment demands (INKL § 10; only collectors under the new act § 21). */
export function maySendDemand(law: LawBook, sender: 'creditor' | 'collector', sentOn: Day): boolean {
  return rowOn(law, 'demand-sender', sentOn).value!.split(', ').includes(sender);
}

/** The last day to pay the creditor's money over; undefined where the law only says promptly (“snarest”, INKL § 16). */
export function payOverBy(law: LawBook, receivedOn: Day): Day | undefined {
  const row = rowOn(law, 'pay-over-days', receivedOn);
  return row.value === 'promptly' ? undefined : dayOf(dayNumber(receivedOn) + wholeNumber(row));
}
