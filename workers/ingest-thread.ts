/** Runs in a worker thread: reads and judges one archived file and hands its rows on as COPY text, so that the event loop stays free. */
import { parentPort } from 'node:worker_threads';
import type { Day } from '../src/domain/day.ts';
import type { KidAgreement } from '../src/domain/kid.ts';
import { type Problem, Refusal } from '../src/domain/row.ts';
import { encodeRows } from '../src/journal/encode.ts';
import { type ArchiveSettings, openArchive } from '../src/platform/archive.ts';
import { readFormatFiles } from '../src/platform/formats-folder.ts';
import { readSchemaFiles } from '../src/platform/schemas-folder.ts';
import { columnFinder } from '../src/readers/column-of.ts';
import { loadFormats } from '../src/readers/formats.ts';
import { read, type Summary } from '../src/readers/read.ts';
import { refuseOtherClient } from '../src/validation/client.ts';
import { judgeContext } from '../src/validation/context.ts';
import { type Judged, startJudging } from '../src/validation/judging.ts';
import { ownSchemas } from '../src/validation/own-schemas.ts';

/** One file to read. */
export interface Reading {
  archive: ArchiveSettings;
  path: string;
  name: string;
  client: number;
  today: Day;
  formatsFolder: string | undefined;
  /** Format ids the client's agreement allows; null: all. */
  only: string[] | null;
  /** The receiving account's KID agreement; null: either modulus, and only warned about. */
  kid: KidAgreement | null;
  /** Currencies the client's agreement covers. */
  currencies: string[];
}

/** What the thread says: first what the file is, then chunks, at last the figures, or why the file is refused. */
export type Said =
  | { is: 'identified'; kind: Summary['kind']; format: string }
  | { is: 'rows'; text: Uint8Array }
  | { is: 'done'; summary: Summary; judged: Judged }
  | { is: 'refused'; problem: Problem }
  | { is: 'failed'; error: Error };

/** What the thread is told: a file to read; the number of the journal to write, once; and each time a chunk has been taken. */
export type Told = { read: Reading } | { journal: number } | 'taken';

/** Chunks handed over and not yet taken, at most; so much of a file is in memory. */
const mostWaiting = 4;

const port = parentPort!;

let told: (message: Told) => void = () => undefined;
port.on('message', (message: Told) => {
  if (message !== 'taken' && 'read' in message) void serve(message.read);
  else told(message);
});

/** Formats and their schemas, loaded once a thread; a new format is known from the next start. */
let known: Promise<Known> | undefined;
interface Known {
  formats: ReturnType<typeof loadFormats>;
  schemaFor: ReturnType<typeof ownSchemas>;
}

async function load(formatsFolder: string | undefined): Promise<Known> {
  const folders = formatsFolder === undefined ? [] : [formatsFolder];
  return {
    formats: loadFormats(await readFormatFiles(folders)),
    schemaFor: ownSchemas(await readSchemaFiles(folders)),
  };
}

/** Reads one file to its end, its refusal or its failure; always answers, and is then free for the next. */
async function serve(reading: Reading): Promise<void> {
  try {
    await run(reading);
  } catch (error) {
    const said: Said =
      error instanceof Refusal
        ? { is: 'refused', problem: error.problem }
        : { is: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
    port.postMessage(said);
  }
}

async function run(reading: Reading): Promise<void> {
  known ??= load(reading.formatsFolder);
  const { formats, schemaFor } = await known;
  const bytes = await openArchive(reading.archive).get(reading.path);
  const file = await read(bytes, reading.name, formats, reading.only === null ? {} : { only: reading.only });
  const kind = file.format.kind;
  const journal = await new Promise<number>((resolve) => {
    told = (message) => {
      if (message !== 'taken' && 'journal' in message) resolve(message.journal);
    };
    port.postMessage({ is: 'identified', kind, format: `${file.format.id}@${file.format.version}` } satisfies Said);
  });
  let waiting = 0;
  let wake: () => void = () => undefined;
  told = () => {
    waiting--;
    wake();
  };
  const context = judgeContext({
    today: reading.today,
    currencies: reading.currencies,
    ...(reading.kid === null ? {} : { kid: reading.kid }),
    ...schemaFor(file.format.id),
    columnOf: columnFinder(file.format, () => file.columns()),
  });
  const judging = startJudging(kind, context);
  for await (const rows of file) {
    judging.judge(rows);
    const text = new TextEncoder().encode(encodeRows(journal, reading.client, kind, rows));
    while (waiting >= mostWaiting) await new Promise<void>((resolve) => (wake = resolve));
    waiting++;
    port.postMessage({ is: 'rows', text } satisfies Said, [text.buffer]);
  }
  const summary = file.summary();
  refuseOtherClient(summary.fields['client'], reading.client);
  for (const problem of summary.problems) judging.note(problem);
  port.postMessage({ is: 'done', summary, judged: judging.summary() } satisfies Said);
}
