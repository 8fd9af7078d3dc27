import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats } from './formats.ts';
import { wholeReader } from './read-all.ts';

const shipped = loadFormats(await readFormatFiles());
const readAll = wholeReader(shipped);

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');
const fixture = (path: string) => readFile(join(fixtures, path));

const goodOcr = await fixture('ocr-giro/good.txt');

describe('OCR giro', () => {
  test('every transaction type, free text, reversals and a negative line are read by the sign rules', async () => {
    const { rows, summary, refusal } = await readAll(await fixture('ocr-giro/good-every-type.txt'), 'ocr.txt');
    expect(refusal).toBeUndefined();
    expect(rows.map(({ record }) => [record['type'], record['kid'], record['amount'], record['note']])).toEqual([
      ['bank', '0010017', 12_400, undefined],
      ['bank', '0010025', 12_500, undefined],
      ['bank', '0010033', 12_600, undefined],
      ['bank', '0010041', 12_700, undefined],
      ['bank', '0010058', 12_800, undefined],
      ['bank', '0010066', 12_900, undefined],
      ['bank', '0010074', 13_000, undefined],
      ['bank', '0010017', 13_100, undefined],
      ['bankReversal', '0010025', -500_000, undefined],
      ['bank', '0010033', 13_200, undefined],
      ['bankReversal', undefined, -700_000, 'Tilbakeført kjøp på terminal'],
      ['bank', undefined, 13_300, 'Betaling for høstens øvelser'],
      ['bank', '0010041', -250_000, undefined],
      ['bank', '0010058', 99_900, undefined],
    ]);
    expect(rows[0]?.record).toEqual({
      type: 'bank',
      kid: '0010017',
      paidOn: '2026-10-06',
      amount: 12_400,
      currency: 'NOK',
      account: '12345678903',
      payerAccount: '98765432109',
      bankReference: '200000001-0000001',
    });
    expect(rows[13]?.record['account']).toBe('12345678911');
    expect(Object.keys(rows[10]?.raw ?? {})).toEqual(['NY092030', 'NY092031', 'NY092032']);
    expect(summary).toMatchObject({ encoding: 'iso-8859-1', lines: 36, fields: { sequence: 124, date: '2026-10-07' } });
    expect(summary?.controls.length).toBe(14);
  });

  const good = goodOcr.toString('latin1').trimEnd().split('\r\n');
  const set = (line: number, start: number, text: string): string =>
    good
      .with(line - 1, good[line - 1]!.slice(0, start - 1) + text + good[line - 1]!.slice(start - 1 + text.length))
      .join('\n');

  test.each([
    ['the number of transactions of the assignment', set(7, 16, '3'), 'count-mismatch', 7],
    ['the number of records of the assignment', set(7, 24, '7'), 'count-mismatch', 7],
    ['the sum of the assignment', set(7, 41, '1'), 'total-mismatch', 7],
    ['the first settlement date', set(7, 48, '051026'), 'date-mismatch', 7],
    ['the last settlement date', set(7, 54, '071026'), 'date-mismatch', 7],
    ['the number of transactions of the transmission', set(8, 16, '3'), 'count-mismatch', 8],
    ['the number of records of the transmission', set(8, 24, '7'), 'count-mismatch', 8],
    ['the sum of the transmission', set(8, 41, '1'), 'total-mismatch', 8],
    ['the date of the transmission', set(8, 42, '071026'), 'reference-mismatch', 8],
    ['a sum that is no number', set(7, 41, 'x'), 'total-unreadable', 7],
    ['a line of 79 characters', good.with(3, good[3]!.slice(0, 79)).join('\n'), 'record-length', 4],
    ['a line of 81 characters', good.with(3, `${good[3]}1`).join('\n'), 'record-length', 4],
    [
      'an unknown record',
      good.toSpliced(4, 0, good[4]!.replace('NY0916', 'NY21').padEnd(80, '0')).join('\n'),
      'record-unknown',
      5,
    ],
    ['an amount item without its second', good.toSpliced(3, 1).join('\n'), 'record-missing', 3],
    ['a second amount item 2', good.toSpliced(4, 0, good[3]!).join('\n'), 'record-out-of-place', 5],
    [
      'a payment after the end of the assignment',
      good.toSpliced(7, 0, good[2]!, good[3]!).join('\n'),
      'record-out-of-place',
      8,
    ],
    ['an end that never comes', good.slice(0, 7).join('\n'), 'record-missing', 7],
    ['two files in one', [...good, ...good].join('\n'), 'record-out-of-place', 9],
  ])('%s refuses the file', async (_, text, code, line) => {
    expect((await readAll(text, 'ocr.txt')).refusal).toMatchObject({ code, line });
  });

  test('spaces after the 80 characters, a final Ctrl-Z and blank lines do no harm', async () => {
    const text = `${good.map((line) => `${line}  `).join('\r\n')}\r\n\r\n\u001a`;
    expect((await readAll(text, 'ocr.txt')).rows.length).toBe(2);
  });
});

