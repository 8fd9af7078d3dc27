/** The database: pooled connections, transactions as the system or on behalf of a user, and the entity manager. */
import pg from 'pg';

// int8 is money in øre and sizes in bytes: always BigInt. Dates stay calendar days, never instants.
const parsers: Partial<Record<number, (text: string) => unknown>> = {
  20: BigInt,
  1082: (text) => text,
};
const standardParser: (oid: number, format?: 'text' | 'binary') => unknown = pg.types.getTypeParser;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => parsers[oid] ?? standardParser(oid, format),
};

/** One connection inside a transaction. `int8` comes back as BigInt, `date` as `YYYY-MM-DD`. */
export interface Sql {
  query<T extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<T>>;
}

/** A user on whose behalf a connection acts; row-level security decides what it may see. */
export interface Acting {
  userId: number;
  operator: boolean;
}

export interface Database {
  url: string;
  pool: pg.Pool;
  /** Runs `work` in one transaction as the system; commits when it resolves, rolls back when it throws. */
  transaction<T>(work: (sql: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction that can read and write only what the user may. */
  actingFor<T>(user: Acting, work: (sql: Sql) => Promise<T>): Promise<T>;
  query: Sql['query'];
  close(): Promise<void>;
}

/** Opens a pool on `url`. `connections` is the most it will hold. */
export function openDatabase(url: string, connections = 10): Database {
  const pool = new pg.Pool({ connectionString: url, max: connections, types, application_name: 'kreditorflyt' });
  // An idle connection that the server ends is replaced at the next use; queries report their own errors.
  pool.on('error', () => undefined);

  async function transaction<T>(work: (sql: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      try {
        await client.query('rollback');
      } catch (cause) {
        broken = cause instanceof Error ? cause : new Error(String(cause));
      }
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    url,
    pool,
    transaction,
    actingFor: (user, work) =>
      transaction(async (sql) => {
        await sql.query(`set local role ${user.operator ? 'kreditorflyt_operator' : 'kreditorflyt_user'}`);
        await sql.query(`select set_config('kreditorflyt.user', $1, true)`, [String(user.userId)]);
        return work(sql);
      }),
    query: (text, values) => pool.query(text, values),
    close: () => pool.end(),
  };
}
