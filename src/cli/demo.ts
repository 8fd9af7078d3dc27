import type { Command } from 'commander';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SftpClient from 'ssh2-sftp-client';
import { type App, collectorClient, homesFolder, openApp } from '../app.ts';
import { config } from '../config.ts';
import { openPdfWorkers } from '../documents/render/pdf.ts';
import { approveJournal } from '../journal/approve.ts';
import { dropById, type DropAnswer, journals } from '../journal/queries.ts';
import { proof } from '../ledger/proof.ts';
import { startWorkers } from '../../workers/main.ts';
import { runNight } from '../../workers/night.ts';
import { type Doors, openDoors } from '../../workers/watch.ts';
import { answer, exit, table, wholeNumber } from './answer.ts';
import { type Accounts, seedAccounts } from './demo/accounts.ts';
import { caseFiles, type DemoFile, type PayableCase, paymentFiles } from './demo/files.ts';
import { proofWords } from './proof.ts';

/** `demo`: the whole main job on sample files, over real SFTP; leaves the result to look at. */
export function register(program: Command): void {
  program
    .command('demo')
    .description('the whole main job on sample files, then a summary; leaves the result to look at')
    .option('--rows <number>', 'rows of the large file', wholeNumber('--rows'), 50_000)
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { rows: number; json?: boolean }) => {
      const started = performance.now();
      const settings = { ...config() };
      if (settings.logLevel === 'info') settings.logLevel = 'warn';
      settings.sftp = { ...settings.sftp, port: 0 };
      const app = await openApp({ settings, connections: 12 });
      try {
        const result = await runDemo(app, options.rows, (line) => process.stderr.write(`${line}\n`));
        const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
        answer(options, { ...result, seconds }, () => words(result, seconds));
        process.exitCode = result.proof.balanced ? exit.done : exit.unwell;
      } finally {
        await app.close();
      }
    });
}

interface DemoResult {
  files: (DropAnswer & { shows: string; what: string })[];
  documents: { name: string; client: number; pages: number; path: string }[];
  proof: Awaited<ReturnType<typeof proof>>;
}

async function runDemo(app: App, rows: number, tell: (line: string) => void): Promise<DemoResult> {
  const accounts = await seedAccounts(app);
  const folder = join(app.config.dataFolder, 'demo');
  const workers = await startWorkers(app);
  const doors = await openDoors(app, { stillMs: 400, rescanMs: 500 });
  const today = app.clock.today();
  const earlier = await app.db.query<{ runs: number }>(
    `select count(*)::integer as runs from drop_file where name like 'ocr-%' and client = $1`,
    [collectorClient],
  );
  const run = earlier.rows[0]!.runs + 1;
  const files: DropAnswer[] = [];
  const shows = new Map<number, string>();
  const send = async (batch: DemoFile[]) => {
    for (const [drop, file] of await sendAll(app, doors, accounts, batch)) {
      shows.set(drop.id, file.shows);
      files.push(drop);
    }
  };
  try {
    tell(`sending files over SFTP to port ${doors.sftpPort} …`);
    await send(await caseFiles(run, today, rows));
    for (const journal of await journals(app.db, { client: 55990, state: 'awaitingApproval' })) {
      await app.db.transaction((sql) => approveJournal(sql, journal.number, 'byra', app.clock.now()));
      await app.queues.add('post', { journal: journal.number });
      await settled(app, async () => (await journals(app.db, { client: 55990, state: 'approved' })).length === 0);
    }
    tell('cases are open; sending payments …');
    const cases = await app.db.query<PayableCase>(
      `select number, client, kid, (select invoice from claim where case_number = number and n = 1) as invoice, principal - principal_paid as remaining
       from (select *, row_number() over (partition by client order by number desc) as turn from collection_case where registered_on = $1) as newest
       where turn <= 40 and principal > principal_paid + 60000 order by number`,
      [today],
    );
    await send(paymentFiles(run, today, cases.rows, app.config.collector.clientAccount));
    tell('the night …');
    const pdf = openPdfWorkers(2);
    try {
      await runNight(app, pdf, today);
    } finally {
      await pdf.close();
    }
    await settled(app, async () => {
      const waiting = await app.db.query(
        `select from drop_file where state in ('posted', 'waiting', 'refused', 'duplicate') and result_at is null`,
      );
      return waiting.rowCount === 0;
    });
  } finally {
    await doors.close();
    await workers.close();
  }
  const documents = await collect(app, folder);
  const told = await Promise.all(
    files.map(async (file) => {
      const now = (await dropById(app.db, file.id))!;
      return { ...now, shows: shows.get(file.id) ?? '', what: becameOf(now) };
    }),
  );
  return { files: told, documents, proof: await proof(app.db) };
}

