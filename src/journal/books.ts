/** Judges the rows of a new journal against what is already known: the tier `books`. Set-based; adds problems to the rows. */
import type { Kind, Problem } from '../domain/row.ts';
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
    severity: 'error',
    field: 'reference',
    find: `select journal_row.row, journal_row.reference as value, jsonb_build_object('case', known.number) as params
      from journal_row join collection_case as known on known.client = journal_row.client and known.reference = journal_row.reference
      where journal_row.journal = $1 and journal_row.state <> 'rejected' and known.journal is distinct from $1
        and not exists (select from debtor where debtor.case_number = known.number
          and coalesce(debtor.national_id, debtor.name) in (select coalesce(sent->>'id', sent->>'name') from jsonb_array_elements(record->'debtors') as sent))`,
  },
  {
    code: 'invoice-already-case',
    severity: 'error',
    field: 'claims[0].invoice',
    find: `select journal_row.row, field.invoice as value, jsonb_build_object('case', min(known.case_number)) as params
      from journal_row cross join lateral jsonb_to_recordset(record->'claims') as field (invoice text, kind text)
      join claim as known on known.client = journal_row.client and known.invoice = field.invoice and known.kind = coalesce(field.kind, 'invoice')
      join collection_case on collection_case.number = known.case_number and collection_case.status <> 'closed'
      where journal_row.journal = $1 and journal_row.state <> 'rejected' and known.journal <> $1
      group by journal_row.row, field.invoice`,
  },
];

// What a creditor says was paid: the bank's own payments are never rejected for what the books say; they wait instead.
const said = `journal_row.journal = $1 and journal_row.state <> 'rejected' and record->>'type' not in ('bank', 'bankReversal')`;

// A stop names its case as a payment does.
const stopped = `journal_row.journal = $1 and journal_row.state <> 'rejected'`;

/** What is wrong with the case that a row names by its number or by an invoice. */
const namedCase = (said: string): BookRule[] => [
  {
    code: 'case-unknown',
    severity: 'error',
    field: 'caseNumber',
    find: `select journal_row.row, record->>'caseNumber' as value, '{}'::jsonb as params from journal_row
      where ${said} and record ? 'caseNumber'
        and not exists (select from collection_case where number = (record->>'caseNumber')::integer and client = journal_row.client)`,
  },
  {
    code: 'invoice-unknown',
    severity: 'error',
    field: 'invoice',
    find: `select journal_row.row, record->>'invoice' as value, '{}'::jsonb as params from journal_row
      where ${said} and not record ? 'caseNumber'
        and not exists (select from claim where client = journal_row.client and invoice = record->>'invoice')`,
  },
  {
    code: 'invoice-ambiguous',
    severity: 'error',
    field: 'invoice',
    find: `select journal_row.row, record->>'invoice' as value, jsonb_build_object('count', count(distinct claim.case_number)) as params
      from journal_row join claim on claim.client = journal_row.client and claim.invoice = record->>'invoice'
      join collection_case on collection_case.number = claim.case_number and status <> 'closed'
      where ${said} and not record ? 'caseNumber' group by journal_row.row, record->>'invoice' having count(distinct claim.case_number) > 1`,
  },
  {
    code: 'case-closed',
    severity: 'error',
    field: 'caseNumber',
    find: `select journal_row.row, record->>'caseNumber' as value, jsonb_build_object('case', known.number, 'closedOn', to_char(known.closed_on, 'DD.MM.YYYY')) as params
      from journal_row join collection_case as known on known.number = (record->>'caseNumber')::integer and known.client = journal_row.client
      where ${said} and known.status = 'closed'`,
  },
];

/** Rows that an equal one of an earlier journal was: the n-th equal row of this file against n equal rows before. */
const alreadySent = (key: string, which: string): BookRule => ({
  code: 'already-sent',
  severity: 'error',
  field: 'amount',
  find: `select now.row, null::text as value, jsonb_build_object('occurrence', now.turn, 'journal', before.journal) as params
    from (select row, ${key} as key, row_number() over (partition by ${key} order by row) as turn from journal_row
      where journal_row.journal = $1 and journal_row.state <> 'rejected' and ${which}) as now
    join (select journal_row.journal, ${key} as key, row_number() over (partition by ${key} order by journal_row.journal, journal_row.row) as turn
      from journal_row join journal on journal.number = journal_row.journal and journal.state <> 'deleted'
      where journal_row.client = (select client from journal where number = $1) and journal_row.journal <> $1
        and journal_row.journal is distinct from (select corrects from journal where number = $1)
        and journal.kind = (select kind from journal where number = $1) and journal_row.state = 'accepted' and ${which}
        and (journal_row.reference is null or journal_row.reference in (select reference from journal_row where journal = $1))) as before
    using (key, turn)`,
});

