/** Written amounts to øre. */

/** Øre, or the code of what is wrong; `cleaned` when marks were taken out. */
export type AmountReading = { ore: number; cleaned: boolean } | { code: string };

/** More than this is no debt (see `record.ts`). */
export const largestOre = 10_000_000_000_000;

const spaces = /[\s\u00a0\u2000-\u200a\u202f\u205f]+/g;
const scientific = /^[-+]?\d+(?:[.,]\d+)?E[-+]?\d+$/i;

/** True for what a spreadsheet writes instead of a long number: `1,111E+08`. */
export function isScientific(text: string): boolean {
  return scientific.test(text);
}

/**
 * Reads `1250`, `1250,50`, `1 234,50`, `1.234,50`, `1,234.50`, `(12,50)`, `12,50-`, `kr 12,-` to øre. `decimal` settles
 * `1.234`, which alone could mean two things and is then `amount-ambiguous`.
 */
export function readAmount(text: string, decimal?: ',' | '.'): AmountReading {
  const plain = plainOre(text, decimal);
  if (plain !== undefined) return { ore: plain, cleaned: text.includes(' ') || text.includes('\u00a0') };
  if (isScientific(text)) return { code: 'amount-scientific' };
  let rest = text
    .replace(spaces, ' ')
    .replaceAll('−', '-')
    .replace(/^(?:kr\.?|nok) ?| ?(?:kr\.?|nok)$/gi, '')
    .replace(/^(\d.*)[,.]-$/, '$1');
  let negative = false;
  const signed = /^\( ?(.+?) ?\)$/.exec(rest) ?? /^- ?(.+)$/.exec(rest) ?? /^(.+?) ?-$/.exec(rest);
  if (signed) {
    negative = true;
    rest = signed[1]!;
  } else if (rest.startsWith('+')) rest = rest.slice(1);
  const parts = /^(\d{1,3}(?:([.,'’ ])\d{3})+|\d+)(?:([.,])(\d*))?$/.exec(rest);
  if (!parts) return { code: 'amount-unreadable' };
  const [, whole = '', group, point, fraction = ''] = parts;
  if (group !== undefined && new Set(whole.replace(/\d/g, '').split('').filter(Boolean)).size > 1)
    return { code: 'amount-unreadable' };
  if (point !== undefined && point === group) return { code: 'amount-unreadable' };
  if (point === undefined && group !== undefined && whole.length <= 7 && (group === '.' || group === ',')) {
    if (decimal === undefined) return { code: 'amount-ambiguous' };
    if (decimal === group) return { code: 'amount-decimals' };
  }
  if (point !== undefined && decimal !== undefined && point !== decimal) return { code: 'amount-unreadable' };
  if (fraction.length > 2) return { code: 'amount-decimals' };
  const digits = whole.replace(/\D/g, '');
  if (digits.length > 13) return { code: 'amount-too-large' };
  const ore = Number(digits) * 100 + Number(fraction.padEnd(2, '0'));
  if (ore > largestOre) return { code: 'amount-too-large' };
  return { ore: negative && ore !== 0 ? -ore : ore, cleaned: true };
}

/**
 * The common cases without a pattern: `1250`, `-1250,5`, `1250.50`, `12 480,50`. A negative length of decimals means
 * that none have begun; `group` counts the digits since the last space.
 */
function plainOre(text: string, decimal?: string): number | undefined {
  const length = text.length;
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  if (length === start || length > 14) return undefined;
  let value = 0;
  let decimals = -1;
  let group = -1;
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      if (decimals >= 0) decimals++;
      else if (group >= 0) group++;
    } else if ((code === 44 || code === 46) && decimals === -1 && at > start && (group === -1 || group === 3)) {
      if (decimal !== undefined && text[at] !== decimal) return undefined;
      decimals = 0;
    } else if (
      (code === 32 || code === 160) &&
      decimals === -1 &&
      (group === 3 || (group === -1 && at > start && at <= start + 3))
    ) {
      group = 0;
    } else return undefined;
  }
  if (decimals > 2 || decimals === 0 || (group >= 0 && group !== 3)) return undefined;
  const ore = decimals === 2 ? value : decimals === 1 ? value * 10 : value * 100;
  return negative && ore !== 0 ? -ore : ore;
}

/** Reads digits whose last `decimals` are decimals (`000000125000` is 1 250.00 with two), with a leading or trailing minus. */
export function readImpliedAmount(text: string, decimals: number): AmountReading {
  const parts = /^([-+]?)(\d+)([-+]?)$/.exec(text);
  if (!parts || (parts[1] !== '' && parts[3] !== ''))
    return { code: isScientific(text) ? 'amount-scientific' : 'amount-unreadable' };
  const digits = parts[2]!.replace(/^0+(?=\d)/, '');
  if (digits.length > 16) return { code: 'amount-too-large' };
  let ore = Number(digits);
  if (decimals < 2) ore *= 10 ** (2 - decimals);
  if (decimals > 2) {
    const scale = 10 ** (decimals - 2);
    if (ore % scale !== 0) return { code: 'amount-decimals' };
    ore /= scale;
  }
  if (ore > largestOre) return { code: 'amount-too-large' };
  return { ore: parts[1] === '-' || parts[3] === '-' ? (ore === 0 ? 0 : -ore) : ore, cleaned: false };
}
