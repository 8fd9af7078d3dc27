import { ErrorCode, type Job, type JobsOptions, WaitingError } from 'bullmq';
import {
  type Backend,
  openBackend,
  type Patience,
  type QueuePlace,
  type StoredQueue,
  type StoredWorker,
} from './backend.ts';
import { jobKey } from './job-id.ts';
import { type Payloads, type QueueName, queueNames, queueRules } from './names.ts';

/** What a handler knows of its run: the how-manieth attempt (from 1), whether it is the last, and a signal to hand the work back. */
export interface Run {
  attempt: number;
  last: boolean;
  signal: AbortSignal;
}

/** A worker's options: jobs at once, and what to do after the last attempt failed (set the thing to `stuck`). */
export interface WorkOptions<N extends QueueName> {
  concurrency?: number;
  exhausted?: (payload: Payloads[N], error: Error) => Promise<void>;
}

/** How many jobs of a queue are in which state; `delayed` are those that wait to be tried again. */
export interface Depth {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  completed: number;
}

/** A job that failed for good: shown to the operator until it is tried again or some weeks old. */
export interface FailedJob {
  id: string;
  payload: unknown;
  reason: string;
  attempts: number;
  at: Date | undefined;
}

/** A scheduler as the queue knows it; `next` is when it comes next. */
export interface Scheduled {
  name: QueueName;
  cron: string;
  next: Date | undefined;
}

/** The queues, the same on both stores. */
export interface Queues {
  kind: Backend['kind'];
  /** Queues work unless the same work waits or runs already. Fails within seconds when the store is away: the caller's sweep adds it again. */
  add<N extends QueueName>(
    name: N,
    payload: Payloads[N],
    options?: { delayMs?: number; priority?: number },
  ): Promise<void>;
  /** Takes jobs of a queue from now on. The handler may run twice for one job and must not mind. */
  work<N extends QueueName>(
    name: N,
    handler: (payload: Payloads[N], run: Run) => Promise<void>,
    options?: WorkOptions<N>,
  ): void;
  /** Sets the one schedule of a queue: a cron line in Oslo time (five fields, or six with seconds). Twice is once. */
  schedule<N extends QueueName>(name: N, cron: string, payload: Payloads[N]): Promise<void>;
  /** What is scheduled now, for the watchdog that compares it with `workers/schedule.ts`. */
  scheduled(): Promise<Scheduled[]>;
  depth(name: QueueName): Promise<Depth>;
  /** The newest failed jobs, at most `most`. */
  failed(name: QueueName, most?: number): Promise<FailedJob[]>;
  /** Takes no new jobs, gives running ones `graceMs` to end, then hands them back through their signal; one that ignores it is left to die with us. */
  close(graceMs?: number): Promise<void>;
}

const addLimitMs = 3000;
const usualHandBackMs = 5000;
const kept = {
  removeOnComplete: { count: 1000, age: 86_400 },
  removeOnFail: { count: 5000, age: 30 * 86_400 },
};
const usualPatience: Patience = { lockMs: 10_000, stalledMs: 5000 };

