import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats, type Format } from './formats.ts';
import { wholeReader } from './read-all.ts';

const shipped = loadFormats(await readFormatFiles());
const readAll = wholeReader(shipped);

const name = (nb: string, en = nb) => ({ nb, en });

/** A fixed-width file with header, details and trailer: two debts per person, sums per person and file, and a running number. */
const fixed = {
  id: 'nordlys-kraft',
  version: 1,
  kind: 'case',
  layout: 'fixed',
  title: name('Nordlys Kraft, saker', 'Nordlys Kraft, cases'),
  claims: { start: '^H01NORDLYS' },
  width: 60,
  short: 'fill',
  typeAt: { start: 1, length: 3 },
  records: [
    {
      type: 'H01',
      name: name('Hode', 'Header'),
      place: 'first',
      required: true,
      once: true,
      summary: {
        sequence: { from: { start: 14, length: 6 }, number: true },
        date: { from: { start: 20, length: 6 }, date: ['yymmdd'] },
      },
    },
    {
      type: 'P10',
      name: name('Person'),
      row: true,
      fields: {
        reference: { from: { start: 4, length: 8 } },
        service: { constant: 'debtCollection' },
        currency: { constant: 'NOK' },
        noticeDate: { from: { start: 12, length: 6 }, date: ['yymmdd'] },
        'debtors[0].role': { constant: 'debtor' },
        'debtors[0].id': { from: { start: 18, length: 11 }, digits: true },
        'debtors[0].name': {
          join: [
            { start: 29, length: 12 },
            { start: 41, length: 12 },
          ],
        },
      },
      children: [
        {
          type: 'D20',
          name: name('Gjeld', 'Debt'),
          into: 'claims',
          fields: {
            kind: { from: { start: 4, length: 1 }, map: { R: 'invoice', K: 'creditNote' } },
            invoice: { from: { start: 5, length: 10 } },
            dueDate: { from: { start: 15, length: 6 }, date: ['yymmdd'] },
            remaining: {
              from: { start: 21, length: 10 },
              money: { decimals: 2 },
              negate: { when: { start: 4, length: 1 }, in: ['K'] },
            },
          },
        },
        {
          type: 'S30',
          name: name('Sum person'),
          place: 'last',
          required: true,
          totals: [
            { said: { from: { start: 4, length: 4 }, number: true }, count: ['D20'] },
            { said: { from: { start: 8, length: 12 }, money: { decimals: 2 } }, sum: 'claims.remaining' },
          ],
        },
      ],
    },
    {
      type: 'T99',
      name: name('Slutt', 'Trailer'),
      place: 'last',
      required: true,
      once: true,
      totals: [
        { said: { from: { start: 4, length: 6 }, number: true }, count: 'rows' },
        { said: { from: { start: 10, length: 14 }, money: { decimals: 2 } }, sum: 'claims.remaining' },
        { said: { from: { start: 24, length: 6 } }, same: { from: { record: 'H01', start: 14, length: 6 } } },
      ],
    },
  ],
};

const fixedFile = [
  'H01NORDLYS   000042261001',
  'P10SAK0000126082024927030078Per         Påhitt',
  'D20R00000000712608010000125000',
  'D20K00000000722608050000025000',
  'S300002000000150000',
  'P10SAK0000226082101819020074Kåre        Ødegård',
  'D20R00000000732608020000099950',
  'S300001000000099950',
  'T9900000200000000249950000042',
];

