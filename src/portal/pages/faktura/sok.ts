/** Faktura › Søk: invoices that came by file, by number, name, customer, order, KID or date. */
import { recordReading } from '../../access-log.ts';
import { html, type Content, type Html } from '../../html.ts';
import {
  findInvoices,
  guessInvoiceTerm,
  invoiceSorts,
  invoiceStates,
  invoiceTerms,
  type FoundInvoice,
  type InvoiceSearch,
} from '../../invoices-found.ts';
import { pageHead } from '../../layout.ts';
import type { Text } from '../../locales/text.ts';
import { field, icon, pageNumber, pagination, panel, sortHead, tag, withQuery } from '../../parts.ts';
import { csvFile, xlsxFile, type Table } from '../../table-file.ts';
import { everybody, type Answer, type Route, type SignedInVisit } from '../../visit.ts';

const path = '/faktura/sok';
const perPage = 50;
/** The most invoices in one export. */
const mostExported = 100_000;

/** An invoice's state: plain text where it is usual, a tag where it is overdue. */
export function invoiceState(t: Text, given: FoundInvoice, today: string): Content {
  if (given.state === 'open' && given.remaining > 0n && given.due_date !== null && given.due_date < today)
    return tag('warning', 'clock', t('invoice.overdue'));
  return t(`invoice.state.${given.state}`);
}

function searchOf(visit: SignedInVisit): InvoiceSearch {
  const { query } = visit;
  return {
    clients: visit.chosen.map((client) => client.number),
    term: invoiceTerms.find((term) => term === query['begrep']) ?? 'any',
    value: (query['q'] ?? '').slice(0, 200),
    state: invoiceStates.find((state) => state === query['status']),
    overdueOn: query['status'] === 'forfalt' ? visit.today : undefined,
  };
}

function form(visit: SignedInVisit, search: InvoiceSearch): Html {
  const { t, query } = visit;
  const states = [
    ['', t('word.all')] as const,
    ['forfalt', t('invoice.overdue')] as const,
    ...invoiceStates.map((state) => [state, t(`invoice.state.${state}`)] as const),
  ];
  return html`<section class="panel" aria-label="${t('invoice.title')}">
    <form class="pad stack" action="${path}" method="get" role="search">
      <div class="filters">
        ${field(t, { name: 'begrep', label: t('search.term'), value: search.term, options: invoiceTerms.map((term) => [term, t(`search.t.${term}`)] as const) })}
        ${field(t, { name: 'q', label: t('search.value'), value: search.value, type: 'search' })}
        ${field(t, { name: 'status', label: t('search.status'), value: query['status'], options: states })}
      </div>
      <p class="acts">
        <button class="ds-button" type="submit">${icon('search')} ${t('invoice.act')}</button
        ><a class="ds-button" data-variant="tertiary" href="${path}">${t('search.reset')}</a>
      </p>
    </form>
  </section>`;
}

/** Invoices as rows of a table, one column for each heading of {@link invoiceHeads}. */
export function invoiceRow(visit: SignedInVisit, found: FoundInvoice): Html {
  const { t, format } = visit;
  return html`<tr>
    <th scope="row">
      <a href="/faktura/vis/${found.id}">${found.invoice}</a>${found.kind === 'creditNote' && html` ${tag('neutral', 'back', t('claim.credit'))}`}
    </th>
    <td class="num start">${found.client}</td>
    <td>${found.name}</td>
    <td>${found.customer_number ?? '–'}</td>
    <td>${found.order_number ?? '–'}</td>
    <td class="nowrap">${format.day(found.invoice_date)}</td>
    <td class="nowrap">${format.day(found.due_date)}</td>
    <td>${found.currency}</td>
    <td class="num">${format.money(found.amount)}</td>
    <td class="num">${format.money(found.remaining)}</td>
    <td>${invoiceState(t, found, visit.today)}</td>
  </tr>`;
}

function orderOf(visit: SignedInVisit) {
  const sort = invoiceSorts.find((name) => name === visit.query['sorter']) ?? 'reg';
  return { sort, descending: visit.query['sorter'] === undefined || visit.query['retning'] !== 'opp' };
}

