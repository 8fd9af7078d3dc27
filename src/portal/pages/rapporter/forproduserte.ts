/** Rapporter › Forproduserte rapporter: every document that was made and sent, who opened it, and the document itself. */
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { daysBetween, osloDay } from '../../../domain/day.ts';
import {
  documentTypes,
  findDocuments,
  openDocuments,
  sortNames,
  type DocumentFilter,
  type FoundDocument,
} from '../../documents-found.ts';
import { readDay } from '../../format.ts';
import { attributes, html, type Html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { isTextKey, type Text } from '../../locales/text.ts';
import { field, icon, pagination, panel, postForm, sortHead, tag, withQuery } from '../../parts.ts';
import { everybody, type Answer, type Route, type SignedInVisit } from '../../visit.ts';

const path = '/rapporter/forproduserte';
const perPage = 25;
/** The most documents in one zip. */
const mostInZip = 200;
/** An unopened document is marked after this many days. */
const unopenedDays = 7;

/** A document type in the user's language; one that has no name is shown as it is. */
export function typeName(t: Text, type: string): string {
  const key = `reports.type.${type}`;
  return isTextKey(key) ? t(key) : type;
}

function choice(value: string | undefined): boolean | undefined {
  if (value === 'ja') return true;
  return value === 'nei' ? false : undefined;
}

function whole(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
}

function filterOf(visit: SignedInVisit): DocumentFilter {
  const { query } = visit;
  return {
    clients: visit.chosen.map((client) => client.number),
    type: query['type'],
    opened: choice(query['apnet']),
    withoutReferences: choice(query['uref']),
    journalFrom: whole(query['jfra']),
    journalTo: whole(query['jtil']),
    producedFrom: readDay(query['pfra'] ?? ''),
    producedTo: readDay(query['ptil'] ?? ''),
    bookedFrom: readDay(query['bfra'] ?? ''),
    bookedTo: readDay(query['btil'] ?? ''),
    description: query['besk'],
    purchased: choice(query['kjopt']),
  };
}

function filterForm(visit: SignedInVisit, types: string[], unopened: number): Html {
  const { t, query, format } = visit;
  const any = ['', t('word.all')] as const;
  const yesNo = [any, ['ja', t('word.yes')] as const, ['nei', t('word.no')] as const];
  const more = ['jfra', 'jtil', 'uref', 'besk', 'kjopt'].some((name) => query[name]);
  return panel(
    'filter',
    t('reports.find'),
    html`<form class="pad stack" action="${path}" method="get">
      <div class="filters">
        ${field(t, { name: 'type', label: t('reports.f.type'), value: query['type'], options: [any, ...types.map((type) => [type, typeName(t, type)] as const)] })}
        ${field(t, { name: 'apnet', label: t('reports.f.opened'), value: query['apnet'], options: yesNo })}
        ${field(t, { name: 'pfra', label: t('reports.f.producedFrom'), value: query['pfra'], inputmode: 'numeric' })}
        ${field(t, { name: 'ptil', label: t('reports.f.producedTo'), value: query['ptil'], inputmode: 'numeric' })}
        ${field(t, { name: 'bfra', label: t('reports.f.bookedFrom'), value: query['bfra'], inputmode: 'numeric' })}
        ${field(t, { name: 'btil', label: t('reports.f.bookedTo'), value: query['btil'], inputmode: 'numeric' })}
      </div>
      <details class="small" ${attributes({ open: more })}>
        <summary>${t('reports.f.more')}</summary>
        <div class="filters">
          ${field(t, { name: 'jfra', label: t('reports.f.journalFrom'), value: query['jfra'], inputmode: 'numeric' })}
          ${field(t, { name: 'jtil', label: t('reports.f.journalTo'), value: query['jtil'], inputmode: 'numeric' })}
          ${field(t, { name: 'uref', label: t('reports.f.noReferences'), value: query['uref'], options: yesNo })}
          ${field(t, { name: 'besk', label: t('reports.f.description'), value: query['besk'] })}
          ${field(t, { name: 'kjopt', label: t('reports.f.purchased'), value: query['kjopt'], options: yesNo })}
        </div>
      </details>
      <p class="acts">
        <button class="ds-button" type="submit">${icon('search')} ${t('reports.search')}</button
        ><a class="ds-button" data-variant="tertiary" href="${path}">${t('reports.reset')}</a>
      </p>
    </form>`,
    t('reports.unopened', { n: format.count(unopened) }),
  );
}

function chips(visit: SignedInVisit): Html | undefined {
  const { t, query } = visit;
  const labels: Record<string, string> = {
    type: t('reports.f.type'),
    apnet: t('reports.f.opened'),
    pfra: t('reports.f.producedFrom'),
    ptil: t('reports.f.producedTo'),
    bfra: t('reports.f.bookedFrom'),
    btil: t('reports.f.bookedTo'),
    jfra: t('reports.f.journalFrom'),
    jtil: t('reports.f.journalTo'),
    uref: t('reports.f.noReferences'),
    besk: t('reports.f.description'),
    kjopt: t('reports.f.purchased'),
  };
  const words: Record<string, string> = { ja: t('word.yes'), nei: t('word.no') };
  const set = Object.keys(labels).filter((name) => query[name]);
  if (set.length === 0) return undefined;
  return html`<span class="chips"
    >${set.map((name) => {
      const value = name === 'type' ? typeName(t, query[name]!) : (words[query[name]!] ?? query[name]!);
      return html`<a
        class="ds-chip"
        data-removable
        data-color="neutral"
        href="${withQuery(path, query, { [name]: undefined, side: undefined })}"
        >${labels[name]}: ${value}</a
      >`;
    })}</span
  >`;
}

function openedBy(visit: SignedInVisit, found: FoundDocument): Html {
  const { t, format } = visit;
  if (found.opened_at) {
    const times = found.openings > 1 && html` · ${t('reports.openedTimes', { n: found.openings })}`;
    return html`${found.opened_by}<span class="sub">${format.moment(found.opened_at)}${times}</span>`;
  }
  const days = daysBetween(osloDay(found.created_at), visit.today);
  if (days >= unopenedDays) return tag('warning', 'clock', t('reports.unopenedFor', { n: days }));
  return html`<span class="says idle">${icon('circle')}<span>${t('reports.neverOpened')}</span></span>`;
}

function row(visit: SignedInVisit, found: FoundDocument): Html {
  const { t, format } = visit;
  const isPdf = found.media_type === 'application/pdf';
  const address = `${path}/${found.id}`;
  const references = [...found.journals.map(String), ...(found.settlement === null ? [] : [String(found.settlement)])];
  const note = (text: string) => html`<span class="xs says idle">${icon('info')}<span>${text}</span></span>`;
  return html`<tr${attributes({ 'data-state': found.replaced_by === null ? undefined : 'off' })}>
    <td><input class="ds-input" type="checkbox" name="dok" value="${found.id}" aria-label="${t('reports.pick', { name: found.name })}"></td>
    <th scope="row" class="full"><a href="${address}">${found.name}</a><span class="sub">${typeName(t, found.type)}</span>
      ${found.replaces_name && note(t('reports.replaces', { name: found.replaces_name }))}
      ${found.replaced_by && note(t('reports.replacedBy', { name: found.replaced_by }))}</th>
    <td class="nowrap" data-l="${t('reports.c.produced')}">${format.time(found.created_at)}</td>
    <td class="nowrap" data-l="${t('reports.c.booked')}">${format.day(found.booking_date)}</td>
    ${visit.clients.length > 1 && html`<td data-l="${t('reports.c.owner')}"><span class="num">${found.client}</span> ${found.client_name}</td>`}
    <td class="num start" data-l="${t('reports.c.references')}">${references.length === 0 ? '–' : references.join(', ')}</td>
    <td data-l="${t('reports.c.opened')}">${openedBy(visit, found)}</td>
    <td class="nowrap"><a href="${address}?last-ned=1" aria-label="${t(isPdf ? 'reports.asPdf' : 'reports.asFile', { name: found.name })}">${isPdf ? 'PDF' : 'Excel'}</a></td>
  </tr>`;
}

async function screen(visit: SignedInVisit, warning?: string): Promise<Answer> {
  const { t, query } = visit;
  const page = Math.max(1, whole(query['side']) ?? 1);
  const sort = sortNames.find((name) => name === query['sorter']) ?? 'produsert';
  const descending = query['sorter'] === undefined ? true : query['retning'] !== 'opp';
  const filter = filterOf(visit);
  const { found, types } = await visit.ask(async (sql) => ({
    found: await findDocuments(sql, filter, { sort, descending, page, perPage }),
    types: await documentTypes(sql, filter.clients),
  }));
  const at = { path, query, sort, descending };
  const filtered = chips(visit);
  const empty = filtered
    ? html`<div class="empty">
        <b>${t('reports.noneFound')}</b>
        <p class="acts"><a class="ds-button" data-variant="secondary" href="${path}">${t('reports.reset')}</a></p>
      </div>`
    : html`<div class="empty">
        <b>${t('reports.none')}</b>
        <p>${t('reports.noneText')}</p>
      </div>`;
  const grid = html`${
    warning &&
    html`<div class="pad">
        <div class="ds-alert" data-color="warning" role="alert"><p>${warning}</p></div>
      </div>`
  }
    <table class="ds-table top-aligned cards" data-hover data-sticky-header>
      <thead>
        <tr>
          <th scope="col"><span class="ds-sr-only">${t('reports.pickHead')}</span></th>
          ${sortHead(t('reports.c.document'), 'navn', at)} ${sortHead(t('reports.c.produced'), 'produsert', at)}
          ${sortHead(t('reports.c.booked'), 'bokfort', at)}
          ${visit.clients.length > 1 && sortHead(t('reports.c.owner'), 'eier', at)}
          <th scope="col">${t('reports.c.references')}</th>
          ${sortHead(t('reports.c.opened'), 'apnet', at)}
          <th scope="col">${t('reports.c.get')}</th>
        </tr>
      </thead>
      <tbody>
        ${found.documents.map((each) => row(visit, each))}
      </tbody>
    </table>
    <footer>
      <span class="acts"
        ><button class="ds-button sm" data-variant="secondary" type="submit">
          ${icon('down')} ${t('reports.zip')}
        </button></span
      >
      ${pagination(t, { path, query, page, pages: Math.ceil(found.total / perPage) })}
    </footer>`;
  const head = html`<header>
    <h2 id="treff">${t('reports.found', { n: found.total })}</h2>
    ${filtered}
  </header>`;
  return {
    ...(warning ? { status: 422 } : {}),
    page: {
      title: t('reports.title'),
      main: html`${pageHead(t('reports.title'), t('reports.lede'))}
        <div class="stack">
          ${filterForm(visit, types, found.unopened)}
          ${
            found.total === 0
              ? html`<section class="panel" aria-labelledby="treff">${head}${empty}</section>`
              : postForm(
                  { action: `${path}/zip`, token: visit.formToken, class: 'panel', labelledBy: 'treff' },
                  html`${head}${grid}`,
                )
          }
        </div>`,
    },
  };
}

function opener(visit: SignedInVisit) {
  return { at: visit.now, userId: visit.user.userId, login: visit.user.login, address: visit.address };
}

function fileName(found: FoundDocument): string {
  const ending = found.media_type === 'application/pdf' ? '.pdf' : '.xlsx';
  return found.name.endsWith(ending) ? found.name : `${found.name}${ending}`;
}

async function openOne(visit: SignedInVisit): Promise<Answer> {
  const id = whole(visit.params['id']);
  if (id === undefined) return { missing: true };
  // The opening is written first: nobody has read a document without a trace, and a trace without a reading is harmless.
  const [found] = await visit.ask((sql) => openDocuments(sql, [id], opener(visit)));
  if (!found) return { missing: true };
  return {
    stream: await visit.house.archive.get(found.archive_path),
    fileName: fileName(found),
    mediaType: found.media_type,
    size: Number(found.size),
    inline: visit.query['last-ned'] === undefined && found.media_type === 'application/pdf',
  };
}

/** Copies bytes when they come; a failure breaks the copy, and with it the download. */
async function copyInto(copy: PassThrough, coming: Promise<Readable>): Promise<void> {
  try {
    await pipeline(await coming, copy);
  } catch (error) {
    copy.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function openSeveral(visit: SignedInVisit): Promise<Answer> {
  const ids = [...new Set(visit.all('dok').map(whole))].filter((id) => id !== undefined).slice(0, mostInZip);
  if (ids.length === 0) return screen(visit, visit.t('reports.zipNone'));
  const found = await visit.ask((sql) => openDocuments(sql, ids, opener(visit)));
  if (found.length === 0) return { missing: true };
  const zip = new ZipFile();
  const out = new PassThrough();
  zip.outputStream.pipe(out);
  zip.on('error', (error: Error) => out.destroy(error));
  for (const each of found) {
    zip.addReadStreamLazy(fileName(each), { mtime: each.created_at, compress: false }, (give) => {
      const bytes = new PassThrough();
      give(null, bytes);
      void copyInto(bytes, visit.house.archive.get(each.archive_path));
    });
  }
  zip.end();
  return { stream: out, fileName: `Rapporter-${visit.today}.zip`, mediaType: 'application/zip' };
}

export const routes: Route[] = [
  { path, roles: everybody, get: (visit) => screen(visit) },
  { path: `${path}/zip`, roles: everybody, post: openSeveral },
  { path: `${path}/:id`, roles: everybody, get: openOne },
];
