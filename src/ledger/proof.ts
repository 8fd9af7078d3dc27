/**
 * The conservation proof: every row and every øre that came in is somewhere. Each left-hand figure is counted where it
 * came in, each right-hand figure where it ended, so a loss on the way shows.
 */
import type { Sql } from '../db/database.ts';
import { decimal, type Ore } from '../domain/money.ts';

export interface Proof {
  balanced: boolean;
  /** Rows as the readers counted them = rows by what became of them. `duplicateFiles` were never read: the first had them. */
  rows: {
    received: number;
    booked: number;
    rejected: number;
    duplicate: number;
    parked: number;
    withdrawn: number;
    waiting: number;
    refusedFiles: number;
    duplicateFiles: number;
  };
  /** Øre as decimals: money received on the client account = settled + held + waiting. */
  money: { received: string; settled: string; held: string; waiting: string };
  /** Documents made = delivered + failed + held (still on their way). */
  documents: { made: number; delivered: number; failed: number; held: number };
  ledger: { sum: string; chain: 'whole' | 'broken'; entries: number; brokenAt: number | null };
  /** What does not agree, in words with both figures; empty when balanced. */
  differences: string[];
}

/** Draws up the proof from the tables as they stand in the caller's snapshot. */
export async function proof(sql: Sql): Promise<Proof> {
  const rows = await rowFigures(sql);
  const { figures: money, checks } = await moneyFigures(sql);
  const documents = await documentFigures(sql);
  const chain = await walkChain(sql);
  const differences: string[] = [];
  const expect = (what: string, left: number | Ore, right: number | Ore) => {
    if (left !== right) differences.push(`${what}: ${left} ≠ ${right}`);
  };
  expect(
    'rows received = booked + rejected + duplicate + parked + withdrawn + waiting',
    rows.received,
    rows.booked + rows.rejected + rows.duplicate + rows.parked + rows.withdrawn + rows.waiting,
  );
  expect('money received = settled + held + waiting (øre)', money.received, money.settled + money.held + money.waiting);
  for (const check of checks) expect(check.what, check.said, check.found);
  expect(
    'documents made = delivered + failed + held',
    documents.made,
    documents.delivered + documents.failed + documents.held,
  );
  if (chain.brokenAt !== null) differences.push(`the ledger's chain is broken at entry ${chain.brokenAt}`);
  return {
    balanced: differences.length === 0,
    rows,
    money: {
      received: decimal(money.received),
      settled: decimal(money.settled),
      held: decimal(money.held),
      waiting: decimal(money.waiting),
    },
    documents,
    ledger: {
      sum: decimal(money.sum),
      chain: chain.brokenAt === null ? 'whole' : 'broken',
      entries: chain.entries,
      brokenAt: chain.brokenAt,
    },
    differences,
  };
}

/**
 * Rows by where they came in and where they ended. A corrected row counts once: where it stands now, in the journal of
 * corrections; the row as sent, `corrected`, only points there.
 */
async function rowFigures(sql: Sql): Promise<Proof['rows']> {
  const drops = await sql.query<{ received: number; refused: number; duplicates: number }>(
    `select coalesce(sum(rows) filter (where state not in ('refused', 'duplicate')), 0)::integer as received,
       count(*) filter (where state = 'refused')::integer as refused,
       count(*) filter (where state = 'duplicate')::integer as duplicates
     from drop_file`,
  );
  const manual = await sql.query<{ received: number }>(
    `select coalesce(sum(rows), 0)::integer as received from journal where drop_id is null and corrects is null`,
  );
  const ended = await sql.query<Omit<Proof['rows'], 'received' | 'refusedFiles' | 'duplicateFiles'>>(
    `select
       count(*) filter (where journal_row.state = 'accepted' and journal.state = 'posted')::integer as booked,
       count(*) filter (where journal_row.state = 'rejected')::integer as rejected,
       count(*) filter (where journal_row.state = 'duplicate')::integer as duplicate,
       count(*) filter (where journal_row.state = 'parked')::integer as parked,
       count(*) filter (where journal_row.state = 'withdrawn' or journal.state = 'deleted')::integer as withdrawn,
       count(*) filter (where journal_row.state = 'accepted' and journal.state not in ('posted', 'deleted'))::integer as waiting
     from journal_row join journal on journal.number = journal_row.journal`,
  );
  return {
    received: drops.rows[0]!.received + manual.rows[0]!.received,
    ...ended.rows[0]!,
    refusedFiles: drops.rows[0]!.refused,
    duplicateFiles: drops.rows[0]!.duplicates,
  };
}