describe('camt.054', () => {
  test.each(['02', '04', '08'])(
    'version %s: KID by SCOR, free text, batches, reversals, and what is passed over is told',
    async (version) => {
      const { rows, summary, refusal } = await readAll(await fixture(`camt-054/good-${version}.xml`), 'c.xml');
      expect(refusal).toBeUndefined();
      expect(rows.map(({ record }) => record)).toEqual([
        expect.objectContaining({
          type: 'bank',
          kid: '0010017',
          amount: 125_000,
          payerName: 'Åse Bjørnebo-Prøve',
          paidOn: '2026-10-06',
        }),
        expect.objectContaining({
          type: 'bank',
          kid: '0010025',
          amount: 49_950,
          account: '12345678903',
          bankReference: 'T2',
        }),
        expect.objectContaining({ type: 'bank', amount: 30_000, note: 'Takk for hjelpen & hilsen Per' }),
        expect.objectContaining({ type: 'bankReversal', kid: '0010033', amount: -5000 }),
        expect.objectContaining({ type: 'bank', amount: 7525, bankReference: 'E4-B', currency: 'NOK' }),
      ]);
      expect(summary?.passed).toEqual({ debit: 1, 'not-booked': 1 });
      expect(summary?.problems.map(({ code }) => code)).toEqual(['records-passed', 'records-passed']);
      expect(summary?.fields).toEqual({ message: 'M-20261006-1', date: '2026-10-06' });
    },
  );

  test('a sum or a count that disagrees with its entry refuses the file, and so does a version we do not know', async () => {
    expect((await readAll(await fixture('camt-054/bad-sum.xml'), 'c.xml')).refusal?.code).toBe('total-mismatch');
    expect((await readAll(await fixture('camt-054/bad-count.xml'), 'c.xml')).refusal?.code).toBe('count-mismatch');
    expect((await readAll(await fixture('camt-054/bad-version.xml'), 'c.xml')).refusal?.code).toBe('format-nearest');
  });

  test('prefixes, comments, CDATA and attributes with “>” in them change nothing', async () => {
    const plain = (await fixture('camt-054/good-02.xml')).toString();
    const dressed = plain
      .replace(/<(\/?)(?=[A-Z])/g, '<$1n:')
      .replace('xmlns=', 'xmlns:n=')
      .replace('Takk for', '<!-- a > b -->Takk<![CDATA[ for]]>')
      .replace('<n:Ntfctn>', '<n:Ntfctn note="a > b">');
    const rows = (text: string) => readAll(text, 'c.xml').then((outcome) => outcome.rows.map(({ record }) => record));
    expect(await rows(dressed)).toEqual(await rows(plain));
  });
});

test('camt.053: a balance that does not add up refuses the file', async () => {
  const good = await readAll(await fixture('camt-053/good.xml'), 's.xml');
  expect(good.rows.map(({ record }) => [record['amount'], record['transactions']])).toEqual([
    [174_950, 2],
    [-76_575, 1],
  ]);
  expect((await readAll(await fixture('camt-053/bad-balance.xml'), 's.xml')).refusal).toMatchObject({
    code: 'total-mismatch',
    params: { said: '1083.76', found: '1083.75' },
  });
});
