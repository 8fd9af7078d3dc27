/** The typefaces of a thread: opened when first asked for, kept for every document after. */
import { openTypeface } from './typeface.ts';
import type { Typeface } from './typeface.ts';

export interface Fonts {
  /** The regular face of a script of @fontsource/inter. */
  script: (script: string) => Typeface;
  face: (script: string, bold: boolean) => Typeface;
  /** What pdfmake's layout asks. */
  provideFont: (family: string, bold: boolean) => Typeface;
}

/** Keeps opened typefaces; one per thread is enough. */
export function openFonts(): Fonts {
  const open = new Map<string, Typeface>();
  function face(script: string, bold: boolean): Typeface {
    const key = bold ? `${script}-bold` : script;
    let found = open.get(key);
    if (!found) open.set(key, (found = openTypeface(script, bold ? 600 : 400)));
    return found;
  }
  return { script: (script) => face(script, false), face, provideFont: face };
}
