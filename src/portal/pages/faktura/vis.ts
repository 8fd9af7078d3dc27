/** Faktura: one invoice with the manual's five tabs, and the way from it to a case. */
import { maskNationalId } from '../../../domain/national-id.ts';
import { recordReading } from '../../access-log.ts';
import { empty, facts } from '../../case-tabs.ts';
import { attributes, html, type Content, type Html } from '../../html.ts';
import {
  noteInvoice,
  readInvoice,
  readInvoiceEvents,
  type InvoiceEvent,
  type InvoiceFacts,
} from '../../invoices-found.ts';
import { isTextKey } from '../../locales/text.ts';
import { beginThread, invoiceThreads, longest } from '../../messages.ts';
import { errorSummary, field, icon, panel, postForm, receipt, rowNumber, tag } from '../../parts.ts';
import { threadPanel } from '../../thread-view.ts';
import { creditorSide, everybody, type Answer, type Route, type SignedInVisit } from '../../visit.ts';
import { invoiceState } from './sok.ts';

const tabs = ['faktura', 'rader', 'noteringer', 'historikk', 'meldinger'] as const;
type Tab = (typeof tabs)[number];

interface Problem {
  id: string;
  text: string;
}

function canAct(visit: SignedInVisit, client: number): boolean {
  return visit.clients.some((each) => each.number === client && each.role === 'approver');
}

function address(id: number, tab: Tab): string {
  return `/faktura/vis/${id}${tab === 'faktura' ? '' : `/${tab}`}`;
}

function head(visit: SignedInVisit, given: InvoiceFacts): Html {
  const { t } = visit;
  const become =
    canAct(visit, given.client) &&
    given.state === 'open' &&
    given.kind === 'invoice' &&
    html`<a class="ds-button" href="/inkasso/ny-sak?faktura=${given.id}">${icon('plus')} ${t('invoice.toCase')}</a>`;
  const followed =
    given.case_number !== null &&
    html`<a class="ds-button" data-variant="secondary" href="/inkasso/sak/${given.case_number}">${icon('next')} ${t('case.title', { number: given.case_number })}</a>`;
  return html`<nav class="ds-breadcrumbs small" aria-label="${t('case.here')}">
      <ol>
        <li><a href="/faktura/sok">${t('nav.invoices')}</a></li>
        <li><a href="/faktura/vis/${given.id}" aria-current="page">${given.invoice}</a></li>
      </ol>
    </nav>
    <div class="head">
      <div>
        <h1>${t(given.kind === 'creditNote' ? 'invoice.creditTitle' : 'invoice.oneTitle', { number: given.invoice })}</h1>
        <p class="lede">${given.name} · <span class="num">${given.client}</span> ${given.client_name}</p>
      </div>
      <div class="acts">${followed}${become}</div>
    </div>`;
}

function figures(visit: SignedInVisit, given: InvoiceFacts): Html {
  const { t, format } = visit;
  return html`<dl class="figures">
    <div>
      <dt>${t('case.status')}</dt>
      <dd class="status">${invoiceState(t, given, visit.today)}</dd>
    </div>
    <div>
      <dt>${t('invoice.amount')}</dt>
      <dd>${format.money(given.amount)} <small>${given.currency}</small></dd>
    </div>
    <div>
      <dt>${t('invoice.left')}</dt>
      <dd>${format.money(given.remaining)} <small>${given.currency}</small></dd>
    </div>
    <div>
      <dt>${t('claim.due')}</dt>
      <dd>${format.day(given.due_date)}</dd>
    </div>
  </dl>`;
}

function tabList(visit: SignedInVisit, given: InvoiceFacts, current: Tab): Html {
  const { t } = visit;
  const counts = {
    rader: given.lines.length,
    noteringer: given.notes,
    historikk: given.events,
    meldinger: given.threads,
  };
  return html`<nav class="tabs" aria-label="${t('invoice.tabs')}">
    ${tabs.map((tab) => {
      const count = tab === 'faktura' ? undefined : counts[tab];
      const pill =
        count !== undefined &&
        (count === 0 ? html` <span class="count zero">(0)</span>` : html` <span class="count">${count}</span>`);
      return html`<a
        href="${address(given.id, tab)}"
        ${attributes({ 'aria-current': tab === current ? 'page' : undefined })}
        >${t(`invoice.tab.${tab}`)}${pill}</a
      >`;
    })}
  </nav>`;
}

