/** The tabs of a case that only show: Debitorer, Krav, Kostnader, Sikkerhet, Betalinger, Historikk. */
import { maskNationalId } from '../domain/national-id.ts';
import type { CaseFacts, ClaimFacts, CostFacts, DebtorFacts, EventFacts, PaymentFacts } from './case-read.ts';
import { html, type Content, type Html } from './html.ts';
import { isTextKey } from './locales/text.ts';
import { panel, postForm, tag } from './parts.ts';
import type { SignedInVisit } from './visit.ts';

/** A list of words and what they say; those without a value are left out. */
export function facts(pairs: [label: string, value: Content][]): Html {
  const filled = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
  return html`<dl class="dl">
    ${filled.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** An empty tab: one bold fact, and what to do. */
export function empty(title: string, text?: string): Html {
  return html`<div class="empty"><b>${title}</b>${text && html`<p>${text}</p>`}</div>`;
}

function nationalId(visit: SignedInVisit, number: number, debtor: DebtorFacts, shown: boolean): Content {
  const { t } = visit;
  if (debtor.national_id === null) return html`<span class="muted">${t('case.idNone')}</span>`;
  // An organisation number is public.
  if (shown || debtor.legal_type === 'legalPerson') return html`<span class="num">${debtor.national_id}</span>`;
  return html`<span class="num">${maskNationalId(debtor.national_id)}</span>
    ${postForm({ action: `/inkasso/sak/${number}/vis-id`, token: visit.formToken, class: 'inline-form' }, html`<input type="hidden" name="n" value="${debtor.n}" /><button class="linklike" type="submit" aria-label="${t('case.idShow')} ${t('case.id')} ${debtor.name}">${t('case.idShow')}</button> <span class="xs muted">${t('case.idLogged')}</span>`)}`;
}

function address(visit: SignedInVisit, debtor: DebtorFacts): Content {
  if (debtor.protected_address) return tag('neutral', 'lock', visit.t('case.addressProtected'));
  const place = [debtor.postal_code, debtor.postal_place].filter(Boolean).join(' ');
  const lines = [
    debtor.care_of && `c/o ${debtor.care_of}`,
    debtor.street,
    place,
    debtor.country === 'NO' ? null : debtor.country,
  ].filter((line) => line);
  return lines.map((line, at) => html`${at > 0 && html`<br />`}${line}`);
}

/** What is known of one debtor; `shown` shows the whole national id. */
export function debtorFacts(visit: SignedInVisit, number: number, debtor: DebtorFacts, shown: boolean): Html {
  const { t } = visit;
  return facts([
    [t('case.name'), debtor.name],
    [t('case.role'), t(`case.role.${debtor.role}`)],
    [t('case.id'), nationalId(visit, number, debtor, shown)],
    [t('case.legalType'), t(`case.legal.${debtor.legal_type}`)],
    [t('case.minor'), debtor.minor && tag('warning', 'warn', t('word.yes'))],
    [t('case.customer'), debtor.customer_number],
    [t('case.address'), address(visit, debtor)],
    [t('case.mobile'), debtor.phone_mobile && html`<span class="num">${debtor.phone_mobile}</span>`],
    [t('case.home'), debtor.phone_home && html`<span class="num">${debtor.phone_home}</span>`],
    [t('case.email'), debtor.email],
  ]);
}

/** Debitorer: every debtor of the case. */
export function debtorsTab(
  visit: SignedInVisit,
  number: number,
  debtors: DebtorFacts[],
  shown: number | undefined,
): Html {
  return html`<div class="cols2">
    ${debtors.map((debtor) =>
      panel(
        `skyldner-${debtor.n}`,
        debtor.name,
        html`<div class="pad">${debtorFacts(visit, number, debtor, shown === debtor.n)}</div>`,
        visit.t(`case.role.${debtor.role}`),
      ),
    )}
  </div>`;
}

/** Krav: every claim, where it came from, and the sum. */
export function claimsTab(visit: SignedInVisit, claims: ClaimFacts[]): Html {
  const { t, format } = visit;
  const rows = claims.map(
    (claim) =>
      html`<tr>
        <th scope="row" class="full">
          ${claim.invoice}${claim.kind === 'creditNote' && html` ${tag('neutral', 'back', t('claim.credit'))}`}${claim.concerns && html`<span class="sub">${claim.concerns}</span>`}
        </th>
        <td class="nowrap" data-l="${t('claim.invoiceDate')}">${format.day(claim.invoice_date)}</td>
        <td class="nowrap" data-l="${t('claim.due')}">${format.day(claim.due_date)}</td>
        <td class="num start" data-l="${t('claim.kid')}">${claim.kid ?? '–'}</td>
        <td class="num" data-l="${t('claim.original')}">${format.money(claim.original)}</td>
        <td class="num" data-l="${t('claim.registered')}">${format.money(claim.principal)}</td>
        <td class="num" data-l="${t('claim.paid')}">${format.money(claim.paid)}</td>
        <td class="num" data-l="${t('claim.left')}">${format.money(claim.principal - claim.paid)}</td>
        <td class="nowrap" data-l="${t('claim.source')}">
          ${claim.journal}${claim.line !== null && html`<span class="sub">${t('case.fromLine', { line: claim.line })}</span>`}
        </td>
      </tr>`,
  );
  const total = (of: (claim: ClaimFacts) => bigint) => format.money(claims.reduce((sum, claim) => sum + of(claim), 0n));
  return panel(
    'krav',
    t('case.tab.krav'),
    html`<div>
      <table class="ds-table cards top-aligned">
        <thead>
          <tr>
            <th scope="col">${t('claim.invoice')}</th>
            <th scope="col">${t('claim.invoiceDate')}</th>
            <th scope="col">${t('claim.due')}</th>
            <th scope="col">${t('claim.kid')}</th>
            <th scope="col" class="num">${t('claim.original')}</th>
            <th scope="col" class="num">${t('claim.registered')}</th>
            <th scope="col" class="num">${t('claim.paid')}</th>
            <th scope="col" class="num">${t('claim.left')}</th>
            <th scope="col">${t('claim.source')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" class="full">${t('case.sum')}</th>
            <td></td>
            <td></td>
            <td></td>
            <td class="num" data-l="${t('claim.original')}">${total((claim) => claim.original)}</td>
            <td class="num" data-l="${t('claim.registered')}">${total((claim) => claim.principal)}</td>
            <td class="num" data-l="${t('claim.paid')}">${total((claim) => claim.paid)}</td>
            <td class="num" data-l="${t('claim.left')}">${total((claim) => claim.principal - claim.paid)}</td>
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>`,
  );
}

/** Kostnader: what was charged, by ledger entry. */
export function costsTab(visit: SignedInVisit, costs: CostFacts[], sums: Html): Html {
  const { t, format } = visit;
  const list =
    costs.length === 0
      ? empty(t('cost.none'))
      : html`<table class="ds-table">
          <thead>
            <tr>
              <th scope="col">${t('cost.what')}</th>
              <th scope="col" class="num">${t('cost.amount')}</th>
            </tr>
          </thead>
          <tbody>
            ${costs.map(
              (cost) =>
                html`<tr>
                  <th scope="row">${cost.from_account} <span class="muted num">${cost.entry}</span></th>
                  <td class="num">${format.money(cost.amount)}</td>
                </tr>`,
            )}
          </tbody>
        </table>`;
  return html`<div class="stack">${panel('kostnader', t('case.tab.kostnader'), list)}${sums}</div>`;
}

/** Betalinger: every payment and how it was allocated. */
export function paymentsTab(visit: SignedInVisit, payments: PaymentFacts[]): Html {
  const { t, format } = visit;
  if (payments.length === 0) return panel('betalinger', t('case.tab.betalinger'), empty(t('payment.none')));
  const rows = payments.map(
    (payment) =>
      html`<tr>
        <th scope="row" data-l="${t('payment.date')}">${format.day(payment.paid_on)}</th>
        <td data-l="${t('payment.type')}">
          ${t(`payment.type.${payment.type}`)}${payment.note && html`<span class="sub">${payment.note}</span>`}
        </td>
        <td class="num" data-l="${t('payment.amount')}">${format.money(payment.amount)} ${payment.currency}</td>
        <td class="full" data-l="${t('payment.allocated')}">
          ${(payment.parts ?? []).map((part) => html`<span class="sub">${t(`payment.part.${part.part}`)} <span class="num">${format.money(BigInt(part.amount))}</span></span>`)}
        </td>
        <td class="num start" data-l="${t('payment.settlement')}">${payment.settlement ?? '–'}</td>
      </tr>`,
  );
  return panel(
    'betalinger',
    t('case.tab.betalinger'),
    html`<div>
      <table class="ds-table cards top-aligned">
        <thead>
          <tr>
            <th scope="col">${t('payment.date')}</th>
            <th scope="col">${t('payment.type')}</th>
            <th scope="col" class="num">${t('payment.amount')}</th>
            <th scope="col">${t('payment.allocated')}</th>
            <th scope="col">${t('payment.settlement')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`,
  );
}

/** Historikk: letters sent and things done, the newest first. */
export function historyTab(visit: SignedInVisit, events: EventFacts[]): Html {
  const { t, format } = visit;
  if (events.length === 0) return panel('historikk', t('case.tab.historikk'), empty(t('history.none')));
  const what = (event: EventFacts) => {
    const key = `event.${event.kind}`;
    return isTextKey(key)
      ? html`${t(key)}${event.text && html`<span class="sub">${event.text}</span>`}`
      : event.text || event.kind;
  };
  return panel(
    'historikk',
    t('case.tab.historikk'),
    html`<div>
      <table class="ds-table cards top-aligned">
        <thead>
          <tr>
            <th scope="col">${t('history.when')}</th>
            <th scope="col">${t('history.what')}</th>
            <th scope="col">${t('history.who')}</th>
          </tr>
        </thead>
        <tbody>
          ${events.map(
            (event) =>
              html`<tr>
                <th scope="row" class="nowrap" data-l="${t('history.when')}">${format.time(event.at)}</th>
                <td class="full" data-l="${t('history.what')}">${what(event)}</td>
                <td data-l="${t('history.who')}">${event.actor}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
  );
}

/** Hovedstol / Kostnad / Rente × Opprinnelig, Betalt, Gjenstående, and their sums. */
export function sumsPanel(visit: SignedInVisit, given: CaseFacts): Html {
  const { t, format } = visit;
  const parts = [
    [t('case.principal'), given.principal, given.principal_paid],
    [t('case.cost'), given.cost, given.cost_paid],
    [t('case.interest'), given.interest, given.interest_paid],
  ] as const;
  const row = (label: string, original: bigint, paid: bigint) =>
    html`<tr>
      <th scope="row" class="full">${label}</th>
      <td class="num" data-l="${t('case.original')}">${format.money(original)}</td>
      <td class="num" data-l="${t('case.paidColumn')}">${format.money(paid)}</td>
      <td class="num" data-l="${t('case.remaining')}">${format.money(original - paid)}</td>
    </tr>`;
  const sum = (of: 1 | 2) => parts.reduce((total, part) => total + part[of], 0n);
  return panel(
    'sum',
    t('case.sums'),
    html`<table class="ds-table cards">
        <thead>
          <tr>
            <th scope="col">${t('case.kind')}</th>
            <th scope="col" class="num">${t('case.original')}</th>
            <th scope="col" class="num">${t('case.paidColumn')}</th>
            <th scope="col" class="num">${t('case.remaining')}</th>
          </tr>
        </thead>
        <tbody>
          ${parts.map((part) => row(...part))}
        </tbody>
        <tfoot>
          ${row(t('case.sum'), sum(1), sum(2))}
        </tfoot>
      </table>
      <footer><span>${t('case.sumsNote')}</span></footer>`,
    `${given.currency}, ${format.day(visit.today)}`,
  );
}
