import { expect, test } from 'vitest';
import { openLog } from './log.ts';

function capture(level = 'info') {
  const lines: string[] = [];
  return { lines, log: openLog(level, { write: (line) => void lines.push(line) }) };
}

test('numbers of things, the time and the level are logged', () => {
  const { lines, log } = capture();
  log.info({ drop: 12, journal: 100001, rows: 50000 }, 'journaled');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'info',
    drop: 12,
    journal: 100001,
    rows: 50000,
    msg: 'journaled',
  });
  expect(lines[0]).toMatch(/"time":"\d{4}-\d\d-\d\dT/);
});

test.each([
  [{ nationalId: '01819012345' }],
  [{ debtor: { firstName: 'Kari', street: 'Storgata 1' } }],
  [{ row: { record: { debtors: [{ lastName: 'Nordmann' }] } } }],
  [{ request: { headers: { authorization: 'Basic S2FyaQ==', cookie: 'session=abc' } } }],
  [{ problem: { code: 'x', value: 'Storgata 1' } }],
  [{ connectionString: 'postgresql://a:Storgata@h/d' }],
])('fields with personal data and secrets are hidden: %j', (what) => {
  const { lines, log } = capture();
  log.info(what, 'something happened');
  expect(lines[0]).not.toMatch(/01819012345|Kari|Storgata|Nordmann|S2Fy|session=abc/);
  expect(lines[0]).toContain('[hidden]');
});

test.each([
  '01819012345',
  '018190 12345',
  '1503.12.34567',
  '1503 12 34567',
  'kari@example.no',
  'postgresql://me:hemmelig@host/db',
])('personal data in a message or an error are hidden: %s', (text) => {
  const { lines, log } = capture();
  log.error({ err: new Error(`Key (x)=(${text}) already exists`, { cause: new Error(text) }) }, `failed on ${text}`);
  expect(lines[0]).not.toContain(text);
  expect(lines[0]).not.toContain('hemmelig');
  expect(() => JSON.parse(lines[0] ?? '') as unknown).not.toThrow();
});

test('hashes, dates and other numbers stay readable', () => {
  const { lines, log } = capture();
  const sha256 = 'a3f501819012345b'.repeat(4);
  log.info({ sha256, date: '2026-11-24', amount: '123456', journal: 100001 }, 'kept');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ sha256, date: '2026-11-24', amount: '123456', journal: 100001 });
});

test('what is below the level is not written', () => {
  const { lines, log } = capture('warn');
  log.info('quiet');
  log.warn('loud');
  expect(lines).toHaveLength(1);
});
