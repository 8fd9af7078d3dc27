/** Everything that a house holds, without the numbers that depend on who came first: what must be the same after any disturbance. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from '../src/db/database.ts';

const parts: Record<string, string> = {
  drops: `select drop_file.client, drop_file.name, drop_file.door, drop_file.state, drop_file.size, drop_file.format, drop_file.kind, drop_file.rows,
      drop_file.accepted, drop_file.rejected, drop_file.warnings, drop_file.problem_counts, drop_file.totals, drop_file.cleaned, drop_file.refusal,
      first.name as first, journal.state as journal, journal.sum, drop_file.result_at is not null as told
    from drop_file left join drop_file as first on first.id = drop_file.duplicate_of left join journal on journal.number = drop_file.journal`,
  rows: `select drop_file.client, drop_file.name, row, line, journal_row.state, case when journal.kind = 'case' then reference end as reference, journal_row.amount,
      record - 'kid' as record, case when journal.kind = 'case' then raw::text end as raw, journal_row.problems
    from journal_row join journal on journal.number = journal join drop_file on drop_file.id = journal.drop_id`,
  cases: `select collection_case.client, reference, service, status, collection_case.currency, drop_file.name as file, registered_on, notice_on,
      collection_case.name, principal, principal_paid, cost, cost_paid, interest, interest_paid, collection_case.kid = case_kid(collection_case.number) as own_kid
    from collection_case left join journal on journal.number = journal left join drop_file on drop_file.id = drop_id`,
  debtors: `select reference, debtor.* from debtor join collection_case on number = case_number`,
  claims: `select reference, claim.* from claim join collection_case on number = case_number`,
  actions: `select reference, case_action.* from case_action join collection_case on number = case_number`,
  events: `select reference, kind, text, actor, count(*) from case_event join collection_case on number = case_number group by 1, 2, 3, 4`,
  payments: `select payment.client, drop_file.name as file, row, type, reference, paid_on, payment.booked_on, amount, payment.state, waits_for,
      settlement is not null as settled
    from payment join journal on journal.number = payment.journal join drop_file on drop_file.id = drop_id
    left join collection_case on collection_case.number = case_number`,
  allocations: `select drop_file.name as file, row, n, allocation.client, reference, claim, part, allocation.amount, rule
    from allocation join payment on payment.id = payment join journal on journal.number = payment.journal join drop_file on drop_file.id = drop_id
    left join collection_case on collection_case.number = allocation.case_number`,
  postings: `select reason, posting.client, reference, from_account, to_account, amount, posting.currency, count(*)
    from posting join ledger_entry on ledger_entry.id = entry left join collection_case on number = case_number group by 1, 2, 3, 4, 5, 6, 7`,
  entries: `select reason, booked_on, count(*), sum(postings) as postings from ledger_entry group by 1, 2`,
  balances: `select client, account, sum(amount) as balance from (
      select client, to_account as account, amount from posting union all select client, from_account, -amount from posting) as moved group by 1, 2`,
  settlements: `select client, booked_on, state, currency, received, remuneration, vat, net, payable, carried_in, carried_out from settlement`,
  settlementLines: `select settlement_line.client, reference, kind, gross, settlement_line.principal, settlement_line.interest, settlement_line.cost, fee,
      commission, vat_base, vat, net
    from settlement_line left join collection_case on number = case_number`,
  documents: `select client, type, name, date, booking_date, media_type, pages, cardinality(journals) as journals, replaces from document`,
  deliveries: `select delivery.client, document.name, route, target, file_name, delivered_at is not null as delivered
    from delivery join document on document.id = delivery.document`,
  steps: `select date, client, kind, state, document is not null as made from night_step`,
  audit: `select act, client, actor, count(*) from audit group by 1, 2, 3`,
};

/** Columns that hold a number which depends on the order of arrival, or an instant. */
const unstable = ['case_number', 'journal', 'id', 'done_at'];

/** The part of the end state that lies in the database: lines, sorted, by what they are about. */
export async function endStateOf(sql: Sql): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {};
  for (const [part, query] of Object.entries(parts)) {
    const { rows } = await sql.query(query);
    state[part] = rows.map((row) => lineOf(part, row)).sort();
  }
  return state;
}

function lineOf(part: string, row: Record<string, unknown>): string {
  const kept = Object.entries(row).filter(([name]) => !unstable.includes(name) || part === 'drops');
  return JSON.stringify(Object.fromEntries(kept), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

/** What lies in the clients' folders: the names in every outbox, and whatever is left in an inbox, claimed or not. */
export async function foldersOf(dataFolder: string): Promise<{ outboxes: string[]; leftOver: string[] }> {
  const outboxes: string[] = [];
  const leftOver: string[] = [];
  for (const name of await readdir(join(dataFolder, 'homes'), { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const path = join(name.parentPath, name.name).slice(dataFolder.length);
    (path.includes('/outbox/') ? outboxes : leftOver).push(path);
  }
  for (const name of await readdir(join(dataFolder, 'drop'), { recursive: true, withFileTypes: true })) {
    if (name.isFile()) leftOver.push(join(name.parentPath, name.name).slice(dataFolder.length));
  }
  return { outboxes: outboxes.sort(), leftOver };
}
