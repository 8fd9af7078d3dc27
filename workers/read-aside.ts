/** The main thread's side of `ingest-thread.ts`: starts it, and turns what it says into a kind, a stream of COPY text and figures. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { Refusal } from '../src/domain/row.ts';
import type { Reading, Said, Told } from './ingest-thread.ts';

export type Identified = Extract<Said, { is: 'identified' }>;
export type Done = Extract<Said, { is: 'done' }>;

export interface ReadAside {
  identified: Identified;
  /** The rows of the file as COPY text of `journal`; `done` is set when the stream has ended. Throws `Refusal`. */
  rows(journal: number): Readable;
  done(): Done;
  close(): Promise<void>;
}

/** Memory of the thread's own heap, at most, in MiB; the file itself is never held. */
const heapMiB = 160;

/** Starts reading a file aside and resolves when it is known what it is. Throws the thread's `Refusal`, or its crash. */
export async function readAside(reading: Reading): Promise<ReadAside> {
  const thread = new Worker(new URL('./ingest-thread.ts', import.meta.url), {
    workerData: reading,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: 16 },
  });
  const queue: Said[] = [];
  let wake: () => void = () => undefined;
  let failure: Error | undefined;
  let ended = false;
  thread.on('message', (said: Said) => {
    queue.push(said);
    wake();
  });
  thread.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
    wake();
  });
  thread.on('exit', () => {
    ended = true;
    wake();
  });

  async function next(): Promise<Said> {
    for (;;) {
      const said = queue.shift();
      if (said?.is === 'refused') throw refusalOf(said);
      if (said) return said;
      if (failure) throw failure;
      if (ended) throw new Error('The reading thread ended without an answer');
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  const first = await next().catch(async (error: unknown) => {
    await thread.terminate();
    throw error;
  });
  if (first.is !== 'identified')
    throw new Error(`The reading thread said “${first.is}” before it had identified the file`);
  let figures: Done | undefined;

  async function* texts(journal: number): AsyncGenerator<Uint8Array> {
    thread.postMessage({ journal } satisfies Told);
    for (;;) {
      const said = await next();
      if (said.is === 'done') {
        figures = said;
        return;
      }
      if (said.is !== 'rows') throw new Error(`The reading thread said “${said.is}” among the rows`);
      yield said.text;
      thread.postMessage('taken' satisfies Told);
    }
  }

  return {
    identified: first,
    rows: (journal) => Readable.from(texts(journal), { objectMode: false, highWaterMark: 1 << 20 }),
    done() {
      if (!figures) throw new Error('The file has no figures before its last row is taken');
      return figures;
    },
    async close() {
      if (!ended) {
        await Promise.all([once(thread, 'exit'), thread.terminate()]);
      }
    },
  };
}

function refusalOf(said: Extract<Said, { is: 'refused' }>): Refusal {
  const { code, params, ...place } = said.problem;
  return new Refusal(code, params, place);
}
