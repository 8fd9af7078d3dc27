/** The fields of Ny sak: debtors and claims, each in its own frame, as many as there are. */
import { attributes, html, type Html } from './html.ts';
import { counts, most } from './case-form.ts';
import { field, icon, panel, type Field } from './parts.ts';
import type { SignedInVisit } from './visit.ts';

/** What the form shows: its values, and per field what must be mended. */
export interface FormState {
  form: Record<string, string>;
  errors: Map<string, string>;
}

function fieldIn(visit: SignedInVisit, state: FormState, given: Omit<Field, 'value' | 'error'>): Html {
  return field(visit.t, {
    ...given,
    id: given.name,
    value: state.form[given.name],
    error: state.errors.get(given.name),
  });
}

function tick(visit: SignedInVisit, state: FormState, name: string, label: string): Html {
  return html`<div class="ds-field w2"><input class="ds-input" type="checkbox" id="${name}" name="${name}" value="ja"${attributes({ checked: state.form[name] === 'ja' })}><label class="ds-label" for="${name}">${label}</label></div>`;
}

function frame(
  visit: SignedInVisit,
  state: FormState,
  at: string,
  title: string,
  removable: boolean,
  fields: Html,
): Html {
  const { t } = visit;
  const wrong = [...state.errors.keys()].some((name) => name.startsWith(`${at}.`));
  const remove =
    removable &&
    html`<button class="ds-button sm" data-variant="tertiary" type="submit" name="gjor" value="fjern ${at}" formnovalidate aria-label="${t('newCase.removeWhat', { what: title })}">${icon('bin')} ${t('newCase.remove')}</button>`;
  return html`<fieldset class="item ds-fieldset"${attributes({ 'data-state': wrong ? 'error' : undefined })}>
    <legend class="ds-sr-only">${title}</legend><header><h3>${title}</h3>${remove}</header><div class="fields">${fields}</div></fieldset>`;
}

function debtor(visit: SignedInVisit, state: FormState, n: number, removable: boolean): Html {
  const { t } = visit;
  const at = `debtors[${n}]`;
  const f = (given: Omit<Field, 'value' | 'error'>) => fieldIn(visit, state, { ...given, name: `${at}.${given.name}` });
  const legal = [
    ['naturalPerson', t('case.legal.naturalPerson')],
    ['legalPerson', t('case.legal.legalPerson')],
  ] as const;
  const role = [
    ['debtor', t('case.role.debtor')],
    ['coDebtor', t('case.role.coDebtor')],
    ['guarantor', t('case.role.guarantor')],
  ] as const;
  return frame(
    visit,
    state,
    at,
    t('newCase.debtor', { n: n + 1 }),
    removable,
    html`
    ${f({ name: 'legalType', label: t('case.legalType'), need: 'must', options: legal })}
    ${n === 0 ? html`<input type="hidden" name="${at}.role" value="debtor">` : f({ name: 'role', label: t('case.role'), need: 'must', options: role })}
    ${f({ name: 'id', label: t('case.id'), need: 'must', inputmode: 'numeric' })}
    ${f({ name: 'firstName', label: t('newCase.first'), need: 'must', wide: n === 0 ? 2 : 2 })}
    ${f({ name: 'lastName', label: t('newCase.last'), hint: t('newCase.lastHint'), wide: 2 })}
    ${f({ name: 'street', label: t('newCase.street'), wide: 2 })}
    ${f({ name: 'postalCode', label: t('newCase.postalCode'), need: 'must', inputmode: 'numeric' })}
    ${f({ name: 'postalPlace', label: t('newCase.postalPlace'), need: 'must' })}
    ${f({ name: 'careOf', label: t('newCase.careOf'), wide: 2 })}
    ${f({ name: 'phoneMobile', label: t('case.mobile'), need: 'should', inputmode: 'tel' })}
    ${f({ name: 'phoneHome', label: t('case.home'), inputmode: 'tel' })}
    ${f({ name: 'email', label: t('case.email'), need: 'should', wide: 2, inputmode: 'email' })}
    ${f({ name: 'customerNumber', label: t('case.customer'), need: 'should' })}
    ${f({ name: 'country', label: t('newCase.country'), placeholder: 'NO' })}
    ${tick(visit, state, `${at}.protectedAddress`, t('newCase.protected'))}
    ${tick(visit, state, `${at}.minor`, t('case.minor'))}`,
  );
}

