/** Personvern: how data is kept, and the log of who has seen what. */
import type { Sql } from '../../db/database.ts';
import { html, type Content } from '../html.ts';
import { pageHead } from '../layout.ts';
import { isTextKey } from '../locales/text.ts';
import { icon, pageNumber, pagination, panel } from '../parts.ts';
import { csvFile } from '../table-file.ts';
import { everybody, type Answer, type Route, type SignedInVisit } from '../visit.ts';

const path = '/personvern';
const perPage = 50;
/** The most lines in one download. */
const mostDownloaded = 50_000;

interface Line {
  at: Date;
  actor: string;
  client: number;
  case_number: number | null;
  document_name: string | null;
  invoice: string | null;
  drop_id: number | null;
  drop_name: string | null;
  journal: number | null;
  what: string;
  address: string | null;
}

async function lines(
  sql: Sql,
  visit: SignedInVisit,
  mine: boolean,
  limit: number,
  offset: number,
): Promise<{ found: Line[]; total: number }> {
  const where = `l.client = any($1) and ($2::integer is null or l.user_id = $2)`;
  const values = [visit.chosen.map((client) => client.number), mine ? visit.user.userId : null];
  const total = await sql.query<{ count: number }>(
    `select count(*)::integer as count from access_log l where ${where}`,
    values,
  );
  const { rows } = await sql.query<Line>(
    `select l.at, l.actor, l.client, l.case_number, document.name as document_name, invoice.invoice, l.drop_id, drop_file.name as drop_name,
       l.journal, l.what, case when l.user_id = acting_user() then l.address end as address
     from access_log l left join document on document.id = l.document
       left join invoice on invoice.id = l.invoice_id left join drop_file on drop_file.id = l.drop_id where ${where} order by l.id desc limit $3 offset $4`,
    [...values, limit, offset],
  );
  return { found: rows, total: total.rows[0]!.count };
}

function what(visit: SignedInVisit, line: Line): string {
  const key = `log.${line.what}`;
  return isTextKey(key) ? visit.t(key) : line.what;
}

function nameOf(line: Line): string {
  return String(
    line.case_number ??
      line.document_name ??
      line.invoice ??
      line.drop_name ??
      line.drop_id ??
      line.journal ??
      line.client,
  );
}

async function screen(visit: SignedInVisit): Promise<Answer> {
  const { t, query, format } = visit;
  const mine = query['vis'] !== 'alle';
  const page = pageNumber(query['side']);
  const { found, total } = await visit.ask((sql) => lines(sql, visit, mine, perPage, (page - 1) * perPage));
  const subject = (line: Line): Content =>
    line.case_number === null
      ? nameOf(line)
      : html`<a class="num" href="/inkasso/sak/${line.case_number}">${line.case_number}</a>`;
  const rows = found.map(
    (line) =>
      html`<tr><th scope="row" class="nowrap" data-l="${t('privacy.c.when')}">${format.time(line.at)}</th><td data-l="${t('privacy.c.who')}">${line.actor}</td><td data-l="${t('privacy.c.what')}">${what(visit, line)}</td><td data-l="${t('privacy.c.subject')}">${subject(line)}</td><td class="num start" data-l="${t('privacy.c.address')}">${line.address ?? '–'}</td></tr>`,
  );
  const tabs = html`<nav class="tabs" aria-label="${t('privacy.log')}"><a href="${path}"${mine && html` aria-current="page"`}>${t('privacy.mine')}</a><a href="${path}?vis=alle"${!mine && html` aria-current="page"`}>${t('privacy.everyones')}</a></nav>`;
  const table =
    total === 0
      ? html`<div class="empty"><b>${t('privacy.none')}</b></div>`
      : html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('privacy.c.when')}</th><th scope="col">${t('privacy.c.who')}</th><th scope="col">${t('privacy.c.what')}</th><th scope="col">${t('privacy.c.subject')}</th><th scope="col">${t('privacy.c.address')}</th></tr></thead><tbody>${rows}</tbody></table></div>
      <footer><span class="also"><a href="${path}/csv${mine ? '' : '?vis=alle'}">${icon('down')}${t('privacy.download')}</a></span>${pagination(t, { path, query, page, pages: Math.ceil(total / perPage) })}</footer>`;
  return {
    page: {
      title: t('privacy.title'),
      main: html`${pageHead(t('privacy.title'), t('privacy.lede'))}
        ${panel('om', t('privacy.title'), html`<div class="pad stack"><p>${t('privacy.p1')}</p><p>${t('privacy.p2')}</p><p>${t('privacy.p3')}</p></div>`)}
        ${tabs}${panel('logg', t('privacy.log'), table, t('privacy.logNote'))}`,
    },
  };
}

async function download(visit: SignedInVisit): Promise<Answer> {
  const { t, format } = visit;
  const { found } = await visit.ask((sql) => lines(sql, visit, visit.query['vis'] !== 'alle', mostDownloaded, 0));
  const heads = [
    t('privacy.c.when'),
    t('privacy.c.who'),
    t('client.word'),
    t('privacy.c.what'),
    t('privacy.c.subject'),
    t('privacy.c.address'),
  ];
  const rows = found.map((line) => [
    format.time(line.at),
    line.actor,
    String(line.client),
    what(visit, line),
    nameOf(line),
    line.address,
  ]);
  return {
    stream: csvFile({ title: t('privacy.log'), heads, rows }),
    fileName: `Innsynslogg-${visit.today}.csv`,
    mediaType: 'text/csv; charset=utf-8',
  };
}

export const routes: Route[] = [
  { path, roles: everybody, get: screen },
  { path: `${path}/csv`, roles: everybody, get: download },
];