interface MoneyFigures {
  received: Ore;
  settled: Ore;
  held: Ore;
  waiting: Ore;
  sum: Ore;
}

interface Check {
  what: string;
  said: Ore | number;
  found: Ore | number;
}

async function moneyFigures(sql: Sql): Promise<{ figures: MoneyFigures; checks: Check[] }> {
  const balances = await sql.query<{ account: string; balance: Ore }>(
    `select code as account, (coalesce(sum(amount) filter (where direction > 0), 0) - coalesce(sum(amount) filter (where direction < 0), 0))::bigint as balance
     from account left join (
       select to_account as account, 1 as direction, sum(amount) as amount from posting group by 1
       union all select from_account, -1, sum(amount) from posting group by 1
     ) as moved on moved.account = code
     group by code`,
  );
  const of = Object.fromEntries(balances.rows.map((row) => [row.account, row.balance]));
  const balance = (account: string): Ore => of[account] ?? 0n;
  const paid = await sql.query<{ received: Ore; unplaced: Ore; held: Ore; over: Ore }>(
    `select coalesce(sum(amount) filter (where state <> 'refunded'), 0)::bigint as received,
       coalesce(sum(amount) filter (where state = 'unplaced'), 0)::bigint as unplaced,
       coalesce(sum(amount) filter (where state = 'held'), 0)::bigint as held,
       (select coalesce(sum(allocation.amount), 0)::bigint from allocation join payment on payment.id = payment
         where part = 'overpaid' and type in ('bank', 'bankReversal')) as over
     from payment where type in ('bank', 'bankReversal') and state <> 'split'`,
  );
  const cases = await sql.query<{ principal: Ore; cost: Ore; interest: Ore; claims: Ore }>(
    `select coalesce(sum(principal - principal_paid), 0)::bigint as principal, coalesce(sum(cost - cost_paid), 0)::bigint as cost,
       coalesce(sum(interest - interest_paid), 0)::bigint as interest,
       (select coalesce(sum(principal), 0)::bigint from claim) as claims
     from collection_case`,
  );
  const registered = await sql.query<{ principal: Ore }>(
    `select coalesce(sum(principal), 0)::bigint as principal from collection_case`,
  );
  const costs = await sql.query<{ cost: Ore; paid: Ore; case_cost: Ore; case_paid: Ore }>(
    `select coalesce(sum(gross), 0)::bigint as cost, coalesce(sum(paid), 0)::bigint as paid,
       (select coalesce(sum(cost), 0)::bigint from collection_case) as case_cost,
       (select coalesce(sum(cost_paid), 0)::bigint from collection_case) as case_paid
     from cost`,
  );
  const lines = await sql.query<{ placed: Ore; allocated: Ore }>(
    `select (select coalesce(sum(amount), 0)::bigint from payment where state = 'placed' and type <> 'withdrawal') as placed,
       (select coalesce(sum(allocation.amount), 0)::bigint from allocation join payment on payment.id = payment where type <> 'withdrawal') as allocated`,
  );
  const figures: MoneyFigures = {
    received: -balance('outside') + (await paidOut(sql)),
    settled: balance('payable') + balance('collector') + balance('vat') + (await paidOut(sql)),
    held: balance('held'),
    waiting: balance('client') + balance('unplaced'),
    sum: [...balances.rows].reduce((sum, row) => sum + row.balance, 0n),
  };
  return {
    figures,
    checks: [
      { what: 'the sum of all accounts is zero', said: figures.sum, found: 0n },
      {
        what: 'ledger: received = payments on the client account, those sent back not counted',
        said: figures.received,
        found: paid.rows[0]!.received,
      },
      { what: 'ledger: unplaced = payments that wait', said: balance('unplaced'), found: paid.rows[0]!.unplaced },
      {
        what: 'ledger: held = payments held back and what was paid too much',
        said: balance('held'),
        found: paid.rows[0]!.held + paid.rows[0]!.over,
      },
      { what: 'ledger: principal = what the cases say', said: balance('principal'), found: cases.rows[0]!.principal },
      { what: 'ledger: cost = what the cases say', said: balance('cost'), found: cases.rows[0]!.cost },
      { what: 'ledger: interest = what the cases say', said: balance('interest'), found: cases.rows[0]!.interest },
      { what: 'cases: principal = their claims', said: registered.rows[0]!.principal, found: cases.rows[0]!.claims },
      { what: 'cases: costs = their cost lines', said: costs.rows[0]!.case_cost, found: costs.rows[0]!.cost },
      { what: 'cases: paid costs = those of their lines', said: costs.rows[0]!.case_paid, found: costs.rows[0]!.paid },
      {
        what: 'placed payments = their allocation lines',
        said: lines.rows[0]!.placed,
        found: lines.rows[0]!.allocated,
      },
    ],
  };
}

