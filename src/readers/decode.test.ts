import { expect, test } from 'vitest';
import { createDecoder, type Piece } from './decode.ts';

function decode(
  bytes: Uint8Array,
  size: number,
  singleByte?: 'iso-8859-1',
): { pieces: Piece[]; text: string; encoding: string } {
  const decoder = createDecoder(singleByte);
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(...decoder.push(bytes.subarray(at, at + size)));
  pieces.push(...decoder.end());
  return { pieces, text: pieces.map(({ text }) => text).join(''), encoding: decoder.encoding() };
}

const text = 'navn;by\r\nÅse Bjørnebo;Tromsø\r\nPer;Bodø\r\n';
const sizes = [1, 2, 3, 7, 70, 100_000];

test.each(sizes)('UTF-8, UTF-16 and Windows-1252 give the same text in pieces of %i bytes', (size) => {
  const utf16be = Buffer.from(text, 'utf16le').swap16();
  const cases: [Uint8Array, string][] = [
    [Buffer.from(text), 'utf-8'],
    [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]), 'utf-8'],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]), 'utf-16le'],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be]), 'utf-16be'],
    [Buffer.from(text, 'utf16le'), 'utf-16le'],
    [utf16be, 'utf-16be'],
    [Buffer.from(text, 'latin1'), 'windows-1252'],
  ];
  for (const [bytes, encoding] of cases) expect(decode(bytes, size)).toMatchObject({ text, encoding });
});

test('the euro sign and quotes of Windows-1252 are not those of ISO-8859-1', () => {
  const bytes = Buffer.from([0x80, 0x93, 0xe6, 0x94, 0x0a]);
  expect(decode(bytes, 10).text).toBe('€“æ”\n');
  expect(decode(bytes, 10, 'iso-8859-1')).toMatchObject({ text: '\u0080\u0093æ\u0094\n', encoding: 'iso-8859-1' });
});

test.each(sizes)('a line in another encoding is decoded by itself and told, in pieces of %i bytes', (size) => {
  const mixed = Buffer.concat([Buffer.from('Bodø\nplain\n'), Buffer.from('Tromsø\n', 'latin1'), Buffer.from('Å\n')]);
  const { pieces, text: all } = decode(mixed, size);
  expect(all).toBe('Bodø\nplain\nTromsø\nÅ\n');
  expect(pieces.filter((piece) => piece.mixed !== undefined)).toEqual([{ text: 'Tromsø\n', mixed: 'windows-1252' }]);
});

test('a UTF-8 line in a Windows-1252 file is told too', () => {
  const mixed = Buffer.concat([Buffer.from('Bodø\n', 'latin1'), Buffer.from('Tromsø\n'), Buffer.from('Å\n', 'latin1')]);
  expect(decode(mixed, 9).pieces.filter((piece) => piece.mixed !== undefined)).toEqual([
    { text: 'Tromsø\n', mixed: 'utf-8' },
  ]);
});

test('the first letters beyond ASCII may come after megabytes', () => {
  const long = Buffer.concat([Buffer.alloc(3_000_000, 'a;b\n'), Buffer.from('Tromsø\n', 'latin1')]);
  const { text: all, encoding } = decode(long, 65_536);
  expect(encoding).toBe('windows-1252');
  expect(all.endsWith('Tromsø\n')).toBe(true);
});

test('a line without end is decoded in parts, never in the middle of a letter', () => {
  const long = 'ø'.repeat(700_000);
  expect(decode(Buffer.from(long), 65_536).text).toBe(long);
});

test('NUL is shown as its sign, a lone half of a UTF-16 pair as U+FFFD', () => {
  expect(decode(Buffer.from('a\0b\n'), 1).text).toBe('a␀b\n');
  expect(decode(Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00]), 1).text).toBe('\ufffda');
});

test('nothing but a byte order mark is no text', () => {
  expect(decode(Buffer.from([0xef, 0xbb, 0xbf]), 1).text).toBe('');
  expect(decode(Buffer.from([0xff, 0xfe]), 1).text).toBe('');
  expect(decode(Buffer.alloc(0), 1).text).toBe('');
});
