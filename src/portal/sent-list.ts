/** The list of sent files: each with its outcome in a sentence, and its faulty rows beside it. */
import { describe } from '../domain/problems.ts';
import { maskNationalIds } from '../domain/national-id.ts';
import type { Problem } from '../domain/row.ts';
import { outcomeOf, type SentFile } from './drop-outcome.ts';
import { html, type Html } from './html.ts';
import { icon, tag } from './parts.ts';
import type { FaultyRow } from './sent-files.ts';
import type { SignedInVisit } from './visit.ts';

/** Who sent a file, or the door where it came from a machine. */
export function senderOf(visit: SignedInVisit, file: SentFile): string {
  return file.sender ?? (file.door === 'web' ? file.received_by : visit.t(`drop.door.${file.door}`));
}

/** A value as sent: monospaced, spaces kept, national ids masked. */
export function asSent(visit: SignedInVisit, problem: Problem): Html {
  const { value } = problem;
  if (value === undefined) return html`<span class="muted">–</span>`;
  if (value.trim() === '')
    return html`<span class="sent">${value || ' '}</span> <span class="muted xs">${visit.t('word.empty')}</span>`;
  const digits = value.replace(/\D/g, '');
  const isId = problem.field !== undefined && /(?:^|\.)id$/.test(problem.field) && digits.length >= 10;
  return html`<span class="sent">${isId ? `${digits.slice(0, 6)}*****` : maskNationalIds(value)}</span>`;
}

/** The findings of rows as a table: line, column, value as sent, what is wrong and what to do; `correctAt` is where a row is corrected. */
export function findingsTable(visit: SignedInVisit, rows: FaultyRow[], correctAt?: string): Html {
  const { t, language } = visit;
  const lines = rows.flatMap((row) =>
    row.problems.map((problem) => {
      const told = describe(problem, language);
      const place = row.sheet ? `${row.sheet} ${row.line}` : String(row.line);
      return html`<tr>
        <th scope="row" class="num" data-l="${t('file.line')}">${place}</th>
        <td data-l="${t('file.column')}">${problem.column ?? '–'}</td>
        <td data-l="${t('file.value')}">${asSent(visit, problem)}</td>
        <td class="full">
          ${problem.severity === 'warning' && html`<span class="says idle">${icon('info')}<span>${told.title}</span></span>`}${told.message}
          ${told.cure}${correctAt !== undefined && problem.severity === 'error' && row.state !== 'accepted' && html` <a href="${correctAt}/${row.journal}/${row.row}" aria-label="${`${t('d.row.correctLink')} ${place}`}">${t('d.row.correctLink')}</a>`}${row.reference && html`<span class="sub">${maskNationalIds(row.reference)}</span>`}
        </td>
      </tr>`;
    }),
  );
  return html`<table class="ds-table top-aligned cards">
    <thead>
      <tr>
        <th scope="col" class="num">${t('file.line')}</th>
        <th scope="col">${t('file.column')}</th>
        <th scope="col">${t('file.value')}</th>
        <th scope="col">${t('file.what')}</th>
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>
  </table>`;
}

/** One file with its outcome. `place` is its place in the queue. */
export function sentFile(visit: SignedInVisit, file: SentFile, given: { place: number; faulty: FaultyRow[] }): Html {
  const { t, format, language } = visit;
  const outcome = outcomeOf(file, { t, format, language, place: given.place });
  const owner =
    visit.chosen.length > 1 ? html` · <span class="num">${file.client}</span> ${file.client_name}` : undefined;
  return html`<li id="fil-${file.id}">
    <div>
      <p class="file"><a href="/send-fil/fil/${file.id}">${file.name}</a></p>
      <p class="meta">
        ${format.size(file.size)} · ${senderOf(visit, file)} · ${format.moment(file.received_at)}${owner}
      </p>
    </div>
    <div>
      <div class="outcome">
        ${tag(outcome.tone, outcome.icon, outcome.word)}
        <p>${outcome.strong && html`<b class="strong">${outcome.strong}</b> `}${outcome.sentence}</p>
      </div>
      ${
        given.faulty.length > 0 &&
        html`<details class="problems">
          <summary>
            ${t('sendFile.rowsWrong', { n: file.rejected })}${file.rejected > given.faulty.length && html` <span class="muted">· ${t('sendFile.more', { shown: given.faulty.length, n: format.count(file.rejected) })}</span>`}
          </summary>
          ${findingsTable(visit, given.faulty)}
        </details>`
      }
      <p class="also">
        <a href="/send-fil/kvittering/${file.id}"
          >${icon('receipt')}${t('sendFile.receiptLink', { number: file.id })}</a
        >
        ${file.journal !== null && html`<a href="/send-fil/resultat/${file.id}">${icon('down')}${t('sendFile.resultLink')}</a>`}
        ${file.journal !== null && html`<a href="/send-fil/fil/${file.id}">${icon('list')}${t('sendFile.details')}</a>`}
        ${file.first !== null && html`<a href="/send-fil/fil/${file.first}">${icon('copy')}${t('sendFile.firstLink')}</a>`}
      </p>
    </div>
  </li>`;
}
