/** The data beside a document is the document's: every amount of it is on paper. */
import { expect, test } from 'vitest';
import { readPdf } from '../read-pdf.ts';
import { blocks as settlement } from '../reports/client-account-settlement.ts';
import { blocks as confirmation } from '../reports/engagement-confirmation.ts';
import { sampleConfirmation, sampleSettlement } from '../reports/samples.ts';
import { shownMoney } from '../shown.ts';
import { reportJson, tableCsv, tablesOf } from './data.ts';
import { openFonts } from './fonts.ts';
import { print } from './print.ts';

const lines = (csv: Buffer) => csv.toString().replace('\ufeff', '').trimEnd().split('\r\n');

test('CSV has one line per row, amounts with a point, and what stands below on paper beside', () => {
  const [table] = tablesOf(settlement(sampleSettlement(2), 'nb').blocks);
  expect(lines(tableCsv(table!))).toEqual([
    'date;case;caseDetail;gross;principal;interest;fee;cost;commission;vat;net',
    '2026-11-16;1831000 Elin Myrstad;Klientkonto · 88000 · K-90000 · 4000;894.25;250.00;6.25;38.00;600.00;13.12;153.28;127.85',
    '2026-11-17;1831001 Jørgen Hestnes;Klientkonto · 88001 · K-90001 · 4001;975.41;329.19;8.22;38.00;600.00;17.27;154.31;203.83',
  ]);
});

test.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+47', `'+47`],
  ['-1', `'-1`],
  ['@SUM', `'@SUM`],
  ['a;b', '"a;b"'],
  ['sitat "her"', '"sitat ""her"""'],
  ['to\r\nlinjer', 'to linjer'],
])('a name such as %j is only text in a spreadsheet', (name, written) => {
  const data = sampleConfirmation(1);
  data.cases[0]!.debtors[0]!.name = name;
  const [table] = tablesOf(confirmation(data, 'nb').blocks);
  expect(lines(tableCsv(table!))[1]).toContain(`;${written};`);
});

test('every amount of the JSON is in the text of the PDF, and the sums are the same', () => {
  const data = sampleSettlement(20);
  const report = settlement(data, 'nb');
  const parsed: { tables: Record<string, Record<string, unknown>[]> } = JSON.parse(reportJson(report).toString());
  const paper = readPdf(print(report, openFonts()).bytes).pages.join('\n');
  const amounts = Object.values(parsed.tables).flatMap((rows) =>
    rows.flatMap((row) =>
      Object.values(row).filter((value) => typeof value === 'string' && /^-?\d+\.\d\d$/.test(value)),
    ),
  );
  expect(amounts.length).toBeGreaterThan(160);
  const missing = amounts.filter(
    (amount) => !paper.replaceAll(' ', '\u00a0').includes(shownMoney(BigInt(String(amount).replace('.', '')), 'nb')),
  );
  expect(missing).toEqual([]);
  expect(parsed.tables['lines']!.filter((row) => row['kind'] === 'row')).toHaveLength(20);
  expect(Object.keys(parsed.tables)).toEqual(['lines', 'vat', 'control']);
});

test('tables of one name, as of two currencies, are kept apart', () => {
  const data = sampleConfirmation(2, 0);
  data.cases[1]!.currency = 'EUR';
  const parsed: { tables: object } = JSON.parse(reportJson(confirmation(data, 'en')).toString());
  expect(Object.keys(parsed.tables)).toEqual(['cases', 'cases2']);
});
