/** Kommunikasjon › Send fil: several files in, a receipt at once, and the outcome of every file that was sent. */
import { Readable } from 'node:stream';
import { isOperator } from '../../access/role.ts';
import type { Receipt } from '../../intake/receipt.ts';
import { readReceipt } from '../../intake/receipt.ts';
import { describe } from '../../domain/problems.ts';
import { recordReading } from '../access-log.ts';
import { html, type Html } from '../html.ts';
import { mostFiles } from '../form-data.ts';
import { readDay } from '../format.ts';
import { pageHead } from '../layout.ts';
import { errorSummary, field, icon, pageNumber, pagination, panel, postForm, receipt, rowNumber } from '../parts.ts';
import { isUnderWay, sums, type SentFile } from '../drop-outcome.ts';
import { resultOf } from '../../journal/result.ts';
import { faultyRows, findSent, outcomeNames, readSent, rowsWithFindings } from '../sent-files.ts';
import { findingsTable, senderOf, sentFile } from '../sent-list.ts';
import { everybody, creditorSide, type Answer, type Route, type SignedInVisit } from '../visit.ts';
import { clientMeant } from './klientvalg.ts';

const perPage = 20;
const rowsPerPage = 100;

interface FormError {
  id: string;
  text: string;
}

function sendForm(visit: SignedInVisit, errors: FormError[]): Html {
  const { t, chosen } = visit;
  const senders = visit.clients.filter((client) => client.role === 'approver');
  if (senders.length === 0) {
    return panel('send', t('sendFile.panel'), html`<div class="pad"><p>${t('sendFile.reader')}</p></div>`);
  }
  const one = chosen.length === 1 ? chosen[0] : undefined;
  const given = visit.form['for'] ?? (one ? `${one.number} ${one.name}` : '');
  const errorOf = (id: string) => errors.find((error) => error.id === id)?.text;
  const filesError = errorOf('filer');
  return panel(
    'send',
    t('sendFile.panel'),
    postForm(
      { action: '/send-fil', token: visit.formToken, class: 'pad stack', files: true, id: 'send-skjema' },
      html` ${errorSummary(t, errors)}
        ${field(t, { id: 'for', name: 'for', label: t('client.word'), need: 'must', list: 'klienter', value: given, hint: t('sendFile.clientHint'), error: errorOf('for'), autocomplete: 'off' })}
        <div class="ds-field">
          <label class="ds-label" for="filer">${t('sendFile.files')} <span class="need">${t('need.must')}</span></label>
          <div class="ds-file-upload drop-zone">
            <input
              type="file"
              id="filer"
              name="filer"
              multiple
              required
              aria-describedby="filer-hint${filesError ? ' filer-error' : ''}"
            />
            <p><b class="strong">${t('sendFile.drop')}</b> <span class="linklike">${t('sendFile.or')}</span></p>
            <p class="muted small" id="filer-hint">${t('sendFile.kinds', { n: mostFiles })}</p>
            <ul class="chosen small" data-chosen="filer"></ul>
          </div>
          ${filesError && html`<p class="ds-validation-message" id="filer-error">${filesError}</p>`}
        </div>
        <p class="acts"><button class="ds-button" type="submit">${icon('up')} ${t('sendFile.act')}</button></p>
        <p class="small muted" role="status" data-progress="${t('sendFile.uploading', { percent: '#' })}"></p>`,
    ),
    t('sendFile.limit'),
  );
}

function receivedReceipt(visit: SignedInVisit, files: SentFile[]): Html | undefined {
  const { t, format, language } = visit;
  const last = files.at(-1);
  if (!last) return undefined;
  const numbers = files.map((file) => file.id).join(', ');
  const told = files.flatMap((file) => {
    if (file.first !== null) {
      const params = { file: file.name, first: file.first_name ?? '', receipt: file.first };
      return [html`<p class="says">${icon('copy')}<span>${t('sendFile.receiptDuplicate', params)}</span></p>`];
    }
    if (file.state === 'refused' && file.refusal) {
      const reason = describe(file.refusal, language);
      const text = t('sendFile.receiptRefused', { file: file.name, reason: `${reason.message} ${reason.cure}` });
      return [html`<p class="says bad">${icon('stop')}<span>${text}</span></p>`];
    }
    return [];
  });
  const fresh = files.some((file) => file.first === null && file.state !== 'refused');
  return receipt({
    id: 'kvittering',
    title: t('sendFile.received', { n: files.length }),
    line: t('sendFile.receiptLine', { numbers, who: senderOf(visit, last), time: format.time(last.received_at) }),
    next: html`${told}${fresh && html`<p>${t('sendFile.receiptNext')}</p>`}`,
  });
}

