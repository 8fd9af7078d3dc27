/** Inkasso › Sak: the case with its eight tabs, its stop button and its messages. */
import { recordReading } from '../../access-log.ts';
import {
  readActions,
  readCase,
  readClaims,
  readCosts,
  readDebtors,
  readEvents,
  readPayments,
  type ActionFacts,
  type CaseCounts,
  type CaseFacts,
} from '../../case-read.ts';
import { caseInterest } from '../../case-interest.ts';
import { caseStatus } from '../../case-status.ts';
import {
  claimsTab,
  costsTab,
  debtorFacts,
  debtorsTab,
  empty,
  facts,
  historyTab,
  paymentsTab,
  sumsPanel,
} from '../../case-tabs.ts';
import { daysBetween, osloDay } from '../../../domain/day.ts';
import { attributes, html, type Content, type Html } from '../../html.ts';
import { beginThread, caseThreads, longest, readThread } from '../../messages.ts';
import { errorSummary, field, icon, panel, postForm, receipt, rowNumber } from '../../parts.ts';
import { threadPanel } from '../../thread-view.ts';
import { creditorSide, everybody, type Answer, type Route, type SignedInVisit } from '../../visit.ts';
import { paperTable, uploadForm } from '../kopi-av-faktura.ts';
import { papersOf, type Paper } from '../../papers-found.ts';
import { serviceName } from './sok.ts';

const tabs = ['sak', 'debitorer', 'krav', 'kostnader', 'sikkerhet', 'betalinger', 'historikk', 'meldinger'] as const;
type Tab = (typeof tabs)[number];

const stopReasons = ['paid', 'dispute', 'mistake', 'credited', 'postponed'] as const;
const mostEvents = 500;

interface Problem {
  id: string;
  text: string;
}

/** What a page of a case shows beside the case: problems of a form, or whose national id is shown whole. */
interface Shown {
  problems?: Problem[];
  showId?: number;
}

function canAct(visit: SignedInVisit, client: number): boolean {
  return visit.clients.some((each) => each.number === client && each.role === 'approver');
}

function head(visit: SignedInVisit, given: CaseFacts): Html {
  const { t } = visit;
  const { number } = given;
  const stoppable = canAct(visit, given.client) && given.status === 'active';
  const acts = html`${canAct(visit, given.client) && html`<a class="ds-button" data-variant="secondary" href="/inkasso/sak/${number}/meldinger#ny-melding">${icon('mail')} ${t('message.new')}</a>`}
  ${stoppable && html`<a class="ds-button" data-variant="secondary" data-color="danger" href="/inkasso/sak/${number}/stopp">${icon('halt')} ${t('stop.act')}</a>`}`;
  return html`<nav class="ds-breadcrumbs small" aria-label="${t('case.here')}">
      <ol>
        <li><a href="/inkasso/sok">${t('nav.collection')}</a></li>
        <li><a href="/inkasso/sak/${number}" aria-current="page">${t('case.title', { number })}</a></li>
      </ol>
    </nav>
    <div class="head">
      <div>
        <h1>${t('case.title', { number })}</h1>
        <p class="lede">${given.name} · <span class="num">${given.client}</span> ${given.client_name}</p>
      </div>
      <div class="acts">${acts}</div>
    </div>`;
}

function figures(visit: SignedInVisit, given: CaseFacts, payments: number): Html {
  const { t, format } = visit;
  const paid = given.principal_paid + given.cost_paid + given.interest_paid;
  const left = given.principal + given.cost + given.interest - paid;
  const age = daysBetween(given.registered_on, given.closed_on ?? visit.today);
  return html`<dl class="figures">
    <div>
      <dt>${t('case.status')}</dt>
      <dd class="status">${caseStatus(t, given.status, left)}</dd>
    </div>
    <div>
      <dt>${t('case.left')}</dt>
      <dd>${format.money(left)} <small>${given.currency}</small></dd>
      <dd class="note">${t('case.asOf')}</dd>
    </div>
    <div>
      <dt>${t('case.paid')}</dt>
      <dd>${format.money(paid)} <small>${given.currency}</small></dd>
      <dd class="note">${t('case.payments', { n: payments })}</dd>
    </div>
    <div>
      <dt>${t('case.age')}</dt>
      <dd>${format.count(age)} <small>${t('case.days')}</small></dd>
      <dd class="note">${t('case.registeredOn', { day: format.day(given.registered_on) })}</dd>
    </div>
  </dl>`;
}

