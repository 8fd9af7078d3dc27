/** Zip archives, with limits on number, size, ratio, depth and names. Nothing is written to disk. */
import { fromBuffer, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { Refusal } from '../domain/row.ts';

/** One file in an archive. */
export interface ZipEntry {
  name: string;
  /** Bytes when unpacked, as the archive says; more is refused while unpacking. */
  size: number;
  bytes(): AsyncGenerator<Uint8Array>;
}

export interface ZipLimits {
  entries: number;
  /** Unpacked bytes of one file, and of all. */
  fileBytes: number;
  totalBytes: number;
  /** Unpacked bytes per packed byte. */
  ratio: number;
}

/** What is taken in from a door. */
export const zipLimits: ZipLimits = { entries: 1000, fileBytes: 268_435_456, totalBytes: 1_073_741_824, ratio: 200 };

/** Bytes of an archive or workbook as it comes. */
export const largestArchive = 134_217_728;

/** Ratio is not asked of files smaller than this. */
const smallBytes = 1_048_576;

/** True for the bytes that a zip (and so a workbook) starts with. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

/**
 * The files of an archive; folders are left out. Throws `Refusal`: `zip-broken`, `zip-too-many`, `zip-too-large`,
 * `zip-ratio`, `zip-name`, `zip-nested`, `zip-encrypted`.
 */
export async function openZip(archive: Buffer, limits: ZipLimits = zipLimits): Promise<ZipEntry[]> {
  const zip = await open(archive);
  if (zip.entryCount > limits.entries)
    throw new Refusal('zip-too-many', { found: zip.entryCount, limit: limits.entries });
  const entries: ZipEntry[] = [];
  let total = 0;
  for (const entry of await list(zip, limits)) {
    const name = nameOf(entry);
    if (name.endsWith('/')) continue;
    refuse(entry, name, limits);
    total += entry.uncompressedSize;
    if (total > limits.totalBytes) throw new Refusal('zip-too-large', { name, limit: limits.totalBytes });
    entries.push({ name, size: entry.uncompressedSize, bytes: () => unpack(zip, entry, name, limits) });
  }
  return entries;
}

function open(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true, decodeStrings: false, validateEntrySizes: true }, (error, zip) => {
      if (error) reject(new Refusal('zip-broken', {}, {}, { cause: error }));
      else resolve(zip);
    });
  });
}

function list(zip: ZipFile, limits: ZipLimits): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > limits.entries)
        reject(new Refusal('zip-too-many', { found: entries.length, limit: limits.entries }));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) => reject(new Refusal('zip-broken', {}, {}, { cause: error })));
    zip.readEntry();
  });
}

/** The name as text; one that reaches out of its folder or hides something is refused. */
function nameOf(entry: Entry): string {
  const bytes: unknown = entry.fileName;
  const name = Buffer.isBuffer(bytes)
    ? bytes.toString((entry.generalPurposeBitFlag & 0x800) === 0 ? 'latin1' : 'utf8')
    : String(bytes);
  const unsafe =
    validateFileName(name) !== null ||
    /[\p{Cc}\\:\ufffd]/u.test(name) ||
    name.length > 255 ||
    name.split('/').some((part) => part === '..' || part === '.');
  if (unsafe) throw new Refusal('zip-name', { name: name.replace(/\p{Cc}/gu, '␀').slice(0, 100) });
  return name;
}

function refuse(entry: Entry, name: string, limits: ZipLimits): void {
  if ((entry.generalPurposeBitFlag & 1) === 1) throw new Refusal('zip-encrypted', { name });
  if (/\.(?:zip|7z|rar|gz|tgz|tar|bz2|xz)$/i.test(name)) throw new Refusal('zip-nested', { name });
  if (entry.uncompressedSize > limits.fileBytes) throw new Refusal('zip-too-large', { name, limit: limits.fileBytes });
  if (entry.uncompressedSize > smallBytes && entry.uncompressedSize > entry.compressedSize * limits.ratio) {
    throw new Refusal('zip-ratio', { name, limit: limits.ratio });
  }
}

async function* unpack(zip: ZipFile, entry: Entry, name: string, limits: ZipLimits): AsyncGenerator<Uint8Array> {
  const stream = await new Promise<AsyncIterable<Uint8Array>>((resolve, reject) => {
    zip.openReadStream(entry, (error, readable) => {
      if (error) reject(new Refusal('zip-broken', {}, {}, { cause: error }));
      else resolve(readable);
    });
  });
  let length = 0;
  try {
    for await (const bytes of stream) {
      length += bytes.length;
      if (length > limits.fileBytes) throw new Refusal('zip-too-large', { name, limit: limits.fileBytes });
      if (length > smallBytes && length > entry.compressedSize * limits.ratio)
        throw new Refusal('zip-ratio', { name, limit: limits.ratio });
      yield bytes;
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('zip-broken', {}, {}, { cause });
  }
}
