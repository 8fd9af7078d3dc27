/** Databases for tests: each a copy of the migrated template, made in some fifty milliseconds. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A database of one test file: its address, its name, and how to be rid of it. */
export interface FreshDatabase {
  url: string;
  database: string;
  drop(): Promise<void>;
}

/** Makes a database with the newest schema and no rows, on the server of this test run. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const template = new URL(inject('templateUrl'));
  const database = `test_${randomBytes(6).toString('hex')}`;
  await command(`create database ${database} template ${template.pathname.slice(1)}`);
  const url = new URL(template);
  url.pathname = `/${database}`;
  return { url: url.href, database, drop: () => command(`drop database if exists ${database} with (force)`) };
}

async function command(sql: string): Promise<void> {
  const address = new URL(inject('templateUrl'));
  address.pathname = '/postgres';
  const client = new Client({ connectionString: address.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
