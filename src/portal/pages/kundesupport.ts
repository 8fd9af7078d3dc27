/** Kundesupport: how to reach the collector. */
import { html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { icon, panel } from '../parts.ts';
import { everybody, type Route } from '../visit.ts';

export const routes: Route[] = [
  {
    path: '/kundesupport',
    roles: everybody,
    get: async (visit) => {
      const { t } = visit;
      const { collector } = visit.house.settings;
      const cards = html`<div class="cols2">
        ${panel('ring', t('support.call'), html`<div class="pad"><p class="strong num">${collector.phone}</p><p class="small muted">${t('support.lede')}</p></div>`)}
        ${panel('skriv', t('support.message'), html`<div class="pad stack"><p class="small muted">${t('support.messageNote')}</p><p class="acts"><a class="ds-button" href="/meldinger">${icon('mail')} ${t('message.new')}</a></p></div>`)}
        ${panel('epost', t('support.mail'), html`<div class="pad"><p><a href="mailto:${collector.email}">${collector.email}</a></p><p class="small muted">${t('support.mailNote')}</p></div>`)}
      </div>`;
      return {
        page: { title: t('support.title'), main: html`${pageHead(t('support.title'), collector.name)}${cards}` },
      };
    },
  },
];
