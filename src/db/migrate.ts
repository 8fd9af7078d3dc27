/** Brings a database to the newest schema: the SQL files of `migrations/`, in order of name, each once. */
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

const folder = new URL('./migrations/', import.meta.url);
const table = 'schema_migration';

/** The migrations' names in order, such as `0001-foundation`. */
export function migrationNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.replace(/\.sql$/, ''))
    .sort();
}

/** Runs what is missing and returns the names that ran. Several processes at once: one works, the others wait. */
export async function migrate(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'kreditorflyt-migrate' });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock(7205759401)');
    const names = migrationNames();
    const there = await namesThere(lock);
    if (names.every((name) => there.has(name))) return [];
    const { runMigrations } = await import('./migrator.ts');
    const files = names.map((name) => ({ name, sql: readFileSync(new URL(`${name}.sql`, folder), 'utf8') }));
    return await runMigrations(url, table, files);
  } finally {
    await lock.end();
  }
}

async function namesThere(sql: pg.Client): Promise<Set<string>> {
  const made = await sql.query('select from pg_tables where schemaname = current_schema() and tablename = $1', [table]);
  if (made.rowCount === 0) return new Set();
  const { rows } = await sql.query<{ name: string }>(`select name from ${table}`);
  return new Set(rows.map((row) => row.name));
}
