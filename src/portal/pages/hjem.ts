/** Hjem: first what waits for a person, then the figures and the latest active cases. */
import { caseStatus } from '../case-status.ts';
import { unopenedDocuments } from '../documents-found.ts';
import { caseFigures, recentCases, whatWaits } from '../home-figures.ts';
import { attributes, html, type Content, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { icon, panel } from '../parts.ts';
import { everybody, creditorSide, type Answer, type Route, type SignedInVisit } from '../visit.ts';

const mostRecent = 50;

function todo(address: string, iconName: string, due: boolean, title: string, note?: string): Html {
  return html`<li${attributes({ class: due ? 'due' : undefined })}><a href="${address}">${icon(iconName)}<span><b>${title}</b>${note && html`<small>${note}</small>`}</span>${icon('next')}</a></li>`;
}

function figure(label: string, value: Content, note?: Content): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
    ${note && html`<dd class="note">${note}</dd>`}
  </div>`;
}

async function screen(visit: SignedInVisit): Promise<Answer> {
  const { t, format } = visit;
  const clients = visit.chosen.map((client) => client.number);
  const { waits, figures, recent, unopened } = await visit.ask(async (sql) => ({
    waits: await whatWaits(sql, clients),
    figures: await caseFigures(sql, clients, visit.today),
    recent: await recentCases(sql, clients, mostRecent),
    unopened: await unopenedDocuments(sql, clients),
  }));
  const journalsNote = waits.journals_since
    ? t('home.journals.oldest', { time: format.moment(waits.journals_since) })
    : undefined;
  const rowsNote =
    waits.rows_file && waits.rows_at
      ? t('home.rows.latest', { file: waits.rows_file, time: format.moment(waits.rows_at) })
      : undefined;
  const strip = html`<section aria-labelledby="gjore">
    <h2 id="gjore" class="ds-sr-only">${t('home.todo')}</h2>
    <ul class="todo">
      ${todo('/journaler', 'list', waits.journals > 0, waits.journals > 0 ? t('home.journals', { n: waits.journals }) : t('home.journals.none'), journalsNote)}
      ${todo('/send-fil?utfall=needsYou', 'warn', waits.rows > 0, waits.rows > 0 ? t('home.rows', { n: waits.rows }) : t('home.rows.none'), rowsNote)}
      ${todo('/rapporter/forproduserte?apnet=nei', 'pdf', false, unopened > 0 ? t('home.reports', { n: unopened }) : t('home.reports.none'))}
      ${todo('/send-fil?utfall=underWay', 'clock', false, waits.files > 0 ? t('home.files', { n: waits.files }) : t('home.files.none'))}
    </ul>
  </section>`;
  const share = figures.registered === 0n ? undefined : Number((figures.paid * 10_000n) / figures.registered) / 10_000;
  const rows = recent.map(
    (each) =>
      html`<tr>
        <th scope="row" data-l="${t('case.number')}">
          <a class="num" href="/inkasso/sak/${each.number}">${each.number}</a>
        </th>
        <td class="nowrap" data-l="${t('case.registered')}">${format.day(each.registered_on)}</td>
        <td data-l="${t('case.name')}">${each.name}</td>
        <td data-l="${t('case.status')}">${caseStatus(t, each.status, each.total_left)}</td>
        <td class="num" data-l="${t('case.principalLeft')}">${format.money(each.principal_left)}</td>
        <td class="num" data-l="${t('case.totalLeft')}">${format.money(each.total_left)}</td>
      </tr>`,
  );
  const table = html`<table class="ds-table cards" data-hover data-sticky-header>
    <thead>
      <tr>
        <th scope="col">${t('case.number')}</th>
        <th scope="col">${t('case.registered')}</th>
        <th scope="col">${t('case.name')}</th>
        <th scope="col">${t('case.status')}</th>
        <th scope="col" class="num">${t('case.principalLeft')}</th>
        <th scope="col" class="num">${t('case.totalLeft')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  const sends = creditorSide.includes(visit.user.role);
  return {
    page: {
      title: t('home.title'),
      main: html`${pageHead(t('home.title'), undefined, sends && html`<a class="ds-button" href="/send-fil">${icon('up')} ${t('nav.sendFile')}</a>`)}
        <div class="stack">
          ${strip}
          <section aria-labelledby="tall">
            <h2 id="tall" class="ds-sr-only">${t('home.statistics')}</h2>
            <dl class="figures">
              ${figure(t('home.new', { year: visit.today.slice(0, 4) }), format.count(figures.fresh))}
              ${figure(t('home.active'), format.count(figures.active), t('home.active.note', { sum: format.money(figures.outstanding) }))}
              ${figure(t('home.success'), share === undefined ? '–' : format.percent(share), t('home.success.note'))}
            </dl>
          </section>
          ${panel(
            'saker',
            t('home.recent', { n: mostRecent }),
            recent.length === 0
              ? html`<div class="empty">
                  <b>${t('home.recent.empty')}</b>
                  <p>${t('home.recent.emptyText')}</p>
                </div>`
              : html`<div>${table}</div>`,
            t('home.recent.note'),
          )}
        </div>`,
    },
  };
}

export const routes: Route[] = [{ path: '/hjem', roles: everybody, get: screen }];
