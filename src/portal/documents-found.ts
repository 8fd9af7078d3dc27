/** The documents that a user's clients have been sent, and who has opened them. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { likeText } from './sent-files.ts';

/** The filters of the manual; what is undefined does not narrow. */
export interface DocumentFilter {
  clients: number[];
  type?: string | undefined;
  opened?: boolean | undefined;
  withoutReferences?: boolean | undefined;
  journalFrom?: number | undefined;
  journalTo?: number | undefined;
  producedFrom?: Day | undefined;
  producedTo?: Day | undefined;
  bookedFrom?: Day | undefined;
  bookedTo?: Day | undefined;
  description?: string | undefined;
  purchased?: boolean | undefined;
}

export interface FoundDocument {
  id: number;
  client: number;
  client_name: string;
  type: string;
  name: string;
  created_at: Date;
  booking_date: Day | null;
  journals: number[];
  settlement: number | null;
  media_type: string;
  size: bigint;
  archive_path: string;
  replaces_name: string | null;
  replaced_by: string | null;
  opened_by: string | null;
  opened_at: Date | null;
  openings: number;
}

/** The columns that the grid sorts by. */
const sortColumns = {
  produsert: 'd.created_at',
  bokfort: 'd.booking_date',
  navn: 'd.name',
  type: 'd.type',
  eier: 'd.client',
  apnet: 'opening.at',
} as const;

export const sortNames = ['produsert', 'bokfort', 'navn', 'type', 'eier', 'apnet'] as const;

function whereOf(filter: DocumentFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [filter.clients];
  const parts = ['d.client = any($1)'];
  const add = (value: unknown, part: (place: string) => string) => {
    if (value === undefined || value === '') return;
    values.push(value);
    parts.push(part(`$${values.length}`));
  };
  const opened = 'exists (select from document_opening o where o.document = d.id)';
  add(filter.type, (at) => `d.type = ${at}`);
  if (filter.opened !== undefined) parts.push(filter.opened ? opened : `not ${opened}`);
  if (filter.withoutReferences !== undefined) {
    const none = `d.journals = '{}' and d.settlement is null`;
    parts.push(filter.withoutReferences ? none : `not (${none})`);
  }
  add(filter.journalFrom, (at) => `exists (select from unnest(d.journals) j where j >= ${at})`);
  add(filter.journalTo, (at) => `exists (select from unnest(d.journals) j where j <= ${at})`);
  add(filter.producedFrom, (at) => `d.created_at >= ${at}::date::timestamp at time zone 'Europe/Oslo'`);
  add(filter.producedTo, (at) => `d.created_at < (${at}::date + 1)::timestamp at time zone 'Europe/Oslo'`);
  add(filter.bookedFrom, (at) => `d.booking_date >= ${at}`);
  add(filter.bookedTo, (at) => `d.booking_date <= ${at}`);
  const text = filter.description?.trim();
  add(
    text && `%${likeText(text)}%`,
    (at) => `(d.description ilike ${at} escape '\\' or d.name ilike ${at} escape '\\')`,
  );
  // No receivable is bought by the collector in this house, so “Kjøpt: Ja” finds nothing.
  if (filter.purchased === true) parts.push('false');
  return { where: parts.join(' and '), values };
}

const columns = `d.id, d.client, client.name as client_name, d.type, d.name, d.created_at, d.booking_date, d.journals, d.settlement,
  d.media_type, d.size, d.archive_path, replaced.name as replaces_name, newer.name as replaced_by,
  opening.who as opened_by, opening.at as opened_at, coalesce(opening.openings, 0) as openings`;

const joins = `document d join client on client.number = d.client
  left join document replaced on replaced.id = d.replaces
  left join lateral (select name from document n where n.replaces = d.id order by n.id desc limit 1) newer on true
  left join lateral (select coalesce(colleague_name(o.user_id), o.who) as who, o.at, count(*) over ()::integer as openings
    from document_opening o
    where o.document = d.id order by o.at, o.id limit 1) opening on true`;

/** One page of documents, how many there are, and how many of all one's documents nobody has opened. */
export async function findDocuments(
  sql: Sql,
  filter: DocumentFilter,
  order: { sort: (typeof sortNames)[number]; descending: boolean; page: number; perPage: number },
) {
  const { where, values } = whereOf(filter);
  const total = await sql.query<{ count: number }>(
    `select count(*)::integer as count from document d where ${where}`,
    values,
  );
  const direction = order.descending ? 'desc nulls last' : 'asc nulls last';
  const { rows } = await sql.query<FoundDocument>(
    `select ${columns} from ${joins} where ${where} order by ${sortColumns[order.sort]} ${direction}, d.id desc
     limit ${order.perPage} offset ${(order.page - 1) * order.perPage}`,
    values,
  );
  const unopened = await unopenedDocuments(sql, filter.clients);
  return { documents: rows, total: total.rows[0]!.count, unopened };
}

/** How many documents nobody has opened. */
export async function unopenedDocuments(sql: Sql, clients: number[]): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::integer as count from document d
     where d.client = any($1) and not exists (select from document_opening o where o.document = d.id)`,
    [clients],
  );
  return rows[0]!.count;
}

/** The types that one's documents have. */
export async function documentTypes(sql: Sql, clients: number[]): Promise<string[]> {
  const { rows } = await sql.query<{ type: string }>(
    'select distinct type from document where client = any($1) order by type',
    [clients],
  );
  return rows.map((row) => row.type);
}

/** Opens documents: writes who, when and through which door, and tells what to send. Those that may not be seen are left out. */
export async function openDocuments(
  sql: Sql,
  ids: number[],
  by: { at: Date; userId: number; login: string; address: string },
): Promise<FoundDocument[]> {
  const { rows } = await sql.query<FoundDocument>(
    `select ${columns} from ${joins} where d.id = any($1) order by d.id`,
    [ids],
  );
  if (rows.length === 0) return [];
  const found = rows.map((row) => row.id);
  await sql.query(
    `insert into document_opening (document, client, at, who, user_id, door)
     select d.id, d.client, $2, $3, $4, 'portal' from document d where d.id = any($1)`,
    [found, by.at, by.login, by.userId],
  );
  await sql.query(
    `insert into access_log (at, user_id, actor, client, document, what, address)
     select $2, $4, $3, d.client, d.id, 'document.opened', $5 from document d where d.id = any($1)`,
    [found, by.at, by.login, by.userId, by.address],
  );
  return rows;
}