function filterForm(visit: SignedInVisit): Html {
  const { t, query } = visit;
  const choices = [
    ['', t('word.all')] as const,
    ...outcomeNames.map((name) => [name, t(`sendFile.o.${name}`)] as const),
  ];
  return html`<div class="pad">
    <form class="filters" action="/send-fil" method="get">
      ${field(t, { name: 'navn', label: t('sendFile.f.name'), value: query['navn'] })}
      ${field(t, { name: 'utfall', label: t('sendFile.f.outcome'), value: query['utfall'], options: choices })}
      ${field(t, { name: 'fra', label: t('sendFile.f.from'), value: query['fra'], inputmode: 'numeric' })}
      ${field(t, { name: 'til', label: t('sendFile.f.to'), value: query['til'], inputmode: 'numeric' })}
      <button class="ds-button" data-variant="secondary" type="submit">
        ${icon('filter')} ${t('sendFile.f.show')}
      </button>
    </form>
  </div>`;
}

function listFooter(visit: SignedInVisit, total: number, page: number): Html {
  const { t, format } = visit;
  const from = (page - 1) * perPage + 1;
  const showing = t('pages.showing', { from, to: Math.min(page * perPage, total), total: format.count(total) });
  return html`<footer>
    <span>${showing}</span
    >${pagination(t, { path: visit.path, query: visit.query, page, pages: Math.ceil(total / perPage) })}
  </footer>`;
}

async function screen(visit: SignedInVisit, errors: FormError[] = []): Promise<Answer> {
  const { t, query } = visit;
  const page = pageNumber(query['side']);
  const filter = {
    clients: visit.chosen.map((client) => client.number),
    text: query['navn'],
    outcome: query['utfall'],
    from: readDay(query['fra'] ?? ''),
    to: readDay(query['til'] ?? ''),
  };
  const shownReceipt = (query['kvittering'] ?? '')
    .split(',')
    .map(Number)
    .filter(Number.isSafeInteger)
    .slice(0, mostFiles);
  const { found, faulty, received } = await visit.ask(async (sql) => {
    const found = await findSent(sql, filter, page, perPage);
    const journals = found.files.flatMap((file) => (file.journal !== null && file.rejected > 0 ? [file.journal] : []));
    const received = shownReceipt.length > 0 ? await readSent(sql, shownReceipt) : [];
    return { found, faulty: await faultyRows(sql, journals, 5), received };
  });
  const places = await placesInQueue(visit, found.files);
  const live = found.files.some(isUnderWay);
  const empty =
    filter.text || filter.outcome || filter.from || filter.to
      ? html`<div class="empty">
          <b>${t('sendFile.noneFound')}</b>
          <p class="acts">
            <a class="ds-button" data-variant="secondary" href="/send-fil">${t('sendFile.showAll')}</a>
          </p>
        </div>`
      : html`<div class="empty">
          <b>${t('sendFile.none')}</b>
          <p>${t('sendFile.noneText')}</p>
        </div>`;
  const list = html`${filterForm(visit)}
  ${
    found.total === 0
      ? empty
      : html`<ul class="drops">
            ${found.files.map((file) => sentFile(visit, file, { place: places.get(file.id) ?? 1, faulty: (file.journal !== null && faulty.get(file.journal)) || [] }))}
          </ul>
          ${listFooter(visit, found.total, page)}`
  }`;
  const refresh = html`${live && html`<span>${t('sendFile.live')} · </span>`}<a href="/send-fil"
      >${t('sendFile.refresh')}</a
    >`;
  return {
    ...(errors.length > 0 ? { status: 422 } : {}),
    page: {
      title: errors.length > 0 ? `${t('word.error')} ${t('sendFile.title')}` : t('sendFile.title'),
      main: html`${pageHead(t('sendFile.title'), t('sendFile.lede'), html`<a class="ds-button" data-variant="secondary" href="/prov-fil">${icon('try')} ${t('try.link')}</a><a class="ds-button" data-variant="secondary" href="/kopi-av-faktura">${icon('file')} ${t('paper.title')}</a><a class="ds-button" data-variant="tertiary" href="/filformater">${t('formats.title')}</a>`)}
        <div class="stack">
          ${receivedReceipt(visit, received)} ${sendForm(visit, errors)}
          <div id="sendte-filer" ${live && html` data-live="3"`}>
            ${panel('sendte', t('sendFile.sent'), list, refresh)}
          </div>
        </div>`,
    },
  };
}

/** Each waiting file's place among all that wait, other clients' included: a number, and nothing else of them. */
async function placesInQueue(visit: SignedInVisit, files: SentFile[]): Promise<Map<number, number>> {
  const waiting = files.filter((file) => file.state === 'received').map((file) => file.id);
  if (waiting.length === 0) return new Map();
  const { rows } = await visit.house.db.query<{ id: number; place: number }>(
    `select wanted.id, (select count(*) from drop_file where state = 'received' and drop_file.id <= wanted.id)::integer as place
     from unnest($1::integer[]) as wanted(id)`,
    [waiting],
  );
  return new Map(rows.map((row) => [row.id, row.place]));
}

