/** Judges the rows of a new journal against what is already known: the tier `books`. Set-based; adds problems to the rows. */
import type { Problem } from '../domain/row.ts';
import type { Sql } from '../db/database.ts';

/** How many findings of each code {@link judgeAgainstBooks} counted. */
export type BookFindings = Record<string, number>;

/** One rule: which rows of the journal it finds (as `row`, with the value as sent and texts' params), and how grave it is. */
interface BookRule {
  code: string;
  severity: Problem['severity'];
  field: string;
  find: string;
}

const caseRules: BookRule[] = [
  {
    code: 'reference-already-case',
    severity: 'warning',
    field: 'reference',
    find: `select row, reference as value, jsonb_build_object('case', known.number) as params
      from journal_row join collection_case as known using (client, reference)
      where journal_row.journal = $1 and state <> 'rejected' and known.journal is distinct from $1`,
  },
  {
    code: 'invoice-already-case',
    severity: 'error',
    field: 'claims[0].invoice',
    find: `select row, field.invoice as value, jsonb_build_object('case', min(known.case_number)) as params
      from journal_row cross join lateral jsonb_to_recordset(record->'claims') as field (invoice text, kind text)
      join claim as known on known.client = journal_row.client and known.invoice = field.invoice and known.kind = coalesce(field.kind, 'invoice')
      join collection_case on collection_case.number = known.case_number and collection_case.status <> 'closed'
      where journal_row.journal = $1 and state <> 'rejected' and known.journal <> $1
        and exists (select from claim where client = $2)
      group by row, field.invoice`,
  },
];

const paymentRules: BookRule[] = [
  {
    code: 'case-not-known',
    severity: 'error',
    field: 'caseNumber',
    find: `select row, record->>'caseNumber' as value, '{}'::jsonb as params from journal_row
      where journal = $1 and state <> 'rejected' and record->>'type' not in ('bank', 'bankReversal') and record ? 'caseNumber'
        and not exists (select from collection_case where number = (record->>'caseNumber')::integer and client = journal_row.client)`,
  },
  {
    code: 'invoice-not-known',
    severity: 'error',
    field: 'invoice',
    find: `select row, record->>'invoice' as value, '{}'::jsonb as params from journal_row
      where journal = $1 and state <> 'rejected' and record->>'type' not in ('bank', 'bankReversal') and not record ? 'caseNumber'
        and not exists (select from claim where client = journal_row.client and invoice = record->>'invoice')`,
  },
  {
    code: 'case-is-closed',
    severity: 'error',
    field: 'caseNumber',
    find: `select row, record->>'caseNumber' as value, jsonb_build_object('date', known.closed_on) as params
      from journal_row join collection_case as known on known.number = (record->>'caseNumber')::integer and known.client = journal_row.client
      where journal_row.journal = $1 and state <> 'rejected' and record->>'type' not in ('bank', 'bankReversal') and known.status = 'closed'`,
  },
  {
    code: 'payment-above-remaining',
    severity: 'warning',
    field: 'amount',
    find: `select row, record->>'amount' as value, jsonb_build_object('remaining', known.remaining) as params
      from journal_row join (select number, client,
          principal - principal_paid + cost - cost_paid + interest - interest_paid as remaining from collection_case) as known
        on known.number = (record->>'caseNumber')::integer and known.client = journal_row.client
      where journal = $1 and state <> 'rejected' and record->>'type' not in ('bank', 'bankReversal') and journal_row.amount > known.remaining`,
  },
];

/** Adds the findings against the books to the rows of `journal` and rejects those with an error. */
export async function judgeAgainstBooks(
  sql: Sql,
  journal: number,
  client: number,
  kind: string,
): Promise<BookFindings> {
  const rules = kind === 'case' ? caseRules : kind === 'payment' ? paymentRules : [];
  const findings: BookFindings = {};
  for (const rule of rules) {
    const marked = await sql.query(
      `update journal_row set problems = coalesce(problems, '[]') || jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
           'code', '${rule.code}', 'tier', 'books', 'severity', '${rule.severity}', 'line', line, 'sheet', sheet,
           'field', '${rule.field}', 'value', found.value, 'params', found.params)))
         ${rule.severity === 'error' ? ", state = 'rejected'" : ''}
       from (select distinct on (row) * from (${rule.find}) as every order by row) as found
       where journal_row.journal = $1 and journal_row.row = found.row and $2::integer is not null`,
      [journal, client],
    );
    if (marked.rowCount) findings[rule.code] = marked.rowCount;
  }
  return findings;
}