function tabList(visit: SignedInVisit, number: number, counts: CaseCounts, current: Tab): Html {
  const { t } = visit;
  return html`<nav class="tabs" aria-label="${t('case.tabs')}">
    ${tabs.map((tab) => {
      const count = tab === 'sak' ? undefined : counts[tab];
      const pill =
        count === 0 ? html` <span class="count zero">(0)</span>` : html` <span class="count">${count}</span>`;
      return html`<a
        href="/inkasso/sak/${number}${tab === 'sak' ? '' : `/${tab}`}"
        ${attributes({ 'aria-current': tab === current ? 'page' : undefined })}
        >${t(`case.tab.${tab}`)}${count !== undefined && pill}</a
      >`;
    })}
  </nav>`;
}

function provenance(visit: SignedInVisit, given: CaseFacts): Html {
  const { t, format } = visit;
  const approved =
    given.journal_approved_at &&
    (given.journal_approved_by === 'agreement'
      ? t('case.approvedByAgreement', { time: format.time(given.journal_approved_at) })
      : t('case.approved', { who: given.journal_approved_by ?? '', time: format.time(given.journal_approved_at) }));
  const source =
    given.drop_id === null
      ? html`<span>${t('case.fromForm')}</span>`
      : html`<span
          >${t('case.from')}
          <a href="/send-fil/fil/${given.drop_id}">${given.drop_name}</a
          >${given.line !== null && html`, ${t('case.fromLine', { line: given.line })}`}</span
        >`;
  return html`<p class="prov">
    ${icon('file')}${source}${given.journal !== null && html`<span>${t('case.journal', { number: given.journal })}</span>`}${approved && html`<span>${approved}</span>`}
  </p>`;
}

function timeline(visit: SignedInVisit, actions: ActionFacts[]): Html {
  const { t, format } = visit;
  if (actions.length === 0) return panel('tiltak', t('case.actions'), empty(t('case.actions.none')));
  const lastDone = actions.findLastIndex((action) => action.done_at !== null);
  const items = actions.map((action, at) => {
    const done = action.done_at !== null;
    const state = done ? (at === lastDone ? 'now' : undefined) : 'later';
    const note = action.done_at
      ? t('case.action.done', { day: format.day(osloDay(action.done_at)) })
      : t('case.action.planned');
    return html`<li${attributes({ class: state, 'aria-current': state === 'now' ? 'step' : undefined })}><span class="dot"></span>${icon(done ? 'ok' : 'circle')}<b>${t(`case.action.${action.action_group}`)}</b><time datetime="${action.due_on}">${format.day(action.due_on)}</time><small>${note}</small></li>`;
  });
  return panel(
    'tiltak',
    t('case.actions'),
    html`<div class="pad">
      <ol class="timeline">
        ${items}
      </ol>
    </div>`,
  );
}

function about(visit: SignedInVisit, given: CaseFacts): Html {
  const { t } = visit;
  const left =
    given.principal + given.cost + given.interest - given.principal_paid - given.cost_paid - given.interest_paid;
  return panel(
    'om',
    t('case.about'),
    html`<div class="pad">
      ${facts([
        [t('case.number'), html`<span class="num">${given.number}</span>`],
        [t('case.client'), `${given.client} ${given.client_name}`],
        [t('case.reference'), given.reference],
        [t('case.handler'), given.handler],
        [t('case.service'), serviceName(t, given.service)],
        [t('case.statusNow'), caseStatus(t, given.status, left)],
        [t('case.kid'), given.kid && html`<span class="num">${given.kid}</span>`],
      ])}
    </div>`,
  );
}

function papersPanel(visit: SignedInVisit, given: CaseFacts, papers: Paper[]): Html {
  const { t } = visit;
  const list = papers.length === 0 ? empty(t('paper.nonePlaced')) : paperTable(visit, papers, false);
  const about = html`<input type="hidden" name="sak" value="${given.number}" />`;
  return panel('vedlegg', t('paper.onCase'), html`${list}${canAct(visit, given.client) && uploadForm(visit, about)}`);
}

function messageForm(visit: SignedInVisit, number: number, problems: Problem[]): Html {
  const { t, form } = visit;
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  return panel(
    'ny-melding',
    t('message.new'),
    postForm(
      { action: `/inkasso/sak/${number}/meldinger`, token: visit.formToken, class: 'pad stack' },
      html` ${errorSummary(t, problems)}
        ${field(t, { id: 'emne', name: 'emne', label: t('message.subject'), need: 'must', value: form['emne'] ?? `Sak ${number} - `, error: errorOf('emne') })}
        ${field(t, { id: 'tekst', name: 'tekst', label: t('message.text'), need: 'must', rows: 4, value: form['tekst'], error: errorOf('tekst') })}
        <p class="acts"><button class="ds-button" type="submit">${icon('mail')} ${t('message.send')}</button></p>`,
    ),
  );
}

