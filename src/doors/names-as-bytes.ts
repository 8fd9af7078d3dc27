/** Paths of files whose names need not be valid UTF-8: an older sender may write `sak æ.csv` in Windows-1252. */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows = new TextDecoder('windows-1252');

/** A folder and a name in it, as bytes. */
export function pathOf(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), name]);
}

/** A name to show: as UTF-8, else as Windows-1252. */
export function shown(name: Buffer): string {
  try {
    return utf8.decode(name);
  } catch {
    return windows.decode(name);
  }
}

/** True when an error of the file system has one of these codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
