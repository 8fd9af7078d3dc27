/** A typeface as one document embeds it: its own subset, widths and way back to text. */
import { pdfNumber } from './pdf-file.ts';
import type { PdfFile } from './pdf-file.ts';
import type { Typeface } from './typeface.ts';

export interface DocumentFont {
  /** Its name in page resources. */
  name: string;
  number: number;
  /** The operand of `TJ` that draws `text`. */
  encode(text: string): string;
  /** Writes the font's objects. */
  embed(): void;
}

const hex = Array.from({ length: 2048 }, (_, i) => i.toString(16).padStart(4, '0'));

/** Makes the font of a document from a shared typeface; `index` numbers the fonts of the document. */
export function documentFont(file: PdfFile, typeface: Typeface, index: number): DocumentFont {
  const number = file.promise();
  const extra: number[] = [];
  /** Subset glyph number by glyph of the typeface. */
  const places = new Map<number, number>();
  const codes: number[] = [];
  for (const [id, code] of typeface.common) {
    places.set(id, codes.length);
    codes.push(code);
  }

  function place(code: number): number {
    const id = typeface.glyph(code);
    let at = places.get(id);
    if (at === undefined) {
      at = codes.length;
      places.set(id, at);
      codes.push(code);
      extra.push(id);
    }
    return at;
  }

  return {
    name: `F${index}`,
    number,
    encode(text) {
      let out = '[<';
      let last = -1;
      for (const character of text) {
        const code = character.codePointAt(0)!;
        if (code === 0x200b) continue;
        const kern = last < 0 ? 0 : typeface.kern(last, code);
        if (kern !== 0) out += `>${pdfNumber(kern)}<`;
        out += hex[place(code)]!;
        last = code;
      }
      return `${out}>]`;
    },
    embed() {
      const subset = typeface.subset(extra);
      // A subset's name begins with six letters that differ between the fonts of a file.
      const name = `KREDI${String.fromCharCode(65 + (index % 26))}+${typeface.postscriptName}`;
      const [program, descriptor, descendant, unicode] = [
        file.promise(),
        file.promise(),
        file.promise(),
        file.promise(),
      ];
      file.stream(program, `/Length1 ${subset.length}/Filter/FlateDecode`, subset.program);
      file.object(
        descriptor,
        `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[${typeface.bbox.map(pdfNumber).join(' ')}]/ItalicAngle 0` +
          `/Ascent ${pdfNumber(typeface.ascender)}/Descent ${pdfNumber(typeface.descender)}/CapHeight ${pdfNumber(typeface.capHeight)}` +
          `/XHeight ${pdfNumber(typeface.xHeight)}/StemV 80/FontFile2 ${program} 0 R>>`,
      );
      file.object(
        descendant,
        `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>` +
          `/FontDescriptor ${descriptor} 0 R/CIDToGIDMap/Identity/W[0[${subset.widths.map(pdfNumber).join(' ')}]]>>`,
      );
      file.deflated(unicode, '', Buffer.from(unicodeMap(codes), 'latin1'));
      file.object(
        number,
        `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]/ToUnicode ${unicode} 0 R>>`,
      );
    },
  };
}

/** The CMap by which a reader gets text back from glyph numbers. */
function unicodeMap(codes: number[]): string {
  const ranges: string[] = [];
  for (let start = 0; start < codes.length; start += 100) {
    const part = codes.slice(start, start + 100);
    const lines = part.map(
      (code, i) =>
        `<${hex[start + i]}> <${Buffer.from(String.fromCodePoint(code), 'utf16le').swap16().toString('hex')}>`,
    );
    ranges.push(`${part.length} beginbfchar\n${lines.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${ranges.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`;
}
