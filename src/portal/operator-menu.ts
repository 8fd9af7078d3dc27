/** The menu of those who work at the collector. */
import type { TextKey } from './locales/text.ts';

/** The operator's menu: address and word. Every address is a page of its own. */
export const operatorMenu: readonly (readonly [address: string, text: TextKey])[] = [
  ['/drift', 'd.nav.today'],
  ['/drift/filer', 'd.nav.drops'],
  ['/drift/rader', 'd.nav.rows'],
  ['/drift/plassering', 'd.nav.places'],
  ['/drift/leveranser', 'd.nav.deliveries'],
  ['/drift/netter', 'd.nav.nights'],
  ['/drift/klienter', 'd.nav.clients'],
  ['/inkasso/sok', 'nav.collection'],
  ['/meldinger', 'nav.messages'],
];
