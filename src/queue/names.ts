/** The queues: what each one's jobs are about, and how often a failing job is tried again. */
import type { Day } from '../domain/day.ts';

/** What a job carries: which thing it is about, never the thing itself. The database says what is to be done with it. */
export interface Payloads {
  /** Read and judge a received file into the journal (`drop_file.id`). */
  ingest: { drop: number };
  /** Write the file's receipt and result to the sender's outbox (`drop_file.id`). */
  receipt: { drop: number };
  /** Book an approved journal (`journal.number`). */
  post: { journal: number };
  /** Make the document of one step of a night. */
  document: { date: Day; client: number; kind: 'confirmation' | 'settlement' };
  /** Bring one document to its receiver. */
  deliver: { delivery: number };
  /** Look for nights that are due. */
  night: Record<string, never>;
  /** Look for what stands still and queue it again. */
  sweep: Record<string, never>;
}

/** Queue name = job name = file name in `workers/`. */
export type QueueName = keyof Payloads;

/** A queue's rules: attempts in all, the wait before the second (it doubles each time), and jobs at once in one process. */
export interface QueueRules {
  attempts: number;
  firstRetryMs: number;
  concurrency: number;
}

/** Every queue there is. Attempts run over minutes here; after the last one the database says `stuck` and a person decides. */
export const queueRules: Record<QueueName, QueueRules> = {
  ingest: { attempts: 5, firstRetryMs: 1000, concurrency: 2 },
  receipt: { attempts: 8, firstRetryMs: 1000, concurrency: 4 },
  post: { attempts: 5, firstRetryMs: 1000, concurrency: 2 },
  document: { attempts: 4, firstRetryMs: 1000, concurrency: 4 },
  deliver: { attempts: 10, firstRetryMs: 2000, concurrency: 4 },
  night: { attempts: 3, firstRetryMs: 5000, concurrency: 1 },
  sweep: { attempts: 1, firstRetryMs: 1000, concurrency: 1 },
};

/** The names in the order of a file's walk. */
export const queueNames: QueueName[] = ['ingest', 'receipt', 'post', 'document', 'deliver', 'night', 'sweep'];
