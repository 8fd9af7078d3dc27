/** Text that would be read, and read wrong: refused before a name is spoilt. */
import { Refusal } from '../domain/row.ts';

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));

/** æ, ø, å and their capitals in CP850 and CP865; in Windows-1252 these bytes are quotes, daggers or nothing. */
const dosLetters = new Set([0x86, 0x91, 0x9b, 0x8f, 0x92, 0x9d]);
/** The same letters in Windows-1252. */
const windowsLetters = new Set([0xe5, 0xe6, 0xf8, 0xc5, 0xc6, 0xd8]);

/** Second bytes of æ ø å é ö ä in UTF-8. */
const doubled = new Set([0xa6, 0xb8, 0xa5, 0xa9, 0xb6, 0xa4]);

/** How many such letters beside others make it certain. */
const enough = 2;

/**
 * Throws `encoding-utf32`, `encoding-doubled` (UTF-8 made UTF-8 once more: “Ã¸”) or `encoding-dos` when the first bytes of a
 * file show one. What is plain ASCII so far is let through.
 */
export function refuseForeignEncoding(head: Uint8Array): void {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    throw new Refusal('encoding-utf32', {}, { line: 1 });
  if (a === 0xff || a === 0xfe) return;
  let dos = 0;
  let otherwise = 0;
  let line = 1;
  for (let at = 0; at < head.length; at++) {
    const byte = head[at]!;
    if (byte === 0x0a) line++;
    if (byte < 0x80) continue;
    if (byte === 0xc3 && head[at + 1] === 0x83 && head[at + 2] === 0xc2 && doubled.has(head[at + 3] ?? 0))
      throw new Refusal('encoding-doubled', {}, { line, value: `Ã${String.fromCharCode(head[at + 3]!)}` });
    const length = byte >= 0xc2 && byte <= 0xdf ? 2 : byte >= 0xe0 && byte <= 0xef ? 3 : 1;
    const isUtf8 =
      length > 1 &&
      Array.from({ length: length - 1 }, (_, i) => head[at + 1 + i] ?? 0).every((each) => each >> 6 === 2);
    if (isUtf8) {
      otherwise++;
      at += length - 1;
    } else if (windowsLetters.has(byte)) otherwise++;
    else if (dosLetters.has(byte) && (isLetter(head[at - 1]) || isLetter(head[at + 1]))) dos++;
  }
  if (dos >= enough && otherwise === 0) throw new Refusal('encoding-dos', {}, { line: 1 });
}
