/** What the kinds of cleaning that a reader counts are called: cleaning is listed per file, never silent. */
import type { Text } from './problems/entry.ts';

const labels: Record<string, Text> = {
  spaces: { nb: 'overflødige mellomrom', en: 'needless spaces' },
  controls: { nb: 'usynlige styretegn', en: 'invisible control characters' },
  amounts: {
    nb: 'beløp med tusenskille eller annet desimaltegn',
    en: 'amounts with thousand marks or another decimal mark',
  },
  blankLines: { nb: 'blanke linjer', en: 'blank lines' },
};

/** The label of a kind of cleaning; its own name for one that has none. */
export function cleaningLabel(what: string, language: 'nb' | 'en'): string {
  return labels[what]?.[language] ?? what;
}