/** Opens the queues in Redis or, without `redisUrl`, in PostgreSQL. Nothing is worked on before `work` is called. */
export async function openQueues(place: QueuePlace, patience: Patience = usualPatience): Promise<Queues> {
  const backend = await openBackend(place);
  const queues = new Map<QueueName, StoredQueue>();
  const workers: StoredWorker[] = [];
  const handBack = new AbortController();
  const handBackMs = patience.handBackMs ?? usualHandBackMs;

  function queueOf(name: QueueName): StoredQueue {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = backend.queue(name, jobOptions(name, patience));
    queues.set(name, queue);
    return queue;
  }

  async function add<N extends QueueName>(
    name: N,
    payload: Payloads[N],
    options: { delayMs?: number; priority?: number } = {},
  ): Promise<void> {
    const id = jobKey(name, payload);
    if (!backend.reachable()) throw new Error(`The queue store (${backend.kind}) is away; ${id} is not queued`);
    const { delayMs: delay, priority } = options;
    await within(
      addLimitMs,
      `queueing ${id}`,
      queueOf(name).add(name, payload, {
        deduplication: { id },
        ...(delay !== undefined && { delay }),
        ...(priority !== undefined && { priority }),
      }),
    );
  }

  function work<N extends QueueName>(
    name: N,
    handler: (payload: Payloads[N], run: Run) => Promise<void>,
    options: WorkOptions<N> = {},
  ): void {
    const attempts = queueRules[name].attempts;
    const process = async (job: Job<Payloads[N]>, token?: string): Promise<void> => {
      const attempt = job.attemptsMade + 1;
      const last = attempt >= attempts;
      try {
        await handler(job.data, { attempt, last, signal: handBack.signal });
      } catch (error) {
        if (handBack.signal.aborted) {
          await job.moveToWait(token);
          throw new WaitingError();
        }
        const cause = error instanceof Error ? error : new Error(String(error));
        if (last && options.exhausted) await options.exhausted(job.data, cause);
        throw cause;
      }
    };
    const worker = backend.worker(name, process, options.concurrency ?? queueRules[name].concurrency, patience);
    workers.push(worker);
  }

  async function scheduled(): Promise<Scheduled[]> {
    const found: Scheduled[] = [];
    for (const name of queueNames) {
      for (const each of await queueOf(name).getJobSchedulers(0, 9, true)) {
        found.push({ name, cron: each.pattern ?? '', next: each.next === undefined ? undefined : new Date(each.next) });
      }
    }
    return found;
  }

  return {
    kind: backend.kind,
    add,
    work,
    async schedule(name, cron, payload) {
      const rule = { pattern: cron, tz: 'Europe/Oslo' };
      try {
        await queueOf(name).upsertJobScheduler(name, rule, { name, data: payload, opts: jobOptions(name, patience) });
      } catch (error) {
        // Another process has made this very iteration at the same moment: then the schedule stands.
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code !== ErrorCode.SchedulerJobIdCollision && code !== ErrorCode.SchedulerJobSlotsBusy) throw error;
        const stands = (await queueOf(name).getJobSchedulers(0, 9, true)).some(({ pattern }) => pattern === cron);
        if (!stands) throw error;
      }
    },
    scheduled,
    async depth(name) {
      const counts = await queueOf(name).getJobCounts(
        'waiting',
        'prioritized',
        'active',
        'delayed',
        'failed',
        'completed',
      );
      const of = (state: string) => counts[state] ?? 0;
      return {
        waiting: of('waiting') + of('prioritized'),
        active: of('active'),
        delayed: of('delayed'),
        failed: of('failed'),
        completed: of('completed'),
      };
    },
    async failed(name, most = 100) {
      const jobs = await queueOf(name).getJobs(['failed'], 0, most - 1, false);
      return jobs.map((job) => ({
        id: job.id ?? '',
        payload: job.data,
        reason: job.failedReason,
        attempts: job.attemptsMade,
        at: job.finishedOn === undefined ? undefined : new Date(job.finishedOn),
      }));
    },
    async close(graceMs = 10_000) {
      const ended = Promise.all(workers.map((worker) => worker.close()));
      if (!(await settlesWithin(graceMs, ended))) {
        handBack.abort(new Error('Kreditorflyt is closing'));
        await settlesWithin(handBackMs, ended);
      }
      if (backend.reachable())
        await settlesWithin(handBackMs, Promise.all([...queues.values()].map((queue) => queue.close())));
      await settlesWithin(handBackMs, backend.close());
    },
  };
}

function jobOptions(name: QueueName, patience: Patience): JobsOptions {
  const { attempts, firstRetryMs } = queueRules[name];
  const delay = patience.firstRetryMs ?? firstRetryMs;
  return { attempts, backoff: { type: 'exponential', delay, jitter: 0.2 }, ...kept };
}

async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms: the queue store does not answer`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function settlesWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