/** A payment's business key: what it pays, when, how much, by whom (validation/business-key.ts says the same of one file). */
const paymentKey = `jsonb_build_array(record->'type', record->'caseNumber', record->'invoice', record->'kid', record->'paidOn', record->'amount',
  record->'currency', record->'account', record->'payerAccount', record->'bankReference')`;

/** What only the bank can say – that money came to the client account – is taken from the collector's own folder alone. */
const onlyBank = (which: string): BookRule => ({
  code: 'sender-not-bank',
  severity: 'error',
  field: 'type',
  find: `select journal_row.row, null::text as value, jsonb_build_object('client', journal_row.client::text) as params
    from journal_row join client on client.number = journal_row.client
    where journal_row.journal = $1 and journal_row.state <> 'rejected' and client.kind <> 'collector' and ${which}`,
});

const paymentRules: BookRule[] = [
  onlyBank(`record->>'type' in ('bank', 'bankReversal')`),
  // Where the bank gives each payment a reference, an equal one is the same payment; without it two equal payments may be two.
  alreadySent(paymentKey, `(record->>'type' not in ('bank', 'bankReversal') or record ? 'bankReference')`),
  ...namedCase(said),
  {
    code: 'case-other-currency',
    severity: 'error',
    field: 'currency',
    find: `select journal_row.row, record->>'currency' as value, jsonb_build_object('case', known.number, 'currency', known.currency) as params
      from journal_row join collection_case as known on known.number = (record->>'caseNumber')::integer and known.client = journal_row.client
      where ${said} and known.currency <> record->>'currency'`,
  },
  {
    code: 'payment-exceeds-remaining',
    severity: 'warning',
    field: 'amount',
    find: `select journal_row.row, record->>'amount' as value, jsonb_build_object('case', known.number, 'amount', (journal_row.amount / 100.0)::numeric(20, 2)::text, 'remaining', (known.remaining / 100.0)::numeric(20, 2)::text) as params
      from journal_row join (select number, client,
          principal - principal_paid + cost - cost_paid + interest - interest_paid as remaining from collection_case) as known
        on known.number = (record->>'caseNumber')::integer and known.client = journal_row.client
      where ${said} and record->>'type' = 'direct' and journal_row.amount > known.remaining`,
  },
];

const invoiceRules: BookRule[] = [
  {
    code: 'invoice-known',
    severity: 'error',
    field: 'invoice',
    find: `select journal_row.row, record->>'invoice' as value, jsonb_build_object('journal', known.journal) as params
      from journal_row join invoice as known on known.client = journal_row.client and known.invoice = record->>'invoice' and known.kind = record->>'kind'
      where journal_row.journal = $1 and journal_row.state <> 'rejected'`,
  },
];

const rulesOf: Record<Kind, BookRule[]> = {
  case: caseRules,
  payment: paymentRules,
  invoice: invoiceRules,
  stop: namedCase(stopped),
  statement: [onlyBank('true')],
};

/** Adds the findings against the books to the rows of `journal` and rejects those with an error. */
export async function judgeAgainstBooks(sql: Sql, journal: number, kind: Kind): Promise<BookFindings> {
  const findings: BookFindings = {};
  for (const rule of rulesOf[kind]) {
    const marked = await sql.query(
      `update journal_row set problems = coalesce(problems, '[]') || jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
           'code', '${rule.code}', 'tier', 'books', 'severity', '${rule.severity}', 'line', line, 'sheet', sheet,
           'field', '${rule.field}', 'value', found.value, 'params', found.params)))
         ${rule.severity === 'error' ? ", state = 'rejected'" : ''}
       from (select distinct on (row) * from (${rule.find}) as every order by row) as found
       where journal_row.journal = $1 and journal_row.row = found.row`,
      [journal],
    );
    if (marked.rowCount) findings[rule.code] = marked.rowCount;
  }
  return findings;
}

/**
 * Rejects the good rows of a file that is taken only whole when some of its rows are bad, each with the reason; nothing
 * of it is booked. Returns how many it rejected.
 */
export async function rejectWithFile(sql: Sql, journal: number): Promise<number> {
  const rejected = await sql.query(
    `update journal_row set state = 'rejected', problems = coalesce(problems, '[]') || jsonb_build_array(jsonb_build_object(
         'code', 'row-with-rejected', 'tier', 'books', 'severity', 'error', 'line', line, 'params', jsonb_build_object('count', bad.count)))
     from (select count(*)::integer as count from journal_row where journal = $1 and state = 'rejected') as bad
     where journal = $1 and state = 'accepted' and bad.count > 0`,
    [journal],
  );
  return rejected.rowCount ?? 0;
}
