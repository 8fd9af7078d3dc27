/** The main thread's side of `ingest-thread.ts`: a few threads kept warm, and what one says turned into a kind, COPY text and figures. */
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../src/domain/row.ts';
import type { Reading, Said, Told } from './ingest-thread.ts';

export type Identified = Extract<Said, { is: 'identified' }>;
export type Done = Extract<Said, { is: 'done' }>;

export interface ReadAside {
  identified: Identified;
  /** The rows of the file as COPY text of `journal`; `done` is known when the stream has ended. Throws `Refusal`. */
  rows(journal: number): Readable;
  done(): Done;
  /** Gives the thread back; one that was left in the middle of a file is ended. */
  close(): Promise<void>;
}

/** Memory of a thread's own heap, at most, in MiB; the file itself is never held. */
const heapMiB = 160;

/** Threads kept for the next file, at most. Starting one costs half a second; a small file's reading, milliseconds. */
const mostIdle = 2;

interface Thread {
  worker: Worker;
  /** What it said and nobody has heard yet. */
  said: Said[];
  wake: () => void;
  failure: Error | undefined;
}

const idle: Thread[] = [];

function startThread(): Thread {
  const worker = new Worker(new URL('./ingest-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: 16 },
  });
  const thread: Thread = { worker, said: [], wake: () => undefined, failure: undefined };
  const fail = (error: Error): void => {
    thread.failure ??= error;
    const at = idle.indexOf(thread);
    if (at >= 0) idle.splice(at, 1);
    thread.wake();
  };
  worker.on('message', (said: Said) => {
    thread.said.push(said);
    thread.wake();
  });
  worker.on('error', (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => fail(new Error('The reading thread ended without an answer')));
  return thread;
}

/** Starts reading a file aside and resolves when it is known what it is. Throws the thread's `Refusal`, or its failure. */
export async function readAside(reading: Reading): Promise<ReadAside> {
  const thread = idle.pop() ?? startThread();
  thread.worker.ref();
  let figures: Done | undefined;
  let over = false;

  async function next(): Promise<Said> {
    for (;;) {
      const said = thread.said.shift();
      if (said?.is === 'refused' || said?.is === 'failed') {
        over = true;
        throw said.is === 'refused' ? refusalOf(said) : said.error;
      }
      if (said) return said;
      if (thread.failure) throw thread.failure;
      await new Promise<void>((resolve) => (thread.wake = resolve));
    }
  }

  async function close(): Promise<void> {
    if (!over || thread.failure || idle.length >= mostIdle) {
      await thread.worker.terminate();
      return;
    }
    thread.worker.unref();
    if (!idle.includes(thread)) idle.push(thread);
  }

  const tell = (told: Told): void => thread.worker.postMessage(told);
  tell({ read: reading });
  const first = await next().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  if (first.is !== 'identified')
    throw new Error(`The reading thread said “${first.is}” before it had identified the file`);

  async function* texts(journal: number): AsyncGenerator<Uint8Array> {
    tell({ journal });
    for (;;) {
      const said = await next();
      if (said.is === 'done') {
        figures = said;
        over = true;
        return;
      }
      if (said.is !== 'rows') throw new Error(`The reading thread said “${said.is}” among the rows`);
      yield said.text;
      tell('taken');
    }
  }

  return {
    identified: first,
    rows: (journal) => Readable.from(texts(journal), { objectMode: false, highWaterMark: 1 << 20 }),
    done() {
      if (!figures) throw new Error('The file has no figures before its last row is taken');
      return figures;
    },
    close,
  };
}

function refusalOf(said: Extract<Said, { is: 'refused' }>): Refusal {
  const { code, params, ...place } = said.problem;
  return new Refusal(code, params, place);
}
