/** Small journals for tests: rows as a file's reading would have left them. */
import type { Database } from '../db/database.ts';
import type { CaseRecord, ClaimRecord, PaymentRecord } from '../domain/record.ts';
import type { Kind } from '../domain/row.ts';
import { Readable } from 'node:stream';
import { encodeRows } from './encode.ts';
import { nextJournalNumber } from './record.ts';
import { copyInto } from '../db/copy.ts';
import { journalRowColumns } from './encode.ts';

/** Makes a client (or the collector) with an agreement; one that exists stays. */
export async function aClient(
  db: Database,
  number: number,
  agreement: Record<string, unknown> = {},
  kind: 'creditor' | 'collector' = 'creditor',
): Promise<void> {
  await db.query(
    `insert into client (number, kind, name, org_number, agreement, created_at) values ($1, $2, $3, '123456785', $4, '2026-01-01')
     on conflict do nothing`,
    [number, kind, `Prøveklient ${number} AS`, JSON.stringify(agreement)],
  );
}

/** A case record with one invented debtor and one claim. */
export function aCaseRecord(
  reference: string,
  claim: Partial<ClaimRecord> & Pick<ClaimRecord, 'invoice' | 'remaining'>,
): CaseRecord {
  return {
    reference,
    service: 'debtCollection',
    currency: 'NOK',
    noticeDate: '2026-10-20',
    debtors: [
      {
        role: 'debtor',
        id: '01857030040',
        legalType: 'naturalPerson',
        name: 'Kari Prøvesen',
        postalCode: '0155',
        postalPlace: 'OSLO',
      },
    ],
    claims: [{ kind: 'invoice', invoiceDate: '2026-09-01', dueDate: '2026-09-15', ...claim }],
  };
}

/** An approved journal of these records, its rows accepted but for those numbered in `rejected`. Returns its number. */
export async function aJournal(
  db: Database,
  client: number,
  kind: Kind,
  records: (CaseRecord | PaymentRecord)[],
  rejected: number[] = [],
): Promise<number> {
  return db.transaction(async (sql) => {
    const number = await nextJournalNumber(sql);
    await sql.query(
      `insert into journal (number, client, kind, state, created_at, created_by, approved_by, rows, accepted, rejected)
       overriding system value values ($1, $2, $3, 'approved', now(), 'test', 'test', $4, $5, $6)`,
      [number, client, kind, records.length, records.length - rejected.length, rejected.length],
    );
    const rows = records.map((record, index) => ({
      row: index + 1,
      line: index + 2,
      raw: {},
      record: record as unknown as Record<string, unknown>,
      problems: rejected.includes(index + 1)
        ? [{ code: 'test', tier: 'row' as const, severity: 'error' as const, line: index + 2 }]
        : [],
    }));
    await copyInto(sql, 'journal_row', journalRowColumns, Readable.from([encodeRows(number, client, kind, rows)]));
    return number;
  });
}