async function screen(visit: SignedInVisit, tab: Tab, shown: Shown = {}): Promise<Answer> {
  const { t, format } = visit;
  const number = rowNumber(visit.params['number']);
  if (number === undefined) return { missing: true };
  const sentThread = rowNumber(visit.query['kvittering']);
  const page = await visit.ask(async (sql) => {
    const found = await readCase(sql, number);
    if (!found) return undefined;
    const { facts: given, counts } = found;
    await recordReading(sql, visit, {
      what: shown.showId === undefined ? 'case.read' : 'nationalId.shown',
      client: given.client,
      caseNumber: number,
    });
    const thread = sentThread === undefined ? undefined : await readThread(sql, sentThread);
    let body: Content;
    if (tab === 'sak') {
      const [debtor] = await readDebtors(sql, number);
      const interest = await caseInterest(sql, visit, given, await readClaims(sql, number));
      body = html`<div class="split">
        <div class="stack">
          ${provenance(visit, given)}${sumsPanel(visit, given)}${timeline(visit, await readActions(sql, number))}${interest}${papersPanel(visit, given, await papersOf(sql, number))}
        </div>
        <aside class="stack">
          ${about(visit, given)}${debtor && panel('hvem', t('case.debtor'), html`<div class="pad">${debtorFacts(visit, number, debtor, shown.showId === debtor.n)}</div>`)}
        </aside>
      </div>`;
    } else if (tab === 'debitorer') body = debtorsTab(visit, number, await readDebtors(sql, number), shown.showId);
    else if (tab === 'krav') body = claimsTab(visit, await readClaims(sql, number));
    else if (tab === 'kostnader') body = costsTab(visit, await readCosts(sql, number), sumsPanel(visit, given));
    else if (tab === 'sikkerhet')
      body = panel('sikkerhet', t('case.tab.sikkerhet'), empty(t('security.none'), t('security.text')));
    else if (tab === 'betalinger') body = paymentsTab(visit, await readPayments(sql, number));
    else if (tab === 'historikk') body = historyTab(visit, await readEvents(sql, number, mostEvents));
    else {
      const threads = await caseThreads(sql, number);
      const acts = canAct(visit, given.client);
      body = html`<div class="stack">
        ${threads.length === 0 && panel('ingen', t('case.tab.meldinger'), empty(t('message.none')))}
        ${threads.map((each) => threadPanel(visit, each.thread, each.messages, acts))}${acts && messageForm(visit, number, shown.problems ?? [])}
      </div>`;
    }
    return { given, counts, body, thread: thread?.thread.case_number === number ? thread.thread : undefined };
  });
  if (!page) return { missing: true };
  const { given, counts, body, thread } = page;
  const told =
    thread &&
    receipt({
      id: 'kvittering',
      title: thread.kind === 'stop' ? t('stop.receipt', { number }) : t('message.sent'),
      line: t('message.receiptLine', { id: thread.id, who: thread.created_by, time: format.time(thread.created_at) }),
      next: html`<p>${t(thread.kind === 'stop' ? 'stop.next' : 'message.sentNext')}</p>`,
    });
  const failed = shown.problems && shown.problems.length > 0;
  return {
    ...(failed ? { status: 422 } : {}),
    page: {
      title: `${failed ? `${t('word.error')} ` : ''}${t('case.title', { number })}`,
      main: html`${head(visit, given)}${told && html`<div class="told">${told}</div>`}${figures(visit, given, counts.betalinger)}${tabList(visit, number, counts, tab)}${body}`,
    },
  };
}