/** What has left the client account as payouts: it no longer stands on it, but it was received. */
async function paidOut(sql: Sql): Promise<Ore> {
  const out = await sql.query<{ out: Ore }>(
    `select coalesce(sum(case when from_account = 'payable' then amount else -amount end), 0)::bigint as out from posting
     where (from_account = 'payable' and to_account = 'outside') or (from_account = 'outside' and to_account = 'payable')`,
  );
  return out.rows[0]!.out;
}

async function documentFigures(sql: Sql): Promise<Proof['documents']> {
  const counted = await sql.query<Proof['documents']>(
    `select count(*)::integer as made, count(*) filter (where waiting = 0 and failed = 0)::integer as delivered,
       count(*) filter (where failed > 0)::integer as failed, count(*) filter (where waiting > 0 and failed = 0)::integer as held
     from (
       select document.id, count(delivery.id) filter (where delivered_at is null and given_up_at is null) as waiting,
         count(delivery.id) filter (where given_up_at is not null) as failed
       from document left join delivery on delivery.document = document.id group by document.id
     ) as each`,
  );
  return counted.rows[0]!;
}

/** Walks the ledger's hash chain from the first entry: its entries and the first that does not follow from the one before, or null. */
export async function walkChain(sql: Sql): Promise<{ entries: number; brokenAt: number | null }> {
  const walked = await sql.query<{ entries: number; broken: number | null }>(
    `select count(*)::integer as entries, min(id) filter (where not good) as broken
     from (
       select id, digest = posting_digest(id)
         and postings = (select count(*) from posting where entry = ledger_entry.id)
         and previous = coalesce(lag(hash) over (order by id), sha256(''::bytea))
         and hash = entry_hash(previous, id, booked_on, reason, source, digest) as good
       from ledger_entry
     ) as walk`,
  );
  return { entries: walked.rows[0]!.entries, brokenAt: walked.rows[0]!.broken };
}

/** Walks the audit's hash chain in the same way. */
export async function walkAudit(sql: Sql): Promise<{ entries: number; brokenAt: number | null }> {
  const walked = await sql.query<{ entries: number; broken: number | null }>(
    `select count(*)::integer as entries, min(id) filter (where not good) as broken
     from (
       select id, previous = coalesce(lag(hash) over (order by id), sha256(''::bytea))
         and hash = audit_hash(previous, id, at, actor, act, client, subject, detail) as good
       from audit
     ) as walk`,
  );
  return { entries: walked.rows[0]!.entries, brokenAt: walked.rows[0]!.broken };
}
