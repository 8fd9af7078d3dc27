/** Pålogging: user name and password, then the code where a second factor is set. */
import { keepForm, sessionId, takeForm, type KeptForm } from '../../access/session.ts';
import { giveCode, signIn } from '../../access/sign-in.ts';
import { html } from '../html.ts';
import { pageHead } from '../layout.ts';
import { field, icon, postForm } from '../parts.ts';
import { safePath } from '../session.ts';
import { signInScreen } from '../sign-in-screen.ts';
import { everybody, type Answer, type Route, type Screen, type Visit } from '../visit.ts';

function origin(visit: Visit) {
  return { address: visit.address, userAgent: visit.userAgent };
}

/** The form carried along, if what came is one; anything else is dropped. */
export function readKept(text: string | undefined, path: string): KeptForm | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const fields: KeptForm['fields'] = [];
  for (const entry of value as unknown[]) {
    const [name, values] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof name !== 'string' || name === 'token' || !Array.isArray(values)) continue;
    fields.push([name, (values as unknown[]).filter((each) => typeof each === 'string')]);
  }
  return { path: safePath(path), fields };
}

async function signInPost(visit: Visit): Promise<Answer> {
  const { login = '', password = '', til, kept } = visit.form;
  const result = await signIn(visit.house, { login, password }, origin(visit));
  const next = safePath(til);
  if (result.outcome === 'refused') {
    const carried = kept === undefined ? {} : { kept };
    return { page: signInScreen(visit, { next, ...carried, refused: true, login }), status: 401 };
  }
  const form = readKept(kept, next);
  if (form) await keepForm(visit.house.db, sessionId(result.token), form);
  const after = form ? '/palogging/fortsett' : next;
  const code = `/palogging/kode?til=${encodeURIComponent(after)}`;
  return { redirect: result.outcome === 'codeNeeded' ? code : after, cookie: result.token };
}

function codeScreen(visit: Visit, refused: boolean): Screen {
  const { t } = visit;
  const next = safePath(visit.form['til'] ?? visit.query['til']);
  return {
    title: refused ? `${t('word.error')} ${t('code.title')}` : t('code.title'),
    main: html`<div class="entrance">
      <section class="panel" aria-labelledby="code">
        <header><h1 id="code">${t('code.title')}</h1></header>
        <div class="pad stack">
          <p>${t('code.text')}</p>
          ${refused && html`<div class="ds-alert" data-color="danger" role="alert" tabindex="-1" data-focus><p>${t('code.refused')}</p></div>`}
          ${postForm(
            { action: '/palogging/kode', token: visit.formToken, class: 'stack' },
            html` <input type="hidden" name="til" value="${next}" />
              ${field(t, { name: 'code', label: t('code.label'), need: 'must', autocomplete: 'one-time-code', inputmode: 'numeric' })}
              <p class="acts">
                <button class="ds-button" type="submit">${icon('lock')} ${t('signIn.act')}</button>
                <a class="ds-button" data-variant="tertiary" href="/palogging">${t('code.back')}</a>
              </p>`,
          )}
        </div>
      </section>
    </div>`,
  };
}

async function codePost(visit: Visit): Promise<Answer> {
  const { caller } = visit;
  if (!caller || caller.secondFactorPassed) return { redirect: '/palogging' };
  const kept = await takeForm(visit.house.db, caller.session);
  const result = await giveCode(visit.house, caller, visit.form['code'] ?? '', origin(visit));
  if (result.outcome === 'refused') {
    if (kept) await keepForm(visit.house.db, caller.session, kept);
    return { page: codeScreen(visit, true), status: 401 };
  }
  if (kept) await keepForm(visit.house.db, sessionId(result.token), kept);
  return { redirect: safePath(visit.form['til']), cookie: result.token };
}

/** Chooses the language before anybody is known. */
const languageRoute: Route = {
  path: '/palogging/sprak/:language',
  open: true,
  get: async (visit) => ({
    redirect: '/palogging',
    ...(visit.params['language'] === 'en' || visit.params['language'] === 'nb'
      ? { language: visit.params['language'] }
      : {}),
  }),
};

export const routes: Route[] = [
  {
    path: '/palogging',
    open: true,
    get: async (visit) =>
      visit.caller?.secondFactorPassed
        ? { redirect: '/hjem' }
        : { page: signInScreen(visit, { next: safePath(visit.query['til']) }) },
    post: signInPost,
  },
  {
    path: '/palogging/kode',
    open: true,
    get: async (visit) =>
      visit.caller && !visit.caller.secondFactorPassed
        ? { page: codeScreen(visit, false) }
        : { redirect: '/palogging' },
    post: codePost,
  },
  languageRoute,
  {
    path: '/palogging/fortsett',
    roles: everybody,
    get: async (visit) => {
      const { t } = visit;
      const form = await takeForm(visit.house.db, visit.user.session);
      if (!form) return { redirect: '/hjem' };
      const fields = form.fields.flatMap(([name, values]) =>
        values.map((value) => html`<input type="hidden" name="${name}" value="${value}" />`),
      );
      return {
        page: {
          title: t('continue.title'),
          main: html`${pageHead(t('continue.title'))}
            <section class="panel">
              <div class="pad stack">
                <p>${t('continue.text')}</p>
                ${postForm(
                  { action: form.path, token: visit.formToken },
                  html`${fields}
                    <p class="acts"><button class="ds-button" type="submit">${t('continue.act')}</button></p>`,
                )}
              </div>
            </section>`,
        },
      };
    },
  },
];