/** Nested XML with its own words: accounts that hold debts that hold parts. */
const xml = {
  id: 'fjordbank',
  version: 3,
  kind: 'invoice',
  layout: 'xml',
  title: name('Fjordbank'),
  claims: { root: 'Export', namespaces: ['http://fjordbank.example/v3'] },
  rows: 'Export/Batch/Account/Debt',
  fields: {
    kind: { constant: 'invoice' },
    invoice: { from: '@no' },
    customerNumber: { from: '../@id' },
    'debtor.role': { constant: 'debtor' },
    'debtor.name': { from: '../Holder[@type=main]/FullName' },
    'debtor.id': { from: '../Holder[@type=main]/Ssn', digits: true },
    invoiceDate: { from: 'Dates/Issued', date: ['dd/mm/yyyy'] },
    currency: { from: 'Sum/@cur', default: 'NOK' },
    amount: { from: 'Sum', money: 'text', decimal: ',' },
  },
  nested: [
    {
      path: 'Parts/Part',
      into: 'lines',
      fields: { text: { from: '.' }, amount: { from: '@sum', money: 'text', decimal: ',' } },
    },
  ],
  summary: { sequence: { from: 'Batch/Number', number: true } },
  totals: [
    { at: 'Export/Batch/Account', said: { from: '@debts', number: true }, count: 'rows' },
    { at: 'Export/Batch', said: { from: 'Total', money: 'text', decimal: ',' }, sum: 'amount' },
  ],
};

const xmlFile = `<?xml version="1.0"?>
<f:Export xmlns:f="http://fjordbank.example/v3">
  <f:Batch>
    <f:Number>7</f:Number>
    <f:Account id="A1" debts="2">
      <f:Holder type="guarantor"><f:FullName>Feil Person</f:FullName></f:Holder>
      <f:Holder type="main"><f:FullName>Åse &amp; Co</f:FullName><f:Ssn>128385 10068</f:Ssn></f:Holder>
      <f:Debt no="0001"><f:Dates><f:Issued>01/09/2026</f:Issued></f:Dates><f:Sum cur="NOK">1.250,00</f:Sum>
        <f:Parts><f:Part sum="1.000,00">Strøm</f:Part><f:Part sum="250,00"><![CDATA[Nett <leie>]]></f:Part></f:Parts></f:Debt>
      <f:Debt no="0002"><f:Dates><f:Issued>02/09/2026</f:Issued></f:Dates><f:Sum>99,50</f:Sum></f:Debt>
    </f:Account>
    <f:Total>1.349,50</f:Total>
  </f:Batch>
</f:Export>
`;

/** Semicolons, Windows-1252, a line of facts and a line of names, and a sum line at the end. */
const delimited = {
  id: 'elveby-kommune',
  version: 1,
  kind: 'payment',
  layout: 'delimited',
  title: name('Elveby kommune'),
  claims: { start: '^ELVEBY;', columns: ['Løpenr', 'Beløp (kr)'] },
  delimiters: [';'],
  header: {
    lines: 2,
    names: [2],
    summary: {
      client: { from: { line: 1, column: 2 } },
      date: { from: { line: 1, column: 3 }, date: ['ddmmyyyy'] },
    },
  },
  fields: {
    type: { from: 'Art', map: { INN: 'direct', KRED: 'creditNote' } },
    invoice: { from: 'Løpenr' },
    paidOn: { from: 'Betalt dag', date: ['dd.mm.yy'] },
    amount: { from: 'Beløp (kr)', money: 'text', decimal: ',' },
    currency: { constant: 'NOK' },
    note: { join: ['Område', 'Merknad'], with: ': ' },
  },
  footer: { starts: ['SUM'], totals: [{ said: { from: { column: 4 }, money: 'text', decimal: ',' }, sum: 'amount' }] },
};

const delimitedFile = [
  'ELVEBY;33220;01102026',
  'Løpenr;Art;Betalt dag;Beløp (kr);Område;Merknad',
  '900;INN;30.09.26;1.234;Vann;Målt på øya',
  '901;KRED;01.10.26;65,50-;Avløp;',
  'SUM;;;1.168,50',
].join('\r\n');

let folder: string;
let formats: Format[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'formats-'));
  for (const format of [fixed, xml, delimited]) {
    await writeFile(join(folder, `${format.id}.json`), JSON.stringify(format));
  }
  formats = loadFormats(await readFormatFiles([folder]));
});
afterAll(() => rm(folder, { recursive: true }));

