const folderPattern = /^[\w-]+(\/[\w-]+)*$/;
const nameBytes = 150;

/**
 * The path of a content at a place: `folder/<first digits of the hash>-<name>`. The name keeps its letters and digits; what could mean something to a
 * shell, a disk or a browser becomes `_`, and it is cut to 150 bytes with its ending kept.
 */
export function archivePath(folder: string, name: string, sha256: string, digits = 12): string {
  if (!folderPattern.test(folder)) throw new Error(`"${folder}" cannot be a folder of the archive`);
  return `${folder}/${sha256.slice(0, digits)}-${safeName(name)}`;
}

/** Throws unless the path can be one that {@link archivePath} made; nothing outside the archive can be named. */
export function checkPath(path: string): void {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  if (
    !folderPattern.test(parts.join('/')) ||
    !/^[0-9a-f]{12,64}-/.test(name) ||
    safeName(name.replace(/^[^-]*-/, '')) !== name.replace(/^[^-]*-/, '')
  ) {
    throw new Error(`"${path}" cannot be a path of the archive`);
  }
}

function safeName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .trim()
    .replace(/^\.+/, '_');
  return cut(safe === '' ? '_' : safe);
}

/** At most 150 bytes, whole letters, the ending (up to ten letters after the last dot) kept. */
function cut(name: string): string {
  if (Buffer.byteLength(name) <= nameBytes) return name;
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - ending.length);
  while (Buffer.byteLength(stem + ending) > nameBytes) stem = Array.from(stem).slice(0, -1).join('');
  return stem.trimEnd() + ending;
}
