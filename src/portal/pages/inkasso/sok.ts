/** Inkasso › Søk: by every term of the manual, or by one box that finds out what was typed. */
import { maskNationalId } from '../../../domain/national-id.ts';
import { recordReading } from '../../access-log.ts';
import {
  caseSorts,
  findCases,
  guessTerm,
  mostCounted,
  searchTerms,
  statuses,
  type CaseSearch,
  type FoundCase,
} from '../../cases-found.ts';
import { caseStatus } from '../../case-status.ts';
import { readDay } from '../../format.ts';
import { html, type Html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { isTextKey, type Text } from '../../locales/text.ts';
import { field, icon, pageNumber, pagination, panel, sortHead, withQuery } from '../../parts.ts';
import { csvFile, xlsxFile, type Table } from '../../table-file.ts';
import { everybody, type Answer, type Route, type SignedInVisit } from '../../visit.ts';

const path = '/inkasso/sok';
const perPage = 50;
/** The most cases in one export. */
const mostExported = 100_000;

/** A service in the user's language; one without a name is shown as it is. */
export function serviceName(t: Text, service: string): string {
  const key = `service.${service}`;
  return isTextKey(key) ? t(key) : service;
}

function searchOf(visit: SignedInVisit): CaseSearch {
  const { query } = visit;
  return {
    clients: visit.chosen.map((client) => client.number),
    term: searchTerms.find((term) => term === query['begrep']) ?? 'any',
    value: (query['q'] ?? '').slice(0, 200),
    status: statuses.find((status) => status === query['status']),
    from: readDay(query['fra'] ?? ''),
    to: readDay(query['til'] ?? ''),
  };
}

function form(visit: SignedInVisit, search: CaseSearch): Html {
  const { t, query } = visit;
  const termOptions = searchTerms.map((term) => [term, t(`search.t.${term}`)] as const);
  const statusOptions = [
    ['', t('word.all')] as const,
    ...statuses.map((status) => [status, t(`status.${status}`)] as const),
  ];
  return html`<section class="panel" aria-label="${t('search.title')}">
    <form class="pad stack" action="${path}" method="get" role="search">
      <div class="filters">
        ${field(t, { name: 'begrep', label: t('search.term'), value: search.term, options: termOptions })}
        ${field(t, { name: 'q', label: t('search.value'), value: search.value, type: 'search' })}
        ${field(t, { name: 'status', label: t('search.status'), value: search.status, options: statusOptions })}
        ${field(t, { name: 'fra', label: t('search.from'), value: query['fra'], inputmode: 'numeric' })}
        ${field(t, { name: 'til', label: t('search.to'), value: query['til'], inputmode: 'numeric' })}
      </div>
      <p class="acts">
        <button class="ds-button" type="submit">${icon('search')} ${t('search.act')}</button
        ><a class="ds-button" data-variant="tertiary" href="${path}">${t('search.reset')}</a>
      </p>
    </form>
  </section>`;
}

function row(visit: SignedInVisit, found: FoundCase): Html {
  const { t, format } = visit;
  return html`<tr>
    <th scope="row"><a class="num" href="/inkasso/sak/${found.number}">${found.number}</a></th>
    <td class="num start">${found.client}</td>
    <td>${found.name}</td>
    <td class="num start">${found.national_id === null ? '–' : maskNationalId(found.national_id)}</td>
    <td class="nowrap">${format.day(found.registered_on)}</td>
    <td>${found.currency}</td>
    <td class="num">${format.money(found.principal)}</td>
    <td class="num">${format.money(found.principal_paid)}</td>
    <td class="num">${format.money(found.principal - found.principal_paid)}</td>
    <td class="num">${format.money(found.paid)}</td>
    <td class="num">${format.money(found.left)}</td>
    <td class="num">${found.currency === 'NOK' ? format.money(found.left) : '–'}</td>
    <td>${serviceName(t, found.service)}</td>
    <td>${caseStatus(t, found.status, found.left)}</td>
  </tr>`;
}

async function screen(visit: SignedInVisit): Promise<Answer> {
  const { t, query, format } = visit;
  const search = searchOf(visit);
  const page = pageNumber(query['side']);
  const sort = caseSorts.find((name) => name === query['sorter']) ?? 'sak';
  const descending = query['sorter'] === undefined ? true : query['retning'] !== 'opp';
  const order = { sort, descending, limit: perPage, offset: (page - 1) * perPage };
  const found = await visit.ask((sql) => findCases(sql, search, order));
  const at = { path, query, sort, descending };
  const understood =
    search.value.trim() !== '' && search.term === 'any'
      ? t('search.understood', { term: t(`search.t.${guessTerm(search.value)}`).toLowerCase(), value: search.value })
      : undefined;
  let list: Html;
  let title: string;
  if ('refused' in found) {
    title = t('search.found', { n: 0 });
    list = html`<div class="empty"><b>${t(found.refused === 'no-day' ? 'search.noDay' : 'search.noOrder')}</b></div>`;
  } else {
    // A whole number typed into the clever box that is one case goes straight to it.
    const [only] = found.cases;
    if (only && found.total === 1 && query['direkte'] === '1') return { redirect: `/inkasso/sak/${only.number}` };
    title =
      found.total > mostCounted
        ? t('search.foundMany', { n: format.count(mostCounted) })
        : t('search.found', { n: format.count(found.total) });
    list =
      found.total === 0
        ? html`<div class="empty">
            <b>${t('search.none')}</b>
            <p>${t('search.noneText')}</p>
          </div>`
        : html`<div class="scroll" role="group" tabindex="0" aria-label="${t('search.title')}">
              <table class="ds-table wide" data-hover>
                <thead>
                  <tr>
                    ${sortHead(t('search.c.case'), 'sak', at)}${sortHead(t('search.c.creditor'), 'kreditor', at)}${sortHead(t('search.c.name'), 'navn', at)}
                    <th scope="col">${t('search.c.id')}</th>
                    ${sortHead(t('search.c.registered'), 'reg', at)}
                    <th scope="col">${t('search.c.currency')}</th>
                    ${sortHead(t('search.c.principal'), 'oppr', at, true)}
                    <th scope="col" class="num">${t('search.c.principalPaid')}</th>
                    ${sortHead(t('search.c.principalLeft'), 'gjenst', at, true)}
                    <th scope="col" class="num">${t('search.c.paid')}</th>
                    ${sortHead(t('search.c.left'), 'totalt', at, true)}
                    <th scope="col" class="num">${t('search.c.leftNok')}</th>
                    <th scope="col">${t('search.c.service')}</th>
                    <th scope="col">${t('search.c.status')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${found.cases.map((each) => row(visit, each))}
                </tbody>
              </table>
            </div>
            <footer>
              <span class="also"
                ><span>${t('search.export')}:</span
                ><a href="${withQuery(`${path}/csv`, query, { side: undefined })}">${icon('down')}${t('search.csv')}</a
                ><a href="${withQuery(`${path}/xlsx`, query, { side: undefined })}"
                  >${icon('xlsx')}${t('search.xlsx')}</a
                ></span
              >
              ${pagination(t, { path, query, page, pages: Math.ceil(Math.min(found.total, mostCounted) / perPage) })}
            </footer>`;
  }
  return {
    page: {
      title: t('search.title'),
      main: html`${pageHead(t('search.title'), t('search.lede'))}
        <div class="stack">${form(visit, search)}${panel('treff', title, list, understood)}</div>`,
    },
  };
}

async function exported(visit: SignedInVisit, kind: 'csv' | 'xlsx'): Promise<Answer> {
  const { t, query } = visit;
  const sort = caseSorts.find((name) => name === query['sorter']) ?? 'sak';
  const order = { sort, descending: query['retning'] !== 'opp', limit: mostExported, offset: 0 };
  const found = await visit.ask(async (sql) => {
    const cases = await findCases(sql, searchOf(visit), order);
    await recordReading(sql, visit, { what: 'cases.exported' });
    return cases;
  });
  if ('refused' in found) return { redirect: withQuery(path, query, {}) };
  const table: Table = {
    title: t('search.title'),
    heads: (
      [
        'creditor',
        'case',
        'name',
        'id',
        'registered',
        'currency',
        'principal',
        'principalPaid',
        'principalLeft',
        'paid',
        'left',
        'leftNok',
        'service',
        'status',
      ] as const
    ).map((name) => t(`search.c.${name}`)),
    rows: found.cases.map((each) => [
      String(each.client),
      String(each.number),
      each.name,
      each.national_id === null ? null : maskNationalId(each.national_id),
      each.registered_on,
      each.currency,
      each.principal,
      each.principal_paid,
      each.principal - each.principal_paid,
      each.paid,
      each.left,
      each.currency === 'NOK' ? each.left : null,
      serviceName(t, each.service),
      t(`status.${each.status}`),
    ]),
  };
  const mediaType =
    kind === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return {
    stream: kind === 'csv' ? csvFile(table) : xlsxFile(table),
    fileName: `Saker-${visit.today}.${kind}`,
    mediaType,
  };
}

export const routes: Route[] = [
  { path, roles: everybody, get: screen },
  { path: `${path}/csv`, roles: everybody, get: (visit) => exported(visit, 'csv') },
  { path: `${path}/xlsx`, roles: everybody, get: (visit) => exported(visit, 'xlsx') },
];