test('a fixed-width file nobody foresaw is read from JSON alone, with sums per person and per file', async () => {
  const { rows, summary, refusal } = await readAll(Buffer.from(fixedFile.join('\n'), 'latin1'), 'nk.dat', { formats });
  expect(refusal).toBeUndefined();
  expect(rows.map(({ line, record, problems }) => ({ line, record, problems }))).toEqual([
    {
      line: 2,
      problems: [],
      record: {
        reference: 'SAK00001',
        service: 'debtCollection',
        currency: 'NOK',
        noticeDate: '2026-08-20',
        debtors: [{ role: 'debtor', id: '24927030078', name: 'Per Påhitt' }],
        claims: [
          { kind: 'invoice', invoice: '0000000071', dueDate: '2026-08-01', remaining: 125_000 },
          { kind: 'creditNote', invoice: '0000000072', dueDate: '2026-08-05', remaining: -25_000 },
        ],
      },
    },
    {
      line: 6,
      problems: [],
      record: {
        reference: 'SAK00002',
        service: 'debtCollection',
        currency: 'NOK',
        noticeDate: '2026-08-21',
        debtors: [{ role: 'debtor', id: '01819020074', name: 'Kåre Ødegård' }],
        claims: [{ kind: 'invoice', invoice: '0000000073', dueDate: '2026-08-02', remaining: 99_950 }],
      },
    },
  ]);
  expect(summary).toMatchObject({
    format: 'nordlys-kraft@1',
    encoding: 'windows-1252',
    fields: { sequence: 42, date: '2026-10-01' },
  });
  expect(summary?.controls.length).toBe(7);
});

test.each([
  ['a detail that is lost', (lines: string[]) => lines.toSpliced(3, 1), 'count-mismatch'],
  ['a sum of one person', (lines: string[]) => lines.with(4, 'S300002000000150001'), 'total-mismatch'],
  ['the sum of the file', (lines: string[]) => lines.with(8, 'T9900000200000000249951000042'), 'total-mismatch'],
  [
    'the running number of the trailer',
    (lines: string[]) => lines.with(8, 'T9900000200000000249950000043'),
    'reference-mismatch',
  ],
  ['a trailer that never came', (lines: string[]) => lines.slice(0, -1), 'record-missing'],
  ['a header in the middle', (lines: string[]) => lines.toSpliced(5, 0, lines[0]!), 'record-out-of-place'],
  ['a line of no known type', (lines: string[]) => lines.toSpliced(5, 0, 'X77'), 'record-unknown'],
  ['a line that is too long', (lines: string[]) => lines.with(2, `${lines[2]!.padEnd(60)}x`), 'record-length'],
  [
    'a control figure that is no figure',
    (lines: string[]) => lines.with(8, 'T9900000200000000ABC950000042'),
    'total-unreadable',
  ],
])('%s refuses the fixed file', async (_, change, code) => {
  expect((await readAll(change(fixedFile).join('\n'), 'nk.dat', { formats })).refusal?.code).toBe(code);
});

test('nested XML nobody foresaw is read from JSON alone, with what stands above and below each row', async () => {
  const { rows, summary, refusal } = await readAll(xmlFile, 'fb.xml', { formats });
  expect(refusal).toBeUndefined();
  expect(rows.map(({ line, record }) => ({ line, record }))).toEqual([
    {
      line: 8,
      record: {
        kind: 'invoice',
        invoice: '0001',
        customerNumber: 'A1',
        debtor: { role: 'debtor', name: 'Åse & Co', id: '12838510068' },
        invoiceDate: '2026-09-01',
        currency: 'NOK',
        amount: 125_000,
        lines: [
          { text: 'Strøm', amount: 100_000 },
          { text: 'Nett <leie>', amount: 25_000 },
        ],
      },
    },
    {
      line: 10,
      record: {
        kind: 'invoice',
        invoice: '0002',
        customerNumber: 'A1',
        debtor: { role: 'debtor', name: 'Åse & Co', id: '12838510068' },
        invoiceDate: '2026-09-02',
        currency: 'NOK',
        amount: 9950,
      },
    },
  ]);
  expect(summary?.fields).toEqual({ sequence: 7 });
  expect((await readAll(xmlFile.replace('debts="2"', 'debts="3"'), 'fb.xml', { formats })).refusal?.code).toBe(
    'count-mismatch',
  );
  expect((await readAll(xmlFile.replace('1.349,50', '1.349,51'), 'fb.xml', { formats })).refusal?.code).toBe(
    'total-mismatch',
  );
});

