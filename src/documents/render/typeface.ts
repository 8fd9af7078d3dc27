/**
 * A font file opened once per thread and shared by every document: glyphs, widths, kerning and encoded subsets are kept.
 * It is what pdfmake measures with, and what a document's own font is made from.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { unpackWoff } from './sfnt.ts';

const here = createRequire(import.meta.url);
/** The font reader that pdfkit brings. */
const fontkit: { create(bytes: Buffer): FontFile } = createRequire(here.resolve('pdfkit'))('fontkit');

interface Glyph {
  id: number;
  advanceWidth: number;
}

interface FontFile {
  postscriptName: string;
  unitsPerEm: number;
  ascent: number;
  descent: number;
  capHeight: number;
  xHeight: number;
  italicAngle: number;
  bbox: { minX: number; minY: number; maxX: number; maxY: number };
  hasGlyphForCodePoint(code: number): boolean;
  glyphForCodePoint(code: number): Glyph;
  getGlyph(id: number): Glyph;
  layout(text: string, features: Record<string, boolean>): { glyphs: Glyph[]; positions: { xAdvance: number }[] };
  createSubset(): { includeGlyph(id: number): number; encode(): Uint8Array };
}

export interface Subset {
  /** The font program, deflated, and its length before. */
  program: Buffer;
  length: number;
  /** Widths in thousandths of an em, by the subset's glyph number. */
  widths: number[];
}

/** What pdfmake asks of a font, and what drawing needs. Sizes are in thousandths of an em. */
export interface Typeface {
  key: string;
  postscriptName: string;
  ascender: number;
  descender: number;
  capHeight: number;
  xHeight: number;
  bbox: [number, number, number, number];
  has(code: number): boolean;
  /** The glyph of a code point; digits are tabular. */
  glyph(code: number): number;
  advance(glyph: number): number;
  /** How much closer two code points stand than their widths say, in thousandths of an em; 0 for most. */
  kern(left: number, right: number): number;
  widthOfString(text: string, size: number): number;
  lineHeight(size: number): number;
  /** Glyphs that every document's subset begins with, and the code points they stand for. */
  common: Map<number, number>;
  subset(extra: number[]): Subset;
}

const commonText =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_abcdefghijklmnopqrstuvwxyz{|}~§·«»ÆØÅæøåÄÖÜäöüÉéÓóÒòÈèÔô–—’“”…−';

const letter = /\p{L}/u;
const zeroWidthSpace = 0x200b;

/** Opens `inter-<script>-<weight>-normal.woff`. `script` is one of the files of @fontsource/inter. */
export function openTypeface(script: string, weight: 400 | 600): Typeface {
  const file = fontkit.create(
    unpackWoff(readFileSync(here.resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.woff`))),
  );
  const scale = 1000 / file.unitsPerEm;
  const glyphs = new Map<number, number>();
  const advances = new Map<number, number>();
  const kerning = new Map<number, number>();
  const widths = new Map<string, number>();
  const subsets = new Map<string, Subset>();
  for (let digit = 0x30; digit <= 0x39; digit++) {
    if (!file.hasGlyphForCodePoint(digit)) continue;
    glyphs.set(digit, file.layout(String.fromCharCode(digit), { tnum: true }).glyphs[0]!.id);
  }

  function glyph(code: number): number {
    let id = glyphs.get(code);
    if (id === undefined) glyphs.set(code, (id = file.glyphForCodePoint(code).id));
    return id;
  }

  function advance(id: number): number {
    let width = advances.get(id);
    if (width === undefined) advances.set(id, (width = file.getGlyph(id).advanceWidth * scale));
    return width;
  }

  function kern(left: number, right: number): number {
    const pair = left * 0x20_0000 + right;
    let amount = kerning.get(pair);
    if (amount === undefined) {
      amount = 0;
      const text = String.fromCodePoint(left, right);
      if (letter.test(text[0]!) && letter.test(text.at(-1)!)) {
        const run = file.layout(text, { calt: false, ccmp: false });
        if (run.glyphs.length === 2) amount = (run.glyphs[0]!.advanceWidth - run.positions[0]!.xAdvance) * scale;
      }
      kerning.set(pair, amount);
    }
    return amount;
  }

  function measure(text: string): number {
    let width = 0;
    let last = -1;
    for (const character of text) {
      const code = character.codePointAt(0)!;
      if (code === zeroWidthSpace) continue;
      width += advance(glyph(code));
      if (last >= 0) width -= kern(last, code);
      last = code;
    }
    return width;
  }

  const common = new Map<number, number>([[0, 0xfffd]]);
  for (const character of commonText) {
    const code = character.codePointAt(0)!;
    if (file.hasGlyphForCodePoint(code) && !common.has(glyph(code))) common.set(glyph(code), code);
  }

  function makeSubset(extra: number[]): Subset {
    const subset = file.createSubset();
    const ids = [...common.keys(), ...extra];
    for (const id of ids) subset.includeGlyph(id);
    const program = Buffer.from(subset.encode());
    return { program: deflateSync(program, { level: 9 }), length: program.length, widths: ids.map(advance) };
  }

  return {
    key: `${script}-${weight}`,
    postscriptName: `${file.postscriptName}-${script}`.replace(/[^A-Za-z0-9-]/g, ''),
    ascender: file.ascent * scale,
    descender: file.descent * scale,
    capHeight: file.capHeight * scale,
    xHeight: file.xHeight * scale,
    bbox: [file.bbox.minX * scale, file.bbox.minY * scale, file.bbox.maxX * scale, file.bbox.maxY * scale],
    has: (code) => file.hasGlyphForCodePoint(code),
    glyph,
    advance,
    kern,
    widthOfString(text, size) {
      let width = widths.get(text);
      if (width === undefined) {
        width = measure(text);
        if (widths.size > 20_000) widths.clear();
        widths.set(text, width);
      }
      return (width * size) / 1000;
    },
    lineHeight: (size) => ((file.ascent - file.descent) * scale * size) / 1000,
    common,
    subset(extra) {
      const key = extra.join();
      let subset = subsets.get(key);
      if (subset === undefined) {
        subset = makeSubset(extra);
        if (subsets.size > 100) subsets.clear();
        subsets.set(key, subset);
      }
      return subset;
    },
  };
}
