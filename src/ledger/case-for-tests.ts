/** Cases and payments for tests of the money, through the real journals. */
import { openCases } from '../cases/open.ts';
import type { Database } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { CaseRecord, ClaimRecord, DebtorRecord, PaymentRecord } from '../domain/record.ts';
import { aCaseRecord, aJournal } from '../journal/journal-for-tests.ts';
import { placePayments } from './place-payments.ts';
import { registerClaims } from './register-claims.ts';

export const collectorNumber = 1;

export interface CaseWanted {
  client: number;
  reference: string;
  claims: (Partial<ClaimRecord> & { remaining: number })[];
  debtor?: Partial<DebtorRecord>;
  noticeDate?: Day;
  on: Day;
}

const noon = (day: Day): Date => new Date(`${day}T10:00:00Z`);

/** Opens a case on a day; returns its number and KID. */
export async function openCase(db: Database, wanted: CaseWanted): Promise<{ number: number; kid: string }> {
  const { client, reference, on } = wanted;
  const record: CaseRecord = aCaseRecord(reference, { invoice: `${reference}-1`, remaining: 0 });
  record.claims = wanted.claims.map((claim, index) => ({
    ...record.claims[0]!,
    invoice: `${reference}-${index + 1}`,
    kind: claim.remaining < 0 ? 'creditNote' : 'invoice',
    ...claim,
  }));
  record.debtors = [{ ...record.debtors[0]!, ...wanted.debtor }];
  if (wanted.noticeDate !== undefined) record.noticeDate = wanted.noticeDate;
  const journal = await aJournal(db, client, 'case', [record]);
  await db.transaction(async (sql) => {
    await openCases(sql, journal, on);
    await registerClaims(sql, journal, on, noon(on));
    await sql.query(`update journal set state = 'posted' where number = $1`, [journal]);
  });
  const found = await db.query<{ number: number; kid: string }>(
    'select number, kid from collection_case where client = $1 and reference = $2',
    [client, reference],
  );
  return found.rows[0]!;
}

/** Books payments on a day; bank money as the collector's journal, what was paid to the creditor as the client's. */
export async function pay(db: Database, sender: number, records: PaymentRecord[], on: Day): Promise<number> {
  const journal = await aJournal(db, sender, 'payment', records);
  await db.transaction(async (sql) => {
    await placePayments(sql, journal, collectorNumber, on, noon(on));
    await sql.query(`update journal set state = 'posted' where number = $1`, [journal]);
  });
  return journal;
}

/** A payment record of the bank. */
export function bankPayment(kid: string, amount: number, paidOn: Day): PaymentRecord {
  return { type: amount < 0 ? 'bankReversal' : 'bank', kid, amount, paidOn, currency: 'NOK' };
}