async function stopScreen(visit: SignedInVisit, problems: Problem[] = []): Promise<Answer> {
  const { t, form } = visit;
  const number = rowNumber(visit.params['number']);
  const found = number === undefined ? undefined : await visit.ask((sql) => readCase(sql, number));
  if (!found || number === undefined) return { missing: true };
  const { facts: given } = found;
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  let body: Html;
  if (!canAct(visit, given.client)) body = empty(t('stop.reader'));
  else if (given.status === 'closed') body = empty(t('stop.closed'));
  else if (given.status !== 'active') body = empty(t('stop.already'));
  else {
    const options = [
      ['', t('stop.choose')] as const,
      ...stopReasons.map((reason) => [reason, t(`stop.r.${reason}`)] as const),
    ];
    body = postForm(
      { action: `/inkasso/sak/${number}/stopp`, token: visit.formToken, class: 'pad stack' },
      html` ${errorSummary(t, problems)}
        <p>${t('stop.text')}</p>
        ${field(t, { id: 'grunn', name: 'grunn', label: t('stop.reason'), need: 'must', options, value: form['grunn'], error: errorOf('grunn') })}
        ${field(t, { id: 'notat', name: 'notat', label: t('stop.note'), need: 'should', rows: 3, value: form['notat'] })}
        <p class="acts">
          <button class="ds-button" data-color="danger" type="submit">${icon('halt')} ${t('stop.do')}</button
          ><a class="ds-button" data-variant="tertiary" href="/inkasso/sak/${number}">${t('code.back')}</a>
        </p>`,
    );
  }
  return {
    ...(problems.length > 0 ? { status: 422 } : {}),
    page: {
      title: t('stop.title', { number }),
      main: html`${head(visit, given)}
        <div class="narrow">${panel('stopp', t('stop.title', { number }), body)}</div>`,
    },
  };
}

async function stop(visit: SignedInVisit): Promise<Answer> {
  const { t, form } = visit;
  const number = rowNumber(visit.params['number']);
  const reason = stopReasons.find((each) => each === form['grunn']);
  if (!reason) return stopScreen(visit, [{ id: 'grunn', text: t('stop.noReason') }]);
  const note = (form['notat'] ?? '').slice(0, longest.body);
  const body = note.trim() === '' ? t(`stop.r.${reason}`) : `${t(`stop.r.${reason}`)}. ${note}`;
  const thread = await stopCase(visit, number, reason, `Sak ${number} - Inkassostopp`, body);
  // Nothing to stop, or not one's own: the page says which.
  return thread === null ? stopScreen(visit) : { redirect: `/inkasso/sak/${number}?kvittering=${thread}` };
}

async function stopCase(
  visit: SignedInVisit,
  number: number | undefined,
  reason: string,
  subject: string,
  body: string,
): Promise<number | null> {
  if (number === undefined) return null;
  const { rows } = await visit.ask((sql) =>
    sql.query<{ thread: number | null }>('select stop_case($1, $2, $3, $4, $5, $6) as thread', [
      number,
      reason,
      subject,
      body,
      visit.now,
      visit.user.login,
    ]),
  );
  return rows[0]!.thread;
}

async function sendMessage(visit: SignedInVisit): Promise<Answer> {
  const { t, form } = visit;
  const number = rowNumber(visit.params['number']);
  const subject = (form['emne'] ?? '').trim();
  const body = (form['tekst'] ?? '').trim();
  const problems: Problem[] = [];
  if (subject === '' || Array.from(subject).length > longest.subject)
    problems.push({ id: 'emne', text: t('message.noSubject') });
  if (body === '') problems.push({ id: 'tekst', text: t('message.noText') });
  if (Array.from(body).length > longest.body)
    problems.push({ id: 'tekst', text: t('message.tooLong', { n: longest.body }) });
  if (problems.length > 0) return screen(visit, 'meldinger', { problems });
  // The manual's way to stop a case is a message with this subject; it still works.
  if (/inkasso-?\s?stopp/i.test(subject)) {
    const stopped = await stopCase(visit, number, 'message', subject, body);
    if (stopped !== null) return { redirect: `/inkasso/sak/${number}?kvittering=${stopped}` };
  }
  const thread = await visit.ask(async (sql) => {
    const found = number === undefined ? undefined : await readCase(sql, number);
    if (!found || !canAct(visit, found.facts.client)) return undefined;
    return beginThread(sql, visit, {
      client: found.facts.client,
      caseNumber: found.facts.number,
      subject,
      body,
      kind: 'message',
    });
  });
  return thread === undefined
    ? { missing: true }
    : { redirect: `/inkasso/sak/${number}/meldinger?kvittering=${thread}` };
}

export const routes: Route[] = [
  { path: '/inkasso/sak/:number', roles: everybody, get: (visit) => screen(visit, 'sak') },
  { path: '/inkasso/sak/:number/stopp', roles: creditorSide, get: (visit) => stopScreen(visit), post: stop },
  {
    path: '/inkasso/sak/:number/vis-id',
    roles: everybody,
    post: (visit) => {
      const showId = rowNumber(visit.form['n']);
      return screen(visit, 'debitorer', showId === undefined ? {} : { showId });
    },
  },
  { path: '/inkasso/sak/:number/meldinger', roles: creditorSide, post: sendMessage },
  ...tabs.slice(1).map((tab): Route => ({
    path: `/inkasso/sak/:number/${tab}`,
    roles: everybody,
    get: (visit) => screen(visit, tab),
  })),
];
