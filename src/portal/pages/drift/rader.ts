/** Drift › Rader: rejected rows grouped by problem, client and format; corrected one by one or many at once. */
import { recordAct } from '../../../access/audit.ts';
import { agreementOf, type StoredAgreement } from '../../../domain/agreement.ts';
import { describe } from '../../../domain/problems.ts';
import { approveJournal } from '../../../journal/approve.ts';
import {
  correctRows,
  mostAtOnce,
  previewCorrection,
  type Correction,
  type RowOutcome,
} from '../../../journal/review/correct.ts';
import { decideRow } from '../../../journal/review/decide.ts';
import {
  groupRows,
  openCorrections,
  reviewGroups,
  reviewTotals,
  undoable,
  type Pile,
} from '../../../journal/review/queries.ts';
import type { ReviewRow } from '../../../journal/review/row.ts';
import { rejudgeWith } from '../../../rejudge.ts';
import { applyRule, bulkRules, type BulkRule } from '../../bulk-rule.ts';
import { clientChoice, empty, notice, operatorSide } from '../../drift.ts';
import { attributes, html, type Html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { addDays } from '../../../domain/day.ts';
import { field, icon, pageNumber, pagination, panel, postForm, rowNumber, withQuery } from '../../parts.ts';
import { correctionsPanel, reviewLines, undoPanel } from '../../review-list.ts';
import { placeOf } from '../../row-edit.ts';
import { decisionOf, rowPost, rowScreen, type RowDesk } from '../../row-view.ts';
import type { Answer, Route, SignedInVisit } from '../../visit.ts';

const path = '/drift/rader';
const perPage = 50;
const desk: RowDesk = {
  path: `${path}/rad`,
  back: path,
  may: () => true,
  decisions: ['park', 'return', 'close', 'withdraw'],
};

const piles = ['open', 'parked', 'returned', 'closed'] as const;

interface Scope {
  pile: Pile;
  client: number | undefined;
  code: string | undefined;
  column: string | undefined;
  format: string | undefined;
  journal: number | undefined;
}

function scopeOf(from: Record<string, string>): Scope {
  const said = (name: string) => (from[name] === undefined || from[name] === '' ? undefined : from[name]);
  return {
    pile: piles.find((pile) => pile === from['haug']) ?? 'open',
    client: rowNumber(from['klient']),
    code: said('kode'),
    column: from['kode'] === undefined ? undefined : from['kolonne'],
    format: said('format'),
    journal: rowNumber(from['journal']),
  };
}

function wanted(visit: SignedInVisit, scope: Scope) {
  return { ...scope, today: visit.today, clients: scope.client === undefined ? null : [scope.client] };
}

function scopeFields(scope: Scope): Html {
  const said: [string, string | number | undefined][] = [
    ['haug', scope.pile],
    ['klient', scope.client],
    ['kode', scope.code],
    ['kolonne', scope.column],
    ['format', scope.format],
    ['journal', scope.journal],
  ];
  return html`${said.map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

interface Seen {
  rule: BulkRule;
  value: string;
  reason: string;
  outcomes: RowOutcome[] | 'noReason';
}

function bulkForm(visit: SignedInVisit, scope: Scope, total: number, seen?: Seen): Html | undefined {
  const { t } = visit;
  if (scope.code === undefined || scope.pile !== 'open' || total === 0) return undefined;
  if (scope.client === undefined || scope.format === undefined)
    return html`<div class="bulk"><p class="muted">${t('d.bulk.pickClient')}</p></div>`;
  const client = visit.clients.find(({ number }) => number === scope.client);
  const counted = seen && seen.outcomes !== 'noReason' ? countOf(seen.outcomes) : undefined;
  return postForm(
    { action: `${path}/mange`, token: visit.formToken, class: 'bulk', labelledBy: 'rett' },
    html`${scopeFields(scope)}
    <p><b class="strong" id="rett">${t('d.bulk.title')}</b> <span class="muted">${t('d.bulk.scope', { client: `${scope.client} ${client?.name ?? ''}`, n: total })}</span></p>
    <div class="filters">
      ${field(t, { id: 'regel', name: 'regel', label: t('d.bulk.rule'), value: seen?.rule, options: bulkRules.map((rule) => [rule, t(`d.bulk.r.${rule}`)] as const) })}
      ${field(t, { id: 'verdi', name: 'verdi', label: t('d.bulk.value'), value: seen?.value })}
      ${field(t, { id: 'hvorfor', name: 'hvorfor', label: t('d.reason'), need: 'must', value: seen?.reason, wide: 2, error: seen?.outcomes === 'noReason' ? t('d.bulk.noReason') : undefined })}
      <button class="ds-button" data-variant="secondary" type="submit" name="gjor" value="se">${icon('eye')} ${t('d.bulk.look')}</button>
    </div>
    ${
      counted &&
      html`<p class="small"><span class="says ${counted.good > 0 ? 'ok' : 'warn'}" role="status">${icon(counted.good > 0 ? 'ok' : 'warn')}<span>${t('d.bulk.seen', counted)}</span></span></p>
      ${counted.good > 0 && html`<p class="acts"><button class="ds-button sm" type="submit" name="gjor" value="rett">${t('d.bulk.do', { n: counted.good })}</button></p>`}`
    }`,
  );
}

function countOf(outcomes: RowOutcome[]): { good: number; bad: number; left: number; n: number } {
  const good = outcomes.filter(({ outcome }) => outcome === 'accepted').length;
  const bad = outcomes.filter(({ outcome }) => outcome === 'rejected').length;
  return { good, bad, left: outcomes.length - good - bad, n: outcomes.length };
}

function said(visit: SignedInVisit): Html | undefined {
  const { t, query } = visit;
  const [good, bad, left] = (query['rettet'] ?? '').split('-').map(Number);
  if (query['rettet'] !== undefined && [good, bad, left].every((each) => Number.isSafeInteger(each)))
    return notice(good === 0 ? 'warning' : 'success', t('d.bulk.done', { good: good!, bad: bad!, left: left! }));
  const [done, rest] = (query['behandlet'] ?? '').split('-').map(Number);
  if (query['behandlet'] !== undefined && [done, rest].every((each) => Number.isSafeInteger(each)))
    return notice(done === 0 ? 'warning' : 'success', t('d.act.many', { done: done!, left: rest! }));
  const approved = rowNumber(query['godkjent']);
  if (approved !== undefined) return notice('success', t('d.corr.approved', { number: approved }));
  if (query['forst'] === '1') return notice('success', t('d.corr.first'));
  return undefined;
}

async function screen(visit: SignedInVisit, warning?: string, seen?: Seen): Promise<Answer> {
  const { t, format, query, language } = visit;
  const scope = scopeOf(seen || warning !== undefined ? { ...query, ...visit.form } : query);
  const page = pageNumber(query['side']);
  const clients = scope.client === undefined ? null : [scope.client];
  const found = await visit.ask(async (sql) => ({
    groups: await reviewGroups(sql, wanted(visit, scope)),
    totals: await reviewTotals(sql, visit.today, clients),
    rows: await groupRows(sql, { ...wanted(visit, scope), limit: perPage, offset: (page - 1) * perPage }),
    corrections: await openCorrections(sql, clients),
    undo: await undoable(sql, clients, 20),
  }));
  const { totals } = found;
  const titleOf = (code: string) => describe({ code, tier: 'row', severity: 'error', line: 0 }, language).title;
  const lede = html`${t('d.rows.lede', { rows: format.count(totals.open), files: format.count(totals.files) })}${totals.oldest && html` ${t('d.rows.oldest', { day: format.moment(totals.oldest) })}`}`;
  const acts = piles.map(
    (pile) =>
      html`<a class="ds-button" data-variant="secondary" ${attributes({ 'aria-current': pile === scope.pile ? 'true' : undefined })} href="${withQuery(path, {}, { haug: pile === 'open' ? undefined : pile, klient: query['klient'] })}">${t(`d.rows.${pile}`, { n: totals[pile] })}</a>`,
  );
  const nav = html`<nav class="panel" aria-labelledby="prob">
    <header><h2 id="prob">${t('d.rows.problems')}</h2><p>${t('d.rows.byCount')}</p></header>
    <div class="pad"><form class="filters" action="${path}" method="get"><input type="hidden" name="haug" value="${scope.pile}">${clientChoice(visit, query['klient'])}<button class="ds-button sm" data-variant="secondary" type="submit">${t('d.show')}</button></form></div>
    <ul class="side">${found.groups.slice(0, 100).map((group) => {
      const current =
        group.code === scope.code &&
        group.client === scope.client &&
        group.format === (scope.format ?? null) &&
        (group.column ?? '') === (scope.column ?? '');
      const href = withQuery(
        path,
        {},
        {
          haug: scope.pile === 'open' ? undefined : scope.pile,
          klient: String(group.client),
          kode: group.code,
          format: group.format ?? undefined,
        },
      );
      return html`<li><a href="${`${href}&kolonne=${encodeURIComponent(group.column ?? '')}`}" ${attributes({ 'aria-current': current ? 'true' : undefined })}><b>${titleOf(group.code)}</b><span class="count">${format.count(group.rows)}</span><small>${group.client} · ${group.format ?? '–'}${group.column !== null && html` · ${group.column}`}</small></a></li>`;
    })}</ul></nav>`;
  const heading = scope.code === undefined ? t('d.rows.title') : titleOf(scope.code);
  const note =
    scope.code !== undefined &&
    html`${scope.column !== undefined && scope.column !== '' && html`${t('d.rows.column')} <span class="mono">${scope.column}</span> · `}${t('d.rows.code')} <span class="mono">${scope.code}</span>`;
  const group = panel(
    'gruppe',
    heading,
    found.rows.total === 0
      ? empty(visit)
      : html`${bulkForm(visit, scope, found.rows.total, seen)}
      <div><table class="ds-table top-aligned cards"><thead><tr><th scope="col"><span class="ds-sr-only">${t('d.rows.selected')}</span></th><th scope="col" class="num">${t('d.rows.line')}</th><th scope="col">${t('d.rows.what')}</th><th scope="col">${t('d.rows.sent')}</th><th scope="col">${t('d.rows.new')}</th><th scope="col">${t('d.rows.verdict')}</th><th scope="col">${t('d.act')}</th></tr></thead>
      <tbody>${reviewLines(visit, found.rows.rows)}</tbody></table></div>
      <footer><span>${format.count(found.rows.total)}</span>${pagination(t, { path, query, page, pages: Math.ceil(found.rows.total / perPage) })}</footer>`,
    note || undefined,
  );
  return {
    ...(warning === undefined ? {} : { status: 409 }),
    page: {
      title: warning === undefined ? t('d.rows.title') : `${t('word.error')} ${t('d.rows.title')}`,
      main: html`${pageHead(t('d.rows.title'), lede, acts)}
      <div class="stack">${warning !== undefined && notice('warning', warning)}${said(visit)}
      <div class="split left">${nav}<div class="stack">${group}
      ${found.rows.total > 0 && selectedForm(visit, scope)}</div></div>
      ${correctionsPanel(visit, found.corrections)}${undoPanel(visit, found.undo)}</div>`,
    },
  };
}

function selectedForm(visit: SignedInVisit, scope: Scope): Html {
  const { t, format } = visit;
  const acts = scope.pile === 'open' ? (['park', 'return', 'close', 'withdraw'] as const) : (['undo'] as const);
  return panel(
    'valgt',
    t('d.rows.selected'),
    postForm(
      { action: `${path}/valgte`, token: visit.formToken, class: 'pad stack', id: 'valgte' },
      html`${scopeFields(scope)}
      <div class="fields">${field(t, { id: 'grunn', name: 'grunn', label: t('d.reason'), wide: 2 })}${scope.pile === 'open' && field(t, { id: 'dato', name: 'dato', label: t('d.act.until'), inputmode: 'numeric', value: format.day(addDays(visit.today, 7)) })}</div>
      <p class="acts">${acts.map((act) => html`<button class="ds-button sm" data-variant="secondary"${(act === 'close' || act === 'withdraw') && html` data-color="danger"`} type="submit" name="gjor" value="${act}">${t(`d.act.${act}`)}</button>`)}</p>`,
    ),
  );
}

interface Picked {
  journal: number;
  row: number;
  version: number;
}

function picked(values: string[]): Picked[] {
  return values.slice(0, 500).flatMap((value) => {
    const found = /^(\d{1,9})-(\d{1,9})-(\d{1,9})$/.exec(value);
    return found ? [{ journal: Number(found[1]), row: Number(found[2]), version: Number(found[3]) }] : [];
  });
}

function backTo(scope: Scope, change: Record<string, string>): string {
  return withQuery(
    path,
    {},
    {
      haug: scope.pile === 'open' ? undefined : scope.pile,
      klient: scope.client === undefined ? undefined : String(scope.client),
      ...change,
    },
  );
}

/** One value of one row, from the list. */
async function one(visit: SignedInVisit): Promise<Answer> {
  const { form } = visit;
  const [row] = picked(visit.all('rad'));
  const name = form['sted'] ?? '';
  if (!row || name === '' || (form['i'] !== 'columns' && form['i'] !== 'fields')) return { missing: true };
  const changes = { [form['i']]: { [name]: (form['ny'] ?? '').slice(0, 2000) } };
  const outcomes = await visit.ask((sql) =>
    correctRows(sql, {
      journal: row.journal,
      rows: [{ ...row, changes }],
      by: { login: visit.user.login, at: visit.now },
      rejudge: rejudgeWith(visit.house.formats, visit.today),
    }),
  );
  const { good, bad, left } = countOf(outcomes);
  const from = new URL(form['til'] ?? path, 'http://here.invalid');
  return {
    redirect: withQuery(path, from.pathname === path ? Object.fromEntries(from.searchParams) : {}, {
      rettet: `${good}-${bad}-${left}`,
    }),
  };
}

/** A rule for all rows of a group, previewed or done. */
async function many(visit: SignedInVisit): Promise<Answer> {
  const { form } = visit;
  const scope = scopeOf(form);
  const rule = bulkRules.find((each) => each === form['regel']);
  if (!rule || scope.client === undefined || scope.code === undefined) return { missing: true };
  const reason = (form['hvorfor'] ?? '').trim().slice(0, 500);
  const value = form['verdi'] ?? '';
  if (reason === '') return screen(visit, visit.t('d.bulk.noReason'), { rule, value, reason, outcomes: 'noReason' });
  const preview = form['gjor'] !== 'rett';
  const outcomes = await visit.ask(async (sql) => {
    const { rows } = await groupRows(sql, { ...wanted(visit, scope), limit: mostAtOnce, offset: 0 });
    const done: RowOutcome[] = [];
    for (const [journal, ofFile] of Map.groupBy(rows, (row) => row.journal)) {
      const correction: Correction = {
        journal,
        rows: ofFile.map((row) => ruled(visit, row, rule, value)),
        by: { login: visit.user.login, at: visit.now },
        reason,
        rejudge: rejudgeWith(visit.house.formats, visit.today),
      };
      done.push(...(await (preview ? previewCorrection : correctRows)(sql, correction)));
    }
    return done;
  });
  if (preview) return screen(visit, undefined, { rule, value, reason, outcomes });
  const { good, bad, left } = countOf(outcomes);
  return { redirect: backTo(scope, { rettet: `${good}-${bad}-${left}` }) };
}

function ruled(visit: SignedInVisit, row: ReviewRow, rule: BulkRule, value: string): Correction['rows'][number] {
  const problem = row.problems.find(({ severity }) => severity === 'error');
  const place = problem && placeOf(visit.house.formats, row, problem);
  const now = place && applyRule(rule, place.now, value);
  const changes =
    place === undefined || now === undefined || now === place.now ? {} : { [place.in]: { [place.name]: now } };
  return { row: row.row, version: row.version, changes };
}

/** The same decision for each selected row. */
async function selected(visit: SignedInVisit): Promise<Answer> {
  const { t, format, form } = visit;
  const rows = picked(visit.all('rad'));
  if (rows.length === 0) return screen(visit, t('d.act.noneSelected'));
  const decision = decisionOf(visit, form['gjor'] ?? '');
  if (decision === 'date') return screen(visit, t('d.act.badDate', { day: format.day(addDays(visit.today, 7)) }));
  if (decision === undefined) return { missing: true };
  const reason = (form['grunn'] ?? '').trim().slice(0, 500);
  if (reason === '' && decision.act !== 'undo') return screen(visit, t('d.row.noReason'));
  const done = await visit.ask(async (sql) => {
    let count = 0;
    for (const row of rows)
      if ((await decideRow(sql, row, decision, { login: visit.user.login, at: visit.now }, reason)).done) count++;
    return count;
  });
  return { redirect: backTo(scopeOf(form), { behandlet: `${done}-${rows.length - done}` }) };
}

/** Approves a journal of corrections where the agreement, not the creditor, approves. Above its limit two people are needed. */
async function approve(visit: SignedInVisit): Promise<Answer> {
  const { t, form, user } = visit;
  const number = rowNumber(form['journal']);
  if (number === undefined) return { missing: true };
  const outcome = await visit.ask(async (sql) => {
    const found = await sql.query<{
      client: number;
      sum: bigint;
      version: number;
      second_approver: string | null;
      agreement: StoredAgreement;
    }>(
      `select client, sum, version, second_approver, agreement from journal join client on client.number = client
       where journal.number = $1 and corrects is not null and state = 'awaitingApproval' for update of journal`,
      [number],
    );
    const journal = found.rows[0];
    if (!journal || String(journal.version) !== form['versjon']) return 'changed';
    const agreement = agreementOf(journal.agreement);
    if (agreement.approval !== 'auto') return 'creditor';
    const first = journal.second_approver;
    if (
      agreement.fourEyesAbove !== null &&
      journal.sum > BigInt(agreement.fourEyesAbove) &&
      (first === null || first === user.login)
    ) {
      await sql.query('update journal set second_approver = $2, version = version + 1 where number = $1', [
        number,
        user.login,
      ]);
      await recordAct(sql, {
        at: visit.now,
        actor: user.login,
        act: 'journal-approved-first',
        client: journal.client,
        subject: `journal:${number}`,
      });
      return 'first';
    }
    return (await approveJournal(sql, number, user.login, visit.now)).approved ? 'done' : 'changed';
  });
  if (outcome === 'creditor') return { forbidden: true };
  if (outcome === 'changed') return screen(visit, t('d.corr.changed'));
  if (outcome === 'first') return { redirect: `${path}?forst=1` };
  await visit.house.queues?.add('post', { journal: number });
  return { redirect: `${path}?godkjent=${number}` };
}

export const routes: Route[] = [
  { path, roles: operatorSide, get: (visit) => screen(visit) },
  { path: `${path}/en`, roles: operatorSide, post: one },
  { path: `${path}/mange`, roles: operatorSide, post: many },
  { path: `${path}/valgte`, roles: operatorSide, post: selected },
  { path: `${path}/godkjenn`, roles: operatorSide, post: approve },
  {
    path: `${path}/rad/:journal/:row`,
    roles: operatorSide,
    get: (visit) => rowScreen(visit, desk),
    post: (visit) => rowPost(visit, desk),
  },
];
