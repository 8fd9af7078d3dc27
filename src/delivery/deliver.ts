/** Tries one delivery: taken under a lease, sent by its route, its outcome written as an attempt. State is computed from attempts. */
import { backOff } from './back-off.ts';
import { dueDeliveries } from './due.ts';
import { mail } from './routes/mail.ts';
import { portal } from './routes/portal.ts';
import { push } from './routes/push.ts';
import { sftp } from './routes/sftp.ts';
import { webhook } from './routes/webhook.ts';
import type { DeliveryHouse, Outcome, Route, RouteName, Task } from './task.ts';

const routes: Record<RouteName, Route> = { portal, sftp, push, mail, webhook };

/** Longer than any route takes; after it a killed attempt is tried again. */
const leaseMs = 600_000;

/** What became of a try: its outcome, `failed`, or `givenUp` after the last; null when the delivery was not to be tried. */
export type Tried = Outcome['outcome'] | 'failed' | 'givenUp' | null;

/** Tries everything that is due, at most `limit`, one after another; returns how each went. */
export async function deliverDue(house: DeliveryHouse, limit = 1000): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const id of await dueDeliveries(house.db, house.clock.now(), limit)) tried.push(await deliver(house, id));
  return tried;
}

/**
 * Tries delivery `id` once when it is due and nobody else has it. Never throws for what the receiver does: that is an
 * outcome. Safe to run twice and to be killed: an attempt without an end makes the next one look before it sends.
 */
export async function deliver(house: DeliveryHouse, id: number): Promise<Tried> {
  const task = await take(house, id);
  if (!task) return null;
  let outcome: Outcome | null = null;
  let failure = '';
  try {
    outcome = await routes[task.route](house, task);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  return end(house, task, outcome, failure);
}

interface Row {
  client: number;
  route: RouteName;
  target: string;
  file_name: string;
  document: number | null;
  type: string;
  date: string;
  archive_path: string;
  sha256: string;
  size: bigint;
  attempts: number;
  unsure: boolean;
}

async function take(house: DeliveryHouse, id: number): Promise<Task | null> {
  const now = house.clock.now();
  return house.db.transaction(async (sql) => {
    const locked = await sql.query(
      `select from delivery where id = $1 and delivered_at is null and given_up_at is null and next_try_at <= $2
       for update skip locked`,
      [id, now],
    );
    if (locked.rowCount === 0) return null;
    const found = await sql.query<Row>(
      `select delivery.client, route, target, file_name, document, type, date, archive_path, sha256, size,
         (select coalesce(max(n), 0) from delivery_attempt where delivery = $1) as attempts,
         exists (select from delivery_attempt where delivery = $1 and (ended_at is null or outcome = 'unsure')) as unsure
       from delivery left join document on document.id = delivery.document where delivery.id = $1`,
      [id],
    );
    const row = found.rows[0]!;
    if (row.document === null) throw new Error(`Delivery ${id} has no document. Remove it; it was not written by us.`);
    const attempt = row.attempts + 1;
    await sql.query(`insert into delivery_attempt (delivery, n, client, started_at) values ($1, $2, $3, $4)`, [
      id,
      attempt,
      row.client,
      now,
    ]);
    await sql.query(
      `update delivery set next_try_at = $2, attempts_left = greatest(attempts_left - 1, 0) where id = $1`,
      [id, new Date(now.getTime() + leaseMs)],
    );
    return {
      id,
      client: row.client,
      route: row.route,
      target: row.target,
      attempt,
      unsure: row.unsure,
      fileName: row.file_name,
      document: {
        id: row.document,
        type: row.type,
        date: row.date,
        path: row.archive_path,
        sha256: row.sha256,
        size: row.size,
      },
    };
  });
}

async function end(house: DeliveryHouse, task: Task, outcome: Outcome | null, failure: string): Promise<Tried> {
  const now = house.clock.now();
  const said = outcome?.outcome ?? 'failed';
  const arrived = said === 'delivered' || said === 'confirmed';
  return house.db.transaction(async (sql) => {
    await sql.query(
      `update delivery_attempt set ended_at = $3, outcome = $4, detail = $5 where delivery = $1 and n = $2`,
      [task.id, task.attempt, now, said, (outcome?.detail ?? failure).slice(0, 1000)],
    );
    if (arrived) {
      await sql.query(`update delivery set delivered_at = $2 where id = $1`, [task.id, now]);
      return said;
    }
    const next = new Date(now.getTime() + backOff(task.attempt));
    const left = await sql.query<{ given_up: boolean }>(
      `update delivery set next_try_at = $2, given_up_at = case when attempts_left = 0 then $3::timestamptz end
       where id = $1 returning given_up_at is not null as given_up`,
      [task.id, next, now],
    );
    return left.rows[0]!.given_up ? 'givenUp' : said;
  });
}
