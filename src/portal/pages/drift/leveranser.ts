/** Drift › Leveranser: where each document is, per route, and another delivery. */
import { resend } from '../../../delivery/resend.ts';
import { clientChoice, empty, notice, operatorSide } from '../../drift.ts';
import { html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { field, icon, pageNumber, pagination, panel, postForm, rowNumber } from '../../parts.ts';
import type { Answer, Route, SignedInVisit } from '../../visit.ts';

const path = '/drift/leveranser';
const perPage = 50;
const states = ['planned', 'trying', 'delivered', 'confirmed', 'unsure', 'failed', 'givenUp'] as const;

interface Delivery {
  id: number;
  client: number;
  file_name: string;
  route: string;
  target: string;
  state: (typeof states)[number];
  attempts: number;
  detail: string | null;
  at: Date;
}

async function list(visit: SignedInVisit): Promise<Answer> {
  const { t, format, query } = visit;
  const page = pageNumber(query['side']);
  const state = states.find((each) => each === query['tilstand']);
  const { rows, total } = await visit.ask(async (sql) => {
    const where = `($1::integer is null or client = $1) and ($2::text is null or state = $2)`;
    const values = [rowNumber(query['klient']) ?? null, state ?? null];
    const counted = await sql.query<{ total: number }>(
      `select count(*)::integer as total from delivery_status where ${where}`,
      values,
    );
    const found = await sql.query<Delivery>(
      `select id, client, file_name, route, target, state, attempts, detail, coalesce(last_ended_at, last_started_at, created_at) as at
       from delivery_status where ${where} order by id desc limit $3 offset $4`,
      [...values, perPage, (page - 1) * perPage],
    );
    return { rows: found.rows, total: counted.rows[0]!.total };
  });
  const table = rows.map(
    (delivery) => html`<tr>
      <th scope="row" data-l="${t('d.deliveries.document')}">${delivery.file_name}<span class="sub">${delivery.client}</span></th>
      <td data-l="${t('d.deliveries.route')}">${delivery.route}<span class="sub">${delivery.target}</span></td>
      <td data-l="${t('d.state')}">${delivery.state === 'givenUp' || delivery.state === 'failed' || delivery.state === 'unsure' ? html`<span class="says bad">${icon('stop')}<span>${t(`d.deliveries.s.${delivery.state}`)}</span></span>` : t(`d.deliveries.s.${delivery.state}`)}</td>
      <td data-l="${t('d.deliveries.proof')}">${format.moment(delivery.at)}${delivery.detail !== null && html`<span class="sub">${delivery.detail}</span>`}</td>
      <td class="num" data-l="${t('d.deliveries.attempts')}">${format.count(delivery.attempts)}</td>
      <td>${postForm({ action: `${path}/${delivery.id}`, token: visit.formToken }, html`<button class="ds-button sm" data-variant="secondary" type="submit" aria-label="${t('d.deliveries.resendName', { name: delivery.file_name })}">${t('d.deliveries.resend')}</button>`)}</td>
    </tr>`,
  );
  return {
    page: {
      title: t('d.deliveries.title'),
      main: html`${pageHead(t('d.deliveries.title'), t('d.deliveries.lede'))}
        <div class="stack">
          ${query['igjen'] === '1' && notice('success', t('d.deliveries.resent'))}
          ${panel(
            'leveranser',
            t('d.deliveries.title'),
            html`<div class="pad"><form class="filters" action="${path}" method="get">${clientChoice(visit, query['klient'])}
              ${field(t, { name: 'tilstand', label: t('d.state'), value: state ?? '', options: [['', t('d.all')] as const, ...states.map((each) => [each, t(`d.deliveries.s.${each}`)] as const)] })}
              <button class="ds-button" data-variant="secondary" type="submit">${icon('filter')} ${t('d.show')}</button></form></div>
            ${
              rows.length === 0
                ? empty(visit)
                : html`<div><table class="ds-table cards top-aligned"><thead><tr><th scope="col">${t('d.deliveries.document')}</th><th scope="col">${t('d.deliveries.route')}</th><th scope="col">${t('d.state')}</th><th scope="col">${t('d.deliveries.proof')}</th><th scope="col" class="num">${t('d.deliveries.attempts')}</th><th scope="col">${t('d.act')}</th></tr></thead><tbody>${table}</tbody></table></div>
                  <footer><span>${format.count(total)}</span>${pagination(t, { path, query, page, pages: Math.ceil(total / perPage) })}</footer>`
            }`,
          )}
        </div>`,
    },
  };
}

async function again(visit: SignedInVisit): Promise<Answer> {
  const id = rowNumber(visit.params['id']);
  if (id === undefined) return { missing: true };
  const done = await visit.ask((sql) => resend(sql, id, visit.user.login, visit.now));
  if (!done) return { missing: true };
  await visit.house.queues?.add('deliver', { delivery: id });
  return { redirect: `${path}?igjen=1` };
}

export const routes: Route[] = [
  { path, roles: operatorSide, get: list },
  { path: `${path}/:id`, roles: operatorSide, post: again },
];