function claim(visit: SignedInVisit, state: FormState, n: number, removable: boolean): Html {
  const { t } = visit;
  const at = `claims[${n}]`;
  const credit = state.form[`${at}.kind`] === 'creditNote';
  const f = (given: Omit<Field, 'value' | 'error'>) => fieldIn(visit, state, { ...given, name: `${at}.${given.name}` });
  return frame(
    visit,
    state,
    at,
    credit ? t('newCase.credit') : t('newCase.claim', { n: n + 1 }),
    removable,
    html`
    <input type="hidden" name="${at}.kind" value="${credit ? 'creditNote' : 'invoice'}">
    ${f({ name: 'invoice', label: t('claim.invoice'), need: 'must' })}
    ${f({ name: 'concerns', label: t('claim.concerns'), wide: 2 })}
    ${f({ name: 'kid', label: t('claim.kid'), inputmode: 'numeric' })}
    ${f({ name: 'remaining', label: t('newCase.remaining'), need: 'must', inputmode: 'decimal', ...(credit ? { hint: t('newCase.creditHint') } : {}) })}
    ${!credit && f({ name: 'original', label: t('newCase.original'), inputmode: 'decimal', hint: t('newCase.originalHint') })}
    ${f({ name: 'invoiceDate', label: t('claim.invoiceDate'), inputmode: 'numeric' })}
    ${!credit && f({ name: 'dueDate', label: t('claim.due'), need: 'must', inputmode: 'numeric' })}
    ${!credit && f({ name: 'paymentTerms', label: t('newCase.terms') })}
    ${!credit && f({ name: 'interestFrom', label: t('claim.interestFrom'), inputmode: 'numeric' })}
    ${!credit && f({ name: 'reminderFee', label: t('claim.reminder'), inputmode: 'decimal' })}`,
  );
}

/** The three sheets below the journal: debtors, claims, notice. */
export function caseSheets(visit: SignedInVisit, state: FormState): Html {
  const { t } = visit;
  const count = counts(state.form);
  const add = (act: string, label: string) =>
    html`<button class="ds-button" data-variant="secondary" type="submit" name="gjor" value="${act}" formnovalidate>${icon('plus')} ${label}</button>`;
  const debtors = Array.from({ length: count.debtors }, (_, n) => debtor(visit, state, n, count.debtors > 1));
  const claims = Array.from({ length: count.claims }, (_, n) => claim(visit, state, n, count.claims > 1));
  return html`
    <input type="hidden" name="debtors" value="${count.debtors}"><input type="hidden" name="claims" value="${count.claims}">
    ${panel('s2', t('newCase.s2'), html`<div class="pad">${debtors}${count.debtors < most.debtors && html`<p class="acts">${add('ny-skyldner', t('newCase.addDebtor'))}</p>`}</div>`)}
    ${panel('s3', t('newCase.s3'), html`<div class="pad">${claims}${count.claims < most.claims && html`<p class="acts">${add('nytt-krav', t('newCase.addClaim'))}${add('kreditfaktura', t('newCase.addCredit'))}</p>`}</div>`, t('newCase.interest'))}
    ${panel(
      's4',
      t('newCase.s4'),
      html`<div class="pad fields">
      ${fieldIn(visit, state, { name: 'noticeDate', label: t('newCase.notice'), need: 'must', hint: t('newCase.noticeHint'), wide: 2, inputmode: 'numeric' })}
      ${fieldIn(visit, state, { name: 'notes[0]', label: t('newCase.extra'), rows: 3, wide: 4 })}
    </div>`,
    )}`;
}
