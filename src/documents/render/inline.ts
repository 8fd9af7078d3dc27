/** Text as pdfmake's inline runs. */
import type { Fonts } from './fonts.ts';
import type { Mark } from './structure.ts';
import { textRuns } from './text-runs.ts';

export interface TextStyle {
  fontSize?: number;
  color?: string;
  bold?: boolean;
  mark?: Mark;
  row?: number;
}

/** Text as pdfmake's inline runs, each with a font that can draw it. */
export function inline(text: string, fonts: Fonts, style: TextStyle): object[] {
  return textRuns(text, fonts.script).map((run) => ({ ...style, text: run.text, font: run.font }));
}
