/** Journaler for godkjenning: what waits, what is in it, and the acts: edit, remove, delete, add, approve. */
import { describe } from '../../domain/problems.ts';
import { recordReading } from '../access-log.ts';
import { html, type Content, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import {
  approve,
  deleteJournal,
  findJournals,
  readJournal,
  readLines,
  withdrawRow,
  type Journal,
  type JournalLine,
  type JournalOutcome,
} from '../manual-journal.ts';
import { icon, pageNumber, pagination, panel, postForm, receipt, rowNumber, tag } from '../parts.ts';
import { creditorSide, everybody, type Answer, type Route, type SignedInVisit } from '../visit.ts';

const path = '/journaler';
const perPage = 50;

interface CaseShape {
  debtors?: { name?: string }[];
  claims?: { invoice?: string; concerns?: string }[];
  currency?: string;
  caseNumber?: number;
  invoice?: string;
  kid?: string;
}

/** A journal's name as the manual has it. */
export function journalName(visit: SignedInVisit, journal: Journal): string {
  const name = visit.t('journals.name', {
    number: journal.number,
    client: `${journal.client} ${journal.client_name}`,
    currency: journal.currency,
    kind: visit.t(`journals.kind.${journal.kind}`),
  });
  return journal.description === '' ? name : `${name} – ${journal.description}`;
}

function canApprove(visit: SignedInVisit, journal: Journal): boolean {
  const mine = visit.clients.some((client) => client.number === journal.client && client.role === 'approver');
  return mine && (journal.state === 'open' || journal.state === 'awaitingApproval');
}

function lineState(visit: SignedInVisit, line: JournalLine): Content {
  const { t, language } = visit;
  if (line.state === 'withdrawn') return tag('neutral', 'back', t('journals.rowWithdrawn'));
  const problems = line.problems ?? [];
  const wrong = problems.filter((problem) => problem.severity === 'error');
  const shown = wrong.length > 0 ? wrong : problems;
  return shown.slice(0, 5).map((problem) => {
    const told = describe(problem, language);
    const isError = problem.severity === 'error';
    return html`<span class="sub says ${isError ? 'bad' : 'idle'}">${icon(isError ? 'stop' : 'info')}<span>${told.message}</span></span>`;
  });
}

function lineRow(visit: SignedInVisit, journal: Journal, line: JournalLine): Html {
  const { t, format } = visit;
  const record: CaseShape = line.record;
  const claims = record.claims ?? [];
  const name = record.debtors?.[0]?.name ?? '–';
  const isCase = journal.kind === 'case';
  const acts =
    canApprove(visit, journal) &&
    line.state !== 'withdrawn' &&
    html`<span class="acts">
    ${isCase && journal.drop_id === null && html`<a class="ds-button sm" data-variant="secondary" href="/inkasso/ny-sak?journal=${journal.number}&amp;rad=${line.row}" aria-label="${t('journals.editRow', { row: line.row })}">${t('journals.edit')}</a>`}
    ${postForm({ action: `${path}/${journal.number}/ta-bort`, token: visit.formToken }, html`<input type="hidden" name="rad" value="${line.row}"><input type="hidden" name="versjon" value="${journal.version}"><button class="ds-button sm" data-variant="tertiary" type="submit" aria-label="${t('journals.takeRow', { row: line.row })}">${t('journals.take')}</button>`)}</span>`;
  return html`<tr${line.state === 'withdrawn' && html` data-state="off"`}>
    <th scope="row" class="full">${line.reference ?? '–'}${lineState(visit, line)}</th>
    <td data-l="${t('journals.c.name')}">${isCase ? name : (record.caseNumber ?? '–')}</td>
    <td data-l="${t('journals.c.invoices')}">${isCase ? claims.map((claim) => claim.invoice).join(', ') : (record.invoice ?? record.kid ?? '–')}</td>
    <td data-l="${t('journals.c.concerns')}">${[...new Set(claims.map((claim) => claim.concerns).filter(Boolean))].join(', ') || '–'}</td>
    <td class="num" data-l="${t('journals.c.total')}">${format.money(line.amount)}</td>
    <td data-l="${t('journals.c.currency')}">${record.currency ?? journal.currency}</td>
    <td>${acts}</td>
  </tr>`;
}

function journalActs(visit: SignedInVisit, journal: Journal): Html | undefined {
  const { t } = visit;
  if (!canApprove(visit, journal)) return undefined;
  const version = html`<input type="hidden" name="versjon" value="${journal.version}">`;
  const waits = journal.state === 'awaitingApproval' && !(journal.first_approver === visit.user.login);
  return html`<span class="acts">
    ${waits && postForm({ action: `${path}/${journal.number}/godkjenn`, token: visit.formToken }, html`${version}<button class="ds-button" type="submit">${icon('ok')} ${t('journals.approve')}</button>`)}
    ${journal.kind === 'case' && journal.drop_id === null && html`<a class="ds-button" data-variant="secondary" href="/inkasso/ny-sak?journal=${journal.number}">${icon('plus')} ${t('journals.addCase')}</a>`}
    <a class="ds-button" data-variant="tertiary" data-color="danger" href="${path}/${journal.number}/slett">${icon('bin')} ${t('journals.delete')}</a></span>`;
}

function summary(visit: SignedInVisit, journal: Journal): string {
  const { t, format } = visit;
  return t('journals.rows', {
    accepted: format.count(journal.accepted),
    rejected: format.count(journal.rejected),
    sum: `${format.money(journal.sum)} ${journal.currency}`,
  });
}

async function list(visit: SignedInVisit): Promise<Answer> {
  const { t, format, query } = visit;
  const all = query['vis'] === 'alle';
  const page = pageNumber(query['side']);
  const journals = await visit.ask((sql) =>
    findJournals(sql, {
      clients: visit.chosen.map((client) => client.number),
      all,
      limit: perPage + 1,
      offset: (page - 1) * perPage,
    }),
  );
  const shown = journals.slice(0, perPage);
  const tabs = html`<nav class="tabs" aria-label="${t('journals.title')}"><a href="${path}"${!all && html` aria-current="page"`}>${t('journals.open')}</a><a href="${path}?vis=alle"${all && html` aria-current="page"`}>${t('journals.all')}</a></nav>`;
  const rows = shown.map(
    (journal) => html`<tr>
    <th scope="row" class="full"><a href="${path}/${journal.number}">${journalName(visit, journal)}</a><span class="sub">${t('journals.from', { who: journal.created_by, time: format.moment(journal.created_at) })}</span></th>
    <td data-l="${t('case.status')}">${journal.state === 'awaitingApproval' ? tag('warning', 'list', t('journals.s.awaitingApproval')) : t(`journals.s.${journal.state}`)}</td>
    <td class="num" data-l="${t('file.accepted')}">${format.count(journal.accepted)}</td>
    <td class="num" data-l="${t('file.rejected')}">${format.count(journal.rejected)}</td>
    <td class="num" data-l="${t('journals.c.total')}">${format.money(journal.sum)}</td>
  </tr>`,
  );
  const body =
    shown.length === 0
      ? html`<div class="empty"><b>${t('journals.none')}</b><p>${t('journals.noneText')}</p></div>`
      : html`<div><table class="ds-table cards top-aligned" data-hover><thead><tr><th scope="col">${t('file.journal')}</th><th scope="col">${t('case.status')}</th><th scope="col" class="num">${t('file.accepted')}</th><th scope="col" class="num">${t('file.rejected')}</th><th scope="col" class="num">${t('journals.c.total')}</th></tr></thead><tbody>${rows}</tbody></table></div>
      <footer>${pagination(t, { path, query, page, pages: journals.length > perPage ? page + 1 : page })}</footer>`;
  const sends = creditorSide.includes(visit.user.role);
  return {
    page: {
      title: t('journals.title'),
      main: html`${pageHead(t('journals.title'), t('journals.lede'), sends && html`<a class="ds-button" data-variant="secondary" href="/inkasso/ny-sak">${icon('plus')} ${t('newCase.title')}</a>`)}${tabs}${panel('journaler', t('journals.title'), body)}`,
    },
  };
}

function told(visit: SignedInVisit, journal: Journal): Html | undefined {
  const { t, format } = visit;
  const kind = visit.query['kvittering'];
  if (kind === 'godkjent' && journal.approved_at) {
    return receipt({
      id: 'kvittering',
      title: t('journals.approved', { number: journal.number }),
      line: t('journals.approvedLine', {
        rows: format.count(journal.accepted),
        sum: format.money(journal.sum),
        currency: journal.currency,
        who: journal.approved_by ?? '',
        time: format.time(journal.approved_at),
      }),
      next: html`<p>${t(journal.kind === 'payment' ? 'journals.approvedNextPayment' : 'journals.approvedNext')}</p>`,
    });
  }
  if (kind === 'slettet' && journal.state === 'deleted') {
    return receipt({
      id: 'kvittering',
      title: t('journals.deleted', { number: journal.number }),
      line: journalName(visit, journal),
      next: html`<p>${t('journals.deletedNext')}</p>`,
    });
  }
  return journal.first_approver !== null && journal.approved_at === null
    ? receipt({
        id: 'kvittering',
        title: t('journals.firstTitle'),
        line: summary(visit, journal),
        next: html`<p>${t('journals.firstOf', { who: journal.first_approver })}</p>`,
      })
    : undefined;
}

async function screen(visit: SignedInVisit, warning?: string): Promise<Answer> {
  const { t, format } = visit;
  const number = rowNumber(visit.params['number']);
  const page = pageNumber(visit.query['side']);
  const found =
    number === undefined
      ? undefined
      : await visit.ask(async (sql) => {
          const journal = await readJournal(sql, number);
          if (!journal) return undefined;
          await recordReading(sql, visit, { what: 'journal.read', client: journal.client, journal: number });
          return { journal, lines: await readLines(sql, number, perPage, (page - 1) * perPage) };
        });
  if (!found) return { missing: true };
  const { journal, lines } = found;
  const name = journalName(visit, journal);
  const head = html`<thead><tr><th scope="col">${t('journals.c.reference')}</th><th scope="col">${t(journal.kind === 'case' ? 'journals.c.name' : 'case.number')}</th><th scope="col">${t('journals.c.invoices')}</th><th scope="col">${t('journals.c.concerns')}</th><th scope="col" class="num">${t('journals.c.total')}</th><th scope="col">${t('journals.c.currency')}</th><th scope="col"><span class="ds-sr-only">${t('journals.c.act')}</span></th></tr></thead>`;
  const body =
    lines.length === 0
      ? html`<div class="empty"><b>${t('journals.empty')}</b></div><footer>${journalActs(visit, journal)}</footer>`
      : html`<div><table class="ds-table cards top-aligned">${head}<tbody>${lines.map((line) => lineRow(visit, journal, line))}</tbody></table></div>
      <footer>${journalActs(visit, journal)}${pagination(t, { path: visit.path, query: visit.query, page, pages: Math.ceil(journal.rows / perPage) })}</footer>`;
  return {
    ...(warning ? { status: 409 } : {}),
    page: {
      title: name,
      main: html`${pageHead(name, html`${t('journals.from', { who: journal.created_by, time: format.moment(journal.created_at) })} · ${t(`journals.s.${journal.state}`)}${journal.drop_id !== null && html` · <a href="/send-fil/fil/${journal.drop_id}">${t('sendFile.details')}</a>`}`)}
        <div class="stack">${warning && html`<div class="ds-alert" data-color="warning" role="alert" tabindex="-1" data-focus><p>${warning}</p></div>`}${told(visit, journal)}
        ${panel('rader', summary(visit, journal), body)}</div>`,
    },
  };
}

async function deleteScreen(visit: SignedInVisit): Promise<Answer> {
  const { t } = visit;
  const number = rowNumber(visit.params['number']);
  const journal = number === undefined ? undefined : await visit.ask((sql) => readJournal(sql, number));
  if (!journal || !canApprove(visit, journal)) return { missing: true };
  const body = postForm(
    { action: `${path}/${journal.number}/slett`, token: visit.formToken, class: 'pad stack' },
    html`<p><b>${journalName(visit, journal)}</b></p><p>${summary(visit, journal)}</p><p>${t('journals.confirmText')}</p>
    <input type="hidden" name="versjon" value="${journal.version}">
    <p class="acts"><button class="ds-button" data-color="danger" type="submit">${icon('bin')} ${t('journals.delete')}</button><a class="ds-button" data-variant="tertiary" href="${path}/${journal.number}">${t('code.back')}</a></p>`,
  );
  return {
    page: {
      title: t('journals.confirmDelete'),
      main: html`${pageHead(t('journals.confirmDelete'))}<div class="narrow">${panel('slett', t('journals.delete'), body)}</div>`,
    },
  };
}

async function act(visit: SignedInVisit, what: 'approve' | 'delete' | 'take'): Promise<Answer> {
  const { t, form } = visit;
  const number = rowNumber(visit.params['number']);
  const version = rowNumber(form['versjon']);
  const row = rowNumber(form['rad']);
  if (number === undefined || version === undefined) return { missing: true };
  const outcome: JournalOutcome = await visit.ask(async (sql) => {
    if (what === 'approve') return approve(sql, visit, number, version);
    if (what === 'delete') return deleteJournal(sql, visit, number, version);
    return row === undefined ? 'changed' : withdrawRow(sql, visit, number, version, row);
  });
  if (outcome === 'missing') return { missing: true };
  if (outcome === 'reader') return { forbidden: true };
  if (outcome === 'changed') return screen(visit, t('journals.changed'));
  if (outcome === 'state') return screen(visit, t('journals.notWaiting'));
  if (outcome === 'empty') return screen(visit, t('journals.empty'));
  if (what === 'approve' && outcome === 'done') {
    await queuePosting(visit, number);
    return { redirect: `${path}/${number}?kvittering=godkjent` };
  }
  return { redirect: what === 'delete' ? `${path}/${number}?kvittering=slettet` : `${path}/${number}` };
}

/** The approval stands whatever happens to the queue: the sweep finds what is approved and not booked. */
async function queuePosting(visit: SignedInVisit, journal: number): Promise<void> {
  try {
    await visit.house.queues?.add('post', { journal });
  } catch (error) {
    visit.house.log.warn({ err: error, journal }, 'journal approved but not queued; the sweep queues it');
  }
}

export const routes: Route[] = [
  { path, roles: everybody, get: list },
  { path: `${path}/:number`, roles: everybody, get: (visit) => screen(visit) },
  { path: `${path}/:number/godkjenn`, roles: creditorSide, post: (visit) => act(visit, 'approve') },
  { path: `${path}/:number/ta-bort`, roles: creditorSide, post: (visit) => act(visit, 'take') },
  { path: `${path}/:number/slett`, roles: creditorSide, get: deleteScreen, post: (visit) => act(visit, 'delete') },
];
