import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { freshDatabase, type FreshDatabase } from '../db/fresh.ts';
import { aClient } from '../journal/journal-for-tests.ts';
import { openCase } from '../ledger/case-for-tests.ts';
import { planDemandLetters } from '../ledger/demand-letter.ts';
import { type LetterParts, printLetters } from './letters.ts';
import { openPdfWorkers, type PdfWorkers } from './render/pdf.ts';

const run = promisify(execFile);
const at = new Date('2026-10-03T01:00:00Z');
let fresh: FreshDatabase;
let db: Database;
let pdf: PdfWorkers;
let folder: string;
let parts: LetterParts;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  pdf = openPdfWorkers(1);
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-letters-'));
  parts = {
    db,
    pdf,
    archive: {
      async put(source, place) {
        const bytes = await buffer(source);
        const path = join(folder, `archive-${place.name}`);
        await writeFile(path, bytes);
        return { path, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
      },
    },
    collector: {
      name: 'Fjord Inkasso AS',
      orgNumber: '123456785',
      street: 'Postboks 100',
      postalCode: '0101',
      postalPlace: 'OSLO',
      email: 'post@fjord.example',
      phone: '22 00 00 00',
    },
    clientAccount: '15030000002',
    folder: join(folder, 'print'),
  };
  await aClient(db, 33220);
});
afterAll(async () => {
  await pdf.close();
  await db.close();
  await fresh.drop();
  await rm(folder, { recursive: true });
});

async function planned(reference: string, debtor = {}): Promise<number> {
  const { number } = await openCase(db, {
    client: 33220,
    reference,
    claims: [
      { remaining: 10_000_00, dueDate: '2026-08-31', concerns: 'Strøm i juli', reminderFee: 38_00 },
      { remaining: -500_00, dueDate: '2026-09-01' },
    ],
    debtor,
    on: '2026-10-01',
  });
  await db.transaction((sql) => planDemandLetters(sql, [{ number, on: '2026-10-03', deadline: '2026-10-17' }], at));
  return number;
}

const lying = async () =>
  (await readdir(join(folder, 'print', '2026-10-03')).catch(() => [])).toSorted((a, b) => (a < b ? -1 : 1));

it('prints what inkassoloven § 10 asks for, a to f, with sums that agree, and never twice', async () => {
  const number = await planned('L-1', { street: 'Prøveveien 1' });
  expect(await printLetters(parts, () => at)).toBe(1);
  expect(await printLetters(parts, () => at)).toBe(0);
  const name = `Betalingsoppfordring-${number}-1-2026-10-03.pdf`;
  expect(await lying()).toEqual([name]);
  const path = join(folder, 'print', '2026-10-03', name);
  const { stdout } = await run('pdftotext', ['-layout', path, '-']);
  const text = stdout.replaceAll('\u00a0', ' ');
  for (const said of [
    'Betalingsoppfordring',
    'Kari Prøvesen',
    'Prøveveien 1',
    'Prøveklient 33220 AS',
    'Strøm i juli',
    '10 000,00',
    '−500,00',
    'Purregebyr',
    '38,00',
    'Forsinkelsesrente 01.09.2026–03.10.2026',
    '12,25 % per år',
    'fra 01.09.2026',
    '17.10.2026',
    'forliksrådet',
    'Finansklagenemnda',
    '1503.00.00002',
  ])
    expect(text).toContain(said);
  // 10 000 for one day and 9 500 for 32 are 105.38, and 38 bears from 02.10: 0.03
  expect(text).toMatch(/Å betale\s+9 643,4\d/);
  const row = await db.query<{ sha256: string }>('select sha256 from letter where case_number = $1', [number]);
  expect(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  ).toBe(row.rows[0]!.sha256);
  const told = await db.query('select kind from case_event where case_number = $1', [number]);
  expect(told.rows).toEqual([{ kind: 'letter' }]);
});

it('withholds a letter whose debtor got a protected address after it was planned, and tells a person', async () => {
  const number = await planned('L-2');
  await db.query('update debtor set protected_address = true where case_number = $1', [number]);
  const before = await lying();
  expect(await printLetters(parts, () => at)).toBe(0);
  expect(await lying()).toEqual(before);
  const told = await db.query('select kind from case_event where case_number = $1', [number]);
  expect(told.rows).toEqual([{ kind: 'needsPerson' }]);
});

it('plans no letter to a protected address, a minor or a guarantor', async () => {
  for (const debtor of [{ protectedAddress: true }, { minor: true }, { role: 'guarantor' as const }]) {
    const number = await planned(`L-${JSON.stringify(debtor)}`, debtor);
    expect((await db.query('select from letter where case_number = $1', [number])).rowCount).toBe(0);
  }
});

it('goes on after a kill between the outbox and the database: the same bytes are one letter', async () => {
  const number = await planned('L-4');
  await printLetters(parts, () => at);
  await db.query('update letter set printed_at = null where case_number = $1', [number]);
  expect(await printLetters(parts, () => at)).toBe(1);
  const names = await lying();
  await db.query('update letter set printed_at = null where case_number = $1', [number]);
  await writeFile(join(folder, 'print', '2026-10-03', `Betalingsoppfordring-${number}-1-2026-10-03.pdf`), 'another');
  await expect(printLetters(parts, () => at)).rejects.toThrow('Another letter lies at');
  expect(await lying()).toEqual(names);
});
