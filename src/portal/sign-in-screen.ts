/** The sign-in form; shown by its own page, and in place of any form whose session had ended. */
import { html } from './html.ts';
import { field, icon, postForm } from './parts.ts';
import type { Screen, Visit } from './visit.ts';

/** `kept` is a form sent without a session, carried along; `refused` says that user name or password was wrong. */
export function signInScreen(
  visit: Visit,
  state: { next: string; kept?: string; ended?: boolean; refused?: boolean; login?: string },
): Screen {
  const { t } = visit;
  const title = state.refused ? `${t('word.error')} ${t('signIn.title')}` : t('signIn.title');
  return {
    title,
    main: html`<div class="entrance">
      <section class="panel" aria-labelledby="sign-in">
        <header><h1 id="sign-in">${t('signIn.title')}</h1></header>
        <div class="pad stack">
          ${state.ended && html`<div class="ds-alert" data-color="info" role="status"><p>${t('signIn.ended')}</p></div>`}
          ${state.refused && html`<div class="ds-alert" data-color="danger" role="alert" tabindex="-1" data-focus><p>${t('signIn.refused')}</p></div>`}
          ${postForm(
            { action: '/palogging', token: visit.formToken, class: 'stack' },
            html` <input type="hidden" name="til" value="${state.next}" />
              ${state.kept !== undefined && html`<input type="hidden" name="kept" value="${state.kept}" />`}
              ${field(t, { name: 'login', label: t('signIn.login'), need: 'must', autocomplete: 'username', value: state.login })}
              ${field(t, { name: 'password', label: t('signIn.password'), type: 'password', need: 'must', autocomplete: 'current-password' })}
              <p class="acts"><button class="ds-button" type="submit">${icon('lock')} ${t('signIn.act')}</button></p>`,
          )}
          <p><a class="ds-link" href="/palogging/glemt">${t('reset.link')}</a></p>
          <p class="small muted">${t('signIn.help', { phone: visit.house.settings.collector.phone })}</p>
        </div>
        <footer>
          <nav aria-label="${t('signIn.language')}">
            <a href="/palogging/sprak/nb" lang="nb" hreflang="nb">Bokmål</a> ·
            <a href="/palogging/sprak/en" lang="en" hreflang="en">English</a>
          </nav>
        </footer>
      </section>
    </div>`,
  };
}
