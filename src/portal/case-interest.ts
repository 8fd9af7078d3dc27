/** The interest of a case explained: each period, its days, what bore interest, and the rate. */
import type { Day } from '../domain/day.ts';
import type { Sql } from '../db/database.ts';
import { balanceChanges } from '../ledger/balance-changes.ts';
import { interestOnBalance } from '../ledger/interest-on-balance.ts';
import { interestOre } from '../ledger/interest.ts';
import type { CaseFacts, ClaimFacts } from './case-read.ts';
import { empty } from './case-tabs.ts';
import { html, type Html } from './html.ts';
import { panel } from './parts.ts';
import type { SignedInVisit } from './visit.ts';

/** The periods up to today, reckoned anew from claims and payments by the statutory rate. */
export async function caseInterest(
  sql: Sql,
  visit: SignedInVisit,
  given: CaseFacts,
  claims: ClaimFacts[],
): Promise<Html> {
  const { t, format } = visit;
  const paid = await sql.query<{ part: 'principal' | 'cost' | 'interest'; amount: bigint; on: Day }>(
    `select part, allocation.amount, payment.paid_on as on from allocation join payment on payment.id = allocation.payment
     where allocation.case_number = $1 and part <> 'overpaid'`,
    [given.number],
  );
  const bearing = claims.flatMap((claim) =>
    claim.due_date === null
      ? []
      : [
          {
            principal: claim.principal,
            due: claim.due_date,
            ...(claim.interest_from === null ? {} : { interestFrom: claim.interest_from }),
          },
        ],
  );
  const changes = balanceChanges({ claims: bearing, fees: [], paid: paid.rows });
  const to = given.closed_on ?? visit.today;
  const answer = changes.length === 0 ? undefined : interestOnBalance({ changes, to, interestOnFees: false });
  const segments = answer?.segments.filter((segment) => segment.base > 0n) ?? [];
  if (segments.length === 0) return panel('rente', t('interest.title'), empty(t('interest.none')));
  const rows = segments.map(
    (segment) =>
      html`<tr>
        <th scope="row">${format.day(segment.from)}–${format.day(segment.to)}</th>
        <td class="num">${segment.days}</td>
        <td class="num">${format.money(segment.base)}</td>
        <td class="num">${segment.rate.replace('.', visit.user.numberFormat === 'nb' ? ',' : '.')} %</td>
        <td class="num">${format.money(interestOre(segment.units))}</td>
      </tr>`,
  );
  return panel(
    'rente',
    t('interest.title'),
    html`<div class="scroll" role="group" tabindex="0" aria-labelledby="rente">
        <table class="ds-table">
          <thead>
            <tr>
              <th scope="col">${t('interest.period')}</th>
              <th scope="col" class="num">${t('interest.days')}</th>
              <th scope="col" class="num">${t('interest.base')}</th>
              <th scope="col" class="num">${t('interest.rate')}</th>
              <th scope="col" class="num">${t('interest.sum')}</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">${t('case.sum')}</th>
              <td class="num">${answer!.days}</td>
              <td></td>
              <td></td>
              <td class="num">${format.money(answer!.interest)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      <footer><span>${t('interest.note')}</span></footer>`,
  );
}
