import type { Sql } from '../db/database.ts';

/** The numbers of all clients: the only ones a door may take files for. */
export async function knownClients(sql: Pick<Sql, 'query'>): Promise<Set<number>> {
  const { rows } = await sql.query<{ number: number }>('select number from client');
  return new Set(rows.map((row) => row.number));
}
