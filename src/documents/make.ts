/** The two documents of a night, from tables to a stored and outboxed PDF. Null where there is nothing to tell. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import { produce } from './produce.ts';
import type { DocumentStore, ProducedDocument } from './produce.ts';
import { confirmationData } from './queries.ts';
import type { PdfWorkers } from './render/pdf.ts';
import type { Language, Sender } from './report.ts';
import { blocks as settlementBlocks } from './reports/client-account-settlement.ts';
import { blocks as confirmationBlocks } from './reports/engagement-confirmation.ts';
import { settlementData } from './settlement-query.ts';

export interface DocumentParts {
  pdf: PdfWorkers;
  archive: DocumentStore;
  collector: Sender;
  language?: Language;
}

/** The engagement confirmation of `client` for `date`, in the caller's transaction. Twice is once. */
export async function makeConfirmation(
  sql: Sql,
  parts: DocumentParts,
  client: number,
  date: Day,
  at: Date,
): Promise<ProducedDocument | null> {
  const language = parts.language ?? 'nb';
  const data = await confirmationData(sql, client, date, parts.collector, language);
  if (!data) return null;
  return produce(
    sql,
    parts,
    {
      type: 'engagementConfirmation',
      client,
      name: data.name,
      date,
      bookingDate: null,
      journals: data.journals.map((each) => each.number),
      settlement: null,
      description: data.journals
        .map((each) => each.source ?? each.description)
        .filter(Boolean)
        .slice(0, 3)
        .join(', '),
      report: (name, replaces) => confirmationBlocks({ ...data, name, replaces }, language),
    },
    at,
  );
}

/** The document of settlement `number`, in the caller's transaction. Twice is once. */
export async function makeSettlement(
  sql: Sql,
  parts: DocumentParts,
  number: number,
  at: Date,
): Promise<ProducedDocument> {
  const language = parts.language ?? 'nb';
  const data = await settlementData(sql, number, parts.collector, language);
  const journals = await sql.query<{ journal: number }>(
    `select distinct journal from payment where settlement = $1 order by journal`,
    [number],
  );
  return produce(
    sql,
    parts,
    {
      type: 'clientAccountSettlement',
      client: data.client.number,
      name: data.name,
      date: data.bookedOn,
      bookingDate: data.bookedOn,
      journals: journals.rows.map((each) => each.journal),
      settlement: number,
      description: '',
      report: (name, replaces) => settlementBlocks({ ...data, name, replacesDocument: replaces }, language),
    },
    at,
  );
}
