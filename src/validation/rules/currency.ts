/** Currencies the agreement covers. */
import { textOf } from './candidate.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';

/** Refuses a currency that is not agreed. */
export function judgeCurrency(subject: Subject, value: unknown): void {
  const currency = textOf(value);
  if (currency === undefined || subject.context.currencies.includes(currency)) return;
  find(subject, 'currency-not-agreed', 'currency', currency, { currencies: subject.context.currencies.join(', ') });
}