function aboutTab(visit: SignedInVisit, given: InvoiceFacts): Html {
  const { t, format } = visit;
  const { debtor } = given;
  const place = [debtor.postalCode, debtor.postalPlace].filter(Boolean).join(' ');
  const where: Content = debtor.protectedAddress
    ? tag('neutral', 'lock', t('case.addressProtected'))
    : [debtor.careOf && `c/o ${debtor.careOf}`, debtor.street, place].filter(Boolean).join(', ');
  const source = given.drop_id !== null && html`<a href="/send-fil/fil/${given.drop_id}">${given.drop_name}</a>`;
  return html`<div class="cols2">
    ${panel(
      'om',
      t('invoice.tab.faktura'),
      html`<div class="pad">
        ${facts([
          [t('invoice.number'), given.invoice],
          [t('case.client'), `${given.client} ${given.client_name}`],
          [t('claim.concerns'), given.concerns],
          [t('search.t.order'), given.order_number],
          [t('invoice.date'), format.day(given.invoice_date)],
          [t('claim.due'), format.day(given.due_date)],
          [t('claim.kid'), given.kid && html`<span class="num">${given.kid}</span>`],
          [t('search.c.currency'), given.currency],
          [t('case.registered'), format.day(given.registered_on)],
          [
            t('claim.source'),
            html`${source} ${given.line !== null && t('case.fromLine', { line: given.line })} <span class="muted">${t('case.journal', { number: given.journal })}</span>`,
          ],
        ])}
      </div>`,
    )}
    ${panel(
      'hvem',
      t('case.debtor'),
      html`<div class="pad">
        ${facts([
          [t('case.name'), given.name],
          [
            t('case.id'),
            given.national_id &&
              html`<span class="num">${debtor.legalType === 'legalPerson' ? given.national_id : maskNationalId(given.national_id)}</span>`,
          ],
          [t('case.customer'), given.customer_number],
          [t('case.address'), where],
          [t('case.mobile'), debtor.phoneMobile],
          [t('case.email'), debtor.email],
        ])}
      </div>`,
    )}
  </div>`;
}

