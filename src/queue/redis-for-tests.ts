/** A real redis-server for tests, in a folder of its own, that can be stopped and started again with its data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../platform/free-port.ts';

/** A running server; `stop` and `start` keep address and data, `remove` ends it for good. */
export interface RedisForTests {
  url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts a redis-server that writes every change to disk. */
export async function startRedis(): Promise<RedisForTests> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const options = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
    ];
    server = spawn(
      'redis-server',
      [...options, '--save', '', '--maxmemory-policy', 'noeviction', '--databases', '64'],
      { stdio: 'ignore' },
    );
    for (let attempt = 0; attempt < 250; attempt += 1) {
      if (await answers(url)) return;
      await sleep(20);
    }
    throw new Error(`redis-server did not start on port ${port}; is the Debian package redis-server installed?`);
  }

  async function stop(): Promise<void> {
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    server = undefined;
  }

  await start();
  return {
    url,
    start,
    stop,
    async remove() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
