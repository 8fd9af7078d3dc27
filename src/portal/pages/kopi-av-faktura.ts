/** Kopi av faktura: PDFs in, each matched to a case by its name and shown; those that are unsure wait for a choice. */
import { Readable } from 'node:stream';
import { attach, placeAttachment, removeAttachment } from '../../cases/attachments.ts';
import { recordReading } from '../access-log.ts';
import { mostFiles } from '../form-data.ts';
import { html, type Content, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { findPapers, papersOfDrops, readPaper, type Paper } from '../papers-found.ts';
import { errorSummary, field, icon, panel, postForm, receipt, rowNumber, tag } from '../parts.ts';
import { creditorSide, everybody, type Answer, type Route, type SignedInVisit } from '../visit.ts';
import { clientMeant } from './klientvalg.ts';

const path = '/kopi-av-faktura';
const mostShown = 100;

interface Problem {
  id: string;
  text: string;
}

/** The bytes of a PDF again from its beginning, or undefined when they are none; names are not believed. */
async function pdfOf(bytes: Readable): Promise<Readable | undefined> {
  const chunks: AsyncIterator<Buffer> = bytes[Symbol.asyncIterator]();
  let begun = Buffer.alloc(0);
  while (begun.length < 5) {
    const step = await chunks.next();
    if (step.done) break;
    begun = Buffer.concat([begun, step.value]);
  }
  if (begun.subarray(0, 5).toString('latin1') !== '%PDF-') {
    await chunks.return?.();
    return undefined;
  }
  async function* whole() {
    yield begun;
    for (let step = await chunks.next(); !step.done; step = await chunks.next()) yield step.value;
  }
  return Readable.from(whole(), { objectMode: false });
}

/** The field for PDFs and the button that sends them, with the client or the case they are for. */
export function uploadForm(visit: SignedInVisit, about: Content, error?: string): Html {
  const { t } = visit;
  return postForm(
    { action: path, token: visit.formToken, class: 'pad stack', files: true },
    html`${about}
      <div class="ds-field">
        <label class="ds-label" for="filer">${t('paper.files')} <span class="need">${t('need.must')}</span></label>
        <div class="ds-file-upload drop-zone">
          <input
            type="file"
            id="filer"
            name="filer"
            multiple
            required
            accept="application/pdf,.pdf"
            aria-describedby="filer-hint${error ? ' filer-error' : ''}"
          />
          <p><b class="strong">${t('sendFile.drop')}</b> <span class="linklike">${t('sendFile.or')}</span></p>
          <p class="muted small" id="filer-hint">${t('paper.kinds', { n: mostFiles })}</p>
          <ul class="chosen small" data-chosen="filer"></ul>
        </div>
        ${error && html`<p class="ds-validation-message" id="filer-error">${error}</p>`}
      </div>
      <p class="acts"><button class="ds-button" type="submit">${icon('up')} ${t('paper.send')}</button></p>`,
  );
}

function placeOf(visit: SignedInVisit, paper: Paper): Content {
  const { t } = visit;
  if (paper.state === 'matched')
    return html`<a class="num" href="/inkasso/sak/${paper.case_number}">${paper.case_number}</a> ${paper.case_name}`;
  if (paper.state === 'removed') return t('paper.removed');
  return tag('warning', 'warn', t(`paper.${paper.state}`));
}

/** Papers as rows: name and download, where they belong, size, when and by whom. */
export function paperTable(visit: SignedInVisit, papers: Paper[], withCase: boolean): Html {
  const { t, format } = visit;
  return html`<div>
    <table class="ds-table cards top-aligned">
      <thead>
        <tr>
          <th scope="col">${t('paper.name')}</th>
          ${withCase && html`<th scope="col">${t('paper.case')}</th>`}
          <th scope="col" class="num">${t('file.size')}</th>
          <th scope="col">${t('file.sent')}</th>
          <th scope="col">${t('file.by')}</th>
        </tr>
      </thead>
      <tbody>
        ${papers.map(
          (paper) =>
            html`<tr>
              <th scope="row" class="full"><a href="${path}/${paper.id}/fil">${icon('down')} ${paper.name}</a></th>
              ${withCase && html`<td data-l="${t('paper.case')}">${placeOf(visit, paper)}</td>`}
              <td class="num" data-l="${t('file.size')}">${format.size(paper.size)}</td>
              <td class="nowrap" data-l="${t('file.sent')}">${format.moment(paper.created_at)}</td>
              <td data-l="${t('file.by')}">${paper.created_by}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function waitingItem(visit: SignedInVisit, paper: Paper, error: string | undefined): Html {
  const { t, format } = visit;
  const acts = visit.clients.some((client) => client.number === paper.client && client.role === 'approver');
  const options = [
    ['', t('paper.choose')] as const,
    ...paper.candidates.map((each) => [String(each.number), `${each.number} ${each.name}`] as const),
  ];
  const choice = html`${paper.candidates.length > 0 && field(t, { id: `valg-${paper.id}`, name: 'valg', label: t('paper.candidates'), options })}
  ${field(t, { id: `sak-${paper.id}`, name: 'sak', label: t('paper.number'), inputmode: 'numeric', error })}`;
  return html`<li id="papir-${paper.id}">
    <div>
      <p class="file"><a href="${path}/${paper.id}/fil">${paper.name}</a></p>
      <p class="meta">${format.size(paper.size)} · ${paper.created_by} · ${format.moment(paper.created_at)} · <span class="num">${paper.client}</span></p>
    </div>
    <div>
      <p>${tag('warning', 'warn', t(`paper.${paper.state === 'unsure' ? 'unsure' : 'unmatched'}`))}</p>
      ${
        acts &&
        html`${postForm(
          { action: `${path}/${paper.id}/plasser`, token: visit.formToken, class: 'filters' },
          html`${choice}<button class="ds-button" data-variant="secondary" type="submit" aria-label="${t('paper.placeWhat', { name: paper.name })}">${t('paper.place')}</button>`,
        )}
        ${postForm({ action: `${path}/${paper.id}/fjern`, token: visit.formToken }, html`<button class="ds-button sm" data-variant="tertiary" type="submit" aria-label="${t('paper.removeWhat', { name: paper.name })}">${icon('bin')} ${t('paper.remove')}</button>`)}`
      }
    </div>
  </li>`;
}

interface Shown {
  problems?: Problem[];
  /** The waiting paper whose choice was wrong, and why. */
  wrong?: { id: number; text: string };
}

async function screen(visit: SignedInVisit, shown: Shown = {}): Promise<Answer> {
  const { t, query } = visit;
  const sent = (query['kvittering'] ?? '')
    .split(',')
    .flatMap((text) => rowNumber(text) ?? [])
    .slice(0, mostFiles);
  const { papers, told } = await visit.ask(async (sql) => ({
    papers: await findPapers(
      sql,
      visit.chosen.map((client) => client.number),
      mostShown,
    ),
    told: sent.length === 0 ? [] : await papersOfDrops(sql, sent),
  }));
  const problems = shown.problems ?? [];
  const senders = visit.clients.filter((client) => client.role === 'approver');
  const one = visit.chosen.length === 1 ? visit.chosen[0] : undefined;
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  const about = html`${errorSummary(t, problems)}
  ${field(t, { id: 'for', name: 'for', label: t('client.word'), need: 'must', list: 'klienter', autocomplete: 'off', value: visit.form['for'] ?? (one ? `${one.number} ${one.name}` : ''), error: errorOf('for') })}`;
  const form =
    senders.length === 0
      ? html`<div class="pad"><p>${t('sendFile.reader')}</p></div>`
      : uploadForm(visit, about, errorOf('filer'));
  const done =
    told.length > 0 &&
    receipt({
      id: 'kvittering',
      title: t('sendFile.received', { n: told.length }),
      line: t('paper.receiptLine', { numbers: sent.join(', '), who: visit.user.login }),
      next: html`<ul>
        ${told.map((paper) => html`<li><b>${paper.name}</b>: ${placeOf(visit, paper)}</li>`)}
      </ul>`,
    });
  const none = (text: string) => html`<div class="empty"><b>${text}</b></div>`;
  const waiting =
    papers.waiting.length === 0
      ? none(t('paper.noneWaiting'))
      : html`<ul class="drops">
          ${papers.waiting.map((paper) => waitingItem(visit, paper, shown.wrong?.id === paper.id ? shown.wrong.text : undefined))}
        </ul>`;
  const failed = problems.length > 0 || shown.wrong !== undefined;
  return {
    ...(failed ? { status: 422 } : {}),
    page: {
      title: failed ? `${t('word.error')} ${t('paper.title')}` : t('paper.title'),
      main: html`${pageHead(t('paper.title'), t('paper.lede'), html`<a class="ds-button" data-variant="secondary" href="/send-fil">${icon('up')} ${t('nav.sendFile')}</a>`)}
        <div class="stack">
          ${done} ${panel('send', t('paper.send'), form)} ${panel('venter', t('paper.waiting'), waiting, t('paper.waitingNote'))}
          ${panel('plassert', t('paper.placed'), papers.placed.length === 0 ? none(t('paper.nonePlaced')) : paperTable(visit, papers.placed, true))}
        </div>`,
    },
  };
}

/** Each PDF becomes a sent file with a receipt like any other, and is matched at once. */
async function upload(visit: SignedInVisit): Promise<Answer> {
  const { t, form, files, house } = visit;
  const onCase = rowNumber(form['sak']);
  const given =
    onCase === undefined
      ? clientMeant(visit.clients, form['for'] ?? '')
      : await visit.ask(async (sql) => {
          const { rows } = await sql.query<{ client: number }>('select client from collection_case where number = $1', [
            onCase,
          ]);
          return rows[0]?.client;
        });
  const mine = visit.clients.find((client) => client.number === given);
  if (onCase !== undefined && mine?.role !== 'approver') return { missing: true };
  if (given === undefined || !mine) return screen(visit, { problems: [{ id: 'for', text: t('sendFile.noClient') }] });
  if (mine.role !== 'approver')
    return screen(visit, { problems: [{ id: 'for', text: t('sendFile.notAllowed', { client: given }) }] });
  const drops: number[] = [];
  const others: string[] = [];
  for await (const file of files ?? []) {
    const stream = await pdfOf(file.bytes);
    if (!stream) {
      others.push(file.name);
      continue;
    }
    const received = await house.receive({
      client: given,
      door: 'web',
      name: file.name,
      receivedBy: visit.user.login,
      userId: visit.user.userId,
      stream,
    });
    drops.push(received.receipt);
    // The same paper again is told where it is; on another case it is one more paper of that case.
    if (received.state !== 'received' && !(received.state === 'duplicate' && onCase !== undefined)) continue;
    await house.db.transaction(async (sql) => {
      const { rows } = await sql.query<{ archive_path: string; name: string }>(
        `select archive_path, name from drop_file where id = $1 and not exists (select from attachment
           where attachment.client = drop_file.client and attachment.sha256 = drop_file.sha256 and case_number = $2 and attachment.state = 'matched')`,
        [received.receipt, onCase ?? null],
      );
      if (!rows[0]) return;
      const paper = {
        client: given,
        drop: received.receipt,
        name: rows[0].name,
        mediaType: 'application/pdf',
        size: BigInt(received.size),
        sha256: received.sha256,
        archivePath: rows[0].archive_path,
        createdBy: visit.user.login,
        at: visit.now,
      };
      await attach(sql, paper, onCase);
    });
  }
  if (others.length > 0 || drops.length === 0) {
    const text =
      others.length > 0 ? t('paper.notPdf', { names: others.join(', ').slice(0, 500) }) : t('sendFile.noFiles');
    return screen(visit, { problems: [{ id: 'filer', text }] });
  }
  return {
    redirect: onCase === undefined ? `${path}?kvittering=${drops.join(',')}` : `/inkasso/sak/${onCase}#vedlegg`,
  };
}

/** The waiting paper of an address, where the user may decide about it. */
async function mine(visit: SignedInVisit): Promise<Paper | undefined> {
  const id = rowNumber(visit.params['id']);
  const paper = id === undefined ? undefined : await visit.ask((sql) => readPaper(sql, id));
  const acts = visit.clients.some((client) => client.number === paper?.client && client.role === 'approver');
  return acts ? paper : undefined;
}

async function place(visit: SignedInVisit): Promise<Answer> {
  const paper = await mine(visit);
  if (!paper) return { missing: true };
  const { t, form } = visit;
  const caseNumber = rowNumber((form['sak'] ?? '').trim()) ?? rowNumber(form['valg']);
  const placed =
    caseNumber !== undefined &&
    (await visit.house.db.transaction((sql) =>
      placeAttachment(sql, { id: paper.id, client: paper.client, caseNumber, who: visit.user.login, at: visit.now }),
    ));
  if (!placed) return screen(visit, { wrong: { id: paper.id, text: t('paper.noCase') } });
  return { redirect: `${path}?kvittering=${paper.drop_id ?? ''}` };
}

async function remove(visit: SignedInVisit): Promise<Answer> {
  const paper = await mine(visit);
  if (!paper) return { missing: true };
  await visit.house.db.transaction((sql) =>
    removeAttachment(sql, { id: paper.id, client: paper.client, who: visit.user.login, at: visit.now }),
  );
  return { redirect: `${path}?kvittering=${paper.drop_id ?? ''}` };
}

async function download(visit: SignedInVisit): Promise<Answer> {
  const id = rowNumber(visit.params['id']);
  const paper = await visit.ask(async (sql) => {
    const found = id === undefined ? undefined : await readPaper(sql, id);
    if (!found) return undefined;
    await recordReading(sql, visit, {
      what: 'attachment.opened',
      client: found.client,
      ...(found.case_number === null ? {} : { caseNumber: found.case_number }),
      ...(found.drop_id === null ? {} : { drop: found.drop_id }),
    });
    return found;
  });
  if (!paper) return { missing: true };
  return {
    stream: await visit.house.archive.get(paper.archive_path),
    fileName: paper.name,
    mediaType: paper.media_type,
    size: Number(paper.size),
  };
}

export const routes: Route[] = [
  { path, roles: everybody, get: (visit) => screen(visit) },
  { path, roles: creditorSide, files: true, post: upload },
  { path: `${path}/:id/plasser`, roles: creditorSide, post: place },
  { path: `${path}/:id/fjern`, roles: creditorSide, post: remove },
  { path: `${path}/:id/fil`, roles: everybody, get: download },
];
