/** The review desk's tables: rows to correct, journals of corrections, and what can be taken back. */
import { describe } from '../domain/problems.ts';
import { maskNationalIds } from '../domain/national-id.ts';
import type { CorrectionJournal, undoable } from '../journal/review/queries.ts';
import { heldByOther, type ReviewRow } from '../journal/review/row.ts';
import { attributes, html, type Html } from './html.ts';
import { icon, panel, postForm, withQuery } from './parts.ts';
import { isHidden, placeOf } from './row-edit.ts';
import type { SignedInVisit } from './visit.ts';

const path = '/drift/rader';
const rowPath = `${path}/rad`;

function named(record: Record<string, unknown>): string {
  const debtors = record['debtors'];
  const first: unknown = Array.isArray(debtors) ? debtors[0] : record['debtor'];
  const name =
    typeof first === 'object' && first !== null ? Object.getOwnPropertyDescriptor(first, 'name')?.value : undefined;
  return typeof name === 'string' ? name : '';
}

/** One row with its value as sent beside a field for the new one. */
function line(visit: SignedInVisit, row: ReviewRow): Html {
  const { t, format, language, user } = visit;
  const problem = row.problems.find(({ severity }) => severity === 'error') ?? row.problems[0];
  const place = problem && placeOf(visit.house.formats, row, problem);
  const other = heldByOther(row, user.login, visit.now);
  const told = problem && describe(problem, language);
  const number = row.sheet === null ? String(row.line) : `${row.sheet} ${row.line}`;
  const here = `${rowPath}/${row.journal}/${row.row}`;
  const sent = place?.sent ?? problem?.value;
  const hidden = place !== undefined && isHidden({ ...place, now: place.sent ?? '' });
  return html`<tr${attributes({ 'data-state': other ? 'off' : undefined })}>
    <td><input class="ds-input" type="checkbox" name="rad" form="valgte" value="${row.journal}-${row.row}-${row.version}" aria-label="${t('d.rows.select', { line: number })}"${attributes({ disabled: other !== undefined })}></td>
    <th scope="row" class="num" data-l="${t('d.rows.line')}">${number}</th>
    <td class="name" data-l="${t('d.rows.what')}">${named(row.record)}<span class="sub">${row.client}${row.reference !== null && html` · ${maskNationalIds(row.reference)}`}${row.amount !== 0n && html` · ${format.money(row.amount)}`}</span></td>
    <td data-l="${t('d.rows.sent')}">${sent === undefined ? '–' : html`<span class="sent">${hidden ? `${sent.slice(0, 6)}*****` : maskNationalIds(sent)}</span>`}</td>
    <td data-l="${t('d.rows.new')}">${
      other
        ? html`<span class="muted">–</span>`
        : place && !isHidden(place)
          ? postForm(
              { action: `${path}/en`, token: visit.formToken, class: 'inline' },
              html`<input type="hidden" name="rad" value="${row.journal}-${row.row}-${row.version}"><input type="hidden" name="i" value="${place.in}"><input type="hidden" name="sted" value="${place.name}"><input type="hidden" name="til" value="${withQuery(path, visit.query, {})}">
              <input class="ds-input" name="ny" value="${place.now}" size="14" aria-label="${t('d.rows.newFor', { line: number })}" autocomplete="off"><button class="ds-button sm" data-variant="secondary" type="submit" aria-label="${`${t('d.rows.correct')} ${number}`}">${t('d.rows.correct')}</button>`,
            )
          : html`<a href="${here}">${t('d.rows.more')}</a>`
    }</td>
    <td class="full" data-l="${t('d.rows.verdict')}">${
      other
        ? html`<span class="says idle">${icon('lock')}<span>${t('d.rows.locked', { name: other.by, time: format.moment(other.since) })}</span></span>`
        : told && html`<span class="says bad">${icon('stop')}<span>${told.message}</span></span>`
    }</td>
    <td class="nowrap"><a href="${here}" aria-label="${t('d.rows.moreFor', { line: number })}">${t('d.rows.more')}</a></td>
  </tr>`;
}

/** Rows as table lines, each file under its name. */
export function reviewLines(visit: SignedInVisit, rows: ReviewRow[]): Html[] {
  return rows.flatMap((row, index) => [
    ...(index === 0 || rows[index - 1]!.journal !== row.journal
      ? [
          html`<tr class="group"><th colspan="7" scope="rowgroup" class="full">${row.drop === null ? row.file : html`<a href="/drift/filer/${row.drop}">${row.file}</a>`} <span class="muted">${row.client} · ${row.format}</span></th></tr>`,
        ]
      : []),
    line(visit, row),
  ]);
}

/** Journals of corrections that wait; approved here where the agreement, not the creditor, approves. */
export function correctionsPanel(visit: SignedInVisit, journals: CorrectionJournal[]): Html | undefined {
  const { t, format } = visit;
  if (journals.length === 0) return undefined;
  const rows = journals.map(
    (
      journal,
    ) => html`<tr><th scope="row" data-l="${t('d.corr.journal')}"><a class="num" href="/journaler/${journal.number}">${journal.number}</a><span class="sub">${journal.file}</span></th>
    <td data-l="${t('d.client')}">${journal.client} ${journal.clientName}</td><td class="num" data-l="${t('d.rows')}">${format.count(journal.rows)}</td><td class="num" data-l="${t('d.amount')}">${format.money(journal.sum)}</td>
    <td data-l="${t('d.act')}">${
      journal.state === 'open'
        ? html`<span class="muted">${t('d.corr.whole')}</span>`
        : journal.approval === 'manual'
          ? html`<span class="muted">${t('d.corr.creditor')}</span>`
          : postForm(
              { action: `${path}/godkjenn`, token: visit.formToken },
              html`<input type="hidden" name="journal" value="${journal.number}"><input type="hidden" name="versjon" value="${journal.version}"><button class="ds-button sm" type="submit">${t('d.corr.approve', { number: journal.number })}</button>`,
            )
    }</td></tr>`,
  );
  return panel(
    'rettede',
    t('d.corr.title'),
    html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.corr.journal')}</th><th scope="col">${t('d.client')}</th><th scope="col" class="num">${t('d.rows')}</th><th scope="col" class="num">${t('d.amount')}</th><th scope="col">${t('d.act')}</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  );
}

/** What was corrected and still can be taken back. */
export function undoPanel(visit: SignedInVisit, rows: Awaited<ReturnType<typeof undoable>>): Html | undefined {
  const { t, format } = visit;
  if (rows.length === 0) return undefined;
  return panel(
    'angre',
    t('d.undo.title'),
    html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.rows.line')}</th><th scope="col">${t('d.who')}</th><th scope="col">${t('d.act')}</th></tr></thead><tbody>${rows.map(
      (
        row,
      ) => html`<tr><th scope="row" data-l="${t('d.rows.line')}"><a href="${rowPath}/${row.journal}/${row.row}">${t('d.row.title', { line: row.line, file: row.file })}</a></th>
      <td data-l="${t('d.who')}">${t('d.undo.by', { name: row.changedBy ?? '–', time: row.changedAt ? format.moment(row.changedAt) : '–' })}</td>
      <td>${postForm({ action: `${path}/valgte`, token: visit.formToken }, html`<input type="hidden" name="rad" value="${row.journal}-${row.row}-${row.version}"><button class="ds-button sm" data-variant="tertiary" type="submit" name="gjor" value="undo" aria-label="${`${t('d.act.undo')} ${t('d.row.title', { line: row.line, file: row.file })}`}">${t('d.act.undo')}</button>`)}</td></tr>`,
    )}</tbody></table></div>`,
  );
}
