import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { dateLayouts } from './date.ts';
import { loadFormats } from './formats.ts';
import schema from '../../schemas/format.schema.json' with { type: 'json' };

const shipped = loadFormats(await readFormatFiles());

const good = {
  id: 'my-format',
  version: 1,
  kind: 'payment',
  layout: 'delimited',
  title: { nb: 'Min', en: 'Mine' },
  claims: { columns: ['beløp'] },
  fields: { amount: { from: ['beløp', 'sum'], money: 'text' } },
};

function mistake(change: object): string {
  try {
    loadFormats([{ path: 'formats/my.json', json: { ...good, ...change } }]);
  } catch (error) {
    return String(error);
  }
  return 'no mistake';
}

test('the shipped formats are many and each has its name once', () => {
  expect(shipped.length).toBeGreaterThanOrEqual(17);
  expect(new Set(shipped.map(({ id, version }) => `${id}@${version}`)).size).toBe(shipped.length);
});

test('the date layouts of the schema are those of the reader', () => {
  expect(schema.$defs.field.properties.date.items.enum.toSorted()).toEqual(dateLayouts.toSorted());
});

test('a format without mistakes is loaded', () => {
  expect(mistake({})).toBe('no mistake');
});

test.each([
  [{ id: 'My Format' }, '/id: must look like “my-format-2”'],
  [{ version: 0 }, '/version: must be >= 1'],
  [{ kind: 'saker' }, '/kind: not a known value. Use one of: case, payment, invoice, stop, statement.'],
  [{ layout: 'csv' }, '/layout: not a known value. Use one of: delimited, fixed, xml, json, xlsx.'],
  [{ title: { nb: 'Min' } }, '/title: “en” is missing. Add it.'],
  [{ claims: {} }, '/claims: '],
  [{ claims: { start: '([' } }, '/claims/start: not a regular expression'],
  [
    { fields: { amount: { form: 'beløp' } } },
    '/fields/amount: “form” is no word of the vocabulary here. Use one of: from, join',
  ],
  [{ fields: { amount: { from: 'beløp', money: 'kr' } } }, '/fields/amount/money: the only value here is "text"'],
  [
    { fields: { paidOn: { from: 'dato', date: ['dd.mm.åååå'] } } },
    '/fields/paidOn/date/0: not a known value. Use one of: dd.mm.yyyy',
  ],
  [{ fields: { amount: { from: { start: 0, length: 3 } } } }, '/fields/amount/from/start: must be >= 1'],
  [
    { fields: { amount: { from: { start: 1, length: 3 } } } },
    '/fields/amount/from: only a fixed format has {"start", "length"}',
  ],
  [
    { fields: { amount: { from: 'beløp', constant: 1 } } },
    '/fields/amount: needs exactly one of from, join, constant.',
  ],
  [{ fields: { amount: { money: 'text' } } }, '/fields/amount: needs exactly one of from, join, constant.'],
  [
    { fields: { amount: { from: 'a', money: 'text', digits: true } } },
    '/fields/amount: needs at most one of money, date',
  ],
  [{ fields: undefined }, '/: “fields” is missing'],
  [{ header: { lines: 1, names: [2] } }, '/header/names: names a line beyond “lines”'],
  [{ layout: 'fixed' }, '/: “records” is missing. Add it.'],
  [{ layout: 'xml' }, '/: “rows” is missing. Add it.'],
  [{ hook: 'code.js' }, '/: “hook” is no word of the vocabulary here'],
  [
    { layout: 'fixed', typeAt: { start: 1, length: 2 }, records: [{ type: '10', name: { nb: 'a', en: 'b' } }] },
    '/records: no record is a row. Set "row": true',
  ],
])('%j is refused with its file, its path and the cure', (change, told) => {
  expect(mistake(change)).toContain(`formats/my.json: ${told}`);
});

test('all mistakes of all files are told at once, and a name taken twice too', () => {
  const load = () =>
    loadFormats([
      { path: 'a.json', json: good },
      { path: 'b.json', json: good },
      { path: 'c.json', json: 'text' },
      { path: 'd.json', json: { ...good, id: 'd', version: 'one', kind: 'x' } },
    ]);
  expect(load).toThrow(
    'b.json: /id: my-format@1 is already the name of a.json. Raise the version or choose another id.',
  );
  expect(load).toThrow('c.json: /: must be object. Change the value.');
  expect(load).toThrow('d.json: /version: must be integer. Change the value.');
  expect(load).toThrow('d.json: /kind: not a known value.');
});

test('a folder that is not there and a file that is not JSON are named', async () => {
  await expect(readFormatFiles(['/nowhere/formats'])).rejects.toThrow(
    /\/nowhere\/formats cannot be read.*KREDITORFLYT_FORMATS/,
  );
  const folder = await mkdtemp(join(tmpdir(), 'formats-'));
  await writeFile(join(folder, 'x.json'), '{');
  await expect(readFormatFiles([folder])).rejects.toThrow(/x\.json is not JSON/);
  await rm(folder, { recursive: true });
});
