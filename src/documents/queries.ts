/** The data of documents, read from the tables with a few set-based queries each. */
import type { Sql } from '../db/database.ts';
import { agreementOf } from '../domain/agreement.ts';
import type { StoredAgreement } from '../domain/agreement.ts';
import type { Day } from '../domain/day.ts';
import { describe } from '../domain/problems.ts';
import type { Problem } from '../domain/row.ts';
import type { Language, Sender } from './report.ts';
import type {
  ConfirmedCase,
  ConfirmedClaim,
  ConfirmedDebtor,
  ConfirmedJournal,
  EngagementConfirmationData,
  Receiver,
  Rejection,
} from './reports/engagement-confirmation.ts';

/** Rejected rows that a confirmation lists; the rest are counted, and all are in the file's result. */
export const mostRejections = 1000;

/** A client as its documents are addressed; throws when there is none. */
export async function receiverOf(sql: Sql, client: number): Promise<Receiver> {
  const found = await sql.query<{
    number: number;
    name: string;
    org_number: string | null;
    street: string | null;
    postal_code: string | null;
    postal_place: string | null;
    agreement: StoredAgreement;
  }>(`select number, name, org_number, street, postal_code, postal_place, agreement from client where number = $1`, [
    client,
  ]);
  const row = found.rows[0];
  if (!row) throw new Error(`There is no client ${client}.`);
  return {
    number: row.number,
    name: row.name,
    orgNumber: row.org_number,
    vatRegistered: agreementOf(row.agreement).vatLiable,
    street: row.street,
    postalCode: row.postal_code,
    postalPlace: row.postal_place,
  };
}

/**
 * What the engagement confirmation of `client` on `date` says, or null when nothing was registered or rejected that day.
 * Ids of persons are masked; of a protected address not even the place is read.
 */
export async function confirmationData(
  sql: Sql,
  client: number,
  date: Day,
  collector: Sender,
  language: Language = 'nb',
): Promise<EngagementConfirmationData | null> {
  const journals = await journalsOf(sql, client, date);
  const cases = await casesOf(sql, client, date);
  const { rejections, rows } = await rejectionsOf(
    sql,
    journals.map((each) => each.number),
    language,
  );
  if (cases.length === 0 && rows === 0) return null;
  const contact = await sql.query<{ mobile: number; email: number }>(
    `select count(*) filter (where phone_mobile is null)::integer as mobile, count(*) filter (where email is null)::integer as email
     from debtor join collection_case on number = case_number
     where collection_case.client = $1 and registered_on = $2 and n = 1 and not protected_address`,
    [client, date],
  );
  return {
    collector,
    client: await receiverOf(sql, client),
    name: `Oppdragsbekreftelse-${client}-${date}`,
    date,
    replaces: null,
    journals,
    cases,
    rejections,
    rejectedRows: rows,
    withoutMobile: contact.rows[0]!.mobile,
    withoutEmail: contact.rows[0]!.email,
    notes: await notesOf(sql, client, date, rows, language),
  };
}

/** The day's journals: those that made its cases, and those whose file came that day with rows that were rejected. */
async function journalsOf(sql: Sql, client: number, date: Day): Promise<ConfirmedJournal[]> {
  const found = await sql.query<{
    number: number;
    description: string;
    source: string | null;
    door: string | null;
    received_at: Date | null;
    sent_by: string | null;
    approved_by: string | null;
    approved_at: Date | null;
  }>(
    `select journal.number, description, drop_file.name as source, door, received_at,
       app_user.name as sent_by, approved_by, approved_at
     from journal left join drop_file on drop_file.id = drop_id left join app_user on app_user.id = drop_file.user_id
     where journal.client = $1 and journal.kind = 'case' and journal.state <> 'deleted'
       and (journal.number in (select journal from collection_case where client = $1 and registered_on = $2)
         or (journal.rejected > 0 and (received_at at time zone 'Europe/Oslo')::date = $2))
     order by journal.number`,
    [client, date],
  );
  return found.rows.map((row) => ({
    number: row.number,
    description: row.description,
    source: row.source,
    door: row.door,
    receivedAt: row.received_at?.toISOString() ?? null,
    sentBy: row.sent_by,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at?.toISOString() ?? null,
  }));
}

