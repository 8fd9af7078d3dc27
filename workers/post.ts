/** Books an approved journal: cases and claims, or payments, with the ledger, in one transaction. Twice is once. */
import { type App, collectorClient } from '../src/app.ts';
import { registerInvoices } from '../src/cases/invoices.ts';
import { openCases } from '../src/cases/open.ts';
import { applyStops, applyWithdrawals } from '../src/cases/stops.ts';
import { expectRows } from '../src/db/large-sets.ts';
import { placePayments } from '../src/ledger/place-payments.ts';
import { keepStatement } from '../src/ledger/statement.ts';
import { registerClaims } from '../src/ledger/register-claims.ts';

/** Books `journal` when it is approved and not yet posted, then tells the sender and leaves the rest to the night. */
export async function post(app: App, { journal }: { journal: number }): Promise<void> {
  const drop = await bookJournal(app, journal);
  if (drop !== null) await app.queues.add('receipt', { drop });
}

/** Books one approved journal; returns the drop that its rows came in when it was booked now and they came in a file, else null. */
export async function bookJournal(app: Pick<App, 'db' | 'clock'>, journal: number): Promise<number | null> {
  const at = app.clock.now();
  const today = app.clock.today();
  return app.db.transaction(async (sql) => {
    const taken = await sql.query<{ kind: string; drop_id: number | null; accepted: number }>(
      `select kind, coalesce(drop_id, (select source.drop_id from journal as source where source.number = journal.corrects)) as drop_id, accepted
       from journal where number = $1 and state = 'approved' for update`,
      [journal],
    );
    const found = taken.rows[0];
    if (!found) return null;
    await expectRows(sql, found.accepted);
    if (found.kind === 'case') {
      await openCases(sql, journal, today);
      await registerClaims(sql, journal, today, at);
    } else if (found.kind === 'payment') {
      await placePayments(sql, journal, collectorClient, today, at);
      await applyWithdrawals(sql, journal, today, at);
    } else if (found.kind === 'invoice') await registerInvoices(sql, journal, today, at);
    else if (found.kind === 'stop') await applyStops(sql, journal, today, at);
    else if (found.kind === 'statement') await keepStatement(sql, journal);
    else throw new Error(`Journal ${journal} is of the kind “${found.kind}”, which nothing books`);
    await sql.query(`update journal set state = 'posted', posted_at = $2 where number = $1`, [journal, at]);
    await sql.query(`update drop_file set state = 'posted', state_since = $2 where journal = $1`, [journal, at]);
    return found.drop_id;
  });
}
