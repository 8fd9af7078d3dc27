/** Plays the scenario of twenty files and a night on real processes, disturbed or not, and says what it came to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../src/db/database.ts';
import { addDays, type Day } from '../src/domain/day.ts';
import { approveJournal } from '../src/journal/approve.ts';
import { type Proof, proof, walkAudit } from '../src/ledger/proof.ts';
import { endStateOf, foldersOf } from './end-state-for-tests.ts';
import { caseFiles, paymentFiles, scenarioDay, seedClients, type SentFile } from './scenario-for-tests.ts';

/** A house's places. Without `databaseUrl` it has its own PostgreSQL in the data folder, which dies with it. */
export interface HousePlace {
  dataFolder: string;
  databaseUrl?: string;
  redisUrl?: string;
  /** Processes that run at once; one when absent. */
  processes?: number;
}

/** What happens on the way: `inPhase` is called while files are put in, and ends with every process running. */
export interface Disturbance {
  cases?: (run: Run, files: SentFile[]) => Promise<void>;
  payments?: (run: Run, files: SentFile[]) => Promise<void>;
  night?: (run: Run) => Promise<void>;
}

/** What the scenario came to. */
export interface EndState {
  state: Record<string, string[]>;
  outboxes: string[];
  leftOver: string[];
  proof: Proof;
  auditBrokenAt: number | null;
}

/** A scenario that is being played. */
export interface Run {
  place: HousePlace;
  put(files: readonly SentFile[]): Promise<void>;
  start(): Promise<void>;
  /** Sends SIGKILL to every process, and returns when they are dead. */
  kill(): Promise<void>;
  /** SIGKILL to the house's own PostgreSQL too. */
  killPostgres(): Promise<void>;
}

/** A process with doors and workers; `opened` is the address of its database. */
export interface Running {
  child: ChildProcess;
  opened: Promise<string>;
  /** The end of its log. */
  said(): string;
}

const collectorAccount = '15030000002';
const script = join(import.meta.dirname, 'process-for-tests.ts');
const longestWaitMs = 150_000;

/** Starts one process on a calendar day. */
export function startProcess(place: HousePlace, today: Day): Running {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...outer } = process.env;
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...outer,
      ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
      ...(place.redisUrl !== undefined && { REDIS_URL: place.redisUrl }),
      KREDITORFLYT_DATA: place.dataFolder,
      KREDITORFLYT_TODAY: today,
      SFTP_PORT: '0',
      LOG_LEVEL: 'warn',
    },
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)));
  const opened = new Promise<string>((resolve, reject) => {
    child.once('message', (message: { started: string }) => resolve(message.started));
    child.once('exit', (code, signal) => reject(new Error(`The process ended with ${signal ?? code}:\n${said}`)));
  });
  // A process that is killed on its way up is no failure; whoever needs it open awaits this and is told.
  opened.catch(() => undefined);
  return { child, opened, said: () => said };
}

async function ended({ child }: Running): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Plays the scenario from the first file to the documents in the outboxes. `large` is the number of rows of its largest file. */
export async function playScenario(place: HousePlace, large: number, disturbance: Disturbance = {}): Promise<EndState> {
  let running: Running[] = [];
  let today = scenarioDay;
  let url = '';
  const run: Run = {
    place,
    async put(files) {
      for (const file of files) await putFile(place.dataFolder, file);
    },
    async start() {
      running = Array.from({ length: place.processes ?? 1 }, () => startProcess(place, today));
      [url = ''] = await Promise.all(running.map((each) => each.opened));
    },
    async kill() {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all(running.map(ended));
    },
    async killPostgres() {
      const pidFile = await readFile(join(place.dataFolder, 'postgres', 'data', 'postmaster.pid'), 'utf8');
      process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
    },
  };
  const stop = async () => {
    for (const { child } of running) child.send('end');
    await Promise.all(running.map(ended));
  };
  const withDatabase = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const db = openDatabase(url, 2);
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  };
  const phase = async (files: SentFile[], total: number, disturb = undisturbed) => {
    await disturb(run, files);
    await withDatabase((db) => untilSettled(db, total));
  };
  try {
    await run.start();
    await withDatabase(seedClients);
    const opening = await caseFiles(large);
    await phase(opening, opening.length, disturbance.cases);
    const paying = await withDatabase(async (db) => {
      const waiting = await db.query<{ journal: number }>(`select journal from drop_file where name = 'avgifter.csv'`);
      await db.transaction((sql) =>
        approveJournal(sql, waiting.rows[0]!.journal, 'byra', new Date(`${scenarioDay}T01:00:00Z`)),
      );
      await untilSettled(db, opening.length);
      return paymentFiles(db, collectorAccount);
    });
    await phase(paying, opening.length + paying.length, disturbance.payments);
    await stop();
    today = addDays(scenarioDay, 2);
    await run.start();
    await disturbance.night?.(run);
    const result = await withDatabase(async (db) => {
      await untilNightIsOver(db);
      await untilSettled(db, opening.length + paying.length);
      const state = await endStateOf(db);
      return { state, proof: await proof(db), auditBrokenAt: (await walkAudit(db)).brokenAt };
    });
    await stop();
    return { ...result, ...(await foldersOf(place.dataFolder)) };
  } catch (error) {
    throw new Error(`The scenario came to no end. Logs:\n${running.map((each) => each.said()).join('\n')}`, {
      cause: error,
    });
  } finally {
    await run.kill();
  }
}

async function undisturbed(run: Run, files: SentFile[]): Promise<void> {
  await run.put(files);
}

/** Puts a file into a folder as a sender does who renames: whole at once. */
async function putFile(dataFolder: string, file: SentFile): Promise<void> {
  const away = join(dataFolder, 'sending');
  await mkdir(away, { recursive: true });
  await mkdir(join(dataFolder, file.folder), { recursive: true, mode: 0o700 });
  await writeFile(join(away, file.name), file.bytes);
  await rename(join(away, file.name), join(dataFolder, file.folder, file.name));
}

async function until(what: string, db: Database, done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + longestWaitMs; ; await sleep(100)) {
    if (await done()) return;
    if (Date.now() > end) {
      const { rows } = await db.query(
        `select client, name, state, state_since, error, result_at from drop_file order by id`,
      );
      throw new Error(`Waited in vain until ${what}. The drops: ${JSON.stringify(rows)}`);
    }
  }
}

async function untilSettled(db: Database, drops: number): Promise<void> {
  await until(`${drops} drops are settled and told`, db, async () => {
    const { rows } = await db.query<{ drops: number; open: number; journals: number }>(
      `select count(*)::integer as drops,
         count(*) filter (where state in ('received', 'reading', 'journaled', 'stuck') or result_at is null or result_at < state_since)::integer as open,
         (select count(*) from journal where state = 'approved')::integer as journals from drop_file`,
    );
    const { drops: there, open, journals } = rows[0]!;
    if (there > drops) throw new Error(`${drops} files were sent and ${there} drops are recorded`);
    return there === drops && open === 0 && journals === 0;
  });
}

async function untilNightIsOver(db: Database): Promise<void> {
  await until('the night is over', db, async () => {
    const { rows } = await db.query<{ over: boolean }>(
      `select exists (select from night where date = $1 and state = 'done') and not exists (select from night where state <> 'done')
         and not exists (select from delivery where delivered_at is null) as over`,
      [scenarioDay],
    );
    return rows[0]!.over;
  });
}
