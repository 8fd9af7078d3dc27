/** Inkasso › Registrere betalinger: payments made to the creditor, gathered in a batch that is approved as one. */
import { describe } from '../../domain/problems.ts';
import type { Problem, Row } from '../../domain/row.ts';
import { judge } from '../../validation/judge.ts';
import { judgeContext } from '../../validation/context.ts';
import type { Sql } from '../../db/database.ts';
import type { Day } from '../../domain/day.ts';
import { readDay, readMoney } from '../format.ts';
import { html, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { beginJournal, findJournals, readLines, writeRow, type Journal, type JournalLine } from '../manual-journal.ts';
import { errorSummary, field, icon, panel, postForm, rowNumber } from '../parts.ts';
import { creditorSide, everybody, type Answer, type Route, type SignedInVisit } from '../visit.ts';
import { clientMeant } from './klientvalg.ts';

const path = '/betalinger';
/** The most payments in one batch. */
const mostInBatch = 500;

interface FormProblem {
  id: string;
  text: string;
}

interface Target {
  number: number;
  name: string;
  status: string;
  closed_on: Day | null;
  currency: string;
  left: bigint;
}

async function targets(sql: Sql, client: number, term: string, value: string): Promise<Target[]> {
  const columns = `number, name, status, closed_on, currency, principal - principal_paid + cost - cost_paid + interest - interest_paid as left`;
  if (term === 'faktura') {
    const { rows } = await sql.query<Target>(
      `select ${columns} from collection_case where client = $1 and number in (select case_number from claim where client = $1 and invoice = $2) order by number limit 2`,
      [client, value],
    );
    return rows;
  }
  const number = rowNumber(value.replace(/\s/g, ''));
  if (number === undefined) return [];
  const { rows } = await sql.query<Target>(`select ${columns} from collection_case where client = $1 and number = $2`, [
    client,
    number,
  ]);
  return rows;
}

function addForm(visit: SignedInVisit, problems: FormProblem[]): Html | undefined {
  const { t, form, format, chosen } = visit;
  if (!visit.clients.some((client) => client.role === 'approver')) return undefined;
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  const one = chosen.length === 1 ? chosen[0] : undefined;
  const again =
    visit.query['klient'] === undefined ? {} : { klient: visit.query['klient'], begrep: visit.query['begrep'] ?? '' };
  const kept: Record<string, string> = problems.length > 0 ? form : again;
  const terms = [
    ['sak', t('pay.t.case')],
    ['faktura', t('pay.t.invoice')],
  ] as const;
  return panel(
    'legg-til',
    t('pay.add'),
    postForm(
      { action: path, token: visit.formToken, class: 'pad stack' },
      html`
    ${errorSummary(t, problems)}
    <div class="fields">
      ${field(t, { id: 'b-klient', name: 'klient', label: t('client.word'), need: 'must', wide: 2, list: 'klienter', autocomplete: 'off', value: kept['klient'] ?? (one ? `${one.number} ${one.name}` : ''), error: errorOf('b-klient') })}
      ${field(t, { id: 'b-begrep', name: 'begrep', label: t('pay.term'), options: terms, value: kept['begrep'] })}
      ${field(t, { id: 'b-verdi', name: 'verdi', label: t('pay.value'), need: 'must', value: kept['verdi'], error: errorOf('b-verdi') })}
      ${field(t, { id: 'b-dato', name: 'dato', label: t('pay.date'), need: 'must', inputmode: 'numeric', value: kept['dato'] ?? format.day(visit.today), error: errorOf('b-dato') })}
      ${field(t, { id: 'b-belop', name: 'belop', label: t('pay.amount'), need: 'must', inputmode: 'decimal', value: kept['belop'], error: errorOf('b-belop') })}
      ${field(t, { id: 'b-note', name: 'note', label: t('pay.note'), wide: 2, value: kept['note'] })}
    </div>
    <p class="acts"><button class="ds-button" type="submit">${icon('plus')} ${t('pay.add')}</button></p>`,
    ),
  );
}

function batch(
  visit: SignedInVisit,
  journal: Journal,
  lines: { line: JournalLine; target: Target | undefined }[],
  canApprove: boolean,
): Html {
  const { t, format, language } = visit;
  const version = html`<input type="hidden" name="versjon" value="${journal.version}">`;
  const live = lines.filter(({ line }) => line.state !== 'withdrawn');
  const rows = live.map(
    ({ line, target }) => html`<tr>
    <th scope="row" data-l="${t('pay.c.case')}">${target ? html`<a class="num" href="/inkasso/sak/${target.number}">${target.number}</a>` : '–'}</th>
    <td data-l="${t('pay.c.term')}">${line.raw['begrep'] === 'faktura' ? t('pay.t.invoice') : t('pay.t.case')} ${line.raw['verdi']}</td>
    <td data-l="${t('pay.c.name')}">${target?.name ?? '–'}${(line.problems ?? []).map((problem) => html`<span class="sub says ${problem.severity === 'error' ? 'bad' : 'warn'}">${icon(problem.severity === 'error' ? 'stop' : 'warn')}<span>${describe(problem, language).message}</span></span>`)}</td>
    <td class="num" data-l="${t('pay.c.left')}">${target ? format.money(target.left) : '–'}</td>
    <td class="num" data-l="${t('pay.c.paid')}">${format.money(line.amount)}</td>
    <td data-l="${t('pay.c.currency')}">${journal.currency}</td>
    <td>${canApprove && postForm({ action: `/journaler/${journal.number}/ta-bort`, token: visit.formToken }, html`${version}<input type="hidden" name="rad" value="${line.row}"><button class="ds-button sm" data-variant="tertiary" type="submit" aria-label="${t('journals.takeRow', { row: line.row })}">${t('journals.take')}</button>`)}</td>
  </tr>`,
  );
  return panel(
    `bunt-${journal.number}`,
    html`${t('pay.batch')} <span class="num">${journal.number}</span>`,
    live.length === 0
      ? html`<div class="empty"><b>${t('pay.none')}</b></div>`
      : html`<div><table class="ds-table cards top-aligned">
      <thead><tr><th scope="col">${t('pay.c.case')}</th><th scope="col">${t('pay.c.term')}</th><th scope="col">${t('pay.c.name')}</th><th scope="col" class="num">${t('pay.c.left')}</th><th scope="col" class="num">${t('pay.c.paid')}</th><th scope="col">${t('pay.c.currency')}</th><th scope="col"><span class="ds-sr-only">${t('journals.c.act')}</span></th></tr></thead>
      <tbody>${rows}</tbody>
      <tfoot><tr><th scope="row" class="full">${t('pay.sum')}</th><td></td><td></td><td></td><td class="num" data-l="${t('pay.c.paid')}">${format.money(journal.sum)}</td><td>${journal.currency}</td><td></td></tr></tfoot></table></div>
      <footer>${canApprove && journal.state === 'awaitingApproval' && postForm({ action: `/journaler/${journal.number}/godkjenn`, token: visit.formToken }, html`${version}<button class="ds-button" type="submit">${icon('ok')} ${t('pay.approve')}</button>`)}</footer>`,
    `${journal.client} ${journal.client_name}`,
  );
}

async function screen(visit: SignedInVisit, problems: FormProblem[] = []): Promise<Answer> {
  const { t } = visit;
  const batches = await visit.ask(async (sql) => {
    const journals = await findJournals(sql, {
      clients: visit.chosen.map((client) => client.number),
      all: false,
      kind: 'payment',
      manual: true,
      limit: 20,
      offset: 0,
    });
    const found: { journal: Journal; lines: { line: JournalLine; target: Target | undefined }[] }[] = [];
    for (const journal of journals) {
      const lines = await readLines(sql, journal.number, mostInBatch, 0);
      const numbers = lines.map((line) => Number(line.record['caseNumber']));
      const { rows } = await sql.query<Target>(
        `select number, name, status, closed_on, currency, principal - principal_paid + cost - cost_paid + interest - interest_paid as left
         from collection_case where number = any($1)`,
        [numbers.filter(Number.isSafeInteger)],
      );
      found.push({
        journal,
        lines: lines.map((line) => ({
          line,
          target: rows.find((row) => row.number === Number(line.record['caseNumber'])),
        })),
      });
    }
    return found;
  });
  const failed = problems.length > 0;
  const may = (journal: Journal) =>
    visit.clients.some((client) => client.number === journal.client && client.role === 'approver');
  return {
    ...(failed ? { status: 422 } : {}),
    page: {
      title: failed ? `${t('word.error')} ${t('pay.title')}` : t('pay.title'),
      main: html`${pageHead(t('pay.title'), t('pay.lede'))}<div class="stack">
        ${visit.query['lagt'] === '1' && html`<div class="ds-alert" data-color="success" role="status"><p>${t('pay.added')}</p></div>`}
        ${addForm(visit, problems)}
        ${batches.length === 0 ? panel('bunt', t('pay.batch'), html`<div class="empty"><b>${t('pay.none')}</b></div>`) : batches.map(({ journal, lines }) => batch(visit, journal, lines, may(journal)))}</div>`,
    },
  };
}

async function add(visit: SignedInVisit): Promise<Answer> {
  const { t, form, format, language } = visit;
  const client = clientMeant(
    visit.clients.filter((each) => each.role === 'approver'),
    form['klient'] ?? '',
  );
  const value = (form['verdi'] ?? '').trim();
  const term = form['begrep'] === 'faktura' ? 'faktura' : 'sak';
  const paidOn = readDay(form['dato'] ?? '');
  const amount = readMoney(form['belop'] ?? '');
  const problems: FormProblem[] = [];
  if (client === undefined) problems.push({ id: 'b-klient', text: t('sendFile.noClient') });
  if (paidOn === undefined || paidOn > visit.today)
    problems.push({ id: 'b-dato', text: t('pay.badDate', { day: format.day(visit.today) }) });
  if (amount === undefined || amount <= 0n) problems.push({ id: 'b-belop', text: t('pay.badAmount') });
  const found = client === undefined ? [] : await visit.ask((sql) => targets(sql, client, term, value));
  const [target] = found;
  if (client !== undefined && !target) problems.push({ id: 'b-verdi', text: t('pay.noCase') });
  if (found.length > 1) problems.push({ id: 'b-verdi', text: t('pay.several') });
  if (target?.status === 'closed')
    problems.push({
      id: 'b-verdi',
      text: t('pay.closed', { number: target.number, day: format.day(target.closed_on) }),
    });
  if (problems.length > 0 || client === undefined || !target || amount === undefined) return screen(visit, problems);

  const note = (form['note'] ?? '').trim().slice(0, 500);
  const record = {
    type: 'direct',
    caseNumber: target.number,
    paidOn,
    amount: Number(amount),
    currency: target.currency,
    ...(term === 'faktura' ? { invoice: value } : {}),
    ...(note === '' ? {} : { note }),
  };
  const raw = { begrep: term, verdi: value, dato: form['dato'] ?? '', belop: form['belop'] ?? '', note };
  const row: Row = { row: 1, line: 1, raw, record, problems: [] };
  judge('payment', row, judgeContext({ today: visit.today, currencies: [target.currency] }));
  const errors = row.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0)
    return screen(
      visit,
      errors.map((problem: Problem) => ({
        id: 'b-belop',
        text: `${describe(problem, language).message} ${describe(problem, language).cure}`,
      })),
    );
  await visit.ask(async (sql) => {
    const open = await findJournals(sql, {
      clients: [client],
      all: false,
      kind: 'payment',
      manual: true,
      limit: 20,
      offset: 0,
    });
    const mine = open.find(
      (journal) =>
        journal.created_by === visit.user.login && journal.rows < mostInBatch && journal.currency === target.currency,
    );
    const number = mine?.number ?? (await beginJournal(sql, visit, { client, kind: 'payment', description: '' }));
    await sql.query('select from journal where number = $1 for update', [number]);
    await writeRow(sql, { number, client, kind: 'payment' }, { raw, record, problems: row.problems });
  });
  return { redirect: `${path}?lagt=1&klient=${client}&begrep=${term}` };
}

export const routes: Route[] = [
  { path, roles: everybody, get: (visit) => screen(visit) },
  { path, roles: creditorSide, post: add },
];
