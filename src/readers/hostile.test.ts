import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats } from './formats.ts';
import { wholeReader } from './read-all.ts';

const shipped = loadFormats(await readFormatFiles());
const readAll = wholeReader(shipped);

const ns = 'urn:kreditorflyt:kreditorfil:1';
const csvHead = 'referanse;personnr_orgnr;navn;postnummer;poststed;fakturanr;forfallsdato;gjenst_hovedstol;ikvar_dato';
const csvRow = 'R1;24927030078;Per;9008;Tromsø;1;01.08.2026;100,00;20.08.2026';

/** Every answer comes within ten seconds, also on a slow machine. */
const limit = { timeout: 10_000 };

test.each([
  [
    'an entity bomb',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><kreditorfil>&b;</kreditorfil>',
    'xml-doctype',
  ],
  [
    'an external entity',
    '<?xml version="1.0"?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<kreditorfil/>',
    'xml-doctype',
  ],
  ['a small doctype', '<!doctype html><html></html>', 'xml-doctype'],
  ['a doctype after the root has begun', `<kreditorfil xmlns="${ns}"><sak/><!DOCTYPE x></kreditorfil>`, 'xml-doctype'],
  [
    'an unknown entity',
    `<kreditorfil xmlns="${ns}"><sak><referanse>&nbsp;</referanse></sak></kreditorfil>`,
    'xml-broken',
  ],
  [
    'a letter that is none',
    `<kreditorfil xmlns="${ns}"><sak><referanse>&#x1FFFFF;</referanse></sak></kreditorfil>`,
    'xml-broken',
  ],
  ['two roots', `<kreditorfil xmlns="${ns}"></kreditorfil><kreditorfil/>`, 'xml-broken'],
  ['text after the root', `<kreditorfil xmlns="${ns}"></kreditorfil>hei`, 'xml-broken'],
  ['a tag that never ends', `<kreditorfil xmlns="${ns}"><sak a="`, 'xml-broken'],
  ['a comment that never ends', `<kreditorfil xmlns="${ns}"><!-- `, 'xml-broken'],
  ['tags that cross', `<kreditorfil xmlns="${ns}"><sak><a></sak></a></kreditorfil>`, 'xml-broken'],
])('%s is refused', limit, async (_, text, code) => {
  for (const size of [1, 7, 65_536]) expect((await readAll(text, 'x.xml', { size })).refusal?.code).toBe(code);
});

test('XML 100,000 elements deep is refused as too deep', limit, async () => {
  const deep = `<kreditorfil xmlns="${ns}"><sak>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</sak></kreditorfil>`;
  expect((await readAll(deep, 'x.xml')).refusal?.code).toBe('xml-too-deep');
});

test('JSON 100,000 lists deep is refused as too deep', limit, async () => {
  const deep = `{"kreditorfil":1,"saker":[{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`;
  expect((await readAll(deep, 'x.json')).refusal?.code).toBe('json-too-deep');
});

test.each([
  ['a row that never ends', '{"kreditorfil":1,"saker":[{"referanse":"'],
  ['a missing bracket', '{"kreditorfil":1,"saker":[{"referanse":"1"}'],
  ['a stray bracket', '{"kreditorfil":1,"saker":[{"referanse":"1"]]}'],
  ['a list of texts', '{"kreditorfil":1,"saker":["a","b"]}'],
  ['a list of lists', '{"kreditorfil":1,"saker":[[]]}'],
  ['a line break in a text', '{"kreditorfil":1,"saker":[{"referanse":"a\nb"}]}'],
  ['a comma too many', '{"kreditorfil":1,"saker":[{"referanse":"a",}]}'],
  ['something after the end', '{"kreditorfil":1,"saker":[]} hei'],
])('JSON with %s is refused', limit, async (_, text) => {
  for (const size of [1, 7, 65_536])
    expect((await readAll(text, 'x.json', { size })).refusal?.code).toBe('json-broken');
});

test('a lone half of a pair in JSON is told and never reaches a record', limit, async () => {
  const text = '{"kreditorfil":1,"saker":[{"referanse":"a\\ud800b\\u0000","skyldnere":[],"krav":[]}]}';
  const { rows } = await readAll(text, 'x.json');
  expect(rows[0]?.problems.map(({ code }) => code)).toContain('character-lost');
  expect(JSON.stringify(rows[0]?.record)).not.toMatch(/\\ud800|\\u0000/);
});

test('one XML row of more than 16 million letters is refused', limit, async () => {
  const text = `<kreditorfil xmlns="${ns}"><sak><notat>${'x'.repeat(17_000_000)}</notat></sak></kreditorfil>`;
  expect((await readAll(text, 'x.xml')).refusal?.code).toBe('element-too-large');
});

test('one JSON row of more than 16 million letters is refused', limit, async () => {
  const text = `{"kreditorfil":1,"saker":[{"notat":"${'x'.repeat(17_000_000)}"}]}`;
  expect((await readAll(text, 'x.json')).refusal?.code).toBe('element-too-large');
});

test('a single line of 10 MB is refused with its number', limit, async () => {
  const { refusal } = await readAll(`${csvHead}\n${csvRow}\n${'x;'.repeat(5_000_000)}\n`, 'x.csv');
  expect(refusal).toMatchObject({ code: 'line-too-long', line: 3 });
});

