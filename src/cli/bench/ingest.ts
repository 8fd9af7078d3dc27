/** Ingest beside its floor: file on disk → rows in the journal, judged; and → posted cases. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { bookJournal } from '../../../workers/post.ts';
import { judgeDrop } from '../../../workers/ingest.ts';
import { config } from '../../config.ts';
import { type House, openHouse } from '../../app.ts';
import { receive } from '../../intake/receive.ts';
import { caseHeader, caseLine, seeded } from '../invented.ts';
import { floorJournal, floorPost } from './ingest-floor.ts';
import { type Measured, measured, mostMemory, timed } from './machine.ts';

/** Writes an invented kreditorfil of `rows` cases handed over on `today`. */
export async function writeCaseFile(path: string, name: string, rows: number, today: string): Promise<void> {
  const out = createWriteStream(path);
  out.write(caseHeader);
  const random = seeded(rows);
  let text = '';
  for (let index = 0; index < rows; index++) {
    text += caseLine(name, index, today, random);
    if (text.length > 1 << 20 || index === rows - 1) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end();
  await once(out, 'finish');
}

const client = 90_001;
const floorClient = 90_002;

/** Measures ingest of `rows` rows in a database of its own; ours and the floor in turn, `rounds` times, the best of each. */
export async function benchIngest(rows: number, rounds = 2): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-bench-'));
  const house = await openHouse({ settings: config({ KREDITORFLYT_DATA: folder, LOG_LEVEL: 'warn' }) });
  try {
    for (const number of [client, floorClient])
      await house.db.query(
        `insert into client (number, name, agreement, created_at) values ($1, 'Benk AS', '{"approval":"auto"}', $2)`,
        [number, house.clock.now()],
      );
    const best = { journal: Infinity, posted: Infinity, floorJournal: Infinity, floorPosted: Infinity, rssMiB: 0 };
    for (let round = 0; round < rounds; round++) {
      const path = join(folder, `round-${round}.csv`);
      await writeCaseFile(path, `R${round}N`, rows, house.clock.today());
      const ours = await ourIngest(house, path, rows);
      const floor = await floorIngest(house, path);
      best.journal = Math.min(best.journal, ours.journal);
      best.posted = Math.min(best.posted, ours.journal + ours.post);
      best.floorJournal = Math.min(best.floorJournal, floor.journal);
      best.floorPosted = Math.min(best.floorPosted, floor.journal + floor.post);
      best.rssMiB = Math.max(best.rssMiB, ours.rssMiB);
      await rm(path);
    }
    return [
      measured(
        'ingest: file → judged rows in the journal',
        'rows/s',
        rows / best.journal,
        rows / best.floorJournal,
        best.rssMiB,
      ),
      measured('ingest: file → posted cases', 'rows/s', rows / best.posted, rows / best.floorPosted, best.rssMiB),
    ];
  } finally {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function ourIngest(
  house: House,
  path: string,
  rows: number,
): Promise<{ journal: number; post: number; rssMiB: number }> {
  const receipt = await receive(house, {
    client,
    door: 'api',
    name: 'saker.csv',
    receivedBy: 'bench',
    stream: createReadStream(path),
  });
  await house.db.query('checkpoint');
  const { rssMiB, value } = await mostMemory(async () => {
    const judged = await timed(() => judgeDrop(house, receipt.receipt));
    const journal = judged.value?.journal;
    if (judged.value?.state !== 'approved' || journal === null || journal === undefined)
      throw new Error(`The benchmark's file was ${judged.value?.state}, not approved`);
    const posted = await timed(() => bookJournal(house, journal));
    return { journal: judged.seconds, post: posted.seconds, number: journal };
  });
  const made = await house.db.query<{ count: number }>(
    'select count(*)::integer as count from collection_case where journal = $1',
    [value.number],
  );
  if (made.rows[0]!.count !== rows) throw new Error(`${made.rows[0]!.count} cases were opened from ${rows} rows`);
  return { ...value, rssMiB };
}

async function floorIngest(house: House, path: string): Promise<{ journal: number; post: number }> {
  await house.db.query('checkpoint');
  return house.db.transaction(async (sql) => {
    await sql.query(`set local work_mem = '64MB'`);
    const loaded = await timed(() => floorJournal(sql, path, floorClient, house.clock.now()));
    const posted = await timed(() => floorPost(sql, loaded.value, floorClient, house.clock.today(), house.clock.now()));
    return { journal: loaded.seconds, post: posted.seconds };
  });
}
