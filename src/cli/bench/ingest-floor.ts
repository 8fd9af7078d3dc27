/**
 * The floor of ingest: the same file into the same tables by hand-written SQL over one connection – COPY into a staging
 * table, then INSERT … SELECT. It judges nothing and trusts every value.
 */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Day } from '../../domain/day.ts';
import { caseHeader } from '../invented.ts';

const columns = caseHeader
  .trim()
  .split(';')
  .map((name) => `"${name}"`);

const day = (column: string) => `to_date(${column}, 'DD.MM.YYYY')`;
const ore = (column: string) => `(replace(${column}, ',', '.')::numeric * 100)::bigint`;

/** Loads an invented kreditorfil into the journal as accepted rows. */
export async function floorJournal(sql: pg.PoolClient, path: string, client: number, at: Date): Promise<number> {
  await sql.query(
    `create temp table staging (line serial, ${columns.map((column) => `${column} text`).join(', ')}) on commit drop`,
  );
  await pipeline(
    createReadStream(path),
    sql.query(copyFrom(`copy staging (${columns.join(', ')}) from stdin (format csv, delimiter ';', header)`)),
  );
  const made = await sql.query<{ number: number }>(
    `insert into journal (client, kind, state, created_at, created_by) values ($1, 'case', 'approved', $2, 'floor') returning number`,
    [client, at],
  );
  const journal = made.rows[0]!.number;
  await sql.query(
    `insert into journal_row (journal, row, client, line, state, raw, record, reference, amount)
     select $1, line, $2, line + 1, 'accepted', json_build_object(${columns.map((column) => `'${column.slice(1, -1)}', ${column}`).join(', ')}),
       jsonb_build_object('reference', referanse, 'service', 'debtCollection', 'currency', valuta, 'noticeDate', ${day('ikvar_dato')},
         'debtors', jsonb_build_array(jsonb_build_object('role', 'debtor', 'id', personnr_orgnr, 'legalType', 'naturalPerson', 'name', navn,
           'street', gateadresse, 'postalCode', postnummer, 'postalPlace', poststed, 'phoneMobile', mobiltelefon, 'email', "e-post",
           'customerNumber', kundenummer)),
         'claims', jsonb_build_array(jsonb_build_object('kind', 'invoice', 'concerns', fordringen_gjelder, 'invoice', fakturanr,
           'original', ${ore('oppr_hovedstol')}, 'remaining', ${ore('gjenst_hovedstol')}, 'invoiceDate', ${day('fakturadato')},
           'dueDate', ${day('forfallsdato')}))),
       referanse, ${ore('gjenst_hovedstol')}
     from staging`,
    [journal, client],
  );
  return journal;
}

/** Books what {@link floorJournal} staged, from the staging table: cases, claims, debtors, actions, postings and their entries. */
export async function floorPost(
  sql: pg.PoolClient,
  journal: number,
  client: number,
  today: Day,
  at: Date,
): Promise<void> {
  await sql.query(
    `create temp table opened on commit drop as select nextval('case_number')::integer as number, staging.* from staging`,
  );
  await sql.query(
    `insert into collection_case (number, client, reference, currency, journal, registered_on, notice_on, name, kid, principal)
     select number, $2, referanse, valuta, $1, $3, ${day('ikvar_dato')}, navn, case_kid(number), ${ore('gjenst_hovedstol')} from opened`,
    [journal, client, today],
  );
  await sql.query(
    `insert into claim (case_number, n, client, kind, concerns, invoice, invoice_date, due_date, original, principal, journal, row)
     select number, 1, $2, 'invoice', fordringen_gjelder, fakturanr, ${day('fakturadato')}, ${day('forfallsdato')},
       ${ore('oppr_hovedstol')}, ${ore('gjenst_hovedstol')}, $1, line from opened`,
    [journal, client],
  );
  await sql.query(
    `insert into debtor (case_number, n, client, role, national_id, legal_type, name, street, postal_code, postal_place, phone_mobile,
       email, customer_number)
     select number, 1, $1, 'debtor', personnr_orgnr, 'naturalPerson', navn, gateadresse, postnummer, poststed, mobiltelefon, "e-post",
       kundenummer from opened`,
    [client],
  );
  await sql.query(
    `insert into case_action (case_number, client, action_group, due_on) select number, $1, 'notice', ${day('ikvar_dato')} from opened`,
    [client],
  );
  const last = await sql.query<{ last: number }>('select coalesce(max(id), 0) as last from ledger_entry');
  const written = await sql.query(
    `insert into posting (entry, n, client, case_number, from_account, to_account, amount, currency)
     select ${last.rows[0]!.last} + 1 + (line - 1) / 10000, 1 + (line - 1) % 10000, $1, number, 'claims', 'principal',
       ${ore('gjenst_hovedstol')}, valuta from opened order by line`,
    [client],
  );
  for (let entry = 1; entry <= Math.ceil((written.rowCount ?? 0) / 10_000); entry++) {
    await sql.query('select seal_entry($1, $4, $2, $3, $5)', [
      last.rows[0]!.last + entry,
      'claims-registered',
      `journal:${journal}`,
      today,
      at,
    ]);
  }
}
