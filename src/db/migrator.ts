/** MikroORM's migrator over our SQL files; loaded only where something is to be migrated, for it is a third of a process's memory. */
import { MikroORM } from '@mikro-orm/postgresql';
import { Migration, Migrator } from '@mikro-orm/migrations';

/** A migration: its name, and its SQL. */
export interface SqlFile {
  name: string;
  sql: string;
}

function migrationOf({ name, sql }: SqlFile) {
  return {
    name,
    class: class extends Migration {
      override up(): void {
        this.addSql(sql);
      }
    },
  };
}

/** Runs those of `files` that are missing from `table`, all or none, and returns their names. */
export async function runMigrations(url: string, table: string, files: SqlFile[]): Promise<string[]> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    logger: () => undefined,
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      tableName: table,
      snapshot: false,
      migrationsList: files.map(migrationOf),
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
}
