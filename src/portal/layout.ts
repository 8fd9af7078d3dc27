/** What stands around every page: the band, the menu, the client picker and the foot. */
import { isOperator } from '../access/role.ts';
import { operatorMenu } from './operator-menu.ts';
import { assetAddress, styleSheetAddresses } from './assets.ts';
import { attributes, document, html, type Content, type Html } from './html.ts';
import type { TextKey } from './locales/text.ts';
import { field, icon, postForm } from './parts.ts';
import type { SignedInVisit, Screen, Visit } from './visit.ts';

/** The menu: address and word. Every address is a page of its own; a test opens each. */
export const menu: readonly (readonly [address: string, text: TextKey])[] = [
  ['/hjem', 'nav.home'],
  ['/journaler', 'nav.journals'],
  ['/inkasso/sok', 'nav.collection'],
  ['/faktura/sok', 'nav.invoices'],
  ['/betalinger', 'nav.payments'],
  ['/rapporter/forproduserte', 'nav.reports'],
  ['/send-fil', 'nav.sendFile'],
  ['/meldinger', 'nav.messages'],
];

function isSignedIn(visit: Visit): visit is SignedInVisit {
  return 'user' in visit;
}

function head(title: string): Html {
  return html`<head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>${title} · Kreditorflyt</title>
      <link rel="icon" href="${assetAddress('mark.svg')}" type="image/svg+xml">
      ${styleSheetAddresses.map((address) => html`<link rel="stylesheet" href="${address}">`)}
      <script type="module" src="${assetAddress('portal.js')}"></script>
    </head>`;
}

function clientPicker(visit: SignedInVisit): Html | undefined {
  const { clients, chosen, t } = visit;
  if (clients.length === 0) return undefined;
  const one = chosen.length === 1 ? chosen[0] : undefined;
  if (clients.length === 1 && one) {
    return html`<span class="act who"
      ><span class="k">${t('client.word')}</span> <span class="num">${one.number}</span> ${one.name}</span
    >`;
  }
  const label = one ? html`<span class="num">${one.number}</span> ${one.name}` : t('client.all', { n: clients.length });
  const pick = (number: string, shown: Content, current: boolean) =>
    html`<li>
      <button
        class="pick-one"
        name="klient"
        value="${number}"
        ${attributes({ 'aria-current': current ? 'true' : undefined })}
      >
        ${shown}
      </button>
    </li>`;
  return html`<details class="drawer left">
    <summary class="act who"><span class="k">${t('client.word')}</span> ${label} ${icon('chev')}</summary>
    <div>
      ${postForm(
        { action: '/klientvalg', token: visit.formToken, class: 'inline' },
        html` <input type="hidden" name="til" value="${visit.path}" />
          ${field(t, { id: 'klient', name: 'klient', label: t('client.change'), list: 'klienter', placeholder: t('client.placeholder'), autocomplete: 'off' })}
          <button class="ds-button" data-variant="secondary" type="submit">${t('client.choose')}</button>`,
      )}
      ${postForm(
        { action: '/klientvalg', token: visit.formToken },
        html` <input type="hidden" name="til" value="${visit.path}" />
          <ul class="pick">
            ${clients.slice(0, 8).map((client) => pick(String(client.number), html`<span class="num">${client.number}</span> ${client.name}`, client.number === one?.number))}
            ${pick('alle', html`<span class="num">${t('client.allWord')}</span> ${t('client.all', { n: clients.length })}`, !one)}
          </ul>`,
      )}
    </div>
  </details>`;
}

/** The clients to type in, for every field that asks for one. */
export function clientList(visit: SignedInVisit): Html {
  return html`<datalist id="klienter">
    ${visit.clients.slice(0, 1000).map((client) => html`<option value="${client.number} ${client.name}"></option>`)}
  </datalist>`;
}

