/**
 * A PDF 1.7 file as objects: numbered as they are promised, written as they are finished, small ones packed in compressed
 * object streams. The same calls give the same bytes.
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export interface PdfFile {
  /** Promises an object and returns its number. */
  promise(): number;
  /** Writes a promised object that has no stream; `text` is its PDF syntax. */
  object(number: number, text: string): void;
  /** Writes a promised object with a stream. `entries` are the dictionary's entries besides Length. */
  stream(number: number, entries: string, bytes: Buffer): void;
  /** Writes a stream compressed here. */
  deflated(number: number, entries: string, bytes: Buffer): void;
  /** Ends the file; all that was promised must have been written. */
  end(root: number, info: number): Buffer;
}

const packed = 200;

/** Opens an empty file in memory. */
export function openPdfFile(): PdfFile {
  const chunks: Buffer[] = [];
  let offset = 0;
  let count = 0;
  /** By object number: an offset, or [object stream, place in it]. */
  const places = new Map<number, number | [number, number]>();
  let waiting: { number: number; text: string }[] = [];

  function write(bytes: Buffer): void {
    chunks.push(bytes);
    offset += bytes.length;
  }

  function stream(number: number, entries: string, bytes: Buffer): void {
    places.set(number, offset);
    write(Buffer.from(`${number} 0 obj\n<<${entries}/Length ${bytes.length}>>\nstream\n`, 'latin1'));
    write(bytes);
    write(Buffer.from('\nendstream\nendobj\n', 'latin1'));
  }

  function pack(): void {
    if (waiting.length === 0) return;
    const number = ++count;
    let at = 0;
    const index: string[] = [];
    waiting.forEach((each, i) => {
      index.push(`${each.number} ${at}`);
      at += each.text.length + 1;
      places.set(each.number, [number, i]);
    });
    const head = `${index.join(' ')}\n`;
    const body = Buffer.from(`${head}${waiting.map((each) => each.text).join('\n')}\n`, 'latin1');
    stream(number, `/Type/ObjStm/N ${waiting.length}/First ${head.length}/Filter/FlateDecode`, deflateSync(body));
    waiting = [];
  }

  write(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  return {
    promise: () => ++count,
    object(number, text) {
      waiting.push({ number, text });
      if (waiting.length === packed) pack();
    },
    stream,
    deflated: (number, entries, bytes) => stream(number, `${entries}/Filter/FlateDecode`, deflateSync(bytes)),
    end(root, info) {
      pack();
      const number = ++count;
      const start = offset;
      places.set(number, start);
      const table = Buffer.alloc(7 * (count + 1));
      table.writeUInt16BE(0xffff, 5);
      for (let object = 1; object <= count; object++) {
        const place = places.get(object);
        if (place === undefined) throw new Error(`PDF object ${object} was promised and never written.`);
        const at = 7 * object;
        table.writeUInt8(typeof place === 'number' ? 1 : 2, at);
        table.writeUInt32BE(typeof place === 'number' ? place : place[0], at + 1);
        table.writeUInt16BE(typeof place === 'number' ? 0 : place[1], at + 5);
      }
      const hash = createHash('sha256');
      for (const chunk of chunks) hash.update(chunk);
      const id = `<${hash.digest('hex').slice(0, 32)}>`;
      const entries = `/Type/XRef/Size ${count + 1}/W[1 4 2]/Root ${root} 0 R/Info ${info} 0 R/ID[${id}${id}]/Filter/FlateDecode`;
      stream(number, entries, deflateSync(table));
      write(Buffer.from(`startxref\n${start}\n%%EOF\n`, 'latin1'));
      return Buffer.concat(chunks);
    },
  };
}

/** A text string in PDF syntax, UTF-16 with its mark, as hexadecimal. */
export function pdfText(text: string): string {
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

/** A number in PDF syntax: at most three decimals, never an exponent. */
export function pdfNumber(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return Object.is(rounded, -0) ? '0' : String(rounded);
}