function linesTab(visit: SignedInVisit, given: InvoiceFacts): Html {
  const { t, format } = visit;
  if (given.lines.length === 0)
    return panel('rader', t('invoice.tab.rader'), empty(t('invoice.noLines'), t('invoice.noLinesText')));
  return panel(
    'rader',
    t('invoice.tab.rader'),
    html`<div>
      <table class="ds-table cards">
        <thead>
          <tr>
            <th scope="col">${t('invoice.lineText')}</th>
            <th scope="col" class="num">${t('invoice.quantity')}</th>
            <th scope="col" class="num">${t('invoice.amount')}</th>
          </tr>
        </thead>
        <tbody>
          ${given.lines.map(
            (line) =>
              html`<tr>
                <th scope="row" class="full">${line.text}</th>
                <td class="num" data-l="${t('invoice.quantity')}">${line.quantity ?? '–'}</td>
                <td class="num" data-l="${t('invoice.amount')}">${format.money(line.amount)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
  );
}

function eventsTable(visit: SignedInVisit, events: InvoiceEvent[]): Html {
  const { t, format } = visit;
  const what = (event: InvoiceEvent): Content => {
    const key = `invoice.event.${event.kind}`;
    const word = isTextKey(key) ? t(key) : event.kind;
    if (event.kind === 'case') return html`${word} <a class="num" href="/inkasso/sak/${event.text}">${event.text}</a>`;
    return html`${word}${event.text && html`<span class="sub">${event.text}</span>`}`;
  };
  return html`<div>
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
  </div>`;
}

function writeForm(
  visit: SignedInVisit,
  given: InvoiceFacts,
  tab: 'noteringer' | 'meldinger',
  problems: Problem[],
): Html {
  const { t, form } = visit;
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  const message = tab === 'meldinger';
  const subject = html`${message && field(t, { id: 'emne', name: 'emne', label: t('message.subject'), need: 'must', value: form['emne'] ?? `${t('invoice.subject', { number: given.invoice })} `, error: errorOf('emne') })}`;
  return panel(
    'ny',
    t(message ? 'message.new' : 'invoice.newNote'),
    postForm(
      { action: address(given.id, tab), token: visit.formToken, class: 'pad stack' },
      html` ${errorSummary(t, problems)} ${subject}
        ${field(t, { id: 'tekst', name: 'tekst', label: t('message.text'), need: 'must', rows: 4, value: form['tekst'], error: errorOf('tekst') })}
        <p class="acts">
          <button class="ds-button" type="submit">${icon(message ? 'mail' : 'tick')} ${t(message ? 'message.send' : 'invoice.saveNote')}</button>
        </p>`,
    ),
  );
}

async function screen(visit: SignedInVisit, tab: Tab, problems: Problem[] = []): Promise<Answer> {
  const { t, format } = visit;
  const id = rowNumber(visit.params['id']);
  if (id === undefined) return { missing: true };
  const sent = rowNumber(visit.query['kvittering']);
  const page = await visit.ask(async (sql) => {
    const given = await readInvoice(sql, id);
    if (!given) return undefined;
    await recordReading(sql, visit, { what: 'invoice.read', client: given.client, invoice: id });
    const acts = canAct(visit, given.client);
    let body: Html;
    if (tab === 'faktura') body = aboutTab(visit, given);
    else if (tab === 'rader') body = linesTab(visit, given);
    else if (tab === 'meldinger') {
      const threads = await invoiceThreads(sql, id);
      const received = threads.find(({ thread }) => thread.id === sent)?.thread;
      const told =
        received &&
        receipt({
          id: 'kvittering',
          title: t('message.sent'),
          line: t('message.receiptLine', {
            id: received.id,
            who: received.created_by,
            time: format.time(received.created_at),
          }),
          next: html`<p>${t('message.sentNext')}</p>`,
        });
      body = html`<div class="stack">
        ${told}${threads.length === 0 && panel('ingen', t('invoice.tab.meldinger'), empty(t('message.none')))}
        ${threads.map((each) => threadPanel(visit, each.thread, each.messages, acts))}${acts && writeForm(visit, given, tab, problems)}
      </div>`;
    } else {
      const events = await readInvoiceEvents(sql, id, tab === 'noteringer');
      const list = events.length === 0 ? empty(t('history.none')) : eventsTable(visit, events);
      body = html`<div class="stack">
        ${panel(tab, t(`invoice.tab.${tab}`), list)}${tab === 'noteringer' && acts && writeForm(visit, given, tab, problems)}
      </div>`;
    }
    return { given, body };
  });
  if (!page) return { missing: true };
  const { given, body } = page;
  const title = t('invoice.oneTitle', { number: given.invoice });
  return {
    ...(problems.length > 0 ? { status: 422 } : {}),
    page: {
      title: problems.length > 0 ? `${t('word.error')} ${title}` : title,
      main: html`${head(visit, given)}${figures(visit, given)}${tabList(visit, given, tab)}${body}`,
    },
  };
}

async function write(visit: SignedInVisit, tab: 'noteringer' | 'meldinger'): Promise<Answer> {
  const { t, form } = visit;
  const id = rowNumber(visit.params['id']);
  const subject = (form['emne'] ?? '').trim();
  const text = (form['tekst'] ?? '').trim();
  const problems: Problem[] = [];
  if (tab === 'meldinger' && (subject === '' || Array.from(subject).length > longest.subject))
    problems.push({ id: 'emne', text: t('message.noSubject') });
  if (text === '') problems.push({ id: 'tekst', text: t('message.noText') });
  if (Array.from(text).length > longest.body)
    problems.push({ id: 'tekst', text: t('message.tooLong', { n: longest.body }) });
  if (problems.length > 0) return screen(visit, tab, problems);
  const thread = await visit.ask(async (sql) => {
    const given = id === undefined ? undefined : await readInvoice(sql, id);
    if (!given || !canAct(visit, given.client)) return undefined;
    if (tab === 'meldinger')
      return beginThread(sql, visit, { client: given.client, invoice: given.id, subject, body: text, kind: 'message' });
    await noteInvoice(sql, { invoice: given.id, client: given.client, at: visit.now, text, who: visit.user.login });
    return null;
  });
  if (thread === undefined) return { missing: true };
  const back = `/faktura/vis/${id}/${tab}`;
  return { redirect: thread === null ? back : `${back}?kvittering=${thread}` };
}

export const routes: Route[] = [
  ...tabs.map((tab): Route => ({
    path: tab === 'faktura' ? '/faktura/vis/:id' : `/faktura/vis/:id/${tab}`,
    roles: everybody,
    get: (visit) => screen(visit, tab),
  })),
  { path: '/faktura/vis/:id/noteringer', roles: creditorSide, post: (visit) => write(visit, 'noteringer') },
  { path: '/faktura/vis/:id/meldinger', roles: creditorSide, post: (visit) => write(visit, 'meldinger') },
];
