/** Drift › Filer: every file of every client; one file with its rows, its problems, its bytes, and another try. */
import { describe } from '../../../domain/problems.ts';
import { retryDrop } from '../../../intake/retry.ts';
import { recordAct } from '../../../access/audit.ts';
import type { SentFile } from '../../drop-outcome.ts';
import { outcomeOf, sums } from '../../drop-outcome.ts';
import { clientChoice, empty, notice, operatorSide } from '../../drift.ts';
import { html, type Html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { field, icon, pageNumber, pagination, panel, postForm, rowNumber, tag } from '../../parts.ts';
import { readSent, rowsWithFindings } from '../../sent-files.ts';
import { findingsTable, senderOf } from '../../sent-list.ts';
import type { Answer, Route, SignedInVisit } from '../../visit.ts';

const path = '/drift/filer';
const perPage = 50;
const states = [
  'received',
  'reading',
  'journaled',
  'waiting',
  'posted',
  'refused',
  'duplicate',
  'stuck',
  'withdrawn',
  'attachment',
] as const;

async function list(visit: SignedInVisit): Promise<Answer> {
  const { t, format, query } = visit;
  const page = pageNumber(query['side']);
  const state = states.find((each) => each === query['tilstand']);
  const { ids, total, files } = await visit.ask(async (sql) => {
    const values = [rowNumber(query['klient']) ?? null, state ?? null];
    const where = `($1::integer is null or client = $1) and ($2::text is null or state = $2)`;
    const counted = await sql.query<{ total: number }>(
      `select count(*)::integer as total from drop_file where ${where}`,
      values,
    );
    const found = await sql.query<{ id: number }>(
      `select id from drop_file where ${where} order by id desc limit $3 offset $4`,
      [...values, perPage, (page - 1) * perPage],
    );
    const ids = found.rows.map((row) => row.id);
    return { ids, total: counted.rows[0]!.total, files: await readSent(sql, ids) };
  });
  const byId = new Map(files.map((file) => [file.id, file]));
  const rows = ids
    .flatMap((id) => byId.get(id) ?? [])
    .map(
      (file) => html`<tr>
      <th scope="row" data-l="${t('d.drops.name')}"><a href="${path}/${file.id}">${file.name}</a></th>
      <td data-l="${t('d.client')}"><span class="num">${file.client}</span> ${file.client_name}</td>
      <td data-l="${t('d.state')}">${file.state === 'stuck' || file.state === 'refused' ? tag('warning', 'warn', t(`d.drops.s.${file.state}`)) : t(`d.drops.s.${file.state}`)}</td>
      <td data-l="${t('d.drops.received')}">${format.moment(file.received_at)}<span class="sub">${senderOf(visit, file)}</span></td>
      <td class="num" data-l="${t('d.rows')}">${format.count(file.rows)}</td>
      <td class="num" data-l="${t('d.drops.rejected')}">${format.count(file.rejected)}</td>
    </tr>`,
    );
  return {
    page: {
      title: t('d.drops.title'),
      main: html`${pageHead(t('d.drops.title'), t('d.drops.lede'))}
        ${panel(
          'filer',
          t('d.drops.title'),
          html`<div class="pad"><form class="filters" action="${path}" method="get">
            ${clientChoice(visit, query['klient'])}
            ${field(t, { name: 'tilstand', label: t('d.state'), value: state ?? '', options: [['', t('d.all')] as const, ...states.map((each) => [each, t(`d.drops.s.${each}`)] as const)] })}
            <button class="ds-button" data-variant="secondary" type="submit">${icon('filter')} ${t('d.show')}</button></form></div>
          ${
            rows.length === 0
              ? empty(visit)
              : html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.drops.name')}</th><th scope="col">${t('d.client')}</th><th scope="col">${t('d.state')}</th><th scope="col">${t('d.drops.received')}</th><th scope="col" class="num">${t('d.rows')}</th><th scope="col" class="num">${t('d.drops.rejected')}</th></tr></thead><tbody>${rows}</tbody></table></div>
                <footer><span>${format.count(total)}</span>${pagination(t, { path, query, page, pages: Math.ceil(total / perPage) })}</footer>`
          }`,
        )}`,
    },
  };
}

function problemsPanel(visit: SignedInVisit, file: SentFile, counts: Record<string, number>): Html {
  const { t, format, language } = visit;
  const found = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return panel(
    'problemer',
    t('d.drop.problems'),
    found.length === 0
      ? empty(visit)
      : html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.drop.problems')}</th><th scope="col" class="num">${t('d.rows')}</th></tr></thead><tbody>${found.map(
          ([code, count]) =>
            html`<tr><th scope="row" data-l="${t('d.drop.problems')}">${describe({ code, tier: 'row', severity: 'error', line: 0 }, language).title} <span class="sub mono">${code}</span></th><td class="num" data-l="${t('d.rows')}">${format.count(count)}</td></tr>`,
        )}</tbody></table></div>`,
    file.journal !== null &&
      file.rejected > 0 &&
      html`<a href="/drift/rader?journal=${file.journal}">${t('d.drop.review')}</a>`,
  );
}

async function oneFile(visit: SignedInVisit, warning?: string): Promise<Answer> {
  const { t, format, language } = visit;
  const id = rowNumber(visit.params['id']);
  const page = pageNumber(visit.query['side']);
  const found = await visit.ask(async (sql) => {
    const [file] = id === undefined ? [] : await readSent(sql, [id]);
    if (!file) return undefined;
    const more = await sql.query<{
      problem_counts: Record<string, number>;
      attempts: number;
      error: string | null;
      state_since: Date;
    }>('select problem_counts, attempts, error, state_since from drop_file where id = $1', [file.id]);
    const findings =
      file.journal === null ? { rows: [], total: 0 } : await rowsWithFindings(sql, file.journal, page, 100);
    return { file, more: more.rows[0]!, findings };
  });
  if (!found) return { missing: true };
  const { file, more, findings } = found;
  const outcome = outcomeOf(file, { t, format, language, place: 1 });
  const facts: [string, Html | string][] = [
    [t('d.client'), `${file.client} ${file.client_name}`],
    [t('d.drops.received'), format.time(file.received_at)],
    [t('d.drops.from'), senderOf(visit, file)],
    [t('d.state'), `${t(`d.drops.s.${file.state}`)}, ${format.time(more.state_since)}`],
    [t('d.drop.attempts'), format.count(more.attempts)],
    [t('file.format'), file.format ?? '–'],
    [t('file.size'), format.size(file.size)],
    [t('file.rows'), format.count(file.rows)],
    [t('file.accepted'), format.count(file.accepted)],
    [t('file.rejected'), format.count(file.rejected)],
    [t('file.sum'), sums(file.totals, format)],
    [t('file.journal'), file.journal === null ? '–' : html`<a href="/journaler/${file.journal}">${file.journal}</a>`],
    [t('file.print'), html`<span class="mono xs">${file.sha256}</span>`],
  ];
  const acts = html`<a class="ds-button" data-variant="secondary" href="${path}/${file.id}/original">${icon('down')} ${t('d.drop.original')}</a>
    ${(file.state === 'stuck' || file.state === 'refused') && postForm({ action: `${path}/${file.id}/igjen`, token: visit.formToken }, html`<button class="ds-button" type="submit">${icon('run')} ${t('d.drop.retry')}</button>`)}`;
  return {
    ...(warning === undefined ? {} : { status: 409 }),
    page: {
      title: warning === undefined ? file.name : `${t('word.error')} ${file.name}`,
      main: html`${pageHead(file.name, html`${outcome.strong && html`<b>${outcome.strong}</b> `}${outcome.sentence}`, acts)}
        <div class="split">
          <div class="stack">
            ${warning !== undefined && notice('warning', warning)}${visit.query['igjen'] === '1' && notice('success', t('d.drop.retried'))}
            ${more.error !== null && panel('feil', t('d.drop.error'), html`<div class="pad"><p class="mono raw">${more.error}</p></div>`)}
            ${problemsPanel(visit, file, more.problem_counts)}
            ${panel('funn', t('file.findings'), findings.total === 0 ? empty(visit) : html`<div>${findingsTable(visit, findings.rows, '/drift/rader/rad')}</div><footer><span>${format.count(findings.total)}</span>${pagination(t, { path: visit.path, query: visit.query, page, pages: Math.ceil(findings.total / 100) })}</footer>`)}
          </div>
          <aside>${panel('om', t('file.facts'), html`<div class="pad"><dl class="dl">${facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl></div>`)}</aside>
        </div>`,
    },
  };
}

/** The bytes as they came; that somebody took them is a line in the audit. */
async function original(visit: SignedInVisit): Promise<Answer> {
  const id = rowNumber(visit.params['id']);
  if (id === undefined) return { missing: true };
  const file = await visit.ask(async (sql) => {
    const { rows } = await sql.query<{ client: number; name: string; size: bigint; archive_path: string }>(
      `select client, name, size, archive_path from drop_file where id = $1 and archive_path <> ''`,
      [id],
    );
    if (rows[0])
      await recordAct(sql, {
        at: visit.now,
        actor: visit.user.login,
        act: 'drop.downloaded',
        client: rows[0].client,
        subject: `drop ${id}`,
      });
    return rows[0];
  });
  if (!file) return { missing: true };
  return {
    stream: await visit.house.archive.get(file.archive_path),
    fileName: file.name,
    mediaType: 'application/octet-stream',
    size: Number(file.size),
  };
}

async function again(visit: SignedInVisit): Promise<Answer> {
  const id = rowNumber(visit.params['id']);
  if (id === undefined) return { missing: true };
  const done = await retryDrop(visit.house.db, id, visit.user.login, visit.now);
  if (!done) return oneFile(visit, visit.t('d.drop.notRetried'));
  await visit.house.queues?.add('ingest', { drop: id });
  return { redirect: `${path}/${id}?igjen=1` };
}

export const routes: Route[] = [
  { path, roles: operatorSide, get: list },
  { path: `${path}/:id`, roles: operatorSide, get: (visit) => oneFile(visit) },
  { path: `${path}/:id/original`, roles: operatorSide, get: original },
  { path: `${path}/:id/igjen`, roles: operatorSide, post: again },
];
