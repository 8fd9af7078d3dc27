/** One rejected row: every value beside the value as sent, what is wrong, what can be done, and its history. */
import { describe } from '../domain/problems.ts';
import { fieldLabel } from '../domain/field-labels.ts';
import { maskNationalIds } from '../domain/national-id.ts';
import { decideRow, type Decided, type Decision } from '../journal/review/decide.ts';
import { correctRows, type RowOutcome } from '../journal/review/correct.ts';
import { lockRow } from '../journal/review/lock.ts';
import { rowHistory, type RowEvent } from '../journal/review/queries.ts';
import { heldByOther, reviewRow, type ReviewRow } from '../journal/review/row.ts';
import { rejudgeWith } from '../rejudge.ts';
import { addDays } from '../domain/day.ts';
import { notice } from './drift.ts';
import { readDay } from './format.ts';
import { html, type Html } from './html.ts';
import { pageHead } from './layout.ts';
import { field, icon, panel, postForm, rowNumber, tag } from './parts.ts';
import { changesOf, isHidden, placesOf, type Place } from './row-edit.ts';
import type { Answer, SignedInVisit } from './visit.ts';

/** Where a row's page lies, who may act on it, and which acts are offered. */
export interface RowDesk {
  path: string;
  back: string;
  /** The page's own part of the creditor or the operator. */
  may(visit: SignedInVisit, row: ReviewRow): boolean;
  decisions: readonly Decision['act'][];
}

async function found(visit: SignedInVisit): Promise<ReviewRow | undefined> {
  const journal = rowNumber(visit.params['journal']);
  const row = rowNumber(visit.params['row']);
  if (journal === undefined || row === undefined) return undefined;
  return visit.ask((sql) => reviewRow(sql, journal, row));
}

function sentText(visit: SignedInVisit, place: Place): Html {
  if (place.sent === undefined) return html`<span class="muted">–</span>`;
  if (place.sent.trim() === '')
    return html`<span class="sent"> </span> <span class="muted xs">${visit.t('word.empty')}</span>`;
  return html`<span class="sent">${isHidden({ ...place, now: place.sent }) ? masked(place.sent) : place.sent}</span>`;
}

function masked(value: string): string {
  const hidden = maskNationalIds(value);
  return hidden === value ? `${value.slice(0, 6)}*****` : hidden;
}

function editTable(visit: SignedInVisit, row: ReviewRow, places: Place[], open: boolean): Html {
  const { t, language } = visit;
  const wrong = new Set(
    row.problems.filter(({ severity }) => severity === 'error').flatMap(({ column, field: path }) => [column, path]),
  );
  const lines = places.map((place, index) => {
    const label = place.in === 'fields' ? fieldLabel(place.name, language) : place.name;
    const hidden = isHidden(place);
    const invalid = wrong.has(place.name) ? html` aria-invalid="true"` : undefined;
    return html`<tr>
      <th scope="row" data-l="${t('d.rows.column')}">${label}</th>
      <td data-l="${t('d.rows.sent')}">${sentText(visit, place)}</td>
      <td data-l="${t('d.rows.new')}">${
        open
          ? html`<input class="ds-input" name="v-${index}" value="${hidden ? '' : place.now}" aria-label="${label}"${invalid} autocomplete="off">${hidden && html`<span class="sub">${t('d.rows.hidden')}</span>`}`
          : hidden
            ? masked(place.now)
            : place.now
      }</td>
    </tr>`;
  });
  return html`<div><table class="ds-table cards top-aligned"><thead><tr><th scope="col">${t('d.rows.column')}</th><th scope="col">${t('d.rows.sent')}</th><th scope="col">${t('d.rows.new')}</th></tr></thead><tbody>${lines}</tbody></table></div>`;
}

function historyPanel(visit: SignedInVisit, events: RowEvent[]): Html {
  const { t, format } = visit;
  const shown = (values: Record<string, unknown>) =>
    Object.entries(values)
      .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
      .map(([name, value]) => `${name}: ${maskNationalIds(String(value))}`)
      .join(', ');
  return panel(
    'historikk',
    t('d.row.history'),
    events.length === 0
      ? html`<div class="pad"><p class="muted">${t('d.row.noHistory')}</p></div>`
      : html`<div class="pad"><ol class="timeline">${events.map(
          (
            event,
          ) => html`<li><p><b class="strong">${t(`d.row.e.${event.act}`)}</b> · ${event.actor} · ${format.moment(event.at)}</p>
            ${shown(event.before) !== '' && html`<p class="small">${t('d.row.was')} ${shown(event.before)}</p>`}
            ${shown(event.after) !== '' && html`<p class="small">${t('d.row.became')} ${shown(event.after)}</p>`}
            ${event.reason !== '' && html`<p class="small">${event.reason}</p>`}</li>`,
        )}</ol></div>`,
  );
}