async function sendPost(visit: SignedInVisit): Promise<Answer> {
  const { t, files } = visit;
  const client = clientMeant(visit.clients, visit.form['for'] ?? '');
  const mine = visit.clients.find((each) => each.number === client);
  if (client === undefined || !mine) return screen(visit, [{ id: 'for', text: t('sendFile.noClient') }]);
  if (mine.role !== 'approver') return screen(visit, [{ id: 'for', text: t('sendFile.notAllowed', { client }) }]);
  const receipts: Receipt[] = [];
  for await (const file of files ?? []) {
    receipts.push(
      await visit.house.receive({
        client,
        door: 'web',
        name: file.name,
        receivedBy: visit.user.login,
        userId: visit.user.userId,
        stream: file.bytes,
      }),
    );
  }
  if (receipts.length === 0) return screen(visit, [{ id: 'filer', text: t('sendFile.noFiles') }]);
  return { redirect: `/send-fil?kvittering=${receipts.map((each) => each.receipt).join(',')}` };
}

async function fileScreen(visit: SignedInVisit): Promise<Answer> {
  const { t, format } = visit;
  const id = rowNumber(visit.params['id']);
  const page = pageNumber(visit.query['side']);
  const found = await visit.ask(async (sql) => {
    const [file] = id === undefined ? [] : await readSent(sql, [id]);
    if (!file) return undefined;
    await recordReading(sql, visit, { what: 'file.read', client: file.client, drop: file.id });
    const findings =
      file.journal === null ? { rows: [], total: 0 } : await rowsWithFindings(sql, file.journal, page, rowsPerPage);
    return { file, findings };
  });
  if (!found) return { missing: true };
  const { file, findings } = found;
  const places = await placesInQueue(visit, [file]);
  const facts: [string, Html | string][] = [
    [t('client.word'), `${file.client} ${file.client_name}`],
    [t('file.sent'), format.time(file.received_at)],
    [t('file.by'), senderOf(visit, file)],
    [t('file.how'), t(`drop.door.${file.door}`)],
    [t('file.size'), format.size(file.size)],
    [t('file.format'), file.format ?? '–'],
    [t('file.rows'), format.count(file.rows)],
    [t('file.accepted'), format.count(file.accepted)],
    [t('file.rejected'), format.count(file.rejected)],
    [t('file.warnings'), format.count(file.warnings)],
    [t('file.sum'), sums(file.totals, format)],
    [t('file.journal'), file.journal === null ? '–' : String(file.journal)],
    [t('file.print'), html`<span class="mono xs">${file.sha256}</span>`],
  ];
  return {
    page: {
      title: t('file.title', { name: file.name }),
      main: html`${pageHead(t('file.title', { name: file.name }), undefined, html`<a class="ds-button" data-variant="secondary" href="/send-fil">${icon('back')} ${t('file.back')}</a>`)}
        <div class="split">
          <div class="stack">
            <div id="utfall" ${isUnderWay(file) && html` data-live="3"`}>
              <section class="panel" aria-label="${t('sendFile.f.outcome')}">
                <ul class="drops">
                  ${sentFile(visit, file, { place: places.get(file.id) ?? 1, faulty: [] })}
                </ul>
              </section>
            </div>
            ${panel(
              'funn',
              t('file.findings'),
              findings.total === 0
                ? html`<div class="empty"><b>${t('file.findings.none')}</b></div>`
                : html`<div>${findingsTable(visit, findings.rows, isOperator(visit.user.role) ? '/drift/rader/rad' : '/send-fil/rad')}</div>
                    <footer>
                      <span>${format.count(findings.total)}</span
                      >${pagination(t, { path: visit.path, query: visit.query, page, pages: Math.ceil(findings.total / rowsPerPage) })}
                    </footer>`,
            )}
          </div>
          <aside>
            ${panel(
              'om',
              t('file.facts'),
              html`<div class="pad">
                <dl class="dl">
                  ${facts.map(
                    ([label, value]) =>
                      html`<dt>${label}</dt>
                        <dd>${value}</dd>`,
                  )}
                </dl>
              </div>`,
            )}
          </aside>
        </div>`,
    },
  };
}

async function jsonFile(visit: SignedInVisit, kind: 'receipt' | 'result'): Promise<Answer> {
  const id = rowNumber(visit.params['id']);
  if (id === undefined) return { missing: true };
  const content = await visit.ask(async (sql) => {
    if (kind === 'receipt') return readReceipt(sql, id);
    const [file] = await readSent(sql, [id]);
    if (!file) return undefined;
    await recordReading(sql, visit, { what: 'file.read', client: file.client, drop: id });
    return resultOf(sql, id);
  });
  if (!content) return { missing: true };
  const name = 'name' in content && typeof content.name === 'string' ? content.name : String(id);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  return {
    stream: Readable.from([Buffer.from(text)]),
    size: Buffer.byteLength(text),
    fileName: `${name}.${kind}.json`,
    mediaType: 'application/json; charset=utf-8',
  };
}

export const routes: Route[] = [
  { path: '/send-fil', roles: everybody, get: (visit) => screen(visit) },
  { path: '/send-fil', roles: creditorSide, files: true, post: sendPost },
  { path: '/send-fil/fil/:id', roles: everybody, get: fileScreen },
  { path: '/send-fil/kvittering/:id', roles: everybody, get: (visit) => jsonFile(visit, 'receipt') },
  { path: '/send-fil/resultat/:id', roles: everybody, get: (visit) => jsonFile(visit, 'result') },
];
