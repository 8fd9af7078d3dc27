import { createPostgresBackend, isPgPool, type JobsOptions, type Processor, Queue, withBackend, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { migrateQueues } from './migrate.ts';
import { queueNames, type QueueName } from './names.ts';

/** Where the queues live: in Redis when there is an address of one, else in the database. */
export interface QueuePlace {
  databaseUrl: string;
  redisUrl?: string | undefined;
  /** Told of every lost connection and every job that failed; must not throw. */
  onError: (error: Error, queue: QueueName | undefined) => void;
}

/**
 * How soon the work of a dead process is taken over: its lock runs out after `lockMs`, and others look for such every `stalledMs`.
 * A job that takes its process down with it each time ends as failed after `stalls` times (10). `firstRetryMs` takes the place of every
 * queue's own.
 */
export interface Patience {
  lockMs: number;
  stalledMs: number;
  firstRetryMs?: number;
  stalls?: number;
  /** How long closing waits for work that was asked to end. */
  handBackMs?: number;
}

/** What we use of BullMQ's queue and worker; which store they stand on does not show. */
export type StoredQueue = Pick<
  Queue,
  'add' | 'close' | 'getJobCounts' | 'getJobs' | 'getJobSchedulers' | 'upsertJobScheduler'
>;
export type StoredWorker = Pick<Worker, 'close'>;

/** BullMQ on either store: the same calls. */
export interface Backend {
  kind: 'postgresql' | 'redis';
  queue(name: QueueName, jobs: JobsOptions): StoredQueue;
  worker(name: QueueName, processor: Processor, concurrency: number, patience: Patience): StoredWorker;
  /** False when adding would have to wait for a lost connection. */
  reachable(): boolean;
  close(): Promise<void>;
}

const stallsAllowed = 10;
const eventsKept = 1000;

/** Opens the store of the queues and, in PostgreSQL, makes its tables. Redis may be down now: it is waited for in the background. */
export async function openBackend(place: QueuePlace): Promise<Backend> {
  return place.redisUrl === undefined ? onPostgres(place) : onRedis(place, place.redisUrl);
}

async function onPostgres({ databaseUrl, onError }: QueuePlace): Promise<Backend> {
  await migrateQueues(databaseUrl);
  const pool = new Pool({
    connectionString: databaseUrl,
    options: '-c search_path=bullmq',
    application_name: 'kreditorflyt-queue',
    // Each worker keeps one connection to listen on; the rest are for short calls.
    max: queueNames.length + 8,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  if (!isPgPool(pool)) throw new Error("BullMQ does not know pg's pool");
  pool.setMaxListeners(0);
  pool.on('error', (error) => onError(error, undefined));
  const classes = withBackend(createPostgresBackend);
  return {
    kind: 'postgresql',
    queue(name, jobs) {
      const queue = new classes.Queue(name, { connection: pool, defaultJobOptions: jobs, ...streams });
      queue.on('error', (error) => onError(error, name));
      return queue;
    },
    worker(name, processor, concurrency, patience) {
      const worker = new classes.Worker(name, processor, { connection: pool, concurrency, ...workerOptions(patience) });
      worker.on('error', (error) => onError(error, name));
      worker.on('failed', (_job, error) => onError(error, name));
      return worker;
    },
    reachable: () => true,
    close: () => pool.end(),
  };
}

async function onRedis({ onError }: QueuePlace, redisUrl: string): Promise<Backend> {
  const retryStrategy = (times: number) => Math.min(times * 100, 2000);
  // Adding fails at once while Redis is away, so that no door waits for it; working waits for as long as it takes.
  const adding = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, retryStrategy });
  const working = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy });
  for (const connection of [adding, working]) {
    connection.setMaxListeners(0);
    connection.on('error', (error: Error) => onError(error, undefined));
  }
  // Known up or known down: the first moments are neither.
  await new Promise<void>((resolve) => {
    adding.once('ready', resolve);
    adding.once('error', () => resolve());
  });
  return {
    kind: 'redis',
    queue(name, jobs) {
      const queue = new Queue(name, { connection: adding, prefix, defaultJobOptions: jobs, ...streams });
      queue.on('error', (error) => onError(error, name));
      return queue;
    },
    worker(name, processor, concurrency, patience) {
      const worker = new Worker(name, processor, {
        connection: working,
        prefix,
        concurrency,
        ...workerOptions(patience),
      });
      worker.on('error', (error) => onError(error, name));
      worker.on('failed', (_job, error) => onError(error, name));
      return worker;
    },
    reachable: () => adding.status === 'ready',
    async close() {
      adding.disconnect();
      working.disconnect();
    },
  };
}

const prefix = 'kreditorflyt';
const streams = { streams: { events: { maxLen: eventsKept } } };

function workerOptions(patience: Patience) {
  return {
    lockDuration: patience.lockMs,
    stalledInterval: patience.stalledMs,
    maxStalledCount: patience.stalls ?? stallsAllowed,
  };
}
