/** Documents from a real database: what was booked is what they say, and twice is once. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import { freshDatabase } from '../db/fresh.ts';
import type { FreshDatabase } from '../db/fresh.ts';
import { makeConfirmation, makeSettlement } from './make.ts';
import type { DocumentStore } from './produce.ts';
import { openPdfWorkers } from './render/pdf.ts';
import type { PdfWorkers } from './render/pdf.ts';

const run = promisify(execFile);
const at = new Date('2026-11-24T01:00:00Z');
const collector = {
  name: 'Eksempel Inkasso AS',
  orgNumber: '313402126',
  street: 'Prøvegata 12',
  postalCode: '7011',
  postalPlace: 'Trondheim',
  email: 'support@eksempel.example',
  phone: '73 00 00 00',
};

let fresh: FreshDatabase;
let db: Database;
let pdf: PdfWorkers;
let folder: string;
let archive: DocumentStore;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = openDatabase(fresh.url);
  pdf = openPdfWorkers(2);
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-documents-'));
  archive = {
    async put(source, place) {
      const bytes = await buffer(source);
      const path = join(folder, place.name);
      await writeFile(path, bytes);
      return { path, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
    },
  };
  await db.query(
    `insert into client (number, name, org_number, street, postal_code, postal_place, email, agreement, created_at)
     values (33220, 'Testkreditor AS', '310876542', 'Havnekaia 3', '7010', 'Trondheim', 'post@testkreditor.example',
         '{"routes": ["portal", "sftp", "mail"], "payoutAccount": "15030000002"}', $1),
       (44110, 'Nabokreditor AS', '311111111', null, null, null, null, '{}', $1)`,
    [at],
  );
  await db.query(
    `insert into drop_file (client, door, name, size, sha256, archive_path, received_at, received_by, state, state_since)
     values (33220, 'sftp', 'kreditor-saker.csv', 1, 'aa', 'x', '2026-11-24T08:00:00+01:00', 'key', 'posted', $1)`,
    [at],
  );
  await db.query(
    `insert into journal (client, kind, drop_id, state, created_at, created_by, approved_at, approved_by, rows, accepted, rejected)
     values (33220, 'case', 1, 'posted', $1, 'sftp', $1, 'agreement', 4, 3, 1)`,
    [at],
  );
  await db.query(
    `insert into journal_row (journal, row, client, line, state, raw, record, reference, amount, problems) values
       (100001, 1, 33220, 2, 'accepted', '{}', '{}', 'K-1', 349000, null),
       (100001, 4, 33220, 5, 'rejected', '{}', '{}', 'K-9', 0,
         '[{"code":"missing-value","tier":"row","severity":"error","line":5,"column":"Postnr","field":"debtors[0].postalCode"}]')`,
  );
  await db.query(
    `insert into collection_case (number, client, reference, journal, registered_on, notice_on, name, kid, principal, handler) values
       (1000001, 33220, 'K-1', 100001, '2026-11-24', '2026-11-02', 'Elin Myrstad', case_kid(1000001), 349000, 'Jonas Fjære'),
       (1000002, 33220, 'K-2', 100001, '2026-11-24', '2026-11-02', 'Skjult Person', case_kid(1000002), 50005, null),
       (1000003, 44110, 'N-1', null, '2026-11-24', '2026-11-02', 'Annens Skyldner', case_kid(1000003), 777777, null)`,
  );
  await db.query(
    `insert into debtor (case_number, n, client, role, national_id, legal_type, protected_address, name, postal_code, postal_place, street) values
       (1000001, 1, 33220, 'debtor', '01859012345', 'naturalPerson', false, 'Elin Myrstad', '7040', 'Trondheim', 'Synlig vei 1'),
       (1000002, 1, 33220, 'debtor', '02859054321', 'naturalPerson', true, 'Skjult Person', '9999', 'Hemmeligsted', 'Hemmelig vei 1')`,
  );
  await db.query(
    `insert into claim (case_number, n, client, kind, invoice, due_date, original, principal, reminder_fee, journal, row) values
       (1000001, 1, 33220, 'invoice', '88220', '2026-10-12', 400000, 349000, 3800, 100001, 1),
       (1000002, 1, 33220, 'invoice', '88221', '2026-10-12', 60005, 60005, 0, 100001, 2),
       (1000002, 2, 33220, 'creditNote', '88222', null, -10000, -10000, null, 100001, 3)`,
  );
});

afterAll(async () => {
  await pdf.close();
  await db.close();
  await fresh.drop();
  await rm(folder, { recursive: true });
});

async function textOf(id: number): Promise<string> {
  const found = await db.query<{ archive_path: string }>('select archive_path from document where id = $1', [id]);
  const { stdout } = await run('pdftotext', ['-layout', found.rows[0]!.archive_path, '-']);
  return stdout.replaceAll('\u00a0', ' ');
}

const parts = () => ({ pdf, archive, collector });
const confirm = (client = 33220) => db.transaction((sql) => makeConfirmation(sql, parts(), client, '2026-11-24', at));

test('the confirmation says what was registered and what was not, and hides what must be hidden', async () => {
  const made = await confirm();
  expect(made).toMatchObject({ name: 'Oppdragsbekreftelse-33220-2026-11-24', made: true });
  const text = await textOf(made!.id);
  expect(text).toContain('2 saker, 3 krav');
  expect(text).toMatch(/Sum 2 saker, 3 krav\s+3 990,05\s+38,00\s+0,00\s+4 028,05\s+av 4 500,05/);
  expect(text).toContain('018590 *****');
  expect(text).not.toContain('12345');
  expect(text).not.toContain('Hemmelig');
  expect(text).not.toContain('9999');
  expect(text).toContain('1 rad er ikke registrert');
  expect(text).toContain('missing-value');
  expect(text).not.toContain('Annens Skyldner');
});

test('the same data is the same document; other data is a new one that names what it replaces', async () => {
  const again = await confirm();
  expect(again).toMatchObject({ name: 'Oppdragsbekreftelse-33220-2026-11-24', made: false });
  await db.query(`update collection_case set handler = 'Kari Vik' where number = 1000001`);
  const changed = await confirm();
  expect(changed).toMatchObject({ name: 'Oppdragsbekreftelse-33220-2026-11-24-2', made: true });
  expect(await textOf(changed!.id)).toMatch(/Erstatter\s+Oppdragsbekreftelse-33220-2026-11-24\n/);
  expect(await confirm()).toMatchObject({ id: changed!.id, made: false });
  const rows = await db.query(`select name, replaces from document where client = 33220 order by id`);
  expect(rows.rows).toEqual([
    { name: 'Oppdragsbekreftelse-33220-2026-11-24', replaces: null },
    { name: 'Oppdragsbekreftelse-33220-2026-11-24-2', replaces: again!.id },
  ]);
});

test('each document is in the outbox once per route of the agreement, the portal always', async () => {
  const rows = await db.query(
    `select document.name, route, target from delivery join document on document.id = document order by document.id, route`,
  );
  expect(rows.rows.slice(0, 3)).toEqual([
    { name: 'Oppdragsbekreftelse-33220-2026-11-24', route: 'mail', target: 'post@testkreditor.example' },
    { name: 'Oppdragsbekreftelse-33220-2026-11-24', route: 'portal', target: 'portal' },
    { name: 'Oppdragsbekreftelse-33220-2026-11-24', route: 'sftp', target: 'outbox' },
  ]);
});

test('a target of the client’s own gets the types of document it wants, while it is switched on', async () => {
  await db.query(
    `insert into delivery_target (client, route, name, address, document_types, created_at, disabled_at) values
       (33220, 'push', 'alt', 'sftp://a', null, $1, null), (33220, 'push', 'av', 'sftp://a', null, $1, $1),
       (33220, 'webhook', 'oppgjør', 'https://a', '{clientAccountSettlement}', $1, null), (44110, 'push', 'nabo', 'sftp://a', null, $1, null)`,
    [at],
  );
  await db.query(`update collection_case set handler = 'Per Vik' where number = 1000001`);
  const made = await confirm();
  const rows = await db.query(`select target from delivery where document = $1 and route in ('push', 'webhook')`, [
    made!.id,
  ]);
  expect(rows.rows).toEqual([{ target: 'alt' }]);
  await db.query('delete from delivery_target');
});

test('four at once make one document', async () => {
  const made = await Promise.all([1, 2, 3, 4].map(() => confirm(44110)));
  expect(new Set(made.map((each) => each!.id)).size).toBe(1);
  expect(made.filter((each) => each!.made)).toHaveLength(1);
  const rows = await db.query(`select count(*)::integer as count from document where client = 44110`);
  expect(rows.rows).toEqual([{ count: 1 }]);
});

test('a day without cases and rejected rows has no confirmation', async () => {
  expect(await db.transaction((sql) => makeConfirmation(sql, parts(), 33220, '2026-11-20', at))).toBeNull();
});

test('a document that is not stored is not written', async () => {
  await db.query(`update collection_case set handler = 'Ola Vik' where number = 1000001`);
  const full = { ...parts(), archive: { put: () => Promise.reject(new Error('No space left.')) } };
  await expect(db.transaction((sql) => makeConfirmation(sql, full, 33220, '2026-11-24', at))).rejects.toThrow(
    'No space',
  );
  const rows = await db.query(`select count(*)::integer as count from document where client = 33220`);
  expect(rows.rows).toEqual([{ count: 3 }]);
});

test('a settlement shows every line, and its sums are those of the ledger', async () => {
  await db.query(
    `insert into settlement (client, period_from, period_to, booked_on, payout_on, state, carried_in, received, remuneration, vat, net,
       payable, payout_account, payout_reference, created_at)
     values (33220, '2026-11-20', '2026-11-24', '2026-11-24', '2026-11-25', 'approved', -1000, 100000, 10000, 2500, 87500, 84500,
       '15030000002', 'KF5001', $1)`,
    [at],
  );
  await db.query(
    `insert into journal (client, kind, state, created_at, created_by) values (33220, 'payment', 'posted', $1, 'bank')`,
    [at],
  );
  await db.query(
    `insert into journal_row (journal, row, client, line, state, raw, record, amount)
     select 100002, n, 33220, n, 'accepted', '{}', '{}', 0 from generate_series(1, 2) as n`,
  );
  await db.query(
    `insert into payment (client, journal, row, type, case_number, paid_on, booked_on, amount, state, settlement) values
       (33220, 100002, 1, 'bank', 1000001, '2026-11-20', '2026-11-21', 100000, 'placed', 5001),
       (33220, 100002, 2, 'direct', 1000002, '2026-11-21', '2026-11-21', 20000, 'placed', 5001)`,
  );
  await db.query(
    `insert into settlement_line (settlement, n, client, payment, case_number, kind, gross, principal, interest, cost, fee, commission,
       vat_base, vat, net) values
       (5001, 1, 33220, 1, 1000001, 'bank', 100000, 90000, 4000, 6000, 0, 4000, 10000, 2500, 87500),
       (5001, 2, 33220, 2, 1000002, 'direct', 0, 20000, 0, 0, 0, 1600, 1600, 400, -2000)`,
  );
  await db.transaction(async (sql) => {
    await sql.query(
      `insert into posting (entry, n, client, from_account, to_account, amount) values (1, 1, 33220, 'client', 'payable', 84500)`,
    );
    await sql.query(`select seal_entry(1, '2026-11-24', 'settled', 'settlement:5001', $1)`, [at]);
  });
  const made = await db.transaction((sql) => makeSettlement(sql, parts(), 5001, at));
  const text = await textOf(made.id);
  expect(text).toMatch(/Sum perioden\s+1 000,00\s+900,00\s+40,00\s+0,00\s+60,00\s+56,00\s+29,00\s+855,00/);
  expect(text).toMatch(/Overført fra forrige avregning\s+−10,00/);
  expect(text).toMatch(/Til utbetaling\s+845,00/);
  expect(text).toContain('Betalt direkte til dere: 200,00');
  expect(text.match(/stemmer/g)).toHaveLength(3);
  expect(await db.transaction((sql) => makeSettlement(sql, parts(), 5001, at))).toMatchObject({
    id: made.id,
    made: false,
  });
});

test('the stored bytes are those whose hash the row holds', async () => {
  const rows = await db.query<{ archive_path: string; sha256: string; size: bigint }>('select * from document');
  expect(rows.rows.length).toBeGreaterThan(3);
  for (const row of rows.rows) {
    const bytes = await readFile(row.archive_path);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(row.sha256);
    expect(BigInt(bytes.length)).toBe(row.size);
  }
});
