import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookJournal } from '../workers/post.ts';
import { judgeDrop } from '../workers/ingest.ts';
import { type House, openHouse } from './app.ts';
import { config } from './config.ts';
import { freshDatabase, type FreshDatabase } from './db/fresh.ts';
import { receive } from './intake/receive.ts';
import { approveJournal } from './journal/approve.ts';
import { correctRows, previewCorrection, type Correction, type RowOutcome } from './journal/review/correct.ts';
import { decideRow, type Decision } from './journal/review/decide.ts';
import { lockRow } from './journal/review/lock.ts';
import { groupRows, openCorrections, reviewGroups, reviewTotals, rowHistory } from './journal/review/queries.ts';
import { lockMs, reviewRow } from './journal/review/row.ts';
import { resultOf } from './journal/result.ts';
import { proof } from './ledger/proof.ts';
import { rejudgeWith } from './rejudge.ts';

let fresh: FreshDatabase;
let house: House;
let folder: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-rejudge-'));
  house = await openHouse({
    settings: config({
      KREDITORFLYT_DATA: folder,
      DATABASE_URL: fresh.url,
      LOG_LEVEL: 'error',
      KREDITORFLYT_TODAY: '2026-11-24',
    }),
  });
  await house.db.query(
    `insert into client (number, name, agreement, created_at) values (33220, 'Prøveklient AS', '{"approval":"auto"}', '2026-01-01'),
       (41007, 'Hel fil AS', '{"approval":"manual","caseRows":"whole"}', '2026-01-01')`,
  );
});
afterAll(async () => {
  await house.close();
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

const head =
  'referanse;personnr_orgnr;navn;postnummer;poststed;kundenummer;fordringen_gjelder;fakturanr;gjenst_hovedstol;fakturadato;forfallsdato;ikvar_dato';
const line = (reference: string, invoice: string, due = '15.08.2026', post = '0150') =>
  `${reference};12838510068;Åse Prøvesen;${post};Oslo;K1;Varekjøp;${invoice};100,00;01.08.2026;${due};01.09.2026`;

let files = 0;
/** Sends a file through reading, judging and – where the agreement approves – booking; returns its journal. */
async function sent(rows: string[], client = 33220): Promise<number> {
  files++;
  const { receipt } = await receive(house, {
    client,
    door: 'api',
    name: `saker-${files}.csv`,
    receivedBy: 'test',
    stream: Readable.from([Buffer.from(`${head}\n${rows.join('\n')}\n`)]),
  });
  const outcome = await judgeDrop(house, receipt);
  if (outcome?.state === 'approved') await bookJournal(house, outcome.journal!);
  return outcome!.journal!;
}

const at = () => house.clock.now();
const correct = (journal: number, rows: Correction['rows'], login = 'kari', preview = false): Promise<RowOutcome[]> =>
  house.db.transaction((sql) =>
    (preview ? previewCorrection : correctRows)(sql, {
      journal,
      rows,
      by: { login, at: at() },
      rejudge: rejudgeWith(house.formats, '2026-11-24'),
    }),
  );
const decide = (journal: number, row: number, decision: Decision, reason = 'avtalt på telefon', login = 'kari') =>
  house.db.transaction(async (sql) =>
    decideRow(
      sql,
      { journal, row, version: (await reviewRow(sql, journal, row))!.version },
      decision,
      { login, at: at() },
      reason,
    ),
  );
const stateOf = async (journal: number, row: number) => (await reviewRow(house.db, journal, row))!.state;
const due = (value: string) => ({ columns: { forfallsdato: value } });

async function approveAndBook(journal: number): Promise<void> {
  const answer = await house.db.transaction((sql) => approveJournal(sql, journal, 'kari', at()));
  expect(answer.approved).toBe(true);
  await bookJournal(house, journal);
}

describe('a corrected row', () => {
  it('goes from wrong by correction, judging and approval to a case, and the proof balances at every step', async () => {
    const journal = await sent([line('A-1', '1001'), line('A-2', '1002', '31.09.2026')]);
    expect((await proof(house.db)).rows).toMatchObject({ received: 2, booked: 1, rejected: 1 });
    const wrong = await correct(journal, [{ row: 2, version: 0, changes: due('31.06.2026') }]);
    expect(wrong).toMatchObject([
      {
        row: 2,
        outcome: 'rejected',
        problems: expect.arrayContaining([expect.objectContaining({ code: 'date-impossible', value: '31.06.2026' })]),
      },
    ]);
    const [good] = await correct(journal, [{ row: 2, version: 1, changes: due('15.08.2026') }]);
    expect(good).toMatchObject({ row: 2, outcome: 'accepted' });
    const corrections = good!.outcome === 'accepted' ? good!.journal : 0;
    expect(await proof(house.db)).toMatchObject({
      balanced: true,
      rows: { received: 2, booked: 1, rejected: 0, waiting: 1 },
    });
    await approveAndBook(corrections);
    expect(await proof(house.db)).toMatchObject({
      balanced: true,
      differences: [],
      rows: { received: 2, booked: 2, waiting: 0 },
    });
    const made = await house.db.query(
      `select reference, claim.journal, claim.row, due_date from claim join collection_case on number = case_number where reference = 'A-2'`,
    );
    expect(made.rows).toEqual([{ reference: 'A-2', journal: corrections, row: 2, due_date: '2026-08-15' }]);
    const result = (await resultOf(house.db, (await reviewRow(house.db, journal, 2))!.drop!)) as {
      cases: { reference: string }[];
    };
    expect(result.cases.map(({ reference }) => reference)).toEqual(['A-1', 'A-2']);
    const history = await rowHistory(house.db, journal, 2);
    expect(history.map(({ act, actor, before, after }) => ({ act, actor, before, after }))).toEqual([
      {
        act: 'corrected',
        actor: 'kari',
        before: { forfallsdato: '31.09.2026' },
        after: { forfallsdato: '31.06.2026' },
      },
      {
        act: 'corrected',
        actor: 'kari',
        before: { forfallsdato: '31.06.2026' },
        after: { forfallsdato: '15.08.2026' },
      },
      { act: 'accepted', actor: 'kari', before: {}, after: { journal: corrections } },
    ]);
    expect((await reviewRow(house.db, journal, 2))!.raw['forfallsdato']).toBe('31.09.2026');
    const drop = await house.db.query('select rejected from drop_file where journal = $1', [journal]);
    expect(drop.rows).toEqual([{ rejected: 0 }]);
  });

  it('is judged as the file was: a column that the row left empty can be filled in', async () => {
    const journal = await sent([line('B-1', '1101', '15.08.2026', '')]);
    expect((await reviewRow(house.db, journal, 1))!.problems.map(({ column }) => column)).toContain('postnummer');
    const outcome = await correct(journal, [{ row: 1, version: 0, changes: { columns: { postnummer: '0150' } } }]);
    expect(outcome).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('comes back with the reason when the books say no', async () => {
    const journal = await sent([line('C-1', '1001'), line('C-2', '1202', '31.02.2026')]);
    expect(await stateOf(journal, 1)).toBe('rejected');
    const again = await correct(journal, [{ row: 1, version: 0, changes: { columns: { poststed: 'Bergen' } } }]);
    expect(again).toMatchObject([
      {
        outcome: 'rejected',
        problems: expect.arrayContaining([expect.objectContaining({ code: 'invoice-already-case' })]),
      },
    ]);
    expect(await stateOf(journal, 1)).toBe('rejected');
    expect((await rowHistory(house.db, journal, 1)).map(({ act }) => act)).toEqual(['corrected', 'bounced']);
    expect(await openCorrections(house.db, null)).not.toContainEqual(expect.objectContaining({ source: journal }));
    expect((await proof(house.db)).balanced).toBe(true);
  });

  it('may not repeat an invoice that another row of its file has, though that is not booked yet', async () => {
    const journal = await sent([line('D-1', '1301'), line('D-2', '1302', '31.02.2026')], 41007);
    const outcome = await correct(journal, [
      { row: 2, version: 0, changes: { columns: { forfallsdato: '15.08.2026', referanse: 'D-1', fakturanr: '1301' } } },
    ]);
    expect(outcome).toMatchObject([{ outcome: 'rejected' }]);
  });

  it('can be taken back until its journal is approved, and is then as it was sent', async () => {
    const journal = await sent([line('E-1', '1401', '31.02.2026')]);
    const [outcome] = await correct(journal, [{ row: 1, version: 0, changes: due('15.08.2026') }]);
    expect(await stateOf(journal, 1)).toBe('corrected');
    expect(await decide(journal, 1, { act: 'undo' }, '')).toEqual({ done: true });
    const row = (await reviewRow(house.db, journal, 1))!;
    expect(row).toMatchObject({ state: 'rejected', movedTo: null, changes: { columns: {}, fields: {} } });
    expect(row.problems[0]).toMatchObject({ code: 'date-impossible', value: '31.02.2026' });
    expect((await proof(house.db)).balanced).toBe(true);
    const [again] = await correct(journal, [{ row: 1, version: row.version, changes: due('15.08.2026') }]);
    expect(again).toMatchObject({ outcome: 'accepted' });
    expect(
      outcome!.outcome === 'accepted' && again!.outcome === 'accepted' && again!.journal !== outcome!.journal,
    ).toBe(true);
    await approveAndBook(again!.outcome === 'accepted' ? again!.journal : 0);
    expect(await decide(journal, 1, { act: 'undo' }, '')).toMatchObject({ done: false, because: 'approved' });
    expect((await proof(house.db)).balanced).toBe(true);
  });

  it('is only looked at in a preview', async () => {
    const journal = await sent([line('F-1', '1501', '31.02.2026'), line('F-2', '1502', '31.04.2026')]);
    const seen = await correct(
      journal,
      [
        { row: 1, version: 0, changes: due('15.08.2026') },
        { row: 2, version: 0, changes: due('31.04.2026') },
      ],
      'kari',
      true,
    );
    expect(seen.map(({ outcome }) => outcome)).toEqual(['accepted', 'rejected']);
    expect(await stateOf(journal, 1)).toBe('rejected');
    expect(await rowHistory(house.db, journal, 1)).toEqual([]);
  });
});

describe('a row of a format without columns', () => {
  it('is mended field by field, and what was not mended stays wrong', async () => {
    const sentWrong = { referanse: 'N-1', ikvar_dato: '2026-09-31' };
    const text = await readFile(new URL('../fixtures/kreditorfil-ndjson/good.ndjson', import.meta.url), 'utf8');
    const record: object = { ...JSON.parse(text.split('\n')[0]!), ...sentWrong };
    const { receipt } = await receive(house, {
      client: 33220,
      door: 'api',
      name: 'saker.ndjson',
      receivedBy: 'test',
      stream: Readable.from([Buffer.from(`${JSON.stringify(record)}\n`)]),
    });
    const outcome = await judgeDrop(house, receipt);
    const journal = outcome!.journal!;
    const row = (await reviewRow(house.db, journal, 1))!;
    expect(row.state).toBe('rejected');
    const bad = row.problems.find(({ severity }) => severity === 'error')!;
    expect(bad).toMatchObject({ code: 'date-impossible', value: '2026-09-31' });
    const wrong = await correct(journal, [{ row: 1, version: 0, changes: { fields: { reference: 'N-9' } } }]);
    expect(wrong).toMatchObject([{ outcome: 'rejected' }]);
    const right = await correct(journal, [{ row: 1, version: 1, changes: { fields: { [bad.field!]: '01.09.2026' } } }]);
    expect(right).toMatchObject([{ outcome: 'accepted' }]);
    const [last] = right;
    const moved = last?.outcome === 'accepted' ? last.journal : 0;
    const { rows } = await house.db.query('select reference, record from journal_row where journal = $1', [moved]);
    expect(rows).toMatchObject([{ reference: 'N-9', record: { noticeDate: '2026-09-01' } }]);
  });
});

describe('two at the same row', () => {
  it('one wins and the other is told who and when', async () => {
    const journal = await sent([line('G-1', '1601', '31.02.2026')]);
    const both = await Promise.all([
      correct(journal, [{ row: 1, version: 0, changes: due('15.08.2026') }], 'kari'),
      correct(journal, [{ row: 1, version: 0, changes: due('16.08.2026') }], 'jonas'),
    ]);
    const outcomes = both.flat();
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    const winner = both[0][0]!.outcome === 'accepted' ? 'kari' : 'jonas';
    expect(outcomes.find(({ outcome }) => outcome === 'changed')).toMatchObject({
      row: 1,
      by: winner,
      at: expect.any(Date),
    });
  });

  it('a row that somebody has open is left alone until it is taken over, which its history tells', async () => {
    const journal = await sent([line('H-1', '1701', '31.02.2026')]);
    const key = { journal, row: 1, client: 33220 };
    const lock = (login: string, over = false, when = at()) =>
      house.db.transaction((sql) => lockRow(sql, key, { login, name: login.toUpperCase() }, when, over));
    expect(await lock('jonas')).toMatchObject({ mine: true });
    expect(await lock('kari')).toMatchObject({ mine: false, by: 'JONAS' });
    expect(await correct(journal, [{ row: 1, version: 0, changes: due('15.08.2026') }])).toMatchObject([
      { outcome: 'locked', by: 'JONAS' },
    ]);
    expect(await lock('kari', true)).toMatchObject({ mine: true });
    expect((await rowHistory(house.db, journal, 1)).map(({ act, actor }) => [act, actor])).toEqual([
      ['takenOver', 'kari'],
    ]);
    expect(await lock('jonas', false, new Date(at().getTime() + lockMs + 1))).toMatchObject({ mine: true });
  });
});

describe('other decisions', () => {
  it('park, return, reject for good and withdraw each need a reason, are counted right, and can be taken back', async () => {
    const journal = await sent(
      ['I-1', 'I-2', 'I-3', 'I-4'].map((reference, n) => line(reference, `18${n}`, '31.02.2026')),
    );
    expect(await decide(journal, 1, { act: 'close' }, '  ')).toMatchObject({ done: false, because: 'noReason' });
    expect(await decide(journal, 1, { act: 'park', until: '2026-12-01' })).toEqual({ done: true });
    expect(await decide(journal, 2, { act: 'return' })).toEqual({ done: true });
    expect(await decide(journal, 3, { act: 'close' })).toEqual({ done: true });
    expect(await decide(journal, 4, { act: 'withdraw' })).toEqual({ done: true });
    expect(await proof(house.db)).toMatchObject({ balanced: true, rows: { parked: 1, withdrawn: 1 } });
    const pile = async (name: 'open' | 'parked' | 'returned' | 'closed', today = '2026-11-24') =>
      (await groupRows(house.db, { pile: name, today, clients: null, journal, limit: 9, offset: 0 })).rows.map(
        ({ row }) => row,
      );
    expect([await pile('open'), await pile('parked'), await pile('returned'), await pile('closed')]).toEqual([
      [],
      [1],
      [2],
      [3],
    ]);
    expect(await pile('open', '2026-12-01')).toEqual([1]);
    for (const row of [3, 4])
      expect(await correct(journal, [{ row, version: 1, changes: due('15.08.2026') }])).toMatchObject([
        { outcome: 'notRejected' },
      ]);
    for (const row of [1, 2, 3, 4]) expect(await decide(journal, row, { act: 'undo' }, '')).toEqual({ done: true });
    expect(await decide(journal, 1, { act: 'undo' }, '')).toMatchObject({ done: false, because: 'nothing' });
    expect(await pile('open')).toEqual([1, 2, 3, 4]);
    expect((await proof(house.db)).balanced).toBe(true);
  });

  it('rows are grouped by problem, column, client and format', async () => {
    const groups = await reviewGroups(house.db, { pile: 'open', today: '2026-11-24', clients: [33220] });
    expect(groups).toContainEqual(
      expect.objectContaining({
        code: 'date-impossible',
        column: 'forfallsdato',
        client: 33220,
        format: 'kreditorfil-csv@1',
      }),
    );
    const totals = await reviewTotals(house.db, '2026-11-24', [33220]);
    expect(totals.open).toBe(groups.reduce((sum, { rows }) => sum + rows, 0));
  });
});

describe('a file that is taken only whole', () => {
  it('waits until its last bad row is mended; then its good rows go along', async () => {
    const journal = await sent(
      [line('J-1', '1901'), line('J-2', '1902', '31.02.2026'), line('J-3', '1903', '31.04.2026')],
      41007,
    );
    const [first] = await correct(journal, [{ row: 2, version: 0, changes: due('15.08.2026') }]);
    const corrections = first!.outcome === 'accepted' ? first!.journal : 0;
    const state = async () =>
      (
        await house.db.query<{ state: string; rows: number }>('select state, rows from journal where number = $1', [
          corrections,
        ])
      ).rows[0];
    expect(await state()).toEqual({ state: 'open', rows: 1 });
    await correct(journal, [{ row: 3, version: 0, changes: due('15.08.2026') }]);
    expect(await state()).toEqual({ state: 'awaitingApproval', rows: 3 });
    expect(await stateOf(journal, 1)).toBe('corrected');
    await approveAndBook(corrections);
    expect((await proof(house.db)).differences).toEqual([]);
  });
});
