/** Drift › Netter: each night with its steps and its proof, and the night's work now. */
import { recordAct } from '../../../access/audit.ts';
import { isDay } from '../../../domain/day.ts';
import { planNight, replan } from '../../../night/plan.ts';
import { nightAnswer } from '../../../night/queries.ts';
import { empty, notice, operatorSide } from '../../drift.ts';
import { html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { icon, panel, postForm, rowNumber } from '../../parts.ts';
import { proofTag, proofView } from '../../proof-view.ts';
import type { Answer, Route, SignedInVisit } from '../../visit.ts';

const path = '/drift/netter';

interface Night {
  date: string;
  state: 'planned' | 'running' | 'done' | 'partly';
  started_at: Date | null;
  seconds: number | null;
  documents: number;
  proof: unknown;
}

async function list(visit: SignedInVisit): Promise<Answer> {
  const { t, format, query } = visit;
  const nights = await visit.ask(async (sql) => {
    const { rows } = await sql.query<Night>(
      `select date, state, started_at, extract(epoch from finished_at - started_at)::integer as seconds, proof,
         (select count(document) from night_step where night_step.date = night.date)::integer as documents
       from night order by date desc limit 60`,
    );
    return rows;
  });
  const run = postForm(
    { action: `${path}/kjor`, token: visit.formToken },
    html`<button class="ds-button" type="submit">${icon('run')} ${t('d.nights.run')}</button>`,
  );
  return {
    page: {
      title: t('d.nights.title'),
      main: html`${pageHead(t('d.nights.title'), t('d.nights.lede'), run)}
        <div class="stack">
          ${query['kjort'] === '1' && notice('success', t('d.nights.queued'))}
          ${panel(
            'netter',
            t('d.nights.title'),
            nights.length === 0
              ? empty(visit)
              : html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.nights.night')}</th><th scope="col">${t('d.state')}</th><th scope="col">${t('d.nights.started')}</th><th scope="col" class="num">${t('d.nights.took')}</th><th scope="col" class="num">${t('d.nights.documents')}</th><th scope="col">${t('d.proof')}</th></tr></thead><tbody>${nights.map(
                  (night) => html`<tr>
                    <th scope="row" data-l="${t('d.nights.night')}"><a href="${path}/${night.date}">${format.day(night.date)}</a></th>
                    <td data-l="${t('d.state')}">${t(`d.nights.s.${night.state}`)}</td>
                    <td data-l="${t('d.nights.started')}">${night.started_at ? format.time(night.started_at) : '–'}</td>
                    <td class="num" data-l="${t('d.nights.took')}">${night.seconds === null ? '–' : t('d.nights.seconds', { n: format.count(night.seconds) })}</td>
                    <td class="num" data-l="${t('d.nights.documents')}">${format.count(night.documents)}</td>
                    <td data-l="${t('d.proof')}">${proofTag(visit, night.proof)}</td>
                  </tr>`,
                )}</tbody></table></div>`,
          )}
        </div>`,
    },
  };
}

interface Step {
  client: number;
  name: string;
  kind: 'confirmation' | 'settlement';
  state: 'planned' | 'running' | 'done' | 'nothing' | 'failed';
  counted: number;
  seconds: number | null;
  document: number | null;
  error: string | null;
}

async function one(visit: SignedInVisit): Promise<Answer> {
  const { t, format } = visit;
  const date = visit.params['dato'] ?? '';
  if (!isDay(date)) return { missing: true };
  const { night, steps } = await visit.ask(async (sql) => {
    const found = await sql.query<Step>(
      `select client, client.name, night_step.kind, state, counted, extract(epoch from finished_at - started_at)::integer as seconds, document, error
       from night_step join client on number = client where date = $1 order by state = 'failed' desc, client, night_step.kind limit 2000`,
      [date],
    );
    return { night: await nightAnswer(sql, date), steps: found.rows };
  });
  if (night.state === 'none') return { missing: true };
  const rows = steps.map(
    (step) => html`<tr>
      <th scope="row" data-l="${t('d.client')}"><span class="num">${step.client}</span> ${step.name}</th>
      <td data-l="${t('d.nights.kind')}">${t(`d.nights.k.${step.kind}`)}</td>
      <td data-l="${t('d.state')}">${step.state === 'failed' ? html`<span class="says bad">${icon('stop')}<span>${t('d.nights.s.failed')}${step.error !== null && html`: ${step.error}`}</span></span>` : t(`d.nights.s.${step.state}`)}</td>
      <td class="num" data-l="${t('d.rows')}">${format.count(step.counted)}</td>
      <td class="num" data-l="${t('d.nights.took')}">${step.seconds === null ? '–' : t('d.nights.seconds', { n: format.count(step.seconds) })}</td>
      <td>${postForm({ action: `${path}/${date}/igjen`, token: visit.formToken }, html`<input type="hidden" name="klient" value="${step.client}"><button class="ds-button sm" data-variant="tertiary" type="submit" aria-label="${`${t('d.nights.againFor', { client: step.client })}: ${t(`d.nights.k.${step.kind}`)}`}">${t('d.nights.again')}</button>`)}</td>
    </tr>`,
  );
  const title = t('d.nights.one', { day: format.day(date) });
  return {
    page: {
      title,
      main: html`${pageHead(title, html`${t(`d.nights.s.${night.state}`)} · ${t('d.nights.documents')}: ${format.count(night.documents)}`, html`<a class="ds-button" data-variant="secondary" href="${path}">${icon('back')} ${t('d.nights.title')}</a>`)}
        <div class="stack">
          ${visit.query['kjort'] === '1' && notice('success', t('d.nights.queued'))}
          ${panel('bevis', t('d.proof'), proofView(visit, night.proof), proofTag(visit, night.proof))}
          ${panel('steg', t('d.nights.steps'), rows.length === 0 ? empty(visit) : html`<div><table class="ds-table cards top-aligned"><thead><tr><th scope="col">${t('d.client')}</th><th scope="col">${t('d.nights.kind')}</th><th scope="col">${t('d.state')}</th><th scope="col" class="num">${t('d.rows')}</th><th scope="col" class="num">${t('d.nights.took')}</th><th scope="col">${t('d.act')}</th></tr></thead><tbody>${rows}</tbody></table></div>`)}
        </div>`,
    },
  };
}

/** Wakes the nights that are due now; the worker plans them from what the database says. */
async function run(visit: SignedInVisit): Promise<Answer> {
  await visit.ask((sql) => recordAct(sql, { at: visit.now, actor: visit.user.login, act: 'night.queued' }));
  await visit.house.queues?.add('night', {});
  return { redirect: `${path}?kjort=1` };
}

/** One client's steps of a night again; what is done already changes nothing. */
async function again(visit: SignedInVisit): Promise<Answer> {
  const date = visit.params['dato'] ?? '';
  const client = rowNumber(visit.form['klient']);
  if (!isDay(date) || client === undefined) return { missing: true };
  const steps = await visit.house.db.transaction(async (sql) => {
    const known = await sql.query('select from night_step where date = $1 and client = $2', [date, client]);
    if (known.rowCount === 0) return undefined;
    await recordAct(sql, {
      at: visit.now,
      actor: visit.user.login,
      act: 'night.replanned',
      client,
      subject: `night ${date}`,
    });
    await replan(sql, date, client);
    return planNight(sql, date, visit.now, client);
  });
  if (!steps) return { missing: true };
  for (const step of steps) await visit.house.queues?.add('document', step);
  return { redirect: `${path}/${date}?kjort=1` };
}

export const routes: Route[] = [
  { path, roles: operatorSide, get: list },
  { path: `${path}/kjor`, roles: operatorSide, post: run },
  { path: `${path}/:dato`, roles: operatorSide, get: one },
  { path: `${path}/:dato/igjen`, roles: operatorSide, post: again },
];
