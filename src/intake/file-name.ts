/** The longest name kept on disk, in UTF-8 bytes: room for `.receipt.json` and a number within the 255 of every file system. */
export const longestStoredName = 180;

const longestEnding = 20;

/**
 * A name that is safe to store: the last part of a path, without control, direction and path characters, without leading dots, at most
 * {@link longestStoredName} bytes with its ending kept. What is shown is always the name as sent.
 */
export function storedName(sent: string): string {
  const last = sent
    .toWellFormed()
    .normalize('NFC')
    .split(/[/\\]/)
    .findLast((part) => part.trim() !== '');
  const clean = (last ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
    .replace(/[<>:"|?*]/g, '_');
  return shortened(clean === '' ? 'file' : clean);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= longestStoredName) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= longestEnding ? name.slice(dot) : '';
  let stem = '';
  let left = longestStoredName - Buffer.byteLength(ending);
  for (const character of name) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    stem += character;
  }
  return stem + ending;
}
