/** The proof as two equations that a person can read. */
import type { Proof } from '../ledger/proof.ts';
import { html, type Html } from './html.ts';
import { icon, tag } from './parts.ts';
import type { SignedInVisit } from './visit.ts';

function isProof(value: unknown): value is Proof {
  return typeof value === 'object' && value !== null && 'rows' in value && 'money' in value && 'differences' in value;
}

/** A word on whether it balances. */
export function proofTag(visit: SignedInVisit, value: unknown): Html {
  const { t } = visit;
  if (!isProof(value)) return html`<span class="muted">${t('d.proof.none')}</span>`;
  return value.balanced
    ? tag('success', 'shield', t('d.proof.balanced'))
    : tag('danger', 'stop', t('d.proof.unbalanced'));
}

/** The whole proof: rows, kroner, and each difference in words. */
export function proofView(visit: SignedInVisit, value: unknown): Html {
  const { t, format } = visit;
  if (!isProof(value)) return html`<div class="pad"><p class="muted">${t('d.proof.none')}</p></div>`;
  const part = (figure: string, word: string, sign?: string) =>
    html`${sign && html`<span class="op">${sign}</span>`}<div><b>${figure}</b><small>${word}</small></div>`;
  const { rows, money } = value;
  const count = (number: number) => format.count(number);
  const ore = (decimal: string) => format.money(BigInt(decimal.replace('.', '')));
  return html`<div class="pad stack">
    <div>
      <h3>${t('d.proof.rows')}</h3>
      <div class="equation">
        ${part(count(rows.received), t('d.proof.received'))} ${part(count(rows.booked), t('d.proof.booked'), '=')}
        ${part(count(rows.rejected), t('d.proof.rejected'), '+')}
        ${part(count(rows.duplicate), t('d.proof.duplicate'), '+')} ${part(count(rows.parked), t('d.proof.parked'), '+')}
        ${part(count(rows.withdrawn), t('d.proof.withdrawn'), '+')} ${part(count(rows.waiting), t('d.proof.waiting'), '+')}
      </div>
    </div>
    <div>
      <h3>${t('d.proof.money')}</h3>
      <div class="equation">
        ${part(ore(money.received), t('d.proof.in'))} ${part(ore(money.settled), t('d.proof.settled'), '=')}
        ${part(ore(money.held), t('d.proof.held'), '+')} ${part(ore(money.waiting), t('d.proof.waiting'), '+')}
      </div>
    </div>
    ${value.differences.map((difference) => html`<p class="says bad">${icon('stop')}<span>${difference}</span></p>`)}
  </div>`;
}
