/** Hjem: first what waits for a person, then the user's own choice of searches and figures. */
import { caseStatus } from '../case-status.ts';
import { unopenedDocuments } from '../documents-found.ts';
import {
  caseFigures,
  casesPerMonth,
  recentCases,
  whatWaits,
  type CaseFigures,
  type RecentCase,
  type Waiting,
} from '../home-figures.ts';
import {
  changed,
  figureTiles,
  isSearch,
  searchOfTile,
  searchTiles,
  shownTiles,
  tiles,
  tileText,
  widthOf,
  type FigureTile,
  type SearchTile,
  type Tile,
  type TileAct,
} from '../home-tiles.ts';
import {
  invoiceAges,
  invoiceFigures,
  invoicesPerMonth,
  recentInvoices,
  type InvoiceFigures,
} from '../invoice-figures.ts';
import type { FoundInvoice } from '../invoices-found.ts';
import { attributes, html, type Content, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { sortableAddress } from '../assets.ts';
import { monthChart } from '../month-chart.ts';
import { field, icon, panel, postForm } from '../parts.ts';
import { readProfile, saveHome } from '../profile-facts.ts';
import { creditorSide, everybody, type Answer, type Route, type SignedInVisit } from '../visit.ts';

const mostRecent = 50;
const invoiceTiles: readonly Tile[] = ['unpaid', 'invoicesMonth', 'invoicesWeek', 'invoiceAges'];
const acts: readonly TileAct[] = ['up', 'down', 'show', 'hide'];

function todo(address: string, iconName: string, due: boolean, title: string, note?: string): Html {
  return html`<li${attributes({ class: due ? 'due' : undefined })}><a href="${address}">${icon(iconName)}<span><b>${title}</b>${note && html`<small>${note}</small>`}</span>${icon('next')}</a></li>`;
}

function strip(visit: SignedInVisit, waits: Waiting, unopened: number): Html {
  const { t, format, unread } = visit;
  const journalsNote = waits.journals_since
    ? t('home.journals.oldest', { time: format.moment(waits.journals_since) })
    : undefined;
  const rowsNote =
    waits.rows_file && waits.rows_at
      ? t('home.rows.latest', { file: waits.rows_file, time: format.moment(waits.rows_at) })
      : undefined;
  const fourth =
    waits.files > 0
      ? todo('/send-fil?utfall=underWay', 'clock', false, t('home.files', { n: waits.files }))
      : todo(
          '/rapporter/forproduserte?apnet=nei',
          'pdf',
          false,
          unopened > 0 ? t('home.reports', { n: unopened }) : t('home.reports.none'),
        );
  return html`<section aria-labelledby="gjore"><h2 id="gjore" class="ds-sr-only">${t('home.todo')}</h2><ul class="todo">
    ${todo('/journaler', 'list', waits.journals > 0, waits.journals > 0 ? t('home.journals', { n: waits.journals }) : t('home.journals.none'), journalsNote)}
    ${todo('/send-fil?utfall=needsYou', 'warn', waits.rows > 0, waits.rows > 0 ? t('home.rows', { n: waits.rows }) : t('home.rows.none'), rowsNote)}
    ${todo('/meldinger', 'mail', unread > 0, unread > 0 ? t('home.messages', { n: unread }) : t('home.messages.none'))}
    ${fourth}
  </ul></section>`;
}

function searches(visit: SignedInVisit, shown: SearchTile[]): Html | undefined {
  const { t } = visit;
  if (shown.length === 0) return undefined;
  const forms = shown.map(
    (tile) =>
      html`<form class="inline" action="${searchOfTile(tile).action}" method="get"><input type="hidden" name="begrep" value="${searchOfTile(tile).term}"><input type="hidden" name="direkte" value="1">${field(t, { id: `sok-${tile}`, name: 'q', label: t(tileText(tile)) })}<button class="ds-button" data-variant="secondary" type="submit">${t('search.act')}</button></form>`,
  );
  return panel('sok', t('home.searches'), html`<div class="pad cols2">${forms}</div>`);
}

function recentPanel(visit: SignedInVisit, recent: RecentCase[]): Html {
  const { t, format } = visit;
  const rows = recent.map(
    (each) => html`<tr>
    <th scope="row" data-l="${t('case.number')}"><a class="num" href="/inkasso/sak/${each.number}">${each.number}</a></th>
    <td class="nowrap" data-l="${t('case.registered')}">${format.day(each.registered_on)}</td>
    <td data-l="${t('case.name')}">${each.name}</td>
    <td data-l="${t('case.status')}">${caseStatus(t, each.status, each.total_left)}</td>
    <td class="num" data-l="${t('case.principalLeft')}">${format.money(each.principal_left)}</td>
    <td class="num" data-l="${t('case.totalLeft')}">${format.money(each.total_left)}</td>
  </tr>`,
  );
  const body =
    recent.length === 0
      ? html`<div class="empty"><b>${t('home.recent.empty')}</b><p>${t('home.recent.emptyText')}</p></div>`
      : html`<div><table class="ds-table cards" data-hover data-sticky-header>
        <thead><tr><th scope="col">${t('case.number')}</th><th scope="col">${t('case.registered')}</th><th scope="col">${t('case.name')}</th><th scope="col">${t('case.status')}</th><th scope="col" class="num">${t('case.principalLeft')}</th><th scope="col" class="num">${t('case.totalLeft')}</th></tr></thead>
        <tbody>${rows}</tbody></table></div>
        <footer><span></span><span class="also"><a href="/inkasso/sok">${icon('search')}${t('search.title')}</a></span></footer>`;
  return panel('saker', t('home.recent', { n: mostRecent }), body, t('home.recent.note'));
}

function invoicesPanel(visit: SignedInVisit, recent: FoundInvoice[]): Html {
  const { t, format } = visit;
  const rows = recent.map(
    (each) => html`<tr>
    <th scope="row" data-l="${t('invoice.number')}"><a href="/faktura/vis/${each.id}">${each.invoice}</a></th>
    <td class="nowrap" data-l="${t('invoice.date')}">${format.day(each.invoice_date)}</td>
    <td data-l="${t('case.name')}">${each.name}</td>
    <td class="nowrap" data-l="${t('claim.due')}">${format.day(each.due_date)}</td>
    <td class="num" data-l="${t('invoice.left')}">${format.money(each.remaining)}</td>
  </tr>`,
  );
  const body =
    recent.length === 0
      ? html`<div class="empty"><b>${t('home.recentInvoices.empty')}</b></div>`
      : html`<div><table class="ds-table cards" data-hover>
        <thead><tr><th scope="col">${t('invoice.number')}</th><th scope="col">${t('invoice.date')}</th><th scope="col">${t('case.name')}</th><th scope="col">${t('claim.due')}</th><th scope="col" class="num">${t('invoice.left')}</th></tr></thead>
        <tbody>${rows}</tbody></table></div>
        <footer><span></span><span class="also"><a href="/faktura/sok">${icon('search')}${t('invoice.title')}</a></span></footer>`;
  return panel('fakturaer', t('home.w.recentInvoices'), body, t('home.recentInvoices.note'));
}

interface Shown {
  figures: CaseFigures;
  recent: RecentCase[];
  months: number[];
  invoices: InvoiceFigures | undefined;
  recentInvoices: FoundInvoice[];
  invoiceMonths: number[];
}

function figureOf(visit: SignedInVisit, tile: FigureTile, { figures, invoices }: Shown): Html {
  const { t, format } = visit;
  const one = (label: string, value: Content, note?: Content) =>
    html`<div><dt>${label}</dt><dd>${value}</dd>${note && html`<dd class="note">${note}</dd>`}</div>`;
  if (tile === 'fresh') return one(t('home.new', { year: visit.today.slice(0, 4) }), format.count(figures.fresh));
  if (tile === 'active')
    return one(
      t('home.active'),
      format.count(figures.active),
      t('home.active.note', { sum: format.money(figures.outstanding) }),
    );
  if (invoices) {
    if (tile === 'unpaid')
      return one(
        t('home.w.unpaid'),
        html`<a href="/faktura/sok?status=open">${format.count(invoices.unpaid)}</a>`,
        t('home.unpaid.note', { sum: format.money(invoices.unpaid_sum) }),
      );
    if (tile === 'invoicesMonth') return one(t('home.w.invoicesMonth'), format.count(invoices.this_month));
    if (tile === 'invoicesWeek') return one(t('home.w.invoicesWeek'), format.count(invoices.this_week));
    if (tile === 'invoiceAges')
      return html`<div>
        <dt>${t('home.w.invoiceAges')}</dt>
        ${invoiceAges.map((age, at) => html`<dd class="note">${t('home.age.line', { age: t(`home.age.${age}`), n: format.count(invoices.ages[at]!.count), sum: format.money(invoices.ages[at]!.sum) })}</dd>`)}
      </div>`;
  }
  const share = figures.registered === 0n ? undefined : Number((figures.paid * 10_000n) / figures.registered) / 10_000;
  return one(t('home.success'), share === undefined ? '–' : format.percent(share), t('home.success.note'));
}

/** Figures in the user's order: one-column ones that stand together share a row. */
function statistics(visit: SignedInVisit, shown: FigureTile[], given: Shown): Html[] {
  const { t } = visit;
  const parts: Html[] = [];
  let row: Html[] = [];
  const close = () => {
    if (row.length > 0) parts.push(html`<dl class="figures">${row}</dl>`);
    row = [];
  };
  for (const tile of shown) {
    if (widthOf(tile) === 1) row.push(figureOf(visit, tile, given));
    else {
      close();
      const year = visit.today.slice(0, 4);
      const count = t('home.perMonth.count', { year });
      if (tile === 'recent') parts.push(recentPanel(visit, given.recent));
      else if (tile === 'recentInvoices') parts.push(invoicesPanel(visit, given.recentInvoices));
      else if (tile === 'perMonth')
        parts.push(panel('graf', t('home.w.perMonth'), monthChart(visit, given.months, year), count));
      else
        parts.push(
          panel(
            'fakturagraf',
            t('home.w.invoicesPerMonth'),
            monthChart(visit, given.invoiceMonths, year, 'invoices'),
            count,
          ),
        );
    }
  }
  close();
  return parts;
}

async function screen(visit: SignedInVisit): Promise<Answer> {
  const { t } = visit;
  const clients = visit.chosen.map((client) => client.number);
  const found = await visit.ask(async (sql) => {
    const shown = shownTiles((await readProfile(sql)).settings.home);
    return {
      shown,
      waits: await whatWaits(sql, clients),
      unopened: await unopenedDocuments(sql, clients),
      figures: await caseFigures(sql, clients, visit.today),
      recent: shown.includes('recent') ? await recentCases(sql, clients, mostRecent) : [],
      months: shown.includes('perMonth') ? await casesPerMonth(sql, clients, visit.today) : [],
      invoices: shown.some((tile) => invoiceTiles.includes(tile))
        ? await invoiceFigures(sql, clients, visit.today)
        : undefined,
      recentInvoices: shown.includes('recentInvoices') ? await recentInvoices(sql, clients, mostRecent) : [],
      invoiceMonths: shown.includes('invoicesPerMonth') ? await invoicesPerMonth(sql, clients, visit.today) : [],
    };
  });
  const searchShown = searchTiles
    .filter((tile) => found.shown.includes(tile))
    .sort((a, b) => found.shown.indexOf(a) - found.shown.indexOf(b));
  const figuresShown = figureTiles
    .filter((tile) => found.shown.includes(tile))
    .sort((a, b) => found.shown.indexOf(a) - found.shown.indexOf(b));
  const sends = creditorSide.includes(visit.user.role);
  const buttons = html`<a class="ds-button" data-variant="secondary" href="/hjem/endre">${icon('edit')} ${t('home.edit')}</a>
    ${sends && html`<a class="ds-button" data-variant="secondary" href="/inkasso/ny-sak">${icon('plus')} ${t('newCase.title')}</a><a class="ds-button" href="/send-fil">${icon('up')} ${t('nav.sendFile')}</a>`}`;
  return {
    page: {
      title: t('home.title'),
      main: html`${pageHead(t('home.title'), undefined, buttons)}<div class="stack">${strip(visit, found.waits, found.unopened)}${searches(visit, searchShown)}
        ${figuresShown.length > 0 && html`<h2 class="ds-sr-only">${t('home.statistics')}</h2>`}${statistics(visit, figuresShown, found)}</div>`,
    },
  };
}

function editList(visit: SignedInVisit, title: string, shown: Tile[], hidden: Tile[]): Html {
  const { t } = visit;
  const button = (act: TileAct, tile: Tile, label: string, content: Content) =>
    html`<button class="ds-button sm" data-variant="secondary" type="submit" name="gjor" value="${act} ${tile}" aria-label="${label}">${content}</button>`;
  const name = (tile: Tile) =>
    html`<span>${t(tileText(tile))} ${!isSearch(tile) && html`<span class="muted">(${widthOf(tile)})</span>`}</span>`;
  const shownItem = (tile: Tile, at: number) => {
    const what = { what: t(tileText(tile)) };
    return html`<li data-tile="${tile}">${icon('drag')}${name(tile)}${at > 0 && button('up', tile, t('home.edit.up', what), icon('arrowup'))}${at < shown.length - 1 && button('down', tile, t('home.edit.down', what), icon('arrowdown'))}${button('hide', tile, t('home.edit.hideWhat', what), t('home.edit.hide'))}</li>`;
  };
  const hiddenItem = (tile: Tile) =>
    html`<li data-tile="${tile}">${icon('drag')}${name(tile)}${button('show', tile, t('home.edit.showWhat', { what: t(tileText(tile)) }), t('home.edit.show'))}</li>`;
  const list = (kind: 'shown' | 'hidden', items: Html[]) =>
    html`<ol class="order" data-sort="${kind}" data-group="${title}" data-empty="${t('home.edit.nothing')}">${items}</ol>`;
  return panel(
    `endre-${title}`,
    title,
    html`<div class="pad cols2"><div><h3>${t('home.edit.show')}</h3>${list('shown', shown.map(shownItem))}</div><div><h3>${t('home.edit.hide')}</h3>${list('hidden', hidden.map(hiddenItem))}</div></div>`,
  );
}

async function editScreen(visit: SignedInVisit): Promise<Answer> {
  const { t } = visit;
  const shown = await visit.ask(async (sql) => shownTiles((await readProfile(sql)).settings.home));
  const of = (all: readonly Tile[]) => ({
    shown: shown.filter((tile) => all.includes(tile)),
    hidden: all.filter((tile) => !shown.includes(tile)),
  });
  const search = of(searchTiles);
  const figures = of(figureTiles);
  return {
    page: {
      title: t('home.edit.title'),
      main: html`${pageHead(t('home.edit.title'), t('home.edit.text'), html`<a class="ds-button" href="/hjem">${icon('tick')} ${t('home.edit.done')}</a>`)}
        ${postForm({ action: '/hjem/endre', token: visit.formToken, class: 'stack', id: 'endre' }, html`<input type="hidden" name="rekke" value="" data-sort-with="${sortableAddress}">${editList(visit, t('home.searches'), search.shown, search.hidden)}${editList(visit, t('home.statistics'), figures.shown, figures.hidden)}`)}`,
    },
  };
}

async function edit(visit: SignedInVisit): Promise<Answer> {
  const [act, name] = (visit.form['gjor'] ?? '').split(' ');
  const dragged = visit.form['rekke'] ?? '';
  await visit.ask(async (sql) => {
    const shown = shownTiles((await readProfile(sql)).settings.home);
    const wanted = acts.find((each) => each === act);
    const tile = tiles.find((each) => each === name);
    if (wanted && tile) await saveHome(sql, changed(shown, wanted, tile));
    else if (dragged !== '') await saveHome(sql, shownTiles(dragged.split(',')));
  });
  return { redirect: '/hjem/endre' };
}

export const routes: Route[] = [
  { path: '/hjem', roles: everybody, get: screen },
  { path: '/hjem/endre', roles: everybody, get: editScreen, post: edit },
];
