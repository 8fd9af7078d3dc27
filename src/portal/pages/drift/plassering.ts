/** Drift › Å plassere: money that found no case, with suggestions; placed, held, released or paid back. */
import {
  holdPayment,
  placePayment,
  refundPayment,
  releasePayment,
  type Handled,
  type Handling,
} from '../../../ledger/unplaced.ts';
import { suggestPlaces, type Suggestion } from '../../../ledger/suggest-places.ts';
import { clientChoice, empty, notice, operatorSide } from '../../drift.ts';
import { html, type Html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { icon, pageNumber, pagination, panel, postForm, rowNumber } from '../../parts.ts';
import type { Answer, Route, SignedInVisit } from '../../visit.ts';

const path = '/drift/plassering';
const perPage = 25;

interface Waiting {
  id: number;
  client: number | null;
  type: string;
  paid_on: string;
  amount: bigint;
  currency: string;
  kid: string | null;
  invoice: string | null;
  note: string | null;
  payer_name: string | null;
  state: 'unplaced' | 'held';
  waits_for: string | null;
}

async function screen(visit: SignedInVisit, warning?: string): Promise<Answer> {
  const { t, format, query } = visit;
  const page = pageNumber(query['side']);
  const client = rowNumber(query['klient']) ?? null;
  const { total, waiting } = await visit.ask(async (sql) => {
    const where = `state in ('unplaced', 'held') and ($1::integer is null or client = $1)`;
    const counted = await sql.query<{ total: number }>(
      `select count(*)::integer as total from payment where ${where}`,
      [client],
    );
    const { rows } = await sql.query<Waiting>(
      `select id, client, type, paid_on, amount, currency, kid, invoice, note, payer_name, state, waits_for from payment where ${where} order by paid_on, id limit $2 offset $3`,
      [client, perPage, (page - 1) * perPage],
    );
    const waiting: { payment: Waiting; places: Suggestion[] }[] = [];
    for (const payment of rows) waiting.push({ payment, places: await suggestPlaces(sql, payment.id, 3) });
    return { total: counted.rows[0]!.total, waiting };
  });
  const done = rowNumber(query['ferdig']);
  return {
    ...(warning === undefined ? {} : { status: 409 }),
    page: {
      title: warning === undefined ? t('d.places.title') : `${t('word.error')} ${t('d.places.title')}`,
      main: html`${pageHead(t('d.places.title'), t('d.places.lede', { n: format.count(total) }))}
        <div class="stack">
          ${warning !== undefined && notice('warning', warning)}${done !== undefined && notice('success', t('d.places.done', { id: done }))}
          ${panel(
            'venter',
            t('d.places.title'),
            html`<div class="pad"><form class="filters" action="${path}" method="get">${clientChoice(visit, query['klient'])}<button class="ds-button" data-variant="secondary" type="submit">${icon('filter')} ${t('d.show')}</button></form></div>
            ${
              waiting.length === 0
                ? empty(visit)
                : html`<div class="scroll" role="group" aria-labelledby="venter" tabindex="0"><table class="ds-table wide top-aligned"><thead><tr><th scope="col">${t('d.places.paid')}</th><th scope="col" class="num">${t('d.amount')}</th><th scope="col">${t('d.places.payer')}</th><th scope="col">${t('d.places.kid')}</th><th scope="col">${t('d.state')}</th><th scope="col">${t('d.places.suggest')}</th><th scope="col">${t('d.act')}</th></tr></thead><tbody>${waiting.map(({ payment, places }) => line(visit, payment, places))}</tbody></table></div>
                <footer><span>${format.count(total)}</span>${pagination(t, { path, query, page, pages: Math.ceil(total / perPage) })}</footer>`
            }`,
          )}
        </div>`,
    },
  };
}

function line(visit: SignedInVisit, payment: Waiting, places: Suggestion[]): Html {
  const { t, format } = visit;
  const action = `${path}/${payment.id}`;
  const positive = payment.amount > 0n;
  const button = (act: string, word: string, danger = false) =>
    postForm(
      { action, token: visit.formToken, class: 'inline' },
      html`<button class="ds-button sm" data-variant="tertiary"${danger && html` data-color="danger"`} type="submit" name="gjor" value="${act}" aria-label="${`${word} ${payment.id}`}">${word}</button>`,
    );
  const bank = payment.type === 'bank' || payment.type === 'bankReversal';
  return html`<tr>
    <th scope="row">${format.day(payment.paid_on)}<span class="sub">${payment.id}${payment.client !== null && html` · ${payment.client}`}</span></th>
    <td class="num">${format.money(payment.amount)}<span class="sub">${payment.currency}</span></td>
    <td>${payment.payer_name ?? '–'}</td>
    <td><span class="mono">${payment.kid ?? payment.invoice ?? '–'}</span>${payment.note !== null && html`<span class="sub">${payment.note}</span>`}</td>
    <td>${t(`d.places.s.${payment.state}`)}${payment.waits_for !== null && html`<span class="sub mono">${payment.waits_for}</span>`}</td>
    <td>${
      places.length === 0
        ? html`<span class="muted">–</span>`
        : places.map((place) =>
            postForm(
              { action, token: visit.formToken },
              html`<input type="hidden" name="sak" value="${place.caseNumber}"><button class="ds-button sm" data-variant="secondary" type="submit" name="gjor" value="place" aria-label="${`${t('d.places.place')} ${payment.id}: ${place.caseNumber}`}">${place.caseNumber}</button>
        <span class="sub">${place.client} ${place.name} · ${format.money(place.remaining)} · ${place.reasons.map((reason) => t(`d.places.w.${reason}`)).join(', ')}</span>`,
            ),
          )
    }</td>
    <td>${
      positive &&
      html`${postForm({ action, token: visit.formToken, class: 'inline' }, html`<input class="ds-input" name="sak" size="9" inputmode="numeric" aria-label="${t('d.places.placeFor', { id: payment.id })}" placeholder="${t('d.places.placeIn')}"><button class="ds-button sm" data-variant="secondary" type="submit" name="gjor" value="place" aria-label="${`${t('d.places.place')} ${payment.id}`}">${t('d.places.place')}</button>`)}
      ${payment.state === 'held' ? button('release', t('d.places.release')) : button('hold', t('d.places.hold'))}
      ${bank && button('refund', t('d.places.refund'), true)}`
    }</td>
  </tr>`;
}

async function act(visit: SignedInVisit): Promise<Answer> {
  const { t, form, house } = visit;
  const id = rowNumber(visit.params['id']);
  if (id === undefined) return { missing: true };
  // The ledger is written by the house itself, in the name of who did it.
  const handled: Handled | undefined = await house.db.transaction(async (sql) => {
    const collector = await sql.query<{ number: number }>(
      `select number from client where kind = 'collector' order by number limit 1`,
    );
    const number = collector.rows[0]?.number;
    if (number === undefined)
      throw new Error('there is no client of the kind “collector”; start the house once, which makes it');
    const by: Handling = { who: visit.user.login, today: visit.today, at: visit.now, collector: number };
    if (form['gjor'] === 'hold') return holdPayment(sql, id, by);
    if (form['gjor'] === 'release') return releasePayment(sql, id, by);
    if (form['gjor'] === 'refund') return refundPayment(sql, id, by);
    if (form['gjor'] !== 'place') return undefined;
    const caseNumber = rowNumber((form['sak'] ?? '').replace(/\s/g, ''));
    if (caseNumber === undefined) return { refused: 'unknown-case' };
    const payment = await sql.query<{ amount: bigint }>('select amount from payment where id = $1', [id]);
    const amount = payment.rows[0]?.amount;
    return amount === undefined ? { refused: 'unknown-payment' } : placePayment(sql, id, [{ caseNumber, amount }], by);
  });
  if (handled === undefined) return { missing: true };
  if ('refused' in handled)
    return screen(visit, t('d.places.refused', { id, why: t(`d.places.r.${handled.refused}`) }));
  return { redirect: `${path}?ferdig=${id}` };
}

export const routes: Route[] = [
  { path, roles: operatorSide, get: (visit) => screen(visit) },
  { path: `${path}/:id`, roles: operatorSide, post: act },
];
