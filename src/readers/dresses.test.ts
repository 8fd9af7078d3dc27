import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import type { CaseRecord } from '../domain/record.ts';
import { loadFormats } from './formats.ts';
import { mergeCases } from './merge-cases.ts';
import { read } from './read.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');
const formats = loadFormats(await readFormatFiles());

async function casesOf(file: string): Promise<CaseRecord[]> {
  const reading = await read(createReadStream(join(fixtures, file)), basename(file), formats);
  const records: unknown[] = [];
  for await (const rows of reading) {
    for (const row of rows) {
      expect(row.problems).toEqual([]);
      records.push(row.record);
    }
  }
  return mergeCases(records.filter(isCase));
}

function isCase(record: unknown): record is CaseRecord {
  return typeof record === 'object' && record !== null && 'debtors' in record && 'claims' in record;
}

const fromCsv = await casesOf('kreditorfil-csv/good.csv');

test('the CSV dress says three cases, with two debtors, a reminder fee, a credit note and notes', () => {
  expect(fromCsv.map(({ reference, debtors, claims }) => [reference, debtors.length, claims.length])).toEqual([
    ['S-1001', 2, 2],
    ['S-1002', 1, 2],
    ['S-1003', 1, 1],
  ]);
  expect(fromCsv[0]?.claims[0]).toEqual({
    kind: 'invoice',
    concerns: 'Varekjøp',
    invoice: '34500',
    kid: '0010017',
    invoiceDate: '2026-07-18',
    dueDate: '2026-08-01',
    original: 150_000,
    remaining: 125_000,
    reminderFee: 3500,
    reminderDate: '2026-08-10',
  });
  expect(fromCsv[1]?.claims[1]).toMatchObject({ kind: 'creditNote', remaining: -48_050 });
  expect(fromCsv[2]?.notes).toEqual(['Sa: "betaler mandag" Ringet 12.08']);
});

test.each([
  'kreditorfil-csv/good-windows-1252.csv',
  'kreditorfil-csv/good-utf-16.csv',
  'kreditorfil-fast/good.txt',
  'kreditorfil-fast/good-windows-1252.txt',
  'kreditorfil-fast/good-no-line-ends.txt',
  'kreditorfil-xml/good.xml',
  'kreditorfil-json/good.json',
  'kreditorfil-json/good-one-line.json',
  'kreditorfil-ndjson/good.ndjson',
  'kreditorfil-ndjson/good-list.json',
  'kreditorfil-xlsx/good.xlsx',
])('%s says the same cases, field by field', async (file) => {
  expect(await casesOf(file)).toEqual(fromCsv);
});
