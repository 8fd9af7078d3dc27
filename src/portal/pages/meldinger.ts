/** Meldinger: conversations with the collector; each stays until answered or ended. */
import { readCase } from '../case-read.ts';
import { html, type Content, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { beginThread, endThread, findThreads, longest, readThread, replyTo, type Thread } from '../messages.ts';
import { errorSummary, field, icon, pageNumber, pagination, panel, postForm, receipt, rowNumber } from '../parts.ts';
import { threadPanel, threadState } from '../thread-view.ts';
import { creditorSide, everybody, type Answer, type Route, type SignedInVisit } from '../visit.ts';
import { clientMeant } from './klientvalg.ts';

const path = '/meldinger';
const perPage = 25;

interface Problem {
  id: string;
  text: string;
}

function kindOf(thread: Thread) {
  if (thread.invoice_id !== null) return 'invoice';
  return thread.kind === 'message' && thread.case_number === null ? 'support' : thread.kind;
}

function numberOf(thread: Thread): Content {
  if (thread.case_number !== null)
    return html`<a class="num" href="/inkasso/sak/${thread.case_number}/meldinger">${thread.case_number}</a>`;
  return thread.invoice_id === null
    ? '–'
    : html`<a href="/faktura/vis/${thread.invoice_id}/meldinger">${thread.invoice}</a>`;
}

function row(visit: SignedInVisit, thread: Thread): Html {
  const { t, format } = visit;
  return html`<tr>
    <th scope="row" class="full">
      <a href="${path}/${thread.id}">${thread.subject}</a
      ><span class="sub"
        >${t(`message.kind.${kindOf(thread)}`)}</span
      >
    </th>
    <td data-l="${t('message.c.number')}">
      ${numberOf(thread)}
    </td>
    <td class="nowrap" data-l="${t('message.c.begun')}">${format.moment(thread.created_at)}</td>
    <td class="nowrap" data-l="${t('message.c.last')}">${format.moment(thread.last_at)}</td>
    <td data-l="${t('message.c.sender')}">${thread.created_by}</td>
    <td data-l="${t('message.c.status')}">${threadState(visit, thread)}</td>
  </tr>`;
}

function newForm(visit: SignedInVisit, problems: Problem[]): Html | undefined {
  const { t, form, clients, chosen } = visit;
  if (!clients.some((client) => client.role === 'approver')) return undefined;
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  const one = chosen.length === 1 ? chosen[0] : undefined;
  return panel(
    'ny',
    t('message.new'),
    postForm(
      { action: path, token: visit.formToken, class: 'pad stack' },
      html` ${errorSummary(t, problems)}
        <div class="fields">
          ${field(t, { id: 'm-klient', name: 'klient', label: t('client.word'), need: 'must', list: 'klienter', wide: 2, autocomplete: 'off', value: form['klient'] ?? (one ? `${one.number} ${one.name}` : ''), error: errorOf('m-klient') })}
          ${field(t, { id: 'm-sak', name: 'sak', label: t('message.case'), wide: 2, inputmode: 'numeric', value: form['sak'], error: errorOf('m-sak') })}
        </div>
        ${field(t, { id: 'm-emne', name: 'emne', label: t('message.subject'), need: 'must', value: form['emne'], error: errorOf('m-emne') })}
        ${field(t, { id: 'm-tekst', name: 'tekst', label: t('message.text'), need: 'must', rows: 4, value: form['tekst'], error: errorOf('m-tekst') })}
        <p class="acts"><button class="ds-button" type="submit">${icon('mail')} ${t('message.send')}</button></p>`,
    ),
  );
}

async function screen(visit: SignedInVisit, problems: Problem[] = []): Promise<Answer> {
  const { t, query } = visit;
  const all = query['vis'] === 'alle';
  const page = pageNumber(query['side']);
  const { threads, total } = await visit.ask((sql) =>
    findThreads(sql, { clients: visit.chosen.map((client) => client.number), all, page, perPage }),
  );
  const tabs = html`<nav class="tabs" aria-label="${t('message.c.status')}">
    <a href="${path}" ${!all && html` aria-current="page"`}>${t('message.f.open')}</a
    ><a href="${path}?vis=alle" ${all && html` aria-current="page"`}>${t('message.f.all')}</a>
  </nav>`;
  const list =
    total === 0
      ? html`<div class="empty">
          <b>${t('message.noneOpen')}</b>
          <p>${t('message.noneText')}</p>
        </div>`
      : html`<div>
            <table class="ds-table cards top-aligned" data-hover>
              <thead>
                <tr>
                  <th scope="col">${t('message.c.note')}</th>
                  <th scope="col">${t('message.c.number')}</th>
                  <th scope="col">${t('message.c.begun')}</th>
                  <th scope="col">${t('message.c.last')}</th>
                  <th scope="col">${t('message.c.sender')}</th>
                  <th scope="col">${t('message.c.status')}</th>
                </tr>
              </thead>
              <tbody>
                ${threads.map((thread) => row(visit, thread))}
              </tbody>
            </table>
          </div>
          <footer>${pagination(t, { path, query, page, pages: Math.ceil(total / perPage) })}</footer>`;
  return {
    ...(problems.length > 0 ? { status: 422 } : {}),
    page: {
      title: problems.length > 0 ? `${t('word.error')} ${t('message.title')}` : t('message.title'),
      main: html`${pageHead(t('message.title'), t('message.lede'))}${tabs}
        <div class="stack">
          ${problems.length > 0 && newForm(visit, problems)}${panel('samtaler', t('message.title'), list)}${problems.length === 0 && newForm(visit, problems)}
        </div>`,
    },
  };
}

async function begin(visit: SignedInVisit): Promise<Answer> {
  const { t, form } = visit;
  const client = clientMeant(
    visit.clients.filter((each) => each.role === 'approver'),
    form['klient'] ?? '',
  );
  const caseText = (form['sak'] ?? '').trim();
  const caseNumber = rowNumber(caseText);
  const subject = (form['emne'] ?? '').trim();
  const body = (form['tekst'] ?? '').trim();
  const problems: Problem[] = [];
  if (client === undefined) problems.push({ id: 'm-klient', text: t('message.noClient') });
  if (caseText !== '') {
    const found = caseNumber === undefined ? undefined : await visit.ask((sql) => readCase(sql, caseNumber));
    if (!found || found.facts.client !== client) problems.push({ id: 'm-sak', text: t('message.noCase') });
  }
  if (subject === '' || Array.from(subject).length > longest.subject)
    problems.push({ id: 'm-emne', text: t('message.noSubject') });
  if (body === '') problems.push({ id: 'm-tekst', text: t('message.noText') });
  if (Array.from(body).length > longest.body)
    problems.push({ id: 'm-tekst', text: t('message.tooLong', { n: longest.body }) });
  if (problems.length > 0 || client === undefined) return screen(visit, problems);
  const kind = caseNumber === undefined ? 'support' : 'message';
  const id = await visit.ask((sql) => beginThread(sql, visit, { client, caseNumber, subject, body, kind }));
  return { redirect: `${path}/${id}?kvittering=1` };
}

async function threadScreen(visit: SignedInVisit): Promise<Answer> {
  const { t, format } = visit;
  const id = rowNumber(visit.params['id']);
  const found = id === undefined ? undefined : await visit.ask((sql) => readThread(sql, id));
  if (!found) return { missing: true };
  const { thread, messages } = found;
  const acts = visit.clients.some((client) => client.number === thread.client && client.role === 'approver');
  const told =
    visit.query['kvittering'] === '1' &&
    receipt({
      id: 'kvittering',
      title: t('message.sent'),
      line: t('message.receiptLine', { id: thread.id, who: visit.user.login, time: format.time(thread.last_at) }),
      next: html`<p>${t('message.sentNext')}</p>`,
    });
  const toCase =
    thread.case_number !== null &&
    html`<a class="ds-button" data-variant="secondary" href="/inkasso/sak/${thread.case_number}"
      >${t('case.title', { number: thread.case_number })}</a
    >`;
  return {
    page: {
      title: thread.subject,
      main: html`${pageHead(thread.subject, undefined, toCase)}
        <div class="stack">${told}${threadPanel(visit, thread, messages, acts)}</div>`,
    },
  };
}

async function act(visit: SignedInVisit, what: 'reply' | 'end'): Promise<Answer> {
  const id = rowNumber(visit.params['id']);
  if (id === undefined) return { missing: true };
  const body = (visit.form['tekst'] ?? '').trim();
  if (what === 'reply' && (body === '' || Array.from(body).length > longest.body)) return { redirect: `${path}/${id}` };
  const done = await visit.ask(async (sql) => {
    const found = await readThread(sql, id);
    const may =
      found && visit.clients.some((client) => client.number === found.thread.client && client.role === 'approver');
    if (!may) return false;
    if (what === 'end') await endThread(sql, visit, id);
    else await replyTo(sql, visit, id, body, false);
    return true;
  });
  if (!done) return { missing: true };
  return { redirect: what === 'reply' ? `${path}/${id}?kvittering=1` : `${path}/${id}` };
}

export const routes: Route[] = [
  { path, roles: everybody, get: (visit) => screen(visit) },
  { path, roles: creditorSide, post: begin },
  { path: `${path}/:id`, roles: everybody, get: threadScreen },
  { path: `${path}/:id/svar`, roles: creditorSide, post: (visit) => act(visit, 'reply') },
  { path: `${path}/:id/avslutt`, roles: creditorSide, post: (visit) => act(visit, 'end') },
];
