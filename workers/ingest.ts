/** Reads and judges a received file into its journal: all rows, good and bad, in one transaction. Twice is once. */
import { type App, archiveSettings } from '../src/app.ts';
import { agreementOf, type StoredAgreement } from '../src/domain/agreement.ts';
import { expectRows } from '../src/db/large-sets.ts';
import { type Problem, Refusal } from '../src/domain/row.ts';
import { judgeAgainstBooks, rejectWithFile } from '../src/journal/books.ts';
import { checkSequence } from '../src/journal/sequence.ts';
import { nextJournalNumber, recordRows, settleJournalState } from '../src/journal/record.ts';
import { readAside } from './read-aside.ts';
import { type ApartDrop, isPdf, keepPaper, unpack } from './set-apart.ts';

interface ReceivedDrop extends ApartDrop {
  agreement: StoredAgreement;
}

/** Takes `drop` to its journal; what follows (booking, the result file) is queued when that is committed. */
export async function ingest(app: App, { drop }: { drop: number }): Promise<void> {
  const outcome = await judgeDrop(app, drop);
  if (outcome === null) return;
  if (outcome.journal !== null && outcome.state === 'approved')
    await app.queues.add('post', { journal: outcome.journal });
  else await app.queues.add('receipt', { drop });
}

export interface IngestOutcome {
  journal: number | null;
  /** The journal's state, or `refused`, `attachment`, `unpacked`. */
  state: string;
  /** The files that a zip held, as drops of their own. */
  unpacked?: number[];
}

type IngestHouse = Pick<App, 'db' | 'clock' | 'config' | 'archive' | 'log'> & Partial<Pick<App, 'queues'>>;

const dropColumns = `id, client, drop_file.name, door, size, sha256, archive_path, received_by, agreement`;

/** Reads, judges and records one drop that has not been; null when another has done or is doing it. */
export async function judgeDrop(app: IngestHouse, id: number): Promise<IngestOutcome | null> {
  const started = await app.db.query(
    `update drop_file set state = 'reading', state_since = $2, attempts = attempts + 1, error = null
     where id = $1 and state in ('received', 'reading', 'stuck')`,
    [id, app.clock.now()],
  );
  if (started.rowCount === 0) return null;
  try {
    return await app.db.transaction(async (sql) => {
      // Whoever holds the drop reads it; a killed process lets go of it with its transaction.
      const locked = await sql.query<ReceivedDrop>(
        `select ${dropColumns} from drop_file join client on client.number = client
         where id = $1 and state = 'reading' for update of drop_file skip locked`,
        [id],
      );
      const drop = locked.rows[0];
      return drop ? recordDrop(app, sql, drop) : null;
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.problem.code === 'zip-several') return unpackDrop(app, id);
    return refuse(app, id, error.problem);
  }
}

async function unpackDrop(app: IngestHouse, id: number): Promise<IngestOutcome> {
  const found = await app.db.query<ApartDrop>(
    `select ${dropColumns} from drop_file join client on number = client where id = $1`,
    [id],
  );
  try {
    return { journal: null, state: 'unpacked', unpacked: await unpack(app, found.rows[0]!) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(app, id, error.problem);
  }
}

async function recordDrop(
  app: IngestHouse,
  sql: Parameters<Parameters<App['db']['transaction']>[0]>[0],
  drop: ReceivedDrop,
): Promise<IngestOutcome> {
  const at = app.clock.now();
  if (await isPdf(await app.archive.get(drop.archive_path))) {
    await keepPaper(app, sql, drop);
    return { journal: null, state: 'attachment' };
  }
  const agreement = agreementOf(drop.agreement);
  const aside = await readAside({
    archive: archiveSettings(app.config),
    path: drop.archive_path,
    name: drop.name,
    client: drop.client,
    today: app.clock.today(),
    formatsFolder: app.config.formatsFolder,
    only: agreement.formats,
    kid: agreement.kid,
    currencies: agreement.currencies,
  });
  try {
    const { kind } = aside.identified;
    const number = await nextJournalNumber(sql);
    const journal = {
      number,
      client: drop.client,
      kind,
      drop: drop.id,
      description: drop.name,
      createdBy: drop.received_by,
      at,
    };
    await recordRows(sql, journal, aside.rows(number));
    const { summary, judged } = aside.done();
    const counts = { ...judged.problemCounts };
    const fileProblems = [...summary.problems];
    const sequence = summary.fields['sequence'];
    if (typeof sequence === 'number') {
      const gap = await checkSequence(sql, { drop: drop.id, client: drop.client, format: summary.format, sequence });
      if (gap) {
        fileProblems.push(gap);
        counts[gap.code] = 1;
      }
    }
    await expectRows(sql, judged.rows);
    const found = await judgeAgainstBooks(sql, number, kind);
    for (const [code, count] of Object.entries(found)) counts[code] = (counts[code] ?? 0) + count;
    const whole = (kind === 'payment' ? agreement.paymentRows : agreement.caseRows) === 'whole';
    const dragged = whole ? await rejectWithFile(sql, number) : 0;
    if (dragged > 0) counts['row-with-rejected'] = dragged;
    const settled = await settleJournalState(sql, number, agreement, judged.warnings, at);
    const state = settled.state === 'posted' ? 'posted' : settled.state === 'approved' ? 'journaled' : 'waiting';
    await sql.query(
      `update drop_file set state = $2, state_since = $3, journal = $4, format = $5, kind = $6, encoding = $7, rows = $8, accepted = $9,
         rejected = $10, warnings = $11, problem_counts = $12, totals = $13, cleaned = $14, header = $15, problems = $16
       where id = $1`,
      [
        drop.id,
        state,
        at,
        number,
        summary.format,
        kind,
        summary.encoding,
        judged.rows,
        settled.accepted,
        settled.rejected,
        judged.warnings,
        JSON.stringify(counts),
        JSON.stringify(
          Object.fromEntries(Object.entries(judged.totals).map(([currency, ore]) => [currency, String(ore)])),
        ),
        JSON.stringify(summary.cleaned),
        JSON.stringify(summary.fields),
        JSON.stringify(fileProblems),
      ],
    );
    if (settled.rows !== judged.rows)
      throw new Error(`Drop ${drop.id}: ${judged.rows} rows were read but ${settled.rows} are in journal ${number}`);
    return { journal: number, state: settled.state };
  } finally {
    await aside.close();
  }
}

async function refuse(app: Pick<App, 'db' | 'clock'>, id: number, problem: Problem): Promise<IngestOutcome> {
  await app.db.query(
    `update drop_file set state = 'refused', state_since = $2, refusal = $3 where id = $1 and state = 'reading'`,
    [id, app.clock.now(), JSON.stringify(problem)],
  );
  return { journal: null, state: 'refused' };
}

/** After the last attempt: the drop is `stuck`, with the error, until a person or the sweep tries again. */
export async function ingestExhausted(
  app: Pick<App, 'db' | 'clock'>,
  { drop }: { drop: number },
  error: Error,
): Promise<void> {
  await app.db.query(
    `update drop_file set state = 'stuck', state_since = $2, error = $3 where id = $1 and state in ('received', 'reading')`,
    [drop, app.clock.now(), error.message.slice(0, 2000)],
  );
}
