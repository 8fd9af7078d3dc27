import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Archive, archiveFolder, NotArchived, openArchive, TooLong, verify } from './archive.ts';
import { startS3, type S3ForTests } from './s3-for-tests.ts';

const folder = archiveFolder('2026-11-24', 33220);

/** Bytes of no text, whose pattern does not fall in with any chunk's length. */
function bytes(size: number): Buffer {
  return Buffer.alloc(
    size,
    Uint8Array.from({ length: 251 }, (_, i) => (i * 31) & 255),
  );
}

/** The contract of the archive, the same in a folder and in a real S3-compatible store. */
describe.each(['folder', 's3'] as const)('an archive in %s', (kind) => {
  let root: string;
  let s3: S3ForTests | undefined;
  let archive: Archive;
  /** Where half-written files lie. */
  let parts: string;
  /** Where the finished files lie on this disk. */
  let kept: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'kreditorflyt-archive-'));
    if (kind === 's3') s3 = await startS3();
    parts = s3 ? join(root, 'spool') : join(root, '.incoming');
    kept = s3 ? join(s3.folder, 'originals', 'kreditorflyt') : root;
    archive = openArchive(s3 ? { ...s3.settings, spool: parts } : { kind: 'folder', folder: root });
  });
  afterAll(async () => {
    await archive.close();
    await s3?.remove();
    await rm(root, { recursive: true, force: true });
  });

  const put = (content: string | Buffer, name = 'kreditor-saker.csv') =>
    archive.put(Readable.from([Buffer.from(content)]), { folder, name });

  async function partsLeft(): Promise<string[]> {
    return (await readdir(parts)).filter((name) => name.endsWith('.part'));
  }

  test('what is put can be fetched, at a path a person can guess', async () => {
    const stored = await put('reference;principal\nA-1;100,00\n');
    const sha256 = createHash('sha256').update('reference;principal\nA-1;100,00\n').digest('hex');
    expect(stored).toEqual({ path: `2026/11/24/33220/${sha256.slice(0, 12)}-kreditor-saker.csv`, sha256, size: 31 });
    expect((await buffer(await archive.get(stored.path))).toString()).toBe('reference;principal\nA-1;100,00\n');
    expect(await archive.stat(stored.path)).toEqual({ size: 31 });
    expect(await verify(archive, stored)).toBeUndefined();
    expect(await partsLeft()).toEqual([]);
  });

  test.each([0, 1, 65_536, 17 * 1024 * 1024 + 1])('a file of %i bytes comes back the same', async (size) => {
    const content = bytes(size);
    const chunks = size === 0 ? [] : [content.subarray(0, size >> 1), content.subarray(size >> 1)];
    const stored = await archive.put(Readable.from(chunks), { folder, name: `${size}.bin` });
    expect(stored.size).toBe(size);
    expect((await buffer(await archive.get(stored.path))).equals(content)).toBe(true);
  });

  test('the same content at the same place again is the same path', async () => {
    const first = await put('same');
    expect(await put('same')).toEqual(first);
    expect((await put('same', 'other.csv')).path).not.toBe(first.path);
  });

  test('many at once, also of the same content, all arrive', async () => {
    const stored = await Promise.all(Array.from({ length: 12 }, (_, i) => put(`content ${i % 3}`, 'many.csv')));
    expect(new Set(stored.map((each) => each.path)).size).toBe(3);
    for (const each of stored) expect(await verify(archive, each)).toBeUndefined();
  });

  test('a source that breaks leaves nothing', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the line was cut');
      })(),
    );
    await expect(archive.put(broken, { folder, name: 'broken.csv' })).rejects.toThrow('the line was cut');
    expect(await partsLeft()).toEqual([]);
    await expect(
      readdir(join(kept, folder)).then((names) => names.filter((name) => name.includes('broken'))),
    ).resolves.toEqual([]);
  });

  test('a source longer than allowed is refused and ended, and leaves nothing', async () => {
    let given = 0;
    const endless = Readable.from(
      (async function* () {
        for (;;) {
          given += 1000;
          yield Buffer.alloc(1000);
        }
      })(),
    );
    await expect(archive.put(endless, { folder, name: 'endless.csv' }, 10_000)).rejects.toThrow(TooLong);
    expect(endless.destroyed).toBe(true);
    expect(given).toBeLessThan(100_000);
    expect(await partsLeft()).toEqual([]);
  });

  test('a file exactly as long as allowed is taken', async () => {
    const stored = await archive.put(Readable.from([Buffer.alloc(10)]), { folder, name: 'ten.bin' }, 10);
    expect(stored.size).toBe(10);
  });

  test('where there is nothing, nothing is found', async () => {
    const path = `${folder}/0123456789ab-missing.csv`;
    expect(await archive.stat(path)).toBeUndefined();
    await expect(archive.get(path)).rejects.toThrow(NotArchived);
  });

  test.each([
    '../../etc/passwd',
    '/etc/passwd',
    '2026/../../x/0123456789ab-a',
    '2026/11/24/1/passwd',
    '2026//0123456789ab-a',
    '',
    '.incoming/x',
    'a/0123456789ab-b/c',
    'a/0123456789ab-\0',
  ])('a path that the archive did not make is refused: %j', async (path) => {
    await expect(archive.get(path)).rejects.toThrow('cannot be a path');
    await expect(archive.stat(path)).rejects.toThrow('cannot be a path');
  });

  test.each([
    ['../../../etc/passwd', '__.._.._etc_passwd'],
    ['.hidden', '_hidden'],
    ['', '_'],
    ['a/b\\c:d*e?.csv', 'a_b_c_d_e_.csv'],
    ['Kåre – sær fil.CSV', 'Kåre _ sær fil.CSV'],
    ['line\nbreak\u202e.csv', 'line_break_.csv'],
    [`${'å'.repeat(200)}.csv`, `${'å'.repeat(73)}.csv`],
  ])('a hostile or odd name is made harmless: %j', async (name, safe) => {
    const stored = await put(`content of ${name}`, name);
    expect(stored.path.slice(folder.length + 1 + 13)).toBe(
      safe.replace('_._..', '_.._..').replace('_.._.._.._etc', '__.._.._etc'),
    );
    expect(await verify(archive, stored)).toBeUndefined();
  });

  test.each(['', '/abs', '..', '2026/../x', '2026/11/', 'a b'])(
    'a folder that is none is refused before anything is read: %j',
    async (bad) => {
      const source = Readable.from([Buffer.from('x')]);
      await expect(archive.put(source, { folder: bad, name: 'x' })).rejects.toThrow(
        'cannot be a folder of the archive',
      );
      source.destroy();
    },
  );

  test('a file that changed behind our back is found, and never given out as the same content', async () => {
    const stored = await put('the truth', 'truth.csv');
    await spoil(join(kept, stored.path), 'the lie!!');
    expect(await verify(archive, stored)).toContain('has changed');
    await spoil(join(kept, stored.path), 'short');
    expect(await verify(archive, stored)).toContain('has 5 bytes, not 9');
    const again = await put('the truth', 'truth.csv');
    expect(again.path).not.toBe(stored.path);
    expect(await verify(archive, again)).toBeUndefined();
  });

  test('what a killed process left half-written is removed when it is old, and only then', async () => {
    await put('makes the folder');
    const old = join(parts, 'old.part');
    const young = join(parts, 'young.part');
    await writeFile(old, 'x');
    await writeFile(young, 'x');
    await utimes(old, new Date('2026-01-01'), new Date('2026-01-01'));
    expect(await archive.tidy(new Date('2026-01-02'))).toBe(1);
    expect(await partsLeft()).toEqual(['young.part']);
    await rm(young);
  });

  async function spoil(path: string, content: string): Promise<void> {
    const file = kind === 's3' ? `${path}._S3rver_object` : path;
    await chmod(file, 0o600);
    await writeFile(file, content);
  }
});

test('files of the folder archive are read-only and seen by their owner alone', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kreditorflyt-archive-'));
  const archive = openArchive({ kind: 'folder', folder: root });
  const stored = await archive.put(Readable.from([Buffer.from('x')]), { folder, name: 'x' });
  expect((await stat(join(root, stored.path))).mode & 0o777).toBe(0o400);
  expect((await stat(join(root, '2026'))).mode & 0o777).toBe(0o700);
  await rm(root, { recursive: true, force: true });
});

test('a wrong key of the S3 store is an error, not an empty archive', async () => {
  const s3 = await startS3();
  const spool = await mkdtemp(join(tmpdir(), 'kreditorflyt-archive-'));
  const archive = openArchive({ ...s3.settings, secretAccessKey: 'wrong', spool });
  await expect(archive.stat(`${folder}/0123456789ab-x`)).rejects.toThrow('403');
  await expect(archive.put(Readable.from([Buffer.from('x')]), { folder, name: 'x' })).rejects.toThrow('403');
  expect(await readdir(spool)).toEqual([]);
  await archive.close();
  await s3.remove();
  await rm(spool, { recursive: true, force: true });
});