function decisionForm(visit: SignedInVisit, desk: RowDesk, row: ReviewRow, action: string): Html | undefined {
  const { t, format } = visit;
  if (desk.decisions.length === 0) return undefined;
  const names = {
    park: 'd.act.park',
    return: 'd.act.return',
    close: 'd.act.close',
    withdraw: 'd.act.withdraw',
    undo: 'd.act.undo',
  } as const;
  return panel(
    'annet',
    t('d.row.decide'),
    postForm(
      { action, token: visit.formToken, class: 'pad stack' },
      html`<input type="hidden" name="versjon" value="${row.version}">
      <div class="fields">
        ${field(t, { id: 'grunn', name: 'grunn', label: t('d.reason'), need: 'must', wide: 2, value: visit.form['grunn'] })}
        ${desk.decisions.includes('park') && field(t, { id: 'dato', name: 'dato', label: t('d.act.until'), inputmode: 'numeric', value: visit.form['dato'] ?? format.day(addDays(visit.today, 7)) })}
      </div>
      <p class="acts">${desk.decisions.map((act) => html`<button class="ds-button" data-variant="secondary"${(act === 'close' || act === 'withdraw') && html` data-color="danger"`} type="submit" name="gjor" value="${act}">${t(names[act])}</button>`)}</p>`,
    ),
  );
}

/** The page of one row. It takes the row for who looks at it, unless somebody else has it. */
export async function rowScreen(visit: SignedInVisit, desk: RowDesk, warning?: string): Promise<Answer> {
  const { t, format, language, user } = visit;
  const row = await found(visit);
  if (!row) return { missing: true };
  const may = desk.may(visit, row);
  const waits = (row.state === 'rejected' || row.state === 'parked') && row.closedAt === null;
  const lock =
    may && waits
      ? await visit.ask((sql) => lockRow(sql, row, { login: user.login, name: user.name }, visit.now))
      : undefined;
  const other = lock
    ? lock.mine
      ? undefined
      : { by: lock.by, since: lock.since }
    : heldByOther(row, user.login, visit.now);
  const events = await visit.ask((sql) => rowHistory(sql, row.journal, row.row));
  const open = may && waits && other === undefined;
  const places = placesOf(visit.house.formats, row);
  const action = `${desk.path}/${row.journal}/${row.row}`;
  const title = t('d.row.title', { line: row.sheet === null ? row.line : `${row.sheet} ${row.line}`, file: row.file });
  const undo =
    may &&
    (row.state === 'corrected' ||
      row.state === 'parked' ||
      row.state === 'withdrawn' ||
      row.closedAt !== null ||
      row.returnedAt !== null) &&
    postForm(
      { action, token: visit.formToken },
      html`<input type="hidden" name="versjon" value="${row.version}"><button class="ds-button" data-variant="secondary" type="submit" name="gjor" value="undo">${icon('back')} ${t('d.act.undo')}</button>`,
    );
  const done = visit.query['ferdig'];
  const findings = row.problems.map((problem) => {
    const told = describe(problem, language);
    const bad = problem.severity === 'error';
    return html`<p class="says ${bad ? 'bad' : 'warn'}">${icon(bad ? 'stop' : 'warn')}<span><b class="strong">${told.title}.</b> ${told.message} ${told.cure}</span></p>`;
  });
  return {
    ...(warning === undefined ? {} : { status: 409 }),
    page: {
      title: warning === undefined ? title : `${t('word.error')} ${title}`,
      main: html`${pageHead(title, html`${row.client} · ${tag(row.state === 'rejected' ? 'danger' : 'neutral', row.state === 'rejected' ? 'stop' : 'info', t(`d.row.s.${row.state}`))}`, html`${undo}<a class="ds-button" data-variant="secondary" href="${desk.back}">${icon('back')} ${t('d.row.back')}</a>`)}
      <div class="stack">
        ${warning !== undefined && notice('warning', warning)}
        ${done === 'avgjort' && notice('success', t('d.row.decided'))}${done === 'angret' && notice('success', t('d.row.undone'))}
        ${row.state === 'corrected' && row.movedTo !== null && notice('success', html`${t('d.row.accepted', { number: row.movedTo })} <a href="/journaler/${row.movedTo}">${row.movedTo}</a>`)}
        ${
          other &&
          html`<div class="ds-alert" data-color="warning"><p>${t('d.rows.locked', { name: other.by, time: format.moment(other.since) })}</p>
          ${may && postForm({ action, token: visit.formToken }, html`<button class="ds-button sm" data-variant="secondary" type="submit" name="gjor" value="overta">${t('d.act.takeOver')}</button>`)}</div>`
        }
        ${panel('funn', t('d.row.findings'), html`<div class="pad stack">${findings.length === 0 ? html`<p>–</p>` : findings}</div>`)}
        ${panel(
          'verdier',
          t('d.row.columns'),
          open
            ? postForm(
                { action, token: visit.formToken },
                html`<input type="hidden" name="versjon" value="${row.version}">${editTable(visit, row, places, true)}
                <footer><button class="ds-button" type="submit" name="gjor" value="rett">${icon('ok')} ${t('d.row.accept')}</button></footer>`,
              )
            : editTable(visit, row, places, false),
        )}
        ${open && row.state === 'rejected' && decisionForm(visit, desk, row, action)}
        ${historyPanel(visit, events)}
      </div>`,
    },
  };
}

