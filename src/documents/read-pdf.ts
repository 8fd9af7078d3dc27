/** Reads a finished PDF of ours again, from its bytes alone: cross-references, pages and the text a reader would get. */
import { inflateSync } from 'node:zlib';

export interface ReadPdf {
  /** The text of each page, words as they were drawn, a line each. */
  pages: string[];
}

/** A document that cannot be read, or does not say what it should. */
export class BrokenPdf extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrokenPdf';
  }
}

interface Found {
  text: string;
  stream: Buffer | null;
}

/** Reads header, cross-references, page tree, fonts and contents; throws `BrokenPdf` at the first thing that is not right. */
export function readPdf(bytes: Buffer): ReadPdf {
  if (bytes.toString('latin1', 0, 9) !== '%PDF-1.7\n') throw new BrokenPdf('The header is missing.');
  const tail = /startxref\n(\d+)\n%%EOF\n$/.exec(bytes.toString('latin1', Math.max(0, bytes.length - 64)));
  if (!tail) throw new BrokenPdf('The end is missing: the document was cut.');
  const table = objectAt(bytes, Number(tail[1]));
  const object = opener(bytes, table);
  const root = object(reference(table.text, 'Root'));
  const tree = object(reference(root.text, 'Pages'));
  const kids = [...between(tree.text, '/Kids[', ']').matchAll(/(\d+) 0 R/g)].map((match) => Number(match[1]));
  const count = Number(/\/Count (\d+)/.exec(tree.text)?.[1]);
  if (kids.length === 0 || kids.length !== count)
    throw new BrokenPdf(`The page tree has ${kids.length} pages, not ${count}.`);
  const maps = new Map<number, Map<string, string>>();
  return { pages: kids.map((kid) => pageText(object(kid), object, maps)) };
}

type Open = (number: number) => Found;

/** Finds objects by number, in place or in their object streams. */
function opener(bytes: Buffer, table: Found): Open {
  if (!table.stream || !/\/W\[1 4 2\]/.test(table.text)) throw new BrokenPdf('The cross-references cannot be read.');
  const entries = inflateSync(table.stream);
  const containers = new Map<number, string[]>();
  return (number) => {
    const at = 7 * number;
    if (at + 7 > entries.length) throw new BrokenPdf(`There is no object ${number}.`);
    const [kind, place, index] = [entries.readUInt8(at), entries.readUInt32BE(at + 1), entries.readUInt16BE(at + 5)];
    if (kind === 1) return objectAt(bytes, place, number);
    if (kind !== 2) throw new BrokenPdf(`There is no object ${number}.`);
    let parts = containers.get(place);
    if (!parts) {
      const container = objectAt(bytes, 7 * place < entries.length ? entries.readUInt32BE(7 * place + 1) : -1, place);
      const first = Number(/\/First (\d+)/.exec(container.text)?.[1]);
      const text = inflateSync(container.stream ?? Buffer.alloc(0)).toString('latin1');
      const places = text.slice(0, first).trim().split(/\s+/).map(Number);
      parts = [];
      for (let i = 1; i < places.length; i += 2) {
        parts.push(text.slice(first + places[i]!, places[i + 2] === undefined ? undefined : first + places[i + 2]!));
      }
      containers.set(place, parts);
    }
    const text = parts[index];
    if (text === undefined) throw new BrokenPdf(`Object ${number} is not where the cross-references say.`);
    return { text, stream: null };
  };
}

function objectAt(bytes: Buffer, offset: number, number?: number): Found {
  const end = bytes.indexOf('endobj', offset);
  const head = bytes.toString('latin1', offset, Math.min(end, offset + 24));
  const start = /^(\d+) 0 obj\n/.exec(head);
  if (offset < 0 || end < 0 || !start || (number !== undefined && Number(start[1]) !== number)) {
    throw new BrokenPdf(`No object ${number ?? ''} stands at byte ${offset}.`);
  }
  const from = offset + start[0].length;
  const stream = bytes.indexOf('\nstream\n', from);
  if (stream < 0 || stream > end) return { text: bytes.toString('latin1', from, end), stream: null };
  const text = bytes.toString('latin1', from, stream);
  const length = Number(/\/Length (\d+)>>$/.exec(text)?.[1]);
  const begin = stream + '\nstream\n'.length;
  if (bytes.toString('latin1', begin + length, begin + length + 10) !== '\nendstream') {
    throw new BrokenPdf(`The stream at byte ${begin} is not ${length} bytes long.`);
  }
  return { text, stream: bytes.subarray(begin, begin + length) };
}

function reference(text: string, key: string): number {
  const found = new RegExp(`/${key} (\\d+) 0 R`).exec(text);
  if (!found) throw new BrokenPdf(`/${key} is missing.`);
  return Number(found[1]);
}

function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from);
  const end = text.indexOf(to, start);
  if (start < 0 || end < 0) throw new BrokenPdf(`${from} is missing.`);
  return text.slice(start + from.length, end);
}

function pageText(page: Found, object: Open, maps: Map<number, Map<string, string>>): string {
  const resources = object(reference(page.text, 'Resources'));
  const fonts = new Map(
    [...between(resources.text, '/Font<<', '>>').matchAll(/\/(F\d+) (\d+) 0 R/g)].map((match) => [
      match[1]!,
      Number(match[2]),
    ]),
  );
  const lines: string[] = [];
  for (const [, content] of between(page.text, '/Contents[', ']').matchAll(/(\d+) 0 R/g)) {
    const text = inflateSync(object(Number(content)).stream ?? Buffer.alloc(0)).toString('latin1');
    for (const [, font, run] of text.matchAll(/BT \/(F\d+) [\d.]+ Tf [^[]*\[([^\]]*)\] TJ ET/g)) {
      const number = fonts.get(font!);
      if (number === undefined) throw new BrokenPdf(`The page uses font ${font} and does not have it.`);
      let map = maps.get(number);
      if (!map) maps.set(number, (map = unicodeOf(object(reference(object(number).text, 'ToUnicode')))));
      lines.push(decoded(run!, map));
    }
  }
  return lines.join('\n');
}

function unicodeOf(cmap: Found): Map<string, string> {
  const text = inflateSync(cmap.stream ?? Buffer.alloc(0)).toString('latin1');
  const found = new Map<string, string>();
  for (const [, glyph, code] of text.matchAll(/^<([0-9a-f]{4})> <([0-9a-f]+)>$/gm)) {
    found.set(glyph!, Buffer.from(code!, 'hex').swap16().toString('utf16le'));
  }
  return found;
}

function decoded(run: string, map: Map<string, string>): string {
  let text = '';
  for (const [, hex] of run.matchAll(/<([0-9a-f]*)>/g)) {
    for (let i = 0; i < hex!.length; i += 4) {
      const character = map.get(hex!.slice(i, i + 4));
      if (character === undefined) throw new BrokenPdf(`Glyph ${hex!.slice(i, i + 4)} has no way back to text.`);
      text += character;
    }
  }
  return text;
}
