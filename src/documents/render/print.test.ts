/** Printed documents: what poppler and qpdf read, the same bytes each time, hostile texts, long tables. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkPdf } from '../check.ts';
import { BrokenPdf, readPdf } from '../read-pdf.ts';
import type { Report } from '../report.ts';
import { blocks as settlement, settlementTotals } from '../reports/client-account-settlement.ts';
import { blocks as confirmation } from '../reports/engagement-confirmation.ts';
import { sampleConfirmation, sampleSettlement } from '../reports/samples.ts';
import { shown } from '../shown.ts';
import { reportJson } from './data.ts';
import { openFonts } from './fonts.ts';
import { openPdfWorkers } from './pdf.ts';
import { print } from './print.ts';

const run = promisify(execFile);
const fonts = openFonts();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-print-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function file(bytes: Buffer): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.pdf`);
  await writeFile(path, bytes);
  return path;
}

async function textOf(bytes: Buffer, ...options: string[]): Promise<string> {
  const { stdout } = await run('pdftotext', ['-layout', ...options, await file(bytes), '-'], { maxBuffer: 1e8 });
  return stdout.replaceAll('\u00a0', ' ');
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('poppler reads the totals, æøå, the real minus and page numbers', async () => {
  const data = sampleSettlement(30);
  const printed = print(settlement(data, 'nb'), fonts);
  const text = await textOf(printed.bytes);
  const sums = settlementTotals(data.lines);
  const columns = [sums.gross, sums.principal, sums.interest, sums.fee, sums.cost, sums.commission, sums.vat, sums.net];
  const row = columns.map((sum) => plain(shown(sum, 'money', 'nb'))).join('\\s+');
  expect(text).toMatch(new RegExp(`Sum perioden\\s+${row}`));
  expect(text).toContain(`Til utbetaling 24.11.2026`);
  expect(text).toContain('−218,75');
  expect(text).toContain('Åse Ødegård');
  expect(text).toContain('Side 1 av 2');
  expect(text).toContain('Side 2 av 2');
});

test('every page of a long table has its head, every line is there once, and no page is nearly empty', async () => {
  const printed = print(settlement(sampleSettlement(400), 'nb'), fonts);
  const pages = (await textOf(printed.bytes)).split('\f').slice(0, -1);
  expect(pages).toHaveLength(printed.pages);
  const perPage = pages.map((page) => [...page.matchAll(/ 1831\d{3} /g)].map((match) => Number(match[0])));
  expect(perPage.flat()).toEqual(Array.from({ length: 400 }, (_, i) => 1_831_000 + i));
  const headless = pages.filter((page, i) => perPage[i]!.length > 0 && !/Dato\s+Sak, skyldner\s+Innbetalt/.test(page));
  expect(headless).toEqual([]);
  for (const on of perPage.slice(1, -2))
    expect(on.length).toBeGreaterThanOrEqual(Math.max(...perPage.map((each) => each.length)) - 1);
});

test('qpdf and pdfinfo find nothing wrong: tagged, titled, in its language, nothing fetched or run', async () => {
  const { bytes } = print(confirmation(sampleConfirmation(40), 'nb'), fonts);
  const path = await file(bytes);
  await run('qpdf', ['--check', path]);
  const info = (await run('pdfinfo', [path])).stdout;
  expect(info).toMatch(/Title:\s+Oppdragsbekreftelse Oppdragsbekreftelse-33220-2026-11-24/);
  expect(info).toMatch(/Author:\s+Eksempel Inkasso AS/);
  expect(info).toMatch(/Tagged:\s+yes/);
  expect(info).toMatch(/JavaScript:\s+no/);
  expect(info).toMatch(/Page size:\s+595.28 x 841.89 pts \(A4\)/);
  const metadata = (await run('pdfinfo', ['-meta', path])).stdout;
  expect(metadata).toContain('<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
  const fontsFound = (await run('pdffonts', [path])).stdout.trim().split('\n').slice(2);
  expect(fontsFound.length).toBeGreaterThan(1);
  for (const line of fontsFound) expect(line).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/);
  // A repeated head is for the eye; a listener hears each of the 9 + 4 columns once.
  const structure = (await run('pdfinfo', ['-struct', path])).stdout;
  expect(structure.match(/^ *TH/gm)).toHaveLength(13);
});

test('the data lie inside the document and come out of it whole', async () => {
  const report = settlement(sampleSettlement(5), 'nb');
  const path = await file(print(report, fonts).bytes);
  await run('pdfdetach', ['-saveall', '-o', folder, path]);
  expect((await readFile(join(folder, `${report.name}.json`))).equals(reportJson(report))).toBe(true);
});

test('what is read aloud comes in order, with heads and cells for what they are', async () => {
  const { bytes } = print(confirmation(sampleConfirmation(1), 'nb'), fonts);
  const structure = (await run('pdfinfo', ['-struct-text', await file(bytes)])).stdout;
  const order = [
    'H1 (block)',
    '"Oppdragsbekreftelse"',
    'H2 (block)',
    'Table (block)',
    'TH',
    '"Hovedstol"',
    'TD',
    'Elin Myrstad',
  ];
  const places = order.map((each, i) => structure.indexOf(each, i === 0 ? 0 : structure.indexOf(order[i - 1]!)));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('the same data gives the same bytes, whatever was printed before and in whichever thread', async () => {
  const report = () => settlement(sampleSettlement(8), 'nb');
  const first = print(report(), fonts).bytes;
  print(confirmation(sampleConfirmation(3), 'en'), fonts);
  expect(print(report(), fonts).bytes.equals(first)).toBe(true);
  expect(print(report(), openFonts()).bytes.equals(first)).toBe(true);
  const workers = openPdfWorkers(2);
  try {
    const printed = await Promise.all(Array.from({ length: 6 }, () => workers.render(report())));
    for (const { bytes, pages } of printed) {
      expect(pages).toBe(1);
      expect(bytes.equals(first)).toBe(true);
    }
  } finally {
    await workers.close();
  }
});

const hostile = [
  'Ł. Kowalczyk-Śniadecki',
  'Владимир Ильич',
  'Αθηνά Παπαδοπούλου',
  'Nguyễn Thị Ánh',
  'מאיר כהן',
  'محمد علي',
  '王小明',
  '👩‍👩‍👧‍👦 familien 🇳🇴',
  '\u202eSA rotiderktseT\u202c',
  'a\u0000b\u0007c\u001bd',
  'Z̷̧̛̤͓̈́a̴l̸g̵o̶',
  '<script>alert(1)</script>',
  '(parentes\\) og [klammer] % prosent',
  '../../etc/passwd',
  '{{7*7}} ${7*7} %s %n',
  'A'.repeat(400),
  'ord '.repeat(120),
  '\ud800 ensom',
  '\ufeff\u200b\u00ad',
  'linje\r\nskift\ttabulator\u2028skille',
  '',
];

test.each(hostile)('a name such as %j never stops a document, and the totals stay', (name) => {
  const data = sampleConfirmation(3);
  data.cases[0]!.debtors[0]!.name = name;
  data.cases[1]!.reference = name;
  data.client.name = name;
  data.journals[0]!.source = name;
  data.rejections[0]!.message = name;
  const report = confirmation(data, 'nb');
  const printed = print(report, fonts);
  expect(() => checkPdf(printed.bytes, printed.pages, report)).not.toThrow();
});

test('letters of other alphabets are drawn; what no font has is shown as unknown, and no hidden turn of direction is left', async () => {
  const data = sampleConfirmation(5);
  ['Łukasz Żółć', 'Владимир', 'Nguyễn', '王小明', '\u202eSA rotiderktseT'].forEach((name, i) => {
    data.cases[i]!.debtors[0]!.name = name;
  });
  const text = await textOf(print(confirmation(data, 'nb'), fonts).bytes);
  expect(text).toContain('Łukasz Żółć');
  expect(text).toContain('Владимир');
  expect(text).toContain('Nguyễn');
  expect(text).toContain('���');
  expect(text).toContain('SA rotiderktseT');
  expect(text).not.toContain('\u202e');
});

test('amounts as large as the register takes stay inside the page and are not cut', async () => {
  const data = sampleSettlement(3);
  const big = 9_999_999_999_999n;
  Object.assign(data.lines[0]!, {
    gross: big,
    principal: big,
    interest: big,
    fee: big,
    cost: big,
    commission: big,
    vat: big,
    net: -big,
  });
  const report = settlement(data, 'nb');
  const text = await textOf(print(report, fonts).bytes);
  expect(text.match(/99 999 999 999,99/g)!.length).toBeGreaterThanOrEqual(8);
  const bounds = (await run('pdftotext', ['-bbox', await file(print(report, fonts).bytes), '-'])).stdout;
  const right = [...bounds.matchAll(/<word xMin="([\d.]+)"[^>]*xMax="([\d.]+)"/g)].map((match) => Number(match[2]));
  expect(Math.max(...right)).toBeLessThan(595.28 - 35);
});

test('a document that says another total, has lost its end or a page is found out', () => {
  const report = settlement(sampleSettlement(30), 'nb');
  const { bytes, pages } = print(report, fonts);
  expect(() => checkPdf(bytes, pages, { ...report, checks: [1_234_567n] })).toThrow(
    /does not show the total 12\u00a0345,67/,
  );
  expect(() => checkPdf(bytes, pages + 1, report)).toThrow(/has 2 pages, not 3/);
  expect(() => readPdf(bytes.subarray(0, bytes.length - 10))).toThrow(BrokenPdf);
  expect(() => readPdf(bytes.subarray(10))).toThrow(BrokenPdf);
  expect(() => readPdf(Buffer.from('Ikke en PDF'))).toThrow(BrokenPdf);
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(600) ^ 0xff, 600);
  expect(() => checkPdf(changed, pages, report)).toThrow(/./);
});

test('a thread goes on after a report that cannot be printed, and a closed house refuses', async () => {
  const workers = openPdfWorkers(1);
  const report = settlement(sampleSettlement(2), 'nb');
  const broken: Report = {
    ...report,
    blocks: [{ kind: 'table', name: 'x', columns: [], rows: [{ kind: 'row', cells: [{ value: 1 }] }] }],
  };
  const [failed, printed] = await Promise.allSettled([workers.render(broken), workers.render(report)]);
  expect(failed).toMatchObject({ status: 'rejected' });
  expect(printed).toMatchObject({ status: 'fulfilled', value: { pages: 1 } });
  await workers.close();
  await expect(workers.render(report)).rejects.toThrow(/closed/);
});
