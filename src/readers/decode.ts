/** Bytes to text: the encoding is found, never asked for; a line that differs from the rest is decoded by itself and told. */
import { isAscii, isUtf8 } from 'node:buffer';

/** Text in order. A piece with `mixed` is one line (or part of one) in another encoding than the file's. */
export interface Piece {
  text: string;
  mixed?: string;
}

export interface Decoder {
  push(bytes: Uint8Array): Piece[];
  end(): Piece[];
  /** The encoding as far as it is known. */
  encoding(): string;
}

/** A line longer than this is decoded in parts. */
const longestLine = 262_144;

const utf8LeadAndTrail = /[\u00c2-\u00f4][\u0080-\u00bf]/;
const c1 = /[\u0080-\u009f]/;

/** Decodes a stream of bytes; `singleByte` is what to call a file that is neither UTF-8 nor UTF-16. */
export function createDecoder(singleByte: 'windows-1252' | 'iso-8859-1' = 'windows-1252'): Decoder {
  let begun: Decoder | undefined;
  let waiting = Buffer.alloc(0);
  const begin = (): Decoder => {
    const found = sniff(waiting);
    const decoder =
      found.encoding === undefined
        ? eightBit(singleByte, false)
        : found.encoding === 'utf-8'
          ? eightBit(singleByte, true)
          : sixteenBit(found.encoding);
    waiting = waiting.subarray(found.mark);
    begun = decoder;
    return decoder;
  };
  return {
    push(bytes) {
      if (begun) return begun.push(bytes);
      waiting = waiting.length === 0 ? Buffer.from(bytes) : Buffer.concat([waiting, bytes]);
      return waiting.length < sniffed ? [] : begin().push(waiting);
    },
    end() {
      if (begun) return begun.end();
      const decoder = begin();
      return [...decoder.push(waiting), ...decoder.end()];
    },
    encoding: () => begun?.encoding() ?? 'utf-8',
  };
}

/** Bytes looked at for a byte order mark and for UTF-16 without one. */
const sniffed = 1024;

function sniff(head: Buffer): { encoding?: 'utf-8' | 'utf-16le' | 'utf-16be'; mark: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  const seen = Math.min(head.length, sniffed) & ~1;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < seen; at += 2) {
    if (head[at] === 0) even++;
    if (head[at + 1] === 0) odd++;
  }
  const pairs = seen / 2;
  if (pairs >= 2 && odd > pairs * 0.6 && even < pairs * 0.05) return { encoding: 'utf-16le', mark: 0 };
  if (pairs >= 2 && even > pairs * 0.6 && odd < pairs * 0.05) return { encoding: 'utf-16be', mark: 0 };
  return { mark: 0 };
}

function sixteenBit(encoding: 'utf-16le' | 'utf-16be'): Decoder {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const pieces = (text: string): Piece[] => (text === '' ? [] : [{ text: visible(text) }]);
  return {
    push: (bytes) => pieces(decoder.decode(bytes, { stream: true })),
    end: () => pieces(decoder.decode()),
    encoding: () => encoding,
  };
}

function eightBit(singleByte: 'windows-1252' | 'iso-8859-1', marked: boolean): Decoder {
  let mode: 'utf-8' | 'single' | undefined = marked ? 'utf-8' : undefined;
  let rest = Buffer.alloc(0);

  const modeOf = (line: Buffer): 'utf-8' | 'single' => (isUtf8(line) ? 'utf-8' : 'single');
  const name = (kind: 'utf-8' | 'single'): string => (kind === 'utf-8' ? 'utf-8' : singleByte);
  const decodeAs = (kind: 'utf-8' | 'single', bytes: Buffer): string => {
    if (kind === 'utf-8') return bytes.toString('utf8');
    const text = bytes.toString('latin1');
    return singleByte === 'windows-1252' && c1.test(text) ? windows1252.decode(bytes) : text;
  };

  const decode = (block: Buffer): Piece[] => {
    if (block.length === 0) return [];
    if (isAscii(block)) return [{ text: visible(block.toString('latin1')) }];
    mode ??= modeOf(firstLineBeyondAscii(block));
    const alike = mode === 'utf-8' ? isUtf8(block) : !utf8LeadAndTrail.test(block.toString('latin1'));
    if (alike) return [{ text: visible(decodeAs(mode, block)) }];
    const pieces: Piece[] = [];
    let from = 0;
    let start = 0;
    for (const end of lineEnds(block)) {
      const line = block.subarray(start, end);
      const kind: 'utf-8' | 'single' = isAscii(line) ? mode : modeOf(line);
      if (kind !== mode) {
        if (start > from) pieces.push({ text: visible(decodeAs(mode, block.subarray(from, start))) });
        pieces.push({ text: visible(decodeAs(kind, line)), mixed: name(kind) });
        from = end;
      }
      start = end;
    }
    if (from < block.length) pieces.push({ text: visible(decodeAs(mode, block.subarray(from))) });
    return pieces;
  };

  return {
    push(bytes) {
      const all =
        rest.length === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.concat([rest, bytes]);
      let cut = all.lastIndexOf(10) + 1;
      if (cut === 0) cut = all.lastIndexOf(13, -2) + 1;
      while (all.length - cut >= longestLine) cut = wholeCharacters(all, cut + longestLine);
      rest = Buffer.from(all.subarray(cut));
      return decode(all.subarray(0, cut));
    },
    end() {
      const pieces = decode(rest);
      rest = Buffer.alloc(0);
      return pieces;
    },
    encoding: () => name(mode ?? 'utf-8'),
  };
}

const windows1252 = new TextDecoder('windows-1252');

/** Not past the middle of a UTF-8 character: the nearest earlier place where one starts. */
function wholeCharacters(bytes: Buffer, cut: number): number {
  let at = cut;
  while (cut - at < 3 && at < bytes.length && (bytes[at]! & 0xc0) === 0x80) at--;
  return (bytes[at]! & 0xc0) === 0x80 ? cut : at;
}

/** Where each line of a block ends, its line break included; lines end by CR LF, LF or CR. */
function* lineEnds(block: Buffer): Generator<number> {
  let lineStart = 0;
  for (let at = 0; at < block.length; at++) {
    const byte = block[at];
    const broken = byte === 10 || (byte === 13 && block[at + 1] !== 10);
    if (!broken && at + 1 - lineStart < longestLine) continue;
    const end = broken ? at + 1 : wholeCharacters(block, at + 1);
    yield end;
    lineStart = end;
  }
  if (lineStart < block.length) yield block.length;
}

function firstLineBeyondAscii(block: Buffer): Buffer {
  let start = 0;
  for (const end of lineEnds(block)) {
    const line = block.subarray(start, end);
    if (!isAscii(line)) return line;
    start = end;
  }
  return block;
}

/** NUL cannot be kept by PostgreSQL nor seen by a person: it becomes its symbol. */
function visible(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '␀') : text;
}
