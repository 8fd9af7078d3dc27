/** Hjelp: a short guide for each page. */
import { html } from '../html.ts';
import { pageHead } from '../layout.ts';
import type { TextKey } from '../locales/text.ts';
import { panel } from '../parts.ts';
import { everybody, type Route } from '../visit.ts';

const guides: readonly (readonly [address: string, title: TextKey, text: TextKey])[] = [
  ['/hjem', 'home.title', 'help.home'],
  ['/send-fil', 'sendFile.title', 'help.sendFile'],
  ['/kopi-av-faktura', 'paper.title', 'help.papers'],
  ['/prov-fil', 'try.title', 'help.try'],
  ['/inkasso/sok', 'search.title', 'help.search'],
  ['/inkasso/ny-sak', 'newCase.title', 'help.newCase'],
  ['/faktura/sok', 'invoice.title', 'help.invoices'],
  ['/journaler', 'journals.title', 'help.journals'],
  ['/betalinger', 'pay.title', 'help.payments'],
  ['/rapporter/forproduserte', 'reports.title', 'help.reports'],
  ['/meldinger', 'message.title', 'help.messages'],
  ['/profil', 'profile.title', 'help.profile'],
];

export const routes: Route[] = [
  {
    path: '/hjelp',
    roles: everybody,
    get: async ({ t }) => {
      const cards = guides.map(([address, title, text], at) =>
        panel(
          `hjelp-${at}`,
          html`<a href="${address}">${t(title)}</a>`,
          html`<div class="pad"><p>${t(text)}</p></div>`,
        ),
      );
      return {
        page: {
          title: t('help.title'),
          main: html`${pageHead(t('help.title'), t('help.lede'))}<div class="cols2">${cards}</div>`,
        },
      };
    },
  },
];