/** Says in words why a correction or decision did not take place. */
export function refusalText(
  visit: SignedInVisit,
  outcome: Exclude<RowOutcome, { outcome: 'accepted' }> | Decided,
): string {
  const { t, format } = visit;
  if ('done' in outcome) {
    if (outcome.done) return '';
    const who = { name: outcome.by ?? '–', time: outcome.at ? format.moment(outcome.at) : '–' };
    if (outcome.because === 'changed') return t('d.row.changed', who);
    if (outcome.because === 'locked') return t('d.row.lockedBy', who);
    if (outcome.because === 'approved') return t('d.row.approvedAlready');
    if (outcome.because === 'nothing') return t('d.row.nothing');
    if (outcome.because === 'noReason') return t('d.row.noReason');
    return t('d.row.notRejected');
  }
  if (outcome.outcome === 'rejected') return t('d.row.stillWrong');
  const who = { name: outcome.by ?? '–', time: outcome.at ? format.moment(outcome.at) : '–' };
  if (outcome.outcome === 'changed') return t('d.row.changed', who);
  if (outcome.outcome === 'locked') return t('d.row.lockedBy', who);
  return t('d.row.notRejected');
}

/** What a form of decisions asks for; undefined where its date is none. */
export function decisionOf(visit: SignedInVisit, act: string): Decision | 'date' | undefined {
  if (act === 'return' || act === 'close' || act === 'withdraw' || act === 'undo') return { act };
  if (act !== 'park') return undefined;
  const until = readDay(visit.form['dato'] ?? '');
  return until === undefined || until <= visit.today ? 'date' : { act, until };
}

/** Does what a row's form asks: correct, decide, undo or take over. */
export async function rowPost(visit: SignedInVisit, desk: RowDesk): Promise<Answer> {
  const { t, format, form, user } = visit;
  const row = await found(visit);
  if (!row) return { missing: true };
  if (!desk.may(visit, row)) return { forbidden: true };
  const here = `${desk.path}/${row.journal}/${row.row}`;
  const act = form['gjor'] ?? '';
  const by = { login: user.login, at: visit.now };
  if (act === 'overta') {
    await visit.ask((sql) => lockRow(sql, row, { login: user.login, name: user.name }, visit.now, true));
    return { redirect: here };
  }
  const version = Number(form['versjon']);
  if (!Number.isSafeInteger(version) || version < 0) return { missing: true };
  if (act === 'rett') {
    const [outcome] = await visit.ask((sql) =>
      correctRows(sql, {
        journal: row.journal,
        rows: [{ row: row.row, version, changes: changesOf(placesOf(visit.house.formats, row), form) }],
        by,
        rejudge: rejudgeWith(visit.house.formats, visit.today),
      }),
    );
    return outcome === undefined || outcome.outcome === 'accepted'
      ? { redirect: here }
      : rowScreen(visit, desk, refusalText(visit, outcome));
  }
  const decision = decisionOf(visit, act);
  if (decision === 'date')
    return rowScreen(visit, desk, t('d.act.badDate', { day: format.day(addDays(visit.today, 7)) }));
  if (decision === undefined || (decision.act !== 'undo' && !desk.decisions.includes(decision.act)))
    return { missing: true };
  const decided = await visit.ask((sql) =>
    decideRow(
      sql,
      { journal: row.journal, row: row.row, version },
      decision,
      by,
      (form['grunn'] ?? '').trim().slice(0, 500),
    ),
  );
  if (!decided.done) return rowScreen(visit, desk, refusalText(visit, decided));
  return { redirect: `${here}?ferdig=${decision.act === 'undo' ? 'angret' : 'avgjort'}` };
}
