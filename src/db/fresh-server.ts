/** The one PostgreSQL of a test run: a throw-away server with a migrated template, started before the first test file. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { type Postgres, startPostgres } from '../platform/postgres.ts';
import { migrateQueues } from '../queue/migrate.ts';
import { migrate } from './migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    templateUrl: string;
  }
}

const speed = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
};

interface Server {
  postgres: Postgres;
  folder: string;
  templateUrl: string;
}

let shared: Promise<Server> | undefined;
let users = 0;

/** Called by vitest once for each project; all share one server, stopped when the last project is done. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  users += 1;
  shared ??= begin();
  const server = await shared;
  project.provide('templateUrl', server.templateUrl);
  return async () => {
    users -= 1;
    if (users > 0) return;
    shared = undefined;
    await server.postgres.stop();
    await rm(server.folder, { recursive: true, force: true });
  };
}

async function begin(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-test-'));
  await chmod(folder, 0o711);
  const postgres = await startPostgres({ dataFolder: folder, settings: speed });
  const template = new URL(postgres.url);
  template.pathname = '/template_kreditorflyt';
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('create database template_kreditorflyt');
  await client.end();
  await migrate(template.href);
  await migrateQueues(template.href);
  return { postgres, folder, templateUrl: template.href };
}
