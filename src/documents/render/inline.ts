/** Text as pdfmake's inline runs. */
import type { Fonts } from './fonts.ts';
import { ink } from './look.ts';
import type { Mark } from './structure.ts';
import { textRuns } from './text-runs.ts';

export interface TextStyle {
  fontSize?: number;
  color?: string;
  bold?: boolean;
  mark?: Mark;
  row?: number;
  alignment?: 'left' | 'right';
  noWrap?: boolean;
  lineHeight?: number;
}

/** Everything pdfmake would else look for in the styles of all nodes around, twenty times for every word. */
const settled = {
  alignment: 'left',
  background: '',
  bold: false,
  characterSpacing: 0,
  color: ink,
  decoration: '',
  decorationColor: '',
  decorationStyle: '',
  decorationThickness: 0,
  fontFeatures: '',
  fontSize: 8.5,
  italics: false,
  leadingIndent: 0,
  lineHeight: 1.1,
  link: '',
  linkToDestination: '',
  linkToPage: 0,
  noWrap: false,
  opacity: 1,
  preserveLeadingSpaces: false,
  preserveTrailingSpaces: false,
  sub: false,
  sup: false,
  wordBreak: 'normal',
};

/** Text as pdfmake's inline runs, each with a font that can draw it. */
export function inline(text: string, fonts: Fonts, style: TextStyle): object[] {
  return textRuns(text, fonts.script).map((run) => ({ ...settled, ...style, text: run.text, font: run.font }));
}
