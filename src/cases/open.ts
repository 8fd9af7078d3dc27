/** Opens cases from the accepted rows of an approved case journal: set-based, one statement per table. */
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';

export interface OpenedCases {
  cases: number;
  claims: number;
}

/**
 * Opens one case per reference of `journal`, with its debtors, claims (krav), notice action and notes; a reference that
 * already is a case of the client gets its new claims and debtors added. A claim is one invoice, however many rows (one per
 * debtor) repeat it. Claims are numbered in the order of the file.
 * The caller's transaction holds the journal; the ledger registers the claims afterwards.
 */
export async function openCases(sql: Sql, journal: number, today: Day): Promise<OpenedCases> {
  const cases = await sql.query(
    `insert into collection_case (number, client, reference, service, currency, journal, registered_on, notice_on, name, kid, principal)
     select number, client, reference, coalesce(service, 'debtCollection'), coalesce(currency, 'NOK'), $1, $2, "noticeDate",
       debtors->0->>'name', case_kid(number), principal
     from (
       select nextval('case_number')::integer as number, each.* from (
         select first.client, gathered.reference, gathered.principal, field.*
         from (
           select reference, min(row) as row, sum(amount)::bigint as principal
           from journal_row where journal = $1 and state = 'accepted' group by reference
         ) as gathered
         join journal_row as first on first.journal = $1 and first.row = gathered.row
         cross join lateral jsonb_to_record(first.record) as field (service text, currency text, "noticeDate" date, debtors jsonb)
         order by gathered.row
       ) as each
     ) as numbered
     on conflict (client, reference) do nothing`,
    [journal, today],
  );
  const claims = await sql.query(
    `insert into claim (case_number, n, client, kind, concerns, invoice, kid, invoice_date, due_date, payment_terms,
       original, principal, interest_from, reminder_fee, reminder_date, journal, row)
     select case_number, (case when added then (select coalesce(max(n), 0) from claim where claim.case_number = incoming.case_number) else 0 end)
         + row_number() over (partition by case_number order by row, place),
       client, coalesce(kind, 'invoice'), concerns, invoice, kid, "invoiceDate", "dueDate", "paymentTerms",
       coalesce(original, remaining), remaining, "interestFrom", "reminderFee", "reminderDate", $1, row
     from (
       select collection_case.number as case_number, collection_case.journal <> $1 as added, journal_row.client, journal_row.row, field.*,
         row_number() over (partition by collection_case.number, field.kind, field.invoice order by journal_row.row, field.place) as seen
       from journal_row
       join collection_case on collection_case.client = journal_row.client and collection_case.reference = journal_row.reference
       cross join lateral rows from (jsonb_to_recordset(journal_row.record->'claims') as (kind text, concerns text, invoice text,
         kid text, "invoiceDate" date, "dueDate" date, "paymentTerms" text, original bigint, remaining bigint, "interestFrom" date,
         "reminderFee" bigint, "reminderDate" date)) with ordinality as field (kind, concerns, invoice, kid, "invoiceDate", "dueDate",
         "paymentTerms", original, remaining, "interestFrom", "reminderFee", "reminderDate", place)
       where journal_row.journal = $1 and journal_row.state = 'accepted'
     ) as incoming
     where seen = 1 and (not added or (select count(*) from claim as there where there.case_number = incoming.case_number
       and there.invoice = incoming.invoice and there.kind = coalesce(incoming.kind, 'invoice')) = 0)`,
    [journal],
  );
  await sql.query(
    `insert into debtor (case_number, n, client, role, national_id, legal_type, minor, protected_address, name, first_name, last_name,
       care_of, street, postal_code, postal_place, country, municipality, phone_home, phone_mobile, email, language, customer_number)
     select case_number, (case when added then (select coalesce(max(n), 0) from debtor where debtor.case_number = incoming.case_number) else 0 end)
         + row_number() over (partition by case_number order by row, place),
       client, coalesce(role, 'debtor'), id, coalesce("legalType", 'naturalPerson'), coalesce(minor, false),
       coalesce("protectedAddress", false), name, "firstName", "lastName", "careOf", street, "postalCode", "postalPlace", country,
       municipality, "phoneHome", "phoneMobile", email, language, "customerNumber"
     from (
       select collection_case.number as case_number, collection_case.journal <> $1 as added, journal_row.client, journal_row.row, field.*,
         row_number() over (partition by collection_case.number, coalesce(field.id, field.name) order by journal_row.row, field.place) as seen
       from journal_row
       join collection_case on collection_case.client = journal_row.client and collection_case.reference = journal_row.reference
       cross join lateral rows from (jsonb_to_recordset(journal_row.record->'debtors') as (role text, id text, "legalType" text,
         minor boolean, "protectedAddress" boolean, name text, "firstName" text, "lastName" text, "careOf" text, street text,
         "postalCode" text, "postalPlace" text, country text, municipality text, "phoneHome" text, "phoneMobile" text, email text,
         language text, "customerNumber" text)) with ordinality as field (role, id, "legalType", minor, "protectedAddress", name,
         "firstName", "lastName", "careOf", street, "postalCode", "postalPlace", country, municipality, "phoneHome", "phoneMobile",
         email, language, "customerNumber", place)
       where journal_row.journal = $1 and journal_row.state = 'accepted'
     ) as incoming
     where seen = 1 and (not added or (select count(*) from debtor as there where there.case_number = incoming.case_number
       and coalesce(there.national_id, there.name) = coalesce(incoming.id, incoming.name)) = 0)`,
    [journal],
  );
  await sql.query(
    `insert into case_action (case_number, client, action_group, due_on, done_on)
     select number, client, 'notice', notice_on, notice_on from collection_case where journal = $1 and notice_on is not null
     on conflict do nothing`,
    [journal],
  );
  // An open invoice that becomes a claim is from now on followed in the case.
  await sql.query(
    `with taken as (
       update invoice set state = 'case', case_number = claim.case_number from claim
       where claim.journal = $1 and invoice.client = claim.client and invoice.invoice = claim.invoice and invoice.kind = claim.kind
         and invoice.state = 'open'
       returning invoice.id, invoice.client, invoice.case_number
     )
     insert into invoice_event (invoice_id, client, at, kind, text, actor)
     select taken.id, taken.client, coalesce(approved_at, created_at), 'case', taken.case_number::text, 'journal ' || $1::integer
     from taken join journal on journal.number = $1 order by taken.id`,
    [journal],
  );
  // “Ekstra informasjon” lands in the history; a note that several rows of a case repeat is told once.
  await sql.query(
    `insert into case_event (case_number, client, at, kind, text, data, actor)
     select incoming.number, incoming.client, coalesce(approved_at, created_at), 'note', note, jsonb_build_object('journal', $1::integer, 'row', row),
       created_by
     from (
       select collection_case.number, journal_row.client, journal_row.row, place, btrim(note) as note,
         row_number() over (partition by collection_case.number, btrim(note) order by journal_row.row, place) as seen
       from journal_row
       join collection_case on collection_case.client = journal_row.client and collection_case.reference = journal_row.reference
       cross join lateral jsonb_array_elements_text(journal_row.record->'notes') with ordinality as noted (note, place)
       where journal_row.journal = $1 and journal_row.state = 'accepted'
     ) as incoming join journal on journal.number = $1
     where seen = 1 and note <> '' order by row, place`,
    [journal],
  );
  return { cases: cases.rowCount ?? 0, claims: claims.rowCount ?? 0 };
}
