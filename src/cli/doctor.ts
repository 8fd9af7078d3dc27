import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { collectorClient, homesFolder, type House } from '../app.ts';
import { migrationNames } from '../db/migrate.ts';
import { dueNights } from '../night/due.ts';
import { archiveFolder } from '../platform/archive.ts';
import { openQueues } from '../queue/queues.ts';
import { queueNames } from '../queue/names.ts';
import { answer, exit, table, withHouse } from './answer.ts';

interface Check {
  name: string;
  ok: boolean;
  detail: string;
  cure: string;
}

interface Finding {
  ok: boolean;
  detail: string;
  /** What to do; only said when it is not ok. */
  cure: string;
}

/** `doctor`: looks at everything the house stands on; exit 4 when something is not well. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('checks database, queue, archive, doors, disk, clock, schema version and night')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { json?: boolean }) => {
      const checks = await withHouse(async (house) => {
        const done: Check[] = [];
        for (const [name, look] of Object.entries(looks)) done.push(await checked(name, () => look(house)));
        return done;
      });
      answer(options, { checks }, () =>
        table(checks, {
          '': (check) => (check.ok ? 'ok' : 'NOT WELL'),
          what: (check) => check.name,
          detail: (check) => check.detail,
          'what to do': (check) => check.cure,
        }),
      );
      process.exitCode = checks.every((check) => check.ok) ? exit.done : exit.unwell;
    });
}

async function checked(name: string, look: () => Promise<Finding>): Promise<Check> {
  try {
    const { ok, detail, cure } = await look();
    return { name, ok, detail, cure: ok ? '' : cure };
  } catch (error) {
    return {
      name,
      ok: false,
      detail: error instanceof Error ? error.message : String(error),
      cure: 'see docs/operations.md',
    };
  }
}

const leastFreeMiB = 1024;
const longestWaitMinutes = 15;

const looks: Record<string, (house: House) => Promise<Finding>> = {
  async database({ db, config }) {
    const found = await db.query<{ version: string }>(`select current_setting('server_version') as version`);
    const version = found.rows[0]!.version;
    return {
      ok: Number.parseInt(version, 10) >= 15,
      detail: `PostgreSQL ${version}, ${config.databaseUrl === undefined ? 'embedded' : 'DATABASE_URL'}`,
      cure: 'use PostgreSQL 15 or later',
    };
  },
  async schema({ db }) {
    const ran = await db.query<{ name: string }>('select name from schema_migration order by name');
    const missing = migrationNames().filter((name) => !ran.rows.some((row) => row.name === name));
    return {
      ok: missing.length === 0,
      detail: `${ran.rows.length} migrations`,
      cure: `run the program once: ${missing.join(', ')} are missing`,
    };
  },
  async clock({ db, clock }) {
    // The one place where the database's own time is wanted: it must agree with ours.
    const found = await db.query<{ at: Date }>('select statement_timestamp() as at');
    const apart = Math.abs(found.rows[0]!.at.getTime() - clock.now().getTime()) / 1000;
    return {
      ok: apart < 60,
      detail: `${apart.toFixed(1)} s from the database's`,
      cure: 'set the clocks of both machines by NTP',
    };
  },
  async queue({ db, config, log }) {
    const queues = await openQueues({
      databaseUrl: db.url,
      redisUrl: config.redisUrl,
      onError: (error) => log.debug({ err: error }, 'queue'),
    });
    try {
      const depths = await Promise.all(queueNames.map(async (name) => ({ name, ...(await queues.depth(name)) })));
      const failed = depths.filter((each) => each.failed > 0);
      return {
        ok: failed.length === 0,
        detail: `${queues.kind}: ${depths.reduce((sum, each) => sum + each.waiting, 0)} waiting, ${depths.reduce((sum, each) => sum + each.active, 0)} active`,
        cure: `failed jobs in ${failed.map((each) => `${each.name} (${each.failed})`).join(', ')}: docs/operations.md, “A job failed for good”`,
      };
    } finally {
      await queues.close();
    }
  },
  async archive({ archive, clock }) {
    const stored = await archive.put(Readable.from([Buffer.from('doctor\n')]), {
      folder: archiveFolder(clock.today(), collectorClient),
      name: 'doctor.txt',
    });
    const found = await archive.stat(stored.path);
    return {
      ok: found?.size === stored.size,
      detail: 'written and read back',
      cure: 'see that the archive can be written',
    };
  },
  async homes({ config }) {
    const folder = homesFolder(config);
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return { ok: true, detail: folder, cure: '' };
  },
  async sftp({ config }) {
    const { host, port } = config.sftp;
    const open = await listens(host, port);
    return {
      ok: true,
      detail: open ? `listening on ${host}:${port}` : `nothing listens on ${host}:${port} now (npm start opens it)`,
      cure: '',
    };
  },
  async disk({ config }) {
    const { bavail, bsize } = await statfs(config.dataFolder);
    const freeMiB = Math.floor((bavail * bsize) / 2 ** 20);
    return {
      ok: freeMiB >= leastFreeMiB,
      detail: `${freeMiB} MiB free`,
      cure: `free at least ${leastFreeMiB} MiB where ${config.dataFolder} lies`,
    };
  },
  async drops({ db, clock }) {
    const since = new Date(clock.now().getTime() - longestWaitMinutes * 60_000);
    const found = await db.query<{ stuck: number; old: number }>(
      `select count(*) filter (where state = 'stuck')::integer as stuck,
         count(*) filter (where state in ('received', 'reading', 'journaled') and state_since < $1)::integer as old from drop_file`,
      [since],
    );
    const { stuck, old } = found.rows[0]!;
    return {
      ok: stuck === 0 && old === 0,
      detail: `${stuck} stuck, ${old} waiting for more than ${longestWaitMinutes} minutes`,
      cure: stuck > 0 ? 'docs/operations.md, “A drop is stuck”' : 'start the workers: npm start',
    };
  },
  async night({ db, clock }) {
    const due = await dueNights(db, clock.now());
    return {
      ok: due.length <= 1,
      detail: due.length === 0 ? 'all nights are done' : `due: ${due.join(', ')}`,
      cure: 'start the workers, or: night run --date <date>',
    };
  },
};

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
