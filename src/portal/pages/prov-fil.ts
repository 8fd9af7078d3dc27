/** Prøv en fil: reads and judges a file at once, exactly as a sent one, and keeps nothing of it. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { agreementOf, type StoredAgreement } from '../../domain/agreement.ts';
import { maskNationalIds } from '../../domain/national-id.ts';
import { tryFile, type TryAnswer } from '../../try-file.ts';
import { html, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { errorSummary, field, icon, panel, postForm } from '../parts.ts';
import { everybody, type Answer, type IncomingFile, type Route, type SignedInVisit } from '../visit.ts';
import { clientMeant } from './klientvalg.ts';

const path = '/prov-fil';
/** The largest file that is tried, in bytes: some hundred thousand rows. */
const largest = 50_000_000;

interface Problem {
  id: string;
  text: string;
}

function form(visit: SignedInVisit, problems: Problem[]): Html {
  const { t, chosen, format } = visit;
  const one = chosen.length === 1 ? chosen[0] : undefined;
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  const fileError = errorOf('fil');
  return panel(
    'prov',
    t('try.title'),
    postForm(
      { action: path, token: visit.formToken, class: 'pad stack', files: true },
      html`
    ${errorSummary(t, problems)}
    ${field(t, { id: 'for', name: 'for', label: t('client.word'), need: 'must', list: 'klienter', autocomplete: 'off', value: visit.form['for'] ?? (one ? `${one.number} ${one.name}` : ''), error: errorOf('for') })}
    <div class="ds-field"><label class="ds-label" for="fil">${t('sendFile.files')} <span class="need">${t('need.must')}</span></label>
      <div class="ds-file-upload drop-zone"><input type="file" id="fil" name="fil" required${fileError && html` aria-describedby="fil-error"`}>
      <p><b class="strong">${t('sendFile.drop')}</b> <span class="linklike">${t('sendFile.or')}</span></p><ul class="chosen small" data-chosen="fil"></ul></div>
      ${fileError && html`<p class="ds-validation-message" id="fil-error">${fileError}</p>`}</div>
    <p class="acts"><button class="ds-button" type="submit">${icon('try')} ${t('try.act')}</button></p>`,
    ),
    t('try.limit', { size: format.size(largest) }),
  );
}

function answerPanel(visit: SignedInVisit, answer: TryAnswer): Html {
  const { t, format } = visit;
  const money = Object.entries(answer.totals).map(
    ([currency, text]) => `${format.money(BigInt(text.replace('.', '')))} ${currency}`,
  );
  const verdict = answer.refusal
    ? html`<p class="says bad">${icon('stop')}<span><b>${t('try.refused')}.</b> ${answer.refusal.message} ${answer.refusal.cure}</span></p>`
    : html`<p class="says ok">${icon('ok')}<span>${t('try.accepted', { accepted: format.count(answer.accepted), rows: format.count(answer.rows), sum: money.join(' + ') || format.money(0n) })}</span></p>
      ${answer.rejected > 0 && html`<p class="says warn">${icon('warn')}<span>${t('try.rejected', { n: answer.rejected })}</span></p>`}`;
  const rows = answer.problems.slice(0, 200).map(
    (problem) => html`<tr>
    <th scope="row" class="num" data-l="${t('file.line')}">${problem.sheet ? `${problem.sheet} ` : ''}${problem.line}</th>
    <td data-l="${t('file.column')}">${problem.column ?? '–'}</td>
    <td data-l="${t('file.value')}">${problem.value === undefined || problem.value.trim() === '' ? html`<span class="muted">${t('word.empty')}</span>` : html`<span class="sent">${maskNationalIds(problem.value)}</span>`}</td>
    <td class="full">${problem.message} ${problem.cure}</td></tr>`,
  );
  const findings = answer.refusal
    ? undefined
    : answer.problems.length === 0
      ? html`<div class="empty"><b>${t('try.none')}</b></div>`
      : html`<div><table class="ds-table cards top-aligned"><thead><tr><th scope="col" class="num">${t('file.line')}</th><th scope="col">${t('file.column')}</th><th scope="col">${t('file.value')}</th><th scope="col">${t('file.what')}</th></tr></thead><tbody>${rows}</tbody></table></div>
      ${(answer.truncated || answer.problems.length > rows.length) && html`<footer><span>${t('try.truncated')}</span></footer>`}`;
  const known = answer.format === null ? undefined : t('try.knownAs', { format: answer.format });
  return html`<section class="panel" aria-labelledby="svar" role="status"><header><h2 id="svar">${t('try.result', { file: answer.file })}</h2>${known && html`<p>${known}</p>`}</header><div class="pad stack">${verdict}</div>${findings}</section>`;
}

function screen(visit: SignedInVisit, problems: Problem[] = [], answer?: TryAnswer): Answer {
  const { t } = visit;
  const failed = problems.length > 0;
  return {
    ...(failed ? { status: 422 } : {}),
    page: {
      title: failed ? `${t('word.error')} ${t('try.title')}` : t('try.title'),
      main: html`${pageHead(t('try.title'), t('try.lede'))}<div class="stack">${answer && answerPanel(visit, answer)}${form(visit, problems)}</div>`,
    },
  };
}

/** Judges one file from a folder of its own that is gone afterwards; undefined when it is too large. */
async function judged(visit: SignedInVisit, file: IncomingFile, client: number): Promise<TryAnswer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-prov-'));
  try {
    const kept = join(folder, 'fil');
    let size = 0;
    async function* limited() {
      for await (const chunk of file.bytes) {
        if (!Buffer.isBuffer(chunk)) continue;
        size += chunk.length;
        if (size > largest) return;
        yield chunk;
      }
    }
    await pipeline(limited, createWriteStream(kept, { mode: 0o600 }));
    if (size > largest) return undefined;
    const { rows } = await visit.ask((sql) =>
      sql.query<{ agreement: StoredAgreement }>('select agreement from client where number = $1', [client]),
    );
    const { currencies } = agreementOf(rows[0]?.agreement ?? {});
    return await tryFile({
      open: () => createReadStream(kept),
      name: file.name,
      formats: visit.house.formats,
      language: visit.language,
      today: visit.today,
      client,
      agreement: { currencies },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function post(visit: SignedInVisit): Promise<Answer> {
  const { t, format } = visit;
  const client = clientMeant(visit.clients, visit.form['for'] ?? '');
  if (client === undefined) return screen(visit, [{ id: 'for', text: t('sendFile.noClient') }]);
  for await (const file of visit.files ?? []) {
    const answer = await judged(visit, file, client);
    return answer
      ? screen(visit, [], answer)
      : screen(visit, [{ id: 'fil', text: t('try.tooLarge', { size: format.size(largest) }) }]);
  }
  return screen(visit, [{ id: 'fil', text: t('sendFile.noFiles') }]);
}

export const routes: Route[] = [
  { path, roles: everybody, get: async (visit) => screen(visit) },
  { path, roles: everybody, files: true, post },
];