test('a semicolon file in Windows-1252 with two header lines is read from JSON alone', async () => {
  const { rows, summary, refusal } = await readAll(Buffer.from(delimitedFile, 'latin1'), 'elveby.txt', { formats });
  expect(refusal).toBeUndefined();
  expect(rows.map(({ record }) => record)).toEqual([
    {
      type: 'direct',
      invoice: '900',
      paidOn: '2026-09-30',
      amount: 123_400,
      currency: 'NOK',
      note: 'Vann: Målt på øya',
    },
    { type: 'creditNote', invoice: '901', paidOn: '2026-10-01', amount: -6550, currency: 'NOK', note: 'Avløp' },
  ]);
  expect(summary).toMatchObject({ encoding: 'windows-1252', fields: { client: '33220', date: '2026-10-01' } });
});

test.each([
  ['a wrong sum', delimitedFile.replace('1.168,50', '1.168,51'), 'total-mismatch'],
  ['no sum line', delimitedFile.replace(/\r\nSUM.*/, ''), 'footer-missing'],
  ['a row after the sum line', `${delimitedFile}\r\n902;INN;01.10.26;1;;`, 'record-after-footer'],
  ['two sum lines', `${delimitedFile}\r\nSUM;;;1.168,50`, 'record-after-footer'],
])('%s refuses the semicolon file', async (_, text, code) => {
  expect((await readAll(text, 'elveby.txt', { formats })).refusal?.code).toBe(code);
});

test('delimited lines of several types are joined as fixed ones are', async () => {
  const typed = loadFormats([
    {
      path: 'typed.json',
      json: {
        id: 'typed',
        version: 1,
        kind: 'payment',
        layout: 'delimited',
        title: name('Typer', 'Types'),
        claims: { start: '^H\\|' },
        delimiters: ['|'],
        typeAt: { column: 1 },
        records: [
          {
            type: 'H',
            name: name('Hode', 'Header'),
            place: 'first',
            required: true,
            summary: { sequence: { from: { column: 2 }, number: true } },
          },
          {
            type: 'B',
            name: name('Betaling', 'Payment'),
            row: true,
            fields: {
              type: { constant: 'direct' },
              invoice: { from: { column: 2 } },
              paidOn: { from: { column: 3 }, date: ['yyyy-mm-dd'] },
              amount: { from: { column: 4 }, money: 'text' },
              currency: { constant: 'NOK' },
              note: { from: { column: 2, record: 'N' } },
            },
            children: [{ type: 'N', name: name('Notat', 'Note'), once: true }],
          },
          {
            type: 'T',
            name: name('Slutt', 'End'),
            place: 'last',
            required: true,
            totals: [{ said: { from: { column: 2 }, number: true }, count: ['B'] }],
          },
        ],
      },
    },
  ]);
  const text = 'H|9\nB|1|2026-10-01|10,00\nN|"to\nlinjer"\nB|2|2026-10-02|20\nT|2\n';
  const { rows, summary } = await readAll(text, 't.txt', { formats: typed });
  expect(rows.map(({ line, record }) => [line, record['note'], record['amount']])).toEqual([
    [2, 'to\nlinjer', 1000],
    [5, undefined, 2000],
  ]);
  expect(summary?.fields).toEqual({ sequence: 9 });
  expect((await readAll(text.replace('T|2', 'T|3'), 't.txt', { formats: typed })).refusal?.code).toBe('count-mismatch');
  expect((await readAll(text.replace('N|"to', 'N|"to"x'), 't.txt', { formats: typed })).refusal?.code).toBe(
    'quote-broken-typed',
  );
});