test('100,000 columns in a header are refused, in a row they cost the row', limit, async () => {
  const many = ';x'.repeat(100_000);
  expect(
    (await readAll(`${csvHead}${many}\n${csvRow}\n`, 'x.csv', { format: 'kreditorfil-csv' })).refusal?.code,
  ).toMatch(/too-many-header-columns|column-missing/);
  const { rows } = await readAll(`${csvHead}\n${csvRow}${many}\n${csvRow}\n`, 'x.csv');
  expect(rows.map(({ problems }) => problems.map(({ code }) => code))).toEqual([['too-many-columns'], []]);
  expect(Object.keys(rows[0]?.raw ?? {}).length).toBeLessThan(50);
});

test('a header with nothing below gives no rows and a warning', async () => {
  const { rows, summary } = await readAll(csvHead, 'x.csv');
  expect(rows).toEqual([]);
  expect(summary?.problems.map(({ code }) => code)).toEqual(['file-without-rows']);
});

/** A zip made by hand, so that it can lie and have any name. */
function zipOf(files: readonly (readonly [string, Buffer | string])[], lies: { size?: number } = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(lies.size ?? bytes.length, 18);
    common.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, label, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, tail, label]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from([0x50, 0x4b, 5, 6]), end]);
}

const goodCsv = `${csvHead}\n${csvRow}\n`;

test('a zip with one file is read as that file, a zip with several is an answer', limit, async () => {
  expect((await readAll(zipOf([['saker.csv', goodCsv]]), 'a.zip')).rows.length).toBe(1);
  const two = zipOf([
    ['a.csv', goodCsv],
    ['b.csv', goodCsv],
  ]);
  expect((await readAll(two, 'a.zip')).refusal?.code).toBe('zip-several');
});

test.each([
  ['a bomb', zipOf([['a.csv', Buffer.alloc(20_000_000)]]), 'zip-ratio'],
  ['a file that says it is larger than we take', zipOf([['a.csv', 'x']], { size: 300_000_000 }), 'zip-too-large'],
  ['a file that is larger than it says', zipOf([['a.csv', goodCsv.repeat(50)]], { size: 10 }), 'zip-broken'],
  ['a zip by name', zipOf([['b.zip', 'x']]), 'zip-nested'],
  ['a zip by content', zipOf([['b', zipOf([['c.csv', goodCsv]])]]), 'zip-nested'],
  ['20,000 files', zipOf(Array.from({ length: 20_000 }, (_, i) => [`${i}.csv`, ''] as const)), 'zip-too-many'],
  ['no list of files', zipOf([['a.csv', goodCsv]]).subarray(0, 120), 'zip-broken'],
])('a zip with %s is refused', limit, async (_, zip, code) => {
  expect((await readAll(zip, 'a.zip')).refusal?.code).toBe(code);
});

test.each(['../x.csv', '/etc/x.csv', 'a\\b.csv', 'C:x.csv', 'a\0b.csv', 'a/../b.csv', './x.csv', 'n'.repeat(300)])(
  'the name %j in a zip is refused',
  limit,
  async (name) => {
    expect((await readAll(zipOf([[name, goodCsv]]), 'a.zip')).refusal?.code).toBe('zip-name');
  },
);

test('a workbook that lacks its sheet, and one with a doctype, are refused', limit, async () => {
  expect((await readAll(zipOf([['xl/workbook.xml', '<workbook/>']]), 'a.xlsx')).refusal?.code).toBe('zip-broken');
  expect((await readAll(zipOf([['xl/workbook.xml', '<!DOCTYPE x><workbook/>']]), 'a.xlsx')).refusal?.code).toBe(
    'xml-doctype',
  );
});

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');
const seeds: { name: string; bytes: Buffer }[] = [];
for (const folder of await readdir(fixtures)) {
  for (const name of await readdir(join(fixtures, folder))) {
    if (name.startsWith('good') && !name.endsWith('.golden.json'))
      seeds.push({ name, bytes: await readFile(join(fixtures, folder, name)) });
  }
}

test(
  'fixtures that are cut, doubled, overwritten and mixed with noise end in rows or a refusal, never in an exception',
  { timeout: 60_000 },
  async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      what: fc.oneof(
        fc.constantFrom('cut', 'double', 'drop'),
        fc.uint8Array({ minLength: 1, maxLength: 6 }),
        fc.constantFrom('"', ';', '\n', '\r', '\0', '\ufeff', '<', '&', ']]>', '{', ']', '<!DOCTYPE x>', 'E+08'),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        async ({ name, bytes }, changes) => {
          let mutated: Uint8Array = bytes;
          for (const { at, what } of changes) {
            const place = Math.floor(at * mutated.length);
            const [before, after] = [mutated.subarray(0, place), mutated.subarray(place)];
            if (what === 'cut') mutated = before;
            else if (what === 'double') mutated = Buffer.concat([before, after, after]);
            else if (what === 'drop') mutated = Buffer.concat([before, after.subarray(10)]);
            else mutated = Buffer.concat([before, typeof what === 'string' ? Buffer.from(what) : what, after]);
          }
          const { rows, summary, refusal } = await readAll(mutated, name);
          expect(summary === undefined).toBe(refusal !== undefined);
          expect(summary?.rows ?? rows.length).toBe(rows.length);
        },
      ),
      { numRuns: 400 },
    );
  },
);

test('random bytes of any length end in an answer', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      const { summary, refusal } = await readAll(bytes, 'x');
      expect(summary === undefined).toBe(refusal !== undefined);
    }),
    { numRuns: 200 },
  );
});
