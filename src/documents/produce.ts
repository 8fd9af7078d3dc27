/** Makes a document: drawn, opened again and checked, archived, and written with its deliveries in the caller's transaction. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Sql } from '../db/database.ts';
import { agreementOf } from '../domain/agreement.ts';
import type { StoredAgreement } from '../domain/agreement.ts';
import type { Day } from '../domain/day.ts';
import type { PdfWorkers } from './render/pdf.ts';
import type { Report } from './report.ts';

export type DocumentType = 'engagementConfirmation' | 'clientAccountSettlement';

/** The part of the archive that documents need. */
export interface DocumentStore {
  put(
    source: Readable,
    place: { folder: string; name: string },
  ): Promise<{ path: string; sha256: string; size: number }>;
}

export interface DocumentRequest {
  type: DocumentType;
  client: number;
  /** Without `-2`: what the document is called while nothing has to be replaced. */
  name: string;
  date: Day;
  bookingDate: Day | null;
  journals: number[];
  settlement: number | null;
  description: string;
  /** The report under a name, and the name of the document it replaces. */
  report(name: string, replaces: string | null): Report;
}

export interface ProducedDocument {
  id: number;
  name: string;
  /** False when the same data had been drawn before. */
  made: boolean;
}

/** Raised when what is drawn changes while the data do not, so that old documents are not taken for the new. */
const drawingVersion = 2;

interface Earlier {
  id: number;
  name: string;
  settlement: number | null;
  content_hash: string;
}

/**
 * Makes the document of `request` inside the caller's transaction, unless the newest one of that name was drawn from the
 * same data. Other data give a new document, `name-2`, that names the one it replaces; nothing is overwritten. Throws when
 * the document cannot be drawn or does not read back right; then nothing is written.
 */
export async function produce(
  sql: Sql,
  parts: { pdf: PdfWorkers; archive: DocumentStore },
  request: DocumentRequest,
  at: Date,
): Promise<ProducedDocument> {
  // One at a time per name, so that two processes cannot both find nothing.
  await sql.query(`select pg_advisory_xact_lock(hashtextextended($1, 720575))`, [`${request.client}/${request.name}`]);
  const hash = contentHash(request.report(request.name, null));
  const found = await sql.query<Earlier>(
    `select id, name, settlement, content_hash from document
     where client = $1 and (name = $2 or (starts_with(name, $2 || '-') and substr(name, length($2) + 2) ~ '^[0-9]+$')) order by id`,
    [request.client, request.name],
  );
  const same = found.rows.find((each) => each.settlement === request.settlement && each.content_hash === hash);
  const replaced = found.rows.findLast((each) => each.settlement === request.settlement) ?? null;
  if (same && same === replaced) return { id: same.id, name: same.name, made: false };
  const name = found.rows.length === 0 ? request.name : `${request.name}-${found.rows.length + 1}`;
  const report = request.report(name, replaced?.name ?? null);
  const { bytes, pages } = await parts.pdf.render(report);
  const stored = await parts.archive.put(Readable.from([bytes]), {
    folder: `${request.date.replaceAll('-', '/')}/${request.client}/documents`,
    name: `${name}.pdf`,
  });
  const inserted = await sql.query<{ id: number }>(
    `insert into document (client, type, name, date, booking_date, journals, settlement, pages, size, sha256, archive_path, content_hash,
       description, created_at, replaces)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id`,
    [
      request.client,
      request.type,
      name,
      request.date,
      request.bookingDate,
      request.journals,
      request.settlement,
      pages,
      stored.size,
      stored.sha256,
      stored.path,
      hash,
      request.description,
      at,
      replaced?.id ?? null,
    ],
  );
  const id = inserted.rows[0]!.id;
  await planDeliveries(sql, request, id, `${name}.pdf`, at);
  return { id, name, made: true };
}

/** SHA-256 of everything that a report says. */
export function contentHash(report: Report): string {
  const text = JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return createHash('sha256').update(`${drawingVersion}\n${text}`).digest('hex');
}

/** Writes the outbox: the portal, the routes that the client's agreement names, and its own targets that want the type. */
async function planDeliveries(
  sql: Sql,
  { client, type }: DocumentRequest,
  document: number,
  fileName: string,
  at: Date,
): Promise<void> {
  const found = await sql.query<{ agreement: StoredAgreement; email: string | null }>(
    `select agreement, email from client where number = $1`,
    [client],
  );
  const row = found.rows[0];
  if (!row) throw new Error(`There is no client ${client}.`);
  const targets = { portal: 'portal', sftp: 'outbox', mail: row.email ?? '' };
  const routes = [...new Set(['portal' as const, ...agreementOf(row.agreement).routes])];
  await sql.query(
    `insert into delivery (document, client, route, target, file_name, created_at, next_try_at)
     select $1, $2, route, target, $3, $4, $4 from (
       select * from unnest($5::text[], $6::text[]) as agreed (route, target)
       union all
       select route, name from delivery_target
       where client = $2 and disabled_at is null and (document_types is null or $7 = any (document_types))
     ) as each
     on conflict do nothing`,
    [document, client, fileName, at, routes, routes.map((route) => targets[route]), type],
  );
}