/** Uploads each file over real SFTP to its client's inbox and waits until it is known what became of it. */
async function sendAll(
  app: App,
  doors: Doors,
  accounts: Accounts,
  batch: DemoFile[],
): Promise<[DropAnswer, DemoFile][]> {
  const last = await app.db.query<{ last: number }>('select coalesce(max(id), 0) as last from drop_file');
  for (const file of batch) {
    const client = new SftpClient();
    await client.connect({
      host: app.config.sftp.host,
      port: doors.sftpPort,
      username: String(file.client),
      privateKey: accounts.keys[file.client]!,
    });
    try {
      await client.put(file.bytes, `inbox/${file.name}`);
    } finally {
      await client.end();
    }
    // In order: a file and its copy are told apart by which came first.
    await settled(app, async () => {
      await doors.scan();
      const there = await app.db.query(`select from drop_file where id > $1 and client = $2 and name = $3`, [
        last.rows[0]!.last,
        file.client,
        file.name,
      ]);
      return there.rowCount === 1;
    });
  }
  const ended = `'posted', 'waiting', 'refused', 'duplicate', 'stuck'`;
  await settled(app, async () => {
    const open = await app.db.query(`select from drop_file where id > $1 and state not in (${ended})`, [
      last.rows[0]!.last,
    ]);
    return open.rowCount === 0;
  });
  const found = await app.db.query<{ id: number; client: number; name: string }>(
    'select id, client, name from drop_file where id > $1 order by id',
    [last.rows[0]!.last],
  );
  const pairs: [DropAnswer, DemoFile][] = [];
  for (const { id, client, name } of found.rows) {
    const file = batch.find((each) => each.client === client && each.name === name);
    const drop = await dropById(app.db, id);
    if (file && drop) pairs.push([drop, file]);
  }
  return pairs;
}

/** The longest the demo waits for one thing, in seconds. */
const patience = 300;

async function settled(app: App, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < patience * 5; tries++) {
    if (await done()) return;
    await sleep(200);
  }
  const stuck = await app.db.query<{ name: string; state: string; error: string | null }>(
    `select name, state, error from drop_file where state in ('received', 'reading', 'journaled', 'stuck')`,
  );
  throw new Error(`the demo waited ${patience} s in vain: ${JSON.stringify(stuck.rows)}`);
}

/** Copies the documents from the clients' outboxes to the demo's folder. */
async function collect(app: App, folder: string): Promise<DemoResult['documents']> {
  await mkdir(folder, { recursive: true });
  const found = await app.db.query<{ name: string; client: number; pages: number }>(
    `select name, client, pages from document order by id desc limit 50`,
  );
  const documents: DemoResult['documents'] = [];
  for (const document of found.rows.toReversed()) {
    const outbox = join(homesFolder(app.config), String(document.client), 'outbox');
    const file = (await readdir(outbox)).find((name) => name === `${document.name}.pdf`);
    if (file === undefined) continue;
    const path = join(folder, file);
    await copyFile(join(outbox, file), path);
    documents.push({ ...document, path: relative(process.cwd(), path) });
  }
  return documents;
}

function becameOf(drop: DropAnswer): string {
  if (drop.state === 'duplicate') return `duplicate of receipt ${drop.duplicateOf}`;
  if (drop.state === 'refused') return `refused: ${drop.refusal?.code}`;
  const rows = `${drop.accepted} of ${drop.rows} rows accepted${drop.rejected > 0 ? `, ${drop.rejected} rejected` : ''}`;
  return `${drop.state}: ${rows}, journal ${drop.journal}`;
}

function words({ files, documents, proof: said }: DemoResult, seconds: number): string {
  return [
    'Files sent over SFTP',
    table(files, {
      receipt: (file) => file.id,
      client: (file) => file.client,
      file: (file) => file.name,
      'what became of it': (file) => file.what,
      '(shows)': (file) => file.shows,
    }),
    '',
    'Documents, delivered to the clients’ outboxes and copied here',
    table(documents, { client: (each) => each.client, pages: (each) => each.pages, document: (each) => each.path }),
    '',
    proofWords(said),
    '',
    `${seconds} s. “npm start” shows the same data in the portal and prints its address and accounts.`,
  ].join('\n');
}
