/** A small house for tests: a real database, archive and intake, three clients, and users who may see some of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import type { UserRole } from '../access/role.ts';
import { sendMail } from '../access/send-mail.ts';
import { createUser, grantMembership } from '../access/users.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { freshDatabase } from '../db/fresh.ts';
import { receive } from '../intake/receive.ts';
import { openArchive, type Archive } from '../platform/archive.ts';
import { testClock, type SetClock } from '../platform/clock.ts';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats } from '../readers/formats.ts';
import type { House } from './house.ts';

export const password = 'en lang setning til prøve';

export interface SampleHouse extends House {
  db: Database;
  clock: SetClock;
  archive: Archive;
  /** Mails lie here as files. */
  mailFolder: string;
  users: { ingrid: number; mats: number; leser: number; fremmed: number; drift: number };
  close(): Promise<void>;
}

/** Clients 33220, 41007 and 50310; `ingrid` (creditor, 33220), `mats` (agency, 33220 and 41007), `leser` (reads 33220), `fremmed` (50310), `drift` (operator). */
export async function sampleHouse(): Promise<SampleHouse> {
  const fresh = await freshDatabase();
  const db = openDatabase(fresh.url, 6);
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-portal-'));
  const mailFolder = join(folder, 'mail');
  const archive = openArchive({ kind: 'folder', folder });
  const clock = testClock('2026-11-24T09:42:00+01:00');
  const at = clock.now();
  const log = pino({ level: 'error' });
  await db.query(
    `insert into client (number, name, created_at) values
       (33220, 'Testkreditor AS', $1), (41007, 'Fjordglimt Bredbånd AS', $1), (50310, 'Havnegløtt Eiendom AS', $1)`,
    [at],
  );
  const person = async (login: string, name: string, role: UserRole) =>
    createUser(db, at, 'test', { login, name, role, password });
  const users = {
    ingrid: await person('ingrid', 'Ingrid Solvang', 'creditor'),
    mats: await person('mats', 'Mats Øyhaugen', 'agency'),
    leser: await person('leser', 'Lise Lesvik', 'creditor'),
    fremmed: await person('fremmed', 'Frode Fremstad', 'creditor'),
    drift: await person('drift', 'Jonas Fjære', 'operator'),
  };
  const member = async (userId: number, client: number, role: 'reader' | 'approver' = 'approver') =>
    grantMembership(db, at, 'test', { userId, client, role });
  await member(users.ingrid, 33220);
  await member(users.mats, 33220);
  await member(users.mats, 41007);
  await member(users.leser, 33220, 'reader');
  await member(users.fremmed, 50310);
  return {
    db,
    clock,
    archive,
    log,
    users,
    formats: loadFormats(await readFormatFiles([])),
    receive: (file) => receive({ db, archive, clock, log }, file),
    mailFolder,
    sendMail: (mail) =>
      sendMail(
        { mail: { kind: 'folder', folder: mailFolder }, mailFrom: 'portal@eksempel.example' },
        mail,
        clock.now(),
      ),
    settings: {
      address: 'http://localhost',
      collector: { name: 'Eksempel Inkasso AS', phone: '73 00 00 00', email: 'kundesupport@eksempel.example' },
      trustProxy: false,
    },
    async close() {
      await db.close();
      await fresh.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A file of a client as intake takes it. */
export async function sendSample(house: SampleHouse, client: number, name: string, text: string, userId?: number) {
  return house.receive({
    client,
    door: userId === undefined ? 'sftp' : 'web',
    name,
    receivedBy: userId === undefined ? `sftp ${client}` : 'ingrid',
    ...(userId === undefined ? {} : { userId }),
    stream: Readable.from([Buffer.from(text)]),
  });
}
