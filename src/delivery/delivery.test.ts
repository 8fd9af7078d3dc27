/** Deliveries against a real database, a real folder, a real mail server and a real web server. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { freshDatabase } from '../db/fresh.ts';
import type { FreshDatabase } from '../db/fresh.ts';
import { openArchive } from '../platform/archive.ts';
import { testClock } from '../platform/clock.ts';
import type { SetClock } from '../platform/clock.ts';
import { freePort } from '../platform/free-port.ts';
import { backOff } from './back-off.ts';
import { deliver, deliverDue } from './deliver.ts';
import { resend } from './resend.ts';
import { signature } from './routes/webhook.ts';
import type { DeliveryHouse } from './task.ts';

const bytes = Buffer.from('%PDF-1.7\nEt dokument med æøå\n'.repeat(500));
const sha256 = createHash('sha256').update(bytes).digest('hex');

let fresh: FreshDatabase;
let house: DeliveryHouse & { clock: SetClock };
let folder: string;
let document: number;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-delivery-'));
  house = {
    db: openDatabase(fresh.url),
    archive: openArchive({ kind: 'folder', folder: join(folder, 'archive') }),
    clock: testClock('2026-11-24T02:00:00+01:00'),
    outbox: (client) => join(folder, 'homes', String(client), 'outbox'),
    mail: { kind: 'folder', folder: join(folder, 'mail') },
    mailFrom: 'Kreditorflyt <no-reply@kreditorflyt.example>',
    portalAddress: 'https://portal.example',
  };
  await house.db.query(`insert into client (number, name, created_at) values (33220, 'Testkreditor AS', $1)`, [
    house.clock.now(),
  ]);
  const stored = await house.archive.put(Readable.from([bytes]), {
    folder: '2026/11/24/33220/documents',
    name: 'Avregning.pdf',
  });
  const made = await house.db.query<{ id: number }>(
    `insert into document (client, type, name, date, pages, size, sha256, archive_path, content_hash, created_at)
     values (33220, 'clientAccountSettlement', 'Avregning', '2026-11-24', 1, $1, $2, $3, 'x', $4) returning id`,
    [stored.size, stored.sha256, stored.path, house.clock.now()],
  );
  document = made.rows[0]!.id;
});

afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  await house.db.query('delete from delivery_attempt');
  await house.db.query('delete from delivery');
  await house.db.query('delete from delivery_target');
  await rm(join(folder, 'homes'), { recursive: true, force: true });
  await rm(join(folder, 'mail'), { recursive: true, force: true });
});

afterAll(async () => {
  await house.db.close();
  await house.archive.close();
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

async function plan(route: string, target: string, fileName = 'Avregning.pdf'): Promise<number> {
  const made = await house.db.query<{ id: number }>(
    `insert into delivery (document, client, route, target, file_name, created_at, next_try_at) values ($1, 33220, $2, $3, $4, $5, $5) returning id`,
    [document, route, target, fileName, house.clock.now()],
  );
  return made.rows[0]!.id;
}

async function state(id: number) {
  const found = await house.db.query<{ state: string; attempts: number; detail: string }>(
    'select state, attempts, detail from delivery_status where id = $1',
    [id],
  );
  return found.rows[0]!;
}

test('a document comes into the outbox under its own name, whole, and nothing else lies there', async () => {
  const id = await plan('sftp', 'outbox');
  expect(await state(id)).toMatchObject({ state: 'planned', attempts: 0 });
  expect(await deliver(house, id)).toBe('confirmed');
  expect(await readFile(join(house.outbox(33220), 'Avregning.pdf'))).toEqual(bytes);
  expect(await readdir(house.outbox(33220))).toEqual(['Avregning.pdf']);
  expect(await readdir(join(folder, 'homes/33220/.outgoing'))).toEqual([]);
  expect(await state(id)).toMatchObject({ state: 'confirmed', attempts: 1 });
});

test('what is delivered is not tried again, also when the client has fetched and removed it', async () => {
  const id = await plan('sftp', 'outbox');
  await deliver(house, id);
  await rm(join(house.outbox(33220), 'Avregning.pdf'));
  house.clock.advance(86_400_000);
  expect(await deliver(house, id)).toBeNull();
  expect(await readdir(house.outbox(33220))).toEqual([]);
});

test('an attempt that was killed after its file was in place finds it and sends nothing', async () => {
  const id = await plan('sftp', 'outbox');
  await mkdir(house.outbox(33220), { recursive: true });
  await writeFile(join(house.outbox(33220), 'Avregning.pdf'), bytes);
  await house.db.query(`insert into delivery_attempt (delivery, n, client, started_at) values ($1, 1, 33220, $2)`, [
    id,
    house.clock.now(),
  ]);
  expect(await state(id)).toMatchObject({ state: 'trying' });
  expect(await deliver(house, id)).toBe('confirmed');
  expect(await state(id)).toMatchObject({
    state: 'confirmed',
    attempts: 2,
    detail: 'Already in the outbox, read back.',
  });
});

test('another file of the same name is never replaced; the delivery says what to do', async () => {
  const id = await plan('sftp', 'outbox');
  await mkdir(house.outbox(33220), { recursive: true });
  await writeFile(join(house.outbox(33220), 'Avregning.pdf'), 'noe annet');
  expect(await deliver(house, id)).toBe('failed');
  expect(await readFile(join(house.outbox(33220), 'Avregning.pdf'), 'utf8')).toBe('noe annet');
  expect((await state(id)).detail).toMatch(/in the way. Remove it from the outbox/);
});

test('of four at once one has the delivery', async () => {
  const id = await plan('sftp', 'outbox');
  const tried = await Promise.all([1, 2, 3, 4].map(() => deliver(house, id)));
  expect(tried.filter((each) => each !== null)).toEqual(['confirmed']);
  expect(await state(id)).toMatchObject({ attempts: 1 });
});

test('a delivery is given up after its last attempt and not before, and a resend gives it all of them again', async () => {
  const id = await plan('mail', '');
  for (let attempt = 1; attempt <= 12; attempt++) {
    expect(await deliver(house, id)).toBe(attempt === 12 ? 'givenUp' : 'failed');
    expect(await deliver(house, id)).toBeNull();
    house.clock.advance(3_600_000);
  }
  expect(await state(id)).toMatchObject({ state: 'givenUp', attempts: 12 });
  expect(await deliverDue(house)).toEqual([]);
  await house.db.query(`update delivery set target = 'post@testkreditor.example' where id = $1`, [id]);
  expect(await house.db.transaction((sql) => resend(sql, id, 'kari', house.clock.now()))).toBe(true);
  expect(await deliverDue(house)).toEqual(['delivered']);
  expect(await state(id)).toMatchObject({ state: 'delivered', attempts: 13 });
  const audit = await house.db.query('select actor, act, subject from audit');
  expect(audit.rows).toEqual([{ actor: 'kari', act: 'delivery-resent', subject: `delivery:${id}` }]);
});

test('a resend of nothing changes nothing', async () => {
  expect(await house.db.transaction((sql) => resend(sql, 999_999, 'kari', house.clock.now()))).toBe(false);
});

test('the waits double up to an hour, half of each by chance', () => {
  expect([1, 2, 3, 20].map((attempt) => backOff(attempt, () => 0))).toEqual([2_500, 5_000, 10_000, 1_800_000]);
  expect([1, 20].map((attempt) => backOff(attempt, (below) => below - 1))).toEqual([5_000, 3_600_000]);
});

test('the portal has a document when its bytes are whole, and says so when they are not', async () => {
  expect(await deliver(house, await plan('portal', 'portal'))).toBe('delivered');
  await house.db.query(`update document set sha256 = 'feil' where id = $1`, [document]);
  const id = await plan('portal', 'again');
  expect(await deliver(house, id)).toBe('failed');
  await house.db.query(`update document set sha256 = $2 where id = $1`, [document, sha256]);
  expect((await state(id)).detail).toContain('Restore it from the backup');
});

test('a notice by mail has no client, document name, number or attachment', async () => {
  const id = await plan('mail', 'post@testkreditor.example');
  expect(await deliver(house, id)).toBe('delivered');
  const mail = await readFile(join(folder, 'mail', `delivery-${id}.eml`), 'utf8');
  expect(mail).toContain('https://portal.example/rapporter');
  expect(mail).not.toMatch(/33220|Testkreditor AS|Avregning|attachment/i);
});

test('a mail server gets it once, under an identity that every attempt shares', async () => {
  const got: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let mail = '';
      stream.on('data', (chunk: Buffer) => (mail += chunk.toString()));
      stream.on('end', () => done(null, String(got.push(mail))));
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => server.close(() => undefined) });
  const url = `smtp://127.0.0.1:${portOf(server.server)}`;
  const id = await plan('mail', 'post@testkreditor.example');
  expect(await deliver({ ...house, mail: { kind: 'smtp', url } }, id)).toBe('delivered');
  expect(got).toHaveLength(1);
  expect(got[0]).toContain(`Message-ID: <delivery-${id}@portal.example>`);
});

test('a mail server that refuses is a failure; one that hangs up after the message leaves it unsure', async () => {
  let refuse = true;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      done(refuse ? Object.assign(new Error('No such user'), { responseCode: 550 }) : null),
    onData: (stream) => {
      stream.resume();
      stream.on('end', () => server.connections.forEach((connection) => connection.close()));
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => server.close(() => undefined) });
  const url = `smtp://127.0.0.1:${portOf(server.server)}`;
  const at = { ...house, mail: { kind: 'smtp' as const, url } };
  const id = await plan('mail', 'post@testkreditor.example');
  expect(await deliver(at, id)).toBe('failed');
  expect((await state(id)).detail).toContain('No such user');
  refuse = false;
  house.clock.advance(3_600_000);
  expect(await deliver(at, id)).toBe('unsure');
  expect(await state(id)).toMatchObject({ state: 'unsure', attempts: 2 });
});

function portOf(server: NetServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return address.port;
}

async function listen(answer: (request: IncomingMessage, body: string) => number): Promise<string> {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const status = answer(request, body);
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return `http://127.0.0.1:${portOf(server)}/hook`;
}

async function hook(address: string): Promise<number> {
  await house.db.query(
    `insert into delivery_target (client, route, name, address, secret, created_at) values (33220, 'webhook', 'erp', $1, '{"key": "hemmelig"}', $2)`,
    [address, house.clock.now()],
  );
  return plan('webhook', 'erp');
}

test('a webhook is signed, tells which document, and carries nobody’s name', async () => {
  let seen = { body: '', signature: '', key: '' };
  const id = await hook(
    await listen((request, body) => {
      seen = {
        body,
        signature: String(request.headers['x-kreditorflyt-signature']),
        key: String(request.headers['idempotency-key']),
      };
      return 204;
    }),
  );
  expect(await deliver(house, id)).toBe('confirmed');
  expect(seen.signature).toBe(signature('hemmelig', house.clock.now().getTime() / 1000, seen.body));
  expect(seen.key).toBe(`delivery-${id}`);
  expect(JSON.parse(seen.body)).toMatchObject({ event: 'document.produced', document: { sha256 } });
  expect(seen.body).not.toContain('Testkreditor');
});

test.each([
  [500, 'failed', 'answered 500'],
  [302, 'failed', 'answered 302'],
  [0, 'unsure', 'No answer'],
])('a webhook that answers %i is %s', async (status, outcome, detail) => {
  const id = await hook(await listen(() => status));
  expect(await deliver(house, id)).toBe(outcome);
  expect((await state(id)).detail).toContain(detail);
});

test('a webhook without https, with a closed door or switched off is a failure that says so', async () => {
  const id = await hook('http://example.invalid/hook');
  expect(await deliver(house, id)).toBe('failed');
  expect((await state(id)).detail).toContain('not https');
  await house.db.query(`update delivery_target set address = $1`, [`http://127.0.0.1:${await freePort()}/`]);
  house.clock.advance(3_600_000);
  expect(await deliver(house, id)).toBe('failed');
  await house.db.query(`update delivery_target set disabled_at = now()`);
  house.clock.advance(3_600_000);
  expect(await deliver(house, id)).toBe('failed');
  expect((await state(id)).detail).toContain('switched off');
});

test('nobody reads a target’s secret on behalf of a user', async () => {
  await hook('https://example.invalid/hook');
  const user = await house.db.query<{ id: number }>(
    `insert into app_user (login, name, role, created_at) values ('operator', 'O', 'operator', now()) returning id`,
  );
  const acting = { userId: user.rows[0]!.id, operator: true };
  const seen = await house.db.actingFor(acting, (sql) => sql.query('select name from delivery_target'));
  expect(seen.rows).toEqual([{ name: 'erp' }]);
  await expect(house.db.actingFor(acting, (sql) => sql.query('select secret from delivery_target'))).rejects.toThrow(
    /denied/,
  );
});
