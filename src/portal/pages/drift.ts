/** Drift › I dag: what came in, what is stuck, what waits for a person, tonight's plan and last night's proof. */
import { reviewTotals } from '../../journal/review/queries.ts';
import { nightAnswer, nightDates } from '../../night/queries.ts';
import { empty, operatorSide } from '../drift.ts';
import { html, type Content, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { panel } from '../parts.ts';
import { proofTag, proofView } from '../proof-view.ts';
import type { Answer, Route, SignedInVisit } from '../visit.ts';

interface Figures {
  came: number;
  rows: number;
  rejected: number;
  stuck: number;
  approval: number;
  places: number;
  deliveries: number;
}

interface StuckFile {
  id: number;
  client: number;
  name: string;
  state: 'stuck' | 'refused';
  received_at: Date;
}

async function screen(visit: SignedInVisit): Promise<Answer> {
  const { t, format, today } = visit;
  const found = await visit.ask(async (sql) => {
    const figures = await sql.query<Figures>(
      `select count(*) filter (where came)::integer as came, coalesce(sum(rows) filter (where came), 0)::integer as rows,
         coalesce(sum(rejected) filter (where came), 0)::integer as rejected, count(*) filter (where state = 'stuck')::integer as stuck,
         (select count(*) from journal where state = 'awaitingApproval')::integer as approval,
         (select count(*) from payment where state in ('unplaced', 'held'))::integer as places,
         (select count(*) from delivery where delivered_at is null and given_up_at is not null)::integer as deliveries
       from (select *, (received_at at time zone 'Europe/Oslo')::date = $1 as came from drop_file) as each`,
      [today],
    );
    const stuck = await sql.query<StuckFile>(
      `select id, client, name, state, received_at from drop_file
       where state = 'stuck' or (state = 'refused' and (received_at at time zone 'Europe/Oslo')::date = $1) order by state desc, id desc limit 20`,
      [today],
    );
    const tonight = await sql.query<{ confirmations: number; settlements: number }>(
      `select (select count(distinct client) from collection_case where registered_on = $1)::integer as confirmations,
         (select count(distinct client) from payment where settlement is null and state = 'placed')::integer as settlements`,
      [today],
    );
    const [date] = await nightDates(sql, 1);
    return {
      figures: figures.rows[0]!,
      stuck: stuck.rows,
      tonight: tonight.rows[0]!,
      review: await reviewTotals(sql, today, null),
      night: date === undefined ? undefined : await nightAnswer(sql, date),
    };
  });
  const { figures, review, night } = found;
  const figure = (label: string, address: string, value: number, note?: Content): Html =>
    html`<div><dt>${label}</dt><dd><a href="${address}">${format.count(value)}</a></dd>${note && html`<dd class="note">${note}</dd>`}</div>`;
  return {
    page: {
      title: t('d.today.title'),
      main: html`${pageHead(t('d.today.title'), t('d.today.lede'))}
        <div class="stack">
          <dl class="figures">
            ${figure(t('d.today.in'), '/drift/filer', figures.came, t('d.today.inNote', { rows: format.count(figures.rows), rejected: format.count(figures.rejected) }))}
            ${figure(t('d.today.stuck'), '/drift/filer?tilstand=stuck', figures.stuck)}
            ${figure(t('d.today.waits'), '/drift/rader', review.open, t('d.today.waitsNote', { files: format.count(review.files) }))}
            ${figure(t('d.today.approval'), '/journaler', figures.approval)}
            ${figure(t('d.today.places'), '/drift/plassering', figures.places)}
            ${figure(t('d.today.deliveries'), '/drift/leveranser?tilstand=givenUp', figures.deliveries)}
          </dl>
          ${panel('star', t('d.today.stuckList'), stuckList(visit, found.stuck))}
          ${panel('inatt', t('d.today.tonight'), html`<div class="pad"><p>${t('d.today.tonightText', found.tonight)}</p></div>`)}
          ${panel(
            'sistenatt',
            t('d.today.lastNight'),
            night === undefined
              ? html`<div class="empty"><b>${t('d.today.noNight')}</b></div>`
              : proofView(visit, night.proof),
            night &&
              html`<a href="/drift/netter/${night.date}">${format.day(night.date)}</a> ${proofTag(visit, night.proof)}`,
          )}
        </div>`,
    },
  };
}

function stuckList(visit: SignedInVisit, files: StuckFile[]): Html {
  const { t, format } = visit;
  if (files.length === 0) return empty(visit);
  return html`<div><table class="ds-table cards">
    <thead><tr><th scope="col">${t('d.drops.name')}</th><th scope="col">${t('d.client')}</th><th scope="col">${t('d.state')}</th><th scope="col">${t('d.drops.received')}</th></tr></thead>
    <tbody>${files.map(
      (file) => html`<tr>
        <th scope="row" data-l="${t('d.drops.name')}"><a href="/drift/filer/${file.id}">${file.name}</a></th>
        <td data-l="${t('d.client')}">${file.client}</td>
        <td data-l="${t('d.state')}">${t(`d.drops.s.${file.state}`)}</td>
        <td data-l="${t('d.drops.received')}">${format.moment(file.received_at)}</td>
      </tr>`,
    )}</tbody>
  </table></div>`;
}

export const routes: Route[] = [{ path: '/drift', roles: operatorSide, get: screen }];
