/** PDFs from reports, printed in worker threads so that nothing else waits. */
import { Worker } from 'node:worker_threads';
import type { Report } from '../report.ts';

export interface Pdf {
  bytes: Buffer;
  pages: number;
}

export interface PdfWorkers {
  /**
   * Prints a report, opens the result again and checks it (`check.ts`). Rejects when it cannot be printed or does not
   * read back right; the thread goes on with the next.
   */
  render(report: Report): Promise<Pdf>;
  /** Ends the threads; what is under way is rejected. */
  close(): Promise<void>;
}

interface Waiting {
  report: Report;
  resolve: (pdf: Pdf) => void;
  reject: (error: Error) => void;
}

interface Answer {
  id: number;
  bytes?: Uint8Array;
  pages?: number;
  error?: string;
}

/** Starts `count` threads. A thread that dies rejects what it was printing and is replaced. */
export function openPdfWorkers(count: number): PdfWorkers {
  const queue: Waiting[] = [];
  const threads = new Set<Worker>();
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting>();
  let closed = false;
  let id = 0;

  function start(): void {
    const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url));
    threads.add(worker);
    idle.push(worker);
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const job = busy.get(worker);
      busy.delete(worker);
      worker.unref();
      idle.push(worker);
      if (answer.bytes) job?.resolve({ bytes: Buffer.from(answer.bytes.buffer), pages: answer.pages! });
      else job?.reject(new Error(`The document could not be printed: ${answer.error}`));
      next();
    });
    worker.on('error', (error) => lost(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => lost(worker, new Error(`The printing thread ended with code ${code}.`)));
  }

  function lost(worker: Worker, error: Error): void {
    if (!threads.delete(worker)) return;
    busy.get(worker)?.reject(error);
    busy.delete(worker);
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
    if (closed) return;
    start();
    next();
  }

  function next(): void {
    while (queue.length > 0 && idle.length > 0) {
      const worker = idle.shift()!;
      const job = queue.shift()!;
      busy.set(worker, job);
      worker.ref();
      worker.postMessage({ id: ++id, report: job.report }, []);
    }
  }

  for (let i = 0; i < count; i++) start();
  return {
    render(report) {
      if (closed) return Promise.reject(new Error('The printing threads are closed.'));
      return new Promise((resolve, reject) => {
        queue.push({ report, resolve, reject });
        next();
      });
    },
    async close() {
      closed = true;
      const ended = new Error('The printing threads were closed.');
      for (const job of queue.splice(0)) job.reject(ended);
      await Promise.all([...threads].map((worker) => worker.terminate()));
    },
  };
}