async function screen(visit: SignedInVisit): Promise<Answer> {
  const { t, query, format } = visit;
  const search = searchOf(visit);
  const page = pageNumber(query['side']);
  const order = orderOf(visit);
  const found = await visit.ask((sql) =>
    findInvoices(sql, search, { ...order, limit: perPage, offset: (page - 1) * perPage }),
  );
  const at = { path, query, ...order };
  const understood =
    search.value.trim() !== '' && search.term === 'any'
      ? t('search.understood', {
          term: t(`search.t.${guessInvoiceTerm(search.value)}`).toLowerCase(),
          value: search.value,
        })
      : undefined;
  const [only] = found?.invoices ?? [];
  if (only && found?.total === 1 && query['direkte'] === '1') return { redirect: `/faktura/vis/${only.id}` };
  let list: Html;
  if (!found) list = html`<div class="empty"><b>${t('search.noDay')}</b></div>`;
  else if (found.total === 0)
    list = html`<div class="empty">
      <b>${t('invoice.none')}</b>
      <p>${t('invoice.noneText')}</p>
    </div>`;
  else
    list = html`<div class="scroll" role="group" tabindex="0" aria-label="${t('invoice.title')}">
        <table class="ds-table wide" data-hover>
          <thead>
            <tr>
              ${sortHead(t('invoice.number'), 'faktura', at)}${sortHead(t('search.c.creditor'), 'klient', at)}${sortHead(t('search.c.name'), 'navn', at)}
              <th scope="col">${t('search.t.customer')}</th>
              <th scope="col">${t('search.t.order')}</th>
              ${sortHead(t('invoice.date'), 'dato', at)}${sortHead(t('claim.due'), 'forfall', at)}
              <th scope="col">${t('search.c.currency')}</th>
              ${sortHead(t('invoice.amount'), 'belop', at, true)}${sortHead(t('invoice.left'), 'rest', at, true)}
              <th scope="col">${t('search.status')}</th>
            </tr>
          </thead>
          <tbody>
            ${found.invoices.map((each) => invoiceRow(visit, each))}
          </tbody>
        </table>
      </div>
      <footer>
        <span class="also"
          ><span>${t('search.export')}:</span
          ><a href="${withQuery(`${path}/csv`, query, { side: undefined })}">${icon('down')}${t('search.csv')}</a
          ><a href="${withQuery(`${path}/xlsx`, query, { side: undefined })}">${icon('xlsx')}${t('search.xlsx')}</a></span
        >
        ${pagination(t, { path, query, page, pages: Math.ceil(Math.min(found.total, 10_000) / perPage) })}
      </footer>`;
  const total = found?.total ?? 0;
  const title =
    total > 10_000
      ? t('invoice.foundMany', { n: format.count(10_000) })
      : t('invoice.found', { n: format.count(total) });
  return {
    page: {
      title: t('invoice.title'),
      main: html`${pageHead(t('invoice.title'), t('invoice.lede'))}
        <div class="stack">${form(visit, search)}${panel('treff', title, list, understood)}</div>`,
    },
  };
}

async function exported(visit: SignedInVisit, kind: 'csv' | 'xlsx'): Promise<Answer> {
  const { t } = visit;
  const found = await visit.ask(async (sql) => {
    await recordReading(sql, visit, { what: 'invoices.exported' });
    return findInvoices(sql, searchOf(visit), { ...orderOf(visit), limit: mostExported, offset: 0 });
  });
  if (!found) return { redirect: withQuery(path, visit.query, {}) };
  const table: Table = {
    title: t('invoice.title'),
    heads: [
      t('search.c.creditor'),
      t('invoice.number'),
      t('search.c.name'),
      t('search.t.customer'),
      t('search.t.order'),
      t('invoice.date'),
      t('claim.due'),
      t('search.c.currency'),
      t('invoice.amount'),
      t('invoice.left'),
      t('search.status'),
    ],
    rows: found.invoices.map((each) => [
      String(each.client),
      each.invoice,
      each.name,
      each.customer_number,
      each.order_number,
      each.invoice_date,
      each.due_date,
      each.currency,
      each.amount,
      each.remaining,
      t(`invoice.state.${each.state}`),
    ]),
  };
  return {
    stream: kind === 'csv' ? csvFile(table) : xlsxFile(table),
    fileName: `Fakturaer-${visit.today}.${kind}`,
    mediaType:
      kind === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  };
}

export const routes: Route[] = [
  { path, roles: everybody, get: screen },
  { path: `${path}/csv`, roles: everybody, get: (visit) => exported(visit, 'csv') },
  { path: `${path}/xlsx`, roles: everybody, get: (visit) => exported(visit, 'xlsx') },
];
