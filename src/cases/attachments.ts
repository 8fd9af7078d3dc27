/** Copies of invoices and other papers that belong to a case, found by their names. */
import type { Sql } from '../db/database.ts';

export interface NewAttachment {
  client: number;
  drop: number;
  name: string;
  mediaType: string;
  size: bigint;
  sha256: string;
  archivePath: string;
  createdBy: string;
  at: Date;
}

export interface Matched {
  state: 'matched' | 'unsure' | 'unmatched';
  caseNumber: number | null;
  candidates: number[];
}

/** At most so many cases are offered for one paper. */
const mostCandidates = 10;

/**
 * The cases of a client that a file's name tells of: a case number (“Sak 827.pdf”), else an invoice number, alone or with the
 * customer number. One is a match; several, or none, wait for somebody's choice. Whole words only: 827 is not in 18270.
 */
export async function matchByName(sql: Sql, client: number, name: string): Promise<Matched> {
  const words = [...new Set(name.replace(/\.[A-Za-z0-9]{1,5}$/, '').split(/[^\p{L}\p{N}/-]+/u))]
    .filter((word) => word !== '')
    .slice(0, 30);
  const numbers = words.filter((word) => /^\d{1,9}$/.test(word)).map(Number);
  const byNumber = await sql.query<{ number: number }>(
    `select number from collection_case where client = $1 and number = any ($2) order by number limit ${mostCandidates + 1}`,
    [client, numbers],
  );
  const byInvoice =
    byNumber.rowCount === 0
      ? await sql.query<{ number: number; customers: string[] }>(
          `select claim.case_number as number, array_agg(distinct debtor.customer_number) filter (where debtor.customer_number is not null) as customers
           from claim join debtor using (case_number) where claim.client = $1 and claim.invoice = any ($2)
           group by claim.case_number order by claim.case_number limit ${mostCandidates + 1}`,
          [client, words],
        )
      : undefined;
  let candidates = (byInvoice ?? byNumber).rows.map((row) => row.number);
  if (byInvoice && candidates.length > 1) {
    const ofCustomer = byInvoice.rows.filter((row) => row.customers?.some((customer) => words.includes(customer)));
    if (ofCustomer.length === 1) candidates = [ofCustomer[0]!.number];
  }
  if (candidates.length === 1) return { state: 'matched', caseNumber: candidates[0]!, candidates };
  return {
    state: candidates.length === 0 ? 'unmatched' : 'unsure',
    caseNumber: null,
    candidates: candidates.slice(0, mostCandidates),
  };
}

/**
 * Keeps a paper with the case its name tells of, or with the one `chosen` by a person, or waiting. Twice for one drop is once:
 * the second is told what the first came to. The caller answers for that the chosen case is the client's.
 */
export async function attach(sql: Sql, attachment: NewAttachment, chosen?: number): Promise<Matched> {
  const matched: Matched =
    chosen === undefined
      ? await matchByName(sql, attachment.client, attachment.name)
      : { state: 'matched', caseNumber: chosen, candidates: [chosen] };
  const kept = await sql.query(
    `insert into attachment (client, drop_id, name, media_type, size, sha256, archive_path, state, case_number, candidates, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (drop_id) do nothing`,
    [
      attachment.client,
      attachment.drop,
      attachment.name,
      attachment.mediaType,
      String(attachment.size),
      attachment.sha256,
      attachment.archivePath,
      matched.state,
      matched.caseNumber,
      matched.candidates,
      attachment.at,
      attachment.createdBy,
    ],
  );
  if (kept.rowCount === 0) {
    const { rows } = await sql.query<Matched>(
      `select case state when 'removed' then 'matched' else state end as state, case_number as "caseNumber", candidates
       from attachment where drop_id = $1`,
      [attachment.drop],
    );
    return rows[0]!;
  }
  if (matched.caseNumber !== null) {
    await sql.query(
      `insert into case_event (case_number, client, at, kind, text, actor) values ($1, $2, $3, 'attached', $4, $5)`,
      [matched.caseNumber, attachment.client, attachment.at, attachment.name, attachment.createdBy],
    );
  }
  return matched;
}

/** Says whose a waiting paper is: one of the client's own cases. False when the paper or the case is not the client's. */
export async function placeAttachment(
  sql: Sql,
  { id, client, caseNumber, who, at }: { id: number; client: number; caseNumber: number; who: string; at: Date },
): Promise<boolean> {
  const placed = await sql.query(
    `update attachment set state = 'matched', case_number = $3, decided_by = $4, decided_at = $5
     where id = $1 and client = $2 and state in ('unsure', 'unmatched')
       and exists (select from collection_case where number = $3 and collection_case.client = $2)`,
    [id, client, caseNumber, who, at],
  );
  if (placed.rowCount === 0) return false;
  await settleDrop(sql, id, at);
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, actor)
     select case_number, client, $2, 'attached', name, $3 from attachment where id = $1`,
    [id, at, who],
  );
  return true;
}

/** Takes a waiting paper away, which belongs to no case. False when it is not the client's or no longer waits. */
export async function removeAttachment(
  sql: Sql,
  { id, client, who, at }: { id: number; client: number; who: string; at: Date },
): Promise<boolean> {
  const removed = await sql.query(
    `update attachment set state = 'removed', decided_by = $3, decided_at = $4 where id = $1 and client = $2 and state in ('unsure', 'unmatched')`,
    [id, client, who, at],
  );
  if (removed.rowCount === 0) return false;
  await settleDrop(sql, id, at);
  return true;
}

/** The file that a paper came in waits no longer. */
async function settleDrop(sql: Sql, attachment: number, at: Date): Promise<void> {
  await sql.query(
    `update drop_file set state = 'attachment', state_since = $2 from attachment
     where attachment.id = $1 and drop_file.id = drop_id and drop_file.state = 'waiting'`,
    [attachment, at],
  );
}
