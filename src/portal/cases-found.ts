/** Searching cases: the manual's terms, `%` for parts of words, and a guess at what was typed. */
import type { Sql } from '../db/database.ts';
import { kidFault } from '../domain/kid.ts';
import type { Day } from '../domain/day.ts';
import { readDay } from './format.ts';

/** The terms of the manual; `any` finds out by itself. */
export const searchTerms = [
  'any',
  'case',
  'invoice',
  'name',
  'customer',
  'id',
  'kid',
  'reference',
  'invoiceDate',
  'order',
] as const;
export type SearchTerm = (typeof searchTerms)[number];

export const statuses = ['active', 'stopped', 'disputed', 'closed'] as const;

export interface CaseSearch {
  clients: number[];
  term: SearchTerm;
  value: string;
  status?: (typeof statuses)[number] | undefined;
  from?: Day | undefined;
  to?: Day | undefined;
}

export interface FoundCase {
  number: number;
  client: number;
  name: string;
  national_id: string | null;
  registered_on: Day;
  currency: string;
  principal: bigint;
  principal_paid: bigint;
  paid: bigint;
  left: bigint;
  status: (typeof statuses)[number];
  service: string;
}

/** Hits are counted no further than this. */
export const mostCounted = 10_000;

/** What the typed value most likely is. */
export function guessTerm(value: string): Exclude<SearchTerm, 'any'> {
  const compact = value.replace(/\s/g, '');
  if (compact.includes('%')) return /\p{L}/u.test(compact) ? 'name' : 'invoice';
  if (readDay(value) !== undefined) return 'invoiceDate';
  if (/^\d+$/.test(compact)) {
    if (compact.length === 7) return 'case';
    if (compact.length === 11) return 'id';
    if (compact.length === 10 && kidFault(compact, 'mod10') === undefined) return 'kid';
    return compact.length === 9 ? 'id' : 'invoice';
  }
  return /\d/.test(compact) && !value.trim().includes(' ') ? 'invoice' : 'name';
}

/** A value with `%` as in the manual: other signs of `like` are taken literally. Null where there is no `%`. */
function pattern(value: string): string | null {
  return value.includes('%') ? value.replace(/[\\_]/g, (sign) => `\\${sign}`) : null;
}

const conditions: Record<Exclude<SearchTerm, 'any' | 'order'>, { exact: string; like?: string }> = {
  case: { exact: `c.number = case when $2 ~ '^[0-9]{1,9}$' then $2::integer end`, like: `c.number::text like $2` },
  invoice: {
    exact: 'c.number in (select case_number from claim where client = any($1) and invoice = $2)',
    like: `c.number in (select search_cases('invoice', $2, $1))`,
  },
  name: {
    exact: `c.number in (select search_cases('name', $2, $1))`,
    like: `c.number in (select search_cases('name', $2, $1))`,
  },
  customer: {
    exact: 'c.number in (select case_number from debtor where client = any($1) and customer_number = $2)',
    like: `c.number in (select search_cases('customer', $2, $1))`,
  },
  // A part of a national id is not searched for: it would tell the rest digit by digit.
  id: { exact: 'c.number in (select case_number from debtor where client = any($1) and national_id = $2)' },
  kid: {
    exact: 'c.number in (select case_number from claim where client = any($1) and kid = $2) or c.kid = $2',
    like: `c.number in (select search_cases('kid', $2, $1))`,
  },
  reference: { exact: 'c.reference = $2', like: `c.number in (select search_cases('reference', $2, $1))` },
  invoiceDate: {
    exact: 'c.number in (select case_number from claim where client = any($1) and invoice_date = $2::date)',
  },
};

/** The condition of a search and its values, or `no-day`, `no-order` where it cannot be asked. */
function conditionOf(search: CaseSearch): { where: string; values: unknown[] } | 'no-day' | 'no-order' {
  const values: unknown[] = [search.clients];
  const parts = ['c.client = any($1)'];
  const value = search.value.trim();
  if (value !== '') {
    const term = search.term === 'any' ? guessTerm(value) : search.term;
    if (term === 'order') return 'no-order';
    if (term === 'invoiceDate') {
      const day = readDay(value);
      if (day === undefined) return 'no-day';
      values.push(day);
      parts.push(conditions.invoiceDate.exact);
    } else {
      const numeric = term === 'case' || term === 'id' || term === 'kid';
      const text = numeric ? value.replace(/[\s.]/g, '') : value;
      const like = pattern(text);
      const condition = conditions[term];
      values.push(like ?? text);
      if (like !== null && condition.like) parts.push(`(${condition.like})`);
      // A name typed into the clever box is found wherever it stands in the whole.
      else if (term === 'name' && search.term === 'any') {
        values[1] = `%${text.replace(/[\\_%]/g, (sign) => `\\${sign}`)}%`;
        parts.push(`(${conditions.name.like!})`);
      } else {
        // A whole name is a pattern without free parts; a whole number is what it is.
        if (term === 'name') values[1] = text.replace(/[\\_%]/g, (sign) => `\\${sign}`);
        parts.push(`(${condition.exact})`);
      }
    }
  }
  const add = (given: unknown, part: (place: string) => string) => {
    if (given === undefined) return;
    values.push(given);
    parts.push(part(`$${values.length}`));
  };
  add(search.status, (at) => `c.status = ${at}`);
  add(search.from, (at) => `c.registered_on >= ${at}`);
  add(search.to, (at) => `c.registered_on <= ${at}`);
  return { where: parts.join(' and '), values };
}

const sortSql = {
  kreditor: 'c.client',
  sak: 'c.number',
  navn: 'c.name',
  reg: 'c.registered_on',
  oppr: 'c.principal',
  gjenst: 'c.principal - c.principal_paid',
  totalt: 'c.principal - c.principal_paid + c.cost - c.cost_paid + c.interest - c.interest_paid',
} as const;

/** The columns that can be sorted by. */
export const caseSorts = ['sak', 'kreditor', 'navn', 'reg', 'oppr', 'gjenst', 'totalt'] as const;

export interface CaseOrder {
  sort: (typeof caseSorts)[number];
  descending: boolean;
  limit: number;
  offset: number;
}

/** Cases that fit, in order; `refused` says why a search cannot be asked. */
export async function findCases(
  sql: Sql,
  search: CaseSearch,
  order: CaseOrder,
): Promise<{ cases: FoundCase[]; total: number } | { refused: 'no-day' | 'no-order' }> {
  const condition = conditionOf(search);
  if (typeof condition === 'string') return { refused: condition };
  const { where, values } = condition;
  const direction = order.descending ? 'desc' : 'asc';
  const { rows } = await sql.query<FoundCase>(
    `select c.number, c.client, c.name, debtor.national_id, c.registered_on, c.currency, c.principal, c.principal_paid,
       c.principal_paid + c.cost_paid + c.interest_paid as paid,
       ${sortSql.totalt} as left, c.status, c.service
     from (select * from collection_case c where ${where} order by ${sortSql[order.sort]} ${direction}, c.number desc
       limit ${order.limit} offset ${order.offset}) c
     left join debtor on debtor.case_number = c.number and debtor.n = 1
     order by ${sortSql[order.sort]} ${direction}, c.number desc`,
    values,
  );
  if (order.limit > 1000) return { cases: rows, total: rows.length };
  const total = await sql.query<{ count: number }>(
    `select count(*)::integer as count from (select from collection_case c where ${where} limit ${mostCounted + 1}) found`,
    values,
  );
  return { cases: rows, total: total.rows[0]!.count };
}