async function casesOf(sql: Sql, client: number, date: Day): Promise<ConfirmedCase[]> {
  const values = [client, date];
  const which = `collection_case.client = $1 and registered_on = $2`;
  const cases = await sql.query<Omit<ConfirmedCase, 'debtors' | 'claims'>>(
    `select number, reference, service, currency, handler, notice_on as "noticeOn", kid, coalesce(interest_original, interest) as interest
     from collection_case where ${which} order by number`,
    values,
  );
  const debtors = await sql.query<ConfirmedDebtor & { case_number: number }>(
    `select case_number, debtor.name, role, customer_number as "customerNumber",
       case when legal_type = 'legalPerson' then national_id else left(national_id, 6) || ' *****' end as "maskedId",
       case when not protected_address then nullif(concat_ws(' ', postal_code, postal_place), '') end as "postalPlace"
     from debtor join collection_case on number = case_number where ${which} order by case_number, n`,
    values,
  );
  const claims = await sql.query<ConfirmedClaim & { case_number: number }>(
    `select case_number, kind, invoice, concerns, invoice_date as "invoiceDate", due_date as "dueDate", original,
       claim.principal as remaining, interest_from as "interestFrom", coalesce(reminder_fee, 0)::bigint as "reminderFee",
       reminder_date as "reminderDate", claim.kid
     from claim join collection_case on number = case_number where ${which} order by case_number, n`,
    values,
  );
  const [debtorsOf, claimsOf] = [byCase(debtors.rows), byCase(claims.rows)];
  return cases.rows.map((row) => ({
    ...row,
    debtors: debtorsOf.get(row.number) ?? [],
    claims: claimsOf.get(row.number) ?? [],
  }));
}

/** Rows gathered by their case, without its number. */
function byCase<T extends { case_number: number }>(rows: T[]): Map<number, Omit<T, 'case_number'>[]> {
  const found = new Map<number, Omit<T, 'case_number'>[]>();
  for (const { case_number, ...rest } of rows) {
    const of = found.get(case_number);
    if (of) of.push(rest);
    else found.set(case_number, [rest]);
  }
  return found;
}

async function rejectionsOf(
  sql: Sql,
  journals: number[],
  language: Language,
): Promise<{ rejections: Rejection[]; rows: number }> {
  const counted = await sql.query<{ rows: number }>(
    `select count(*)::integer as rows from journal_row where journal = any ($1) and state = 'rejected'`,
    [journals],
  );
  const found = await sql.query<{ file: string; line: number; reference: string | null; problems: Problem[] | null }>(
    `select coalesce(drop_file.name, '') as file, journal_row.line, journal_row.reference, journal_row.problems
     from journal_row join journal on journal.number = journal_row.journal left join drop_file on drop_file.id = journal.drop_id
     where journal_row.journal = any ($1) and journal_row.state = 'rejected' order by journal_row.journal, row limit $2`,
    [journals, mostRejections],
  );
  const rejections = found.rows.flatMap((row) =>
    (row.problems ?? [])
      .filter((problem) => problem.severity === 'error')
      .map((problem): Rejection => {
        const { message, cure } = describe(problem, language);
        return { file: row.file, line: row.line, reference: row.reference, code: problem.code, message, cure };
      }),
  );
  return { rejections, rows: counted.rows[0]!.rows };
}

async function notesOf(sql: Sql, client: number, date: Day, rejected: number, language: Language): Promise<string[]> {
  const found = await sql.query<{ credits: number; attached: number }>(
    `select count(*) filter (where claim.kind = 'creditNote' and registered_on = $2)::integer as credits,
       count(*) filter (where registered_on < $2)::integer as attached
     from claim join collection_case on number = case_number
     where collection_case.client = $1 and (registered_on = $2
       or (registered_on < $2 and claim.journal in (select journal from collection_case as new where new.client = $1 and new.registered_on = $2)))`,
    [client, date],
  );
  const { credits, attached } = found.rows[0]!;
  const nb = language === 'nb';
  const notes: string[] = [];
  if (credits > 0) {
    notes.push(
      nb ? `${credits} kreditnota er trukket fra i sakene over.` : `${credits} credit notes reduce the cases above.`,
    );
  }
  if (attached > 0) {
    notes.push(
      nb
        ? `${attached} krav er lagt til saker som var registrert fra før.`
        : `${attached} claims were added to cases registered earlier.`,
    );
  }
  if (rejected > mostRejections) {
    notes.push(
      nb
        ? `De første ${mostRejections} radene er vist; alle ${rejected} står i filens resultat.`
        : `The first ${mostRejections} rows are shown; all ${rejected} are in the file's result.`,
    );
  }
  return notes;
}
