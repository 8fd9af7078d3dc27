/** Text made fit for paper: hostile characters are taken out or shown as unknown, and each run gets a font that has it. */
import type { Typeface } from './typeface.ts';

export interface TextRun {
  text: string;
  /** A script of @fontsource/inter. */
  font: string;
}

/** The scripts in the order they are tried. */
export const scripts = ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext'] as const;

const ordinary = /^[\x20-\x7e\xa0-\xac\xae-\xff–—‘’“”…−]*$/;
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufe00-\ufe0f]/gu;
const space = /[\t\n\v\f\r\u2028\u2029]+/g;
/** Longer than this without a place to break, a word gets one. */
const longest = 24;
const overlong = new RegExp(`[^\\s\\u200b-]{${longest}}(?=[^\\s\\u200b-])`, 'gu');

/**
 * Cleans `text` and divides it by the fonts that can draw it. Control, bidirectional and private characters are removed,
 * line ends become spaces, what no font has becomes U+FFFD. Never empty.
 */
export function textRuns(text: string, typeface: (script: string) => Typeface): TextRun[] {
  const clean = breakable(ordinary.test(text) ? text : text.normalize('NFC').replace(space, ' ').replace(unseen, ''));
  if (ordinary.test(text)) return [{ text: clean, font: 'latin' }];
  const runs: TextRun[] = [];
  for (const character of clean) {
    const code = character.codePointAt(0)!;
    const last = runs.at(-1);
    const found = code === 0x200b ? (last?.font ?? 'latin') : scripts.find((script) => typeface(script).has(code));
    const font = found ?? 'latin';
    const drawn = found ? character : '\ufffd';
    if (last?.font === font) last.text += drawn;
    else runs.push({ text: drawn, font });
  }
  return runs.length > 0 ? runs : [{ text: '', font: 'latin' }];
}

function breakable(text: string): string {
  return text.length > longest ? text.replace(overlong, '$&\u200b') : text;
}
