/** Brings a database to the newest schema: the SQL files of `migrations/`, in order of name, each once. */
import { readdirSync, readFileSync } from 'node:fs';
import { MikroORM } from '@mikro-orm/postgresql';
import { Migration, Migrator } from '@mikro-orm/migrations';
import pg from 'pg';

const folder = new URL('./migrations/', import.meta.url);

/** The migrations' names in order, such as `0001-foundation`. */
export function migrationNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.replace(/\.sql$/, ''))
    .sort();
}

function migrationOf(name: string) {
  return {
    name,
    class: class extends Migration {
      override up(): void {
        this.addSql(readFileSync(new URL(`${name}.sql`, folder), 'utf8'));
      }
    },
  };
}

/** Runs what is missing and returns the names that ran. Several processes at once: one works, the others wait. */
export async function migrate(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'kreditorflyt-migrate' });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock(7205759401)');
    const orm = await MikroORM.init({
      clientUrl: url,
      entities: [],
      logger: () => undefined,
      discovery: { warnWhenNoEntities: false },
      extensions: [Migrator],
      migrations: {
        tableName: 'schema_migration',
        snapshot: false,
        migrationsList: migrationNames().map(migrationOf),
        transactional: true,
        allOrNothing: true,
      },
    });
    try {
      const ran = await orm.migrator.up();
      return ran.map((each) => each.name);
    } finally {
      await orm.close();
    }
  } finally {
    await lock.end();
  }
}
