/** Money is integer øre in a bigint. */

export type Ore = bigint;

/** Øre as a plain decimal with two places, `"1250.00"`: what JSON answers carry. */
export function decimal(ore: Ore | number): string {
  const value = BigInt(ore);
  const digits = (value < 0n ? -value : value).toString().padStart(3, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Reads a plain decimal such as `1250`, `1250.5` or `-0.01` to øre; undefined when it is anything else. */
export function ore(text: string): Ore | undefined {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  const value = BigInt(match[2]! + (match[3] ?? '').padEnd(2, '0'));
  return match[1] ? -value : value;
}

/** numerator ÷ denominator rounded half-up away from zero, both integers. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (2n * n + d) / (2n * d);
  return negative ? -rounded : rounded;
}

export type NumberFormat = 'nb' | 'en';

/** Øre for a reader: `1 250,00` with no-break spaces and a real minus in bokmål, `−1,250.00` in English. */
export function readable(ore: Ore | number, format: NumberFormat = 'nb'): string {
  const [whole, fraction] = decimal(ore).replace('-', '').split('.') as [string, string];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, format === 'nb' ? '\u00a0' : ',');
  return `${BigInt(ore) < 0n ? '−' : ''}${grouped}${format === 'nb' ? ',' : '.'}${fraction}`;
}
