/** One text of a file to one value of a record: cleaned, converted, and every doubt told. */
import type { Problem } from '../domain/row.ts';
import { isScientific, readAmount, readImpliedAmount, type AmountReading } from './amount.ts';
import { dateReader } from './date.ts';
import type { Constant, FieldFormat } from './format.ts';

/** Where a record is being made: problems and counts of cleaning go here. */
export interface Findings {
  line: number;
  sheet?: string;
  problems: Problem[];
  cleaned: Record<string, number>;
  /** The text may hold control characters or lost letters, so every value is looked through. */
  careful: boolean;
  /** Path of the object being made, with its dot: `claims[1].`. */
  prefix: string;
  /** Money (as sent) and days of fields that control figures are about; undefined when unreadable. */
  tally?: (path: string, value: number | string | undefined) => void;
}

/** Turns a text that is not empty into a value; undefined when it cannot be, with the problem told. */
export type Convert = (text: string, at: Findings, place: { column: string; key: string }) => Constant | undefined;

/** Tells a problem of one value. */
export function tell(
  at: Findings,
  code: string,
  place: { column: string; key: string },
  value: string,
  params?: Problem['params'],
  severity: Problem['severity'] = 'error',
): void {
  const shown = value.length > 200 ? `${value.slice(0, 199)}…` : value;
  at.problems.push({
    code,
    tier: 'value',
    severity,
    line: at.line,
    ...(at.sheet === undefined ? {} : { sheet: at.sheet }),
    column: place.column,
    field: at.prefix + place.key,
    value: shown,
    ...(params ? { params } : {}),
  });
}

/** Counts one thing that was cleaned. */
export function count(cleaned: Record<string, number>, what: string): void {
  cleaned[what] = (cleaned[what] ?? 0) + 1;
}

/** Letters that should not be in text: controls, lost letters (U+FFFD), the sign for NUL, loose accents, halves of pairs. */
const doubtful = /[[\p{Cc}--[\t\n\r]]\u2400\ufeff\ufffd\p{M}\p{Cs}]/v;

/** True when a text holds letters that every value must be looked through for. */
export function isDoubtful(text: string): boolean {
  return doubtful.test(text);
}

const controls = /[[\p{Cc}--[\t\n\r]]\ufeff]/gv;
const lost = /[\u2400\ufffd]/;

/** Cleans a doubtful text: accents joined to their letters, controls taken out and told, lost letters told. */
function washed(text: string, at: Findings, place: { column: string; key: string }): string {
  const whole = text.toWellFormed().normalize('NFC');
  if (whole !== text) count(at.cleaned, 'accents');
  const clean = whole.replace(controls, '');
  if (clean !== whole) {
    count(at.cleaned, 'controls');
    tell(at, 'control-character', place, clean, undefined, 'warning');
  }
  if (lost.test(clean)) tell(at, 'character-lost', place, clean, undefined, 'warning');
  return clean.trim();
}

/** Makes the conversion that a field's format asks for. */
export function converter(field: FieldFormat): Convert {
  const convert = conversion(field);
  return (sent, at, place) => {
    let text = sent.trim();
    if (text.length !== sent.length) count(at.cleaned, 'spaces');
    if (at.careful && doubtful.test(text)) text = washed(text, at, place);
    if (text === '') return undefined;
    return convert(text, at, place);
  };
}

function conversion(field: FieldFormat): Convert {
  if (field.money !== undefined) return moneyConversion(field);
  if (field.date) {
    const read = dateReader(field.date);
    const formats = field.date.join(', ');
    return (text, at, place) => {
      const reading = read(text);
      if ('day' in reading) return reading.day;
      tell(at, reading.code, place, text, { formats });
      return undefined;
    };
  }
  if (field.map) {
    const known = new Map(Object.entries(field.map).map(([key, value]) => [key.toLowerCase(), value]));
    const codes = Object.keys(field.map).join(', ');
    return (text, at, place) => {
      const value = known.get(text) ?? known.get(text.toLowerCase());
      if (value === undefined) tell(at, 'unknown-code', place, text, { known: codes });
      return value;
    };
  }
  if (field.number) {
    return (text, at, place) => {
      const digits = text.replace(/\s/g, '');
      if (/^-?\d{1,15}$/.test(digits)) return Number(digits);
      tell(at, isScientific(text) ? 'number-scientific' : 'number-unreadable', place, text);
      return undefined;
    };
  }
  if (field.digits) {
    return (text, at, place) => {
      const joined = /\s/.test(text) ? text.replace(/\s/g, '') : text;
      if (joined !== text) count(at.cleaned, 'spaces');
      if (!isScientific(joined)) return joined;
      tell(at, 'number-scientific', place, text);
      return undefined;
    };
  }
  return (text, at, place) => {
    if (!(text.includes('E+') && isScientific(text))) return text;
    tell(at, 'number-scientific', place, text);
    return undefined;
  };
}

function moneyConversion(field: FieldFormat): Convert {
  const { money, decimal } = field;
  const read = (text: string): AmountReading =>
    typeof money === 'object' ? readImpliedAmount(text, money.decimals) : readAmount(text, decimal);
  return (text, at, place) => {
    const reading = read(text);
    if ('ore' in reading) {
      if (reading.cleaned) count(at.cleaned, 'amounts');
      return reading.ore;
    }
    tell(at, reading.code, place, text);
    return undefined;
  };
}