function top(visit: SignedInVisit): Html {
  const { t } = visit;
  return html`<header class="top">
      <div class="wrap">
        ${isOperator(visit.user.role) ? html`<a class="mark" href="/drift">Kreditorflyt <span class="side">${t('d.side')}</span></a>` : html`<a class="mark" href="/hjem">Kreditorflyt</a>`}
        ${clientPicker(visit)}
        <div class="grow">
          <form class="find" role="search" action="/inkasso/sok" method="get" aria-label="${t('search.box')}">
            ${icon('search')}<label class="ds-sr-only" for="finn">${t('search.box')}</label>
            <input type="hidden" name="direkte" value="1" /><input
              id="finn"
              name="q"
              type="search"
              placeholder="${t('search.boxHint')}"
            />
          </form>
        </div>
        <a class="act" href="/meldinger" aria-label="${t('nav.unread', { n: visit.unread })}"
          >${icon('bell')}
          <span class="long">${t('nav.messages')}</span
          >${visit.unread > 0 && html` <span class="count">${visit.unread}</span>`}</a
        >
        <details class="drawer">
          <summary class="act">${icon('user')} <span class="long">${visit.user.name}</span></summary>
          <div>
            <p class="strong">${visit.user.name}</p>
            <p class="small muted">${visit.user.login}</p>
          <ul class="pick"><li><a href="/profil">${t('nav.profile')}</a></li><li><a href="/profil#okter">${t('nav.sessions')}</a></li><li><a href="/hjelp">${t('nav.help')}</a></li></ul>
            ${postForm({ action: '/logg-ut', token: visit.formToken }, html`<p class="acts"><button class="ds-button sm" data-variant="secondary" type="submit">${t('nav.signOut')}</button></p>`)}
          </div>
        </details>
        <button class="act menu-button" type="button" popovertarget="meny">${icon('menu')} ${t('nav.menu')}</button>
      </div>
    </header>
    <nav class="nav" id="meny" popover aria-label="${t('nav.main')}">
      <div class="wrap">
        ${(isOperator(visit.user.role) ? operatorMenu : menu).map(([address, text]) => {
          const current =
            visit.path === address ||
            (address !== '/drift' && visit.path.startsWith(`${address}/`)) ||
            (address.split('/')[1] !== 'drift' && sameRoom(visit.path, address));
          return html`<a href="${address}" ${attributes({ 'aria-current': current ? 'page' : undefined })}
            >${t(text)}</a
          >`;
        })}
      </div>
    </nav>
    ${clientList(visit)}`;
}

function sameRoom(path: string, address: string): boolean {
  const room = (text: string) => text.split('/')[1];
  return address.split('/').length > 2 && room(path) === room(address);
}

function foot(visit: Visit): Html {
  const { collector } = visit.house.settings;
  return html`<footer class="foot">
    <div class="wrap">
      <span>${visit.t('foot.from', { name: collector.name })}</span>
      ${
        isSignedIn(visit)
          ? html`<a href="/kundesupport">${visit.t('foot.support', { phone: collector.phone })}</a><a href="/personvern">${visit.t('nav.privacy')}</a><a href="/hjelp">${visit.t('nav.help')}</a>`
          : html`<span>${visit.t('foot.support', { phone: collector.phone })}</span>`
      }
      <span>${visit.t('foot.updated', { time: visit.format.time(visit.now) })}</span>
    </div>
  </footer>`;
}

/** A whole page as text to send. */
export function wholePage(visit: Visit, screen: Screen): string {
  const { t } = visit;
  const above = isSignedIn(visit)
    ? top(visit)
    : html`<header class="top">
        <div class="wrap"><a class="mark" href="/">Kreditorflyt</a></div>
      </header>`;
  const side = isSignedIn(visit) && isOperator(visit.user.role) ? 'operator' : 'creditor';
  const appearance = isSignedIn(visit) ? visit.user.appearance : 'auto';
  return document(html`<html lang="${visit.language}" data-color-scheme="${appearance}" data-size="sm">
    ${head(screen.title)}
    <body class="${side}">
      <a class="ds-skip-link" href="#innhold">${t('nav.skip')}</a>
      ${above}
      <main class="main wrap" id="innhold" tabindex="-1">${screen.main}</main>
      ${foot(visit)}
    </body>
    </html>`);
}

/** A page's head: title, lede, and acts on the right. */
export function pageHead(title: string, lede?: Content, acts?: Content): Html {
  return html`<div class="head">
    <div>
      <h1>${title}</h1>
      ${lede && html`<p class="lede">${lede}</p>`}
    </div>
    ${acts && html`<div class="acts">${acts}</div>`}
  </div>`;
}
