import { runMigrations } from 'bullmq';
import { Client } from 'pg';

/** Makes or renews the tables of the PostgreSQL queue (schema `bullmq`) in one transaction; several processes at once are safe. */
export async function migrateQueues(url: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'kreditorflyt-queue-migrate' });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
