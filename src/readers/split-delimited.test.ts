import { parse } from 'fast-csv';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../domain/row.ts';
import { splitDelimited, type DelimitedRecord } from './split-delimited.ts';

function split(text: string, delimiter = ',', size = text.length || 1, expected = 0): DelimitedRecord[] {
  const records = splitDelimited(delimiter);
  if (expected > 0) records.expect(expected);
  const all: DelimitedRecord[] = [];
  for (let at = 0; at < text.length; at += size) all.push(...records.push(text.slice(at, at + size)));
  all.push(...records.end());
  return all;
}

const cells = (text: string, delimiter = ','): string[][] => split(text, delimiter).map((record) => record.cells);

// The cases of csv-spectrum, written anew.
test.each([
  [
    'a,b\n1,"x, y"\n',
    [
      ['a', 'b'],
      ['1', 'x, y'],
    ],
  ],
  [
    'a,b,c\n1,"",""\n2,3,4\n',
    [
      ['a', 'b', 'c'],
      ['1', '', ''],
      ['2', '3', '4'],
    ],
  ],
  [
    'a,b\r\n1,"ha ""ha"" ha"\r\n3,4\r\n',
    [
      ['a', 'b'],
      ['1', 'ha "ha" ha'],
      ['3', '4'],
    ],
  ],
  [
    'k,v\n1,"{""type"": ""Point"", ""xy"": [102.0, 0.5]}"\n',
    [
      ['k', 'v'],
      ['1', '{"type": "Point", "xy": [102.0, 0.5]}'],
    ],
  ],
  [
    'a,b,c\r\n1,2,3\r\n"Once upon \r\na time",5,6\r\n',
    [
      ['a', 'b', 'c'],
      ['1', '2', '3'],
      ['Once upon \r\na time', '5', '6'],
    ],
  ],
  [
    'a,b\n1,"ha \n""ha"" \nha"\n3,4\n',
    [
      ['a', 'b'],
      ['1', 'ha \n"ha" \nha'],
      ['3', '4'],
    ],
  ],
  [
    'a,b\n1,ʤ\n',
    [
      ['a', 'b'],
      ['1', 'ʤ'],
    ],
  ],
  [
    'a,b\n1,2 "N 3\n',
    [
      ['a', 'b'],
      ['1', '2 "N 3'],
    ],
  ],
  [
    'a,b\r1,2\r',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a,"b"', [['a', 'b']]],
  ['a,\n', [['a', '']]],
])('%j', (text, expected) => {
  expect(cells(text)).toEqual(expected);
});

test('lines are counted through quoted line breaks, whatever ends them', () => {
  const text = 'a;b\r\n"x\r\ny\nz\rw";1\r2;3\n\n4;5';
  expect(split(text, ';').map(({ line, lines }) => [line, lines])).toEqual([
    [1, 1],
    [2, 4],
    [6, 1],
    [7, 1],
    [8, 1],
  ]);
});

test.each([
  ['an unclosed quote at the start of a cell', 'x;"Hansen;y'],
  ['text after a closing quote', 'x;"Hansen"s;y'],
  ['a quote that the next line closes in the wrong place', 'x;"Han"sen";y'],
])('%s in row 3 of 10,000 gives 9,999 answers and tells its line', (_, bad) => {
  const lines = Array.from({ length: 10_000 }, (__, index) => (index === 2 ? bad : `${index};Per "P" Påhitt;y`));
  const found = split(lines.join('\r\n'), ';', 65_536, 3);
  expect(found.length).toBe(10_000);
  expect(found.filter(({ broken }) => broken).map(({ line }) => line)).toEqual([3]);
  expect(found[3]?.cells).toEqual(['3', 'Per "P" Påhitt', 'y']);
});

test('an unclosed quote among quoted rows costs its own line only', () => {
  const rows = Array.from({ length: 500 }, (_, index) => (index === 2 ? '"2";"Hansen;"y"' : `"${index}";"Per";"y"`));
  const found = split(rows.join('\n'), ';', 1000, 3);
  expect(found.filter(({ broken }) => broken).map(({ line }) => line)).toEqual([3]);
  expect(found.length).toBe(500);
});

test('a quote that swallows whole rows is found by the number of cells', () => {
  const found = split('1;"a;b\n2;c;d\n3;e";f\n4;g;h\n', ';', 100, 3);
  expect(found.map(({ line, broken }) => [line, broken])).toEqual([
    [1, true],
    [2, false],
    [3, false],
    [4, false],
  ]);
});

test('a line of more than a million letters is refused with its number', () => {
  const text = `a;b\n${'x'.repeat(1_100_000)}`;
  for (const size of [1000, 65_536, text.length]) {
    expect(() => split(text, ';', size)).toThrow(Refusal);
    expect(() => split(text, ';', size)).toThrow('line-too-long');
  }
});

const cell = fc.string({ unit: fc.constantFrom('a', 'æ', ' ', ';', '"', '\n', '\r\n', '1', '€'), maxLength: 8 });
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 });
const written = (rows: string[][]): string =>
  rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(';')).join('\r\n');

test('what is written by the rules is read back, in pieces of any size', () => {
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 70 }), (rows, size) => {
      expect(split(written(rows), ';', size).map((record) => record.cells)).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

test('fast-csv reads the same from well-formed text', async () => {
  const samples = fc.sample(table, { numRuns: 60, seed: 7 });
  for (const rows of samples) {
    const text = written(rows);
    const theirs = await new Promise<string[][]>((resolve, reject) => {
      const all: string[][] = [];
      const stream = parse<string[], string[]>({ delimiter: ';' });
      stream.on('data', (row: string[]) => all.push(row));
      stream.on('end', () => resolve(all));
      stream.on('error', reject);
      stream.end(text);
    });
    expect(cells(text, ';')).toEqual(theirs);
  }
});

test('any text at all gives records or a refusal, the same in pieces of any size', () => {
  const noise = fc.string({ unit: fc.constantFrom('a', '"', ';', '\n', '\r', 'ø'), maxLength: 60 });
  fc.assert(
    fc.property(noise, fc.integer({ min: 1, max: 70 }), (text, size) => {
      expect(split(text, ';', size, 2)).toEqual(split(text, ';', 1000, 2));
    }),
    { numRuns: 1000 },
  );
});
