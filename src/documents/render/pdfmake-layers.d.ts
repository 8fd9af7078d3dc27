/** The two layers of pdfmake that are used, of which it publishes no types: layout, and the fonts it asks for. */
declare module 'pdfmake/js/LayoutBuilder.js' {
  export interface Inline {
    text: string;
    x: number;
    width: number;
    fontSize: number;
    color: string;
    font: import('./typeface.ts').Typeface;
    mark?: import('./structure.ts').Mark;
    row?: number;
  }
  export interface Line {
    x: number;
    y: number;
    inlines: Inline[];
    getHeight(): number;
    getAscenderHeight(): number;
  }
  export interface Vector {
    type: string;
    x: number;
    y: number;
    w: number;
    h: number;
    x1: number;
    y1: number;
    x2: number;
    y2: number;
    lineWidth?: number;
    lineColor?: string;
    color?: string;
  }
  export type Item = { type: 'line'; item: Line } | { type: 'vector'; item: Vector } | { type: 'other'; item: never };
  export interface Page {
    items: Item[];
    pageSize: { width: number; height: number };
  }
  export interface Margins {
    left: number;
    top: number;
    right: number;
    bottom: number;
  }
  export class LayoutBuilder {
    constructor(
      pageSize: { width: number; height: number; orientation: string },
      margins: Margins,
      svgMeasure: unknown,
    );
    registerTableLayouts(layouts: Record<string, unknown>): void;
    layoutDocument(
      content: unknown,
      fonts: { provideFont(family: string, bold: boolean, italics: boolean): unknown },
      styles: Record<string, unknown>,
      defaultStyle: Record<string, unknown>,
    ): Page[];
  }
}
