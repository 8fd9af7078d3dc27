/** Profil: contact, language and formats, password, second factor, SSH keys, and where one is signed in. */
import { passwordFault } from '../../access/password.ts';
import {
  confirmSecondFactor,
  hasSecondFactor,
  offerSecondFactor,
  pendingSecret,
  removeSecondFactor,
} from '../../access/second-factor.ts';
import { endSession, listSessions, type SessionSummary } from '../../access/session.ts';
import { addSftpKey, listSftpKeys, readPublicKey, revokeSftpKey, type SftpKey } from '../../access/sftp-keys.ts';
import { confirmPassword } from '../../access/sign-in.ts';
import { otpauth } from '../../access/totp.ts';
import { setPassword } from '../../access/users.ts';
import { osloDay } from '../../domain/day.ts';
import { attributes, html, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import type { TextKey } from '../locales/text.ts';
import { notices, profileTextNames, profileTexts, readProfile, saveProfile, type Profile } from '../profile-facts.ts';
import { errorSummary, field, icon, panel, postForm, rowNumber, type Field } from '../parts.ts';
import { everybody, type Answer, type Route, type SignedInVisit } from '../visit.ts';
import { clientMeant } from './klientvalg.ts';

const path = '/profil';

interface Problem {
  id: string;
  text: string;
}

/** What was just done, by the word in the address. */
const done: Record<string, TextKey> = {
  lagret: 'profile.saved',
  passord: 'password.changed',
  'totrinn-pa': 'factor.turnedOn',
  'totrinn-av': 'factor.turnedOff',
  okt: 'sessions.ended',
  nokkel: 'keys.added',
  'nokkel-trukket': 'keys.gone',
};

const labels: Record<(typeof profileTextNames)[number], TextKey> = {
  name: 'profile.name',
  email: 'profile.email',
  phone_home: 'profile.home',
  phone_work: 'profile.work',
  phone_mobile: 'profile.mobile',
  fax: 'profile.fax',
  street: 'profile.address',
  postal_code: 'profile.postalCode',
  postal_place: 'profile.postalPlace',
  region: 'profile.region',
  country: 'profile.country',
};

const complete: Partial<Record<string, string>> = {
  name: 'name',
  email: 'email',
  phone_home: 'tel',
  phone_work: 'tel',
  phone_mobile: 'tel',
  street: 'street-address',
  postal_code: 'postal-code',
  postal_place: 'address-level2',
  country: 'country-name',
};

function errorIn(problems: Problem[], id: string): string | undefined {
  return problems.find((problem) => problem.id === id)?.text;
}

function detailsForm(visit: SignedInVisit, profile: Profile, problems: Problem[]): Html {
  const { t } = visit;
  const failed = problems.length > 0;
  const value = (name: string, kept: string | null) => (failed ? visit.form[name] : undefined) ?? kept ?? '';
  const text = (name: (typeof profileTextNames)[number], more: Partial<Field> = {}) =>
    field(t, {
      id: `p-${name}`,
      name,
      label: t(labels[name]),
      value: value(name, profile[name]),
      error: errorIn(problems, `p-${name}`),
      ...(complete[name] ? { autocomplete: complete[name] } : {}),
      ...more,
    });
  const wanted = failed ? visit.all('notices') : (profile.settings.notices ?? []);
  const notice = (name: (typeof notices)[number], key: TextKey) =>
    html`<div class="ds-field w2"><input class="ds-input" type="checkbox" id="n-${name}" name="notices" value="${name}"${attributes({ checked: wanted.includes(name) })}><label class="ds-label" for="n-${name}">${t(key)}</label></div>`;
  return panel(
    'bruker',
    t('profile.user'),
    postForm(
      { action: path, token: visit.formToken, class: 'pad stack' },
      html`
    ${errorSummary(t, problems)}
    <div class="fields">
      ${text('name', { need: 'must', wide: 2 })}${text('email', { wide: 2, inputmode: 'email' })}
      ${text('phone_mobile')}${text('phone_work')}${text('phone_home')}${text('fax')}
      ${text('street', { wide: 2 })}${text('postal_code')}${text('postal_place')}${text('region', { wide: 2 })}${text('country', { wide: 2 })}
      ${field(t, {
        name: 'language',
        label: t('profile.language'),
        value: value('language', profile.language),
        options: [
          ['nb', t('profile.nb')],
          ['en', t('profile.en')],
        ],
      })}
      ${field(t, {
        name: 'number_format',
        label: t('profile.format'),
        wide: 2,
        value: value('number_format', profile.number_format),
        options: [
          ['nb', t('profile.formatNb')],
          ['en', t('profile.formatEn')],
        ],
      })}
      ${field(t, {
        name: 'appearance',
        label: t('profile.appearance'),
        value: value('appearance', profile.appearance),
        options: [
          ['auto', t('profile.auto')],
          ['light', t('profile.light')],
          ['dark', t('profile.dark')],
        ],
      })}
    </div>
    <fieldset class="ds-fieldset"><legend class="ds-label">${t('profile.notices')}</legend><div class="fields">${notice('rows', 'profile.noticeRows')}${notice('reports', 'profile.noticeReports')}${notice('messages', 'profile.noticeMessages')}</div></fieldset>
    <p class="acts"><button class="ds-button" type="submit">${icon('tick')} ${t('profile.save')}</button></p>`,
    ),
  );
}

function passwordForm(visit: SignedInVisit, problems: Problem[]): Html {
  const { t } = visit;
  const one = (name: string, label: TextKey, more: Partial<Field>) =>
    field(t, {
      id: `o-${name}`,
      name,
      label: t(label),
      type: 'password',
      need: 'must',
      error: errorIn(problems, `o-${name}`),
      ...more,
    });
  return panel(
    'passord',
    t('password.title'),
    postForm(
      { action: `${path}/passord`, token: visit.formToken, class: 'pad stack' },
      html`
    ${errorSummary(t, problems)}
    ${one('current', 'password.current', { autocomplete: 'current-password' })}
    ${one('fresh', 'password.new', { autocomplete: 'new-password', hint: t('password.hint') })}
    ${one('again', 'password.again', { autocomplete: 'new-password' })}
    <p class="acts"><button class="ds-button" data-variant="secondary" type="submit">${icon('lock')} ${t('password.title')}</button></p>`,
    ),
  );
}

function factorPanel(
  visit: SignedInVisit,
  state: { on: boolean; secret: string | undefined },
  problems: Problem[],
): Html {
  const { t } = visit;
  const error = errorIn(problems, 't-code');
  let body: Html;
  if (state.on) {
    body = html`<p class="says ok">${icon('ok')}<span>${t('factor.on')}</span></p>
      ${postForm({ action: `${path}/totrinn/av`, token: visit.formToken, class: 'stack' }, html`${errorSummary(t, problems)}${field(t, { id: 't-password', name: 'password', label: t('password.current'), type: 'password', need: 'must', autocomplete: 'current-password', error: errorIn(problems, 't-password') })}<p class="acts"><button class="ds-button" data-variant="secondary" data-color="danger" type="submit">${t('factor.remove')}</button></p>`)}`;
  } else if (state.secret !== undefined) {
    const shown = state.secret.replace(/(.{4})/g, '$1 ').trim();
    body = html`<p>${t('factor.how')}</p><dl class="dl"><dt>${t('factor.key')}</dt><dd class="mono">${shown}</dd></dl><p class="mono xs muted">${otpauth(state.secret, visit.user.login, 'Kreditorflyt')}</p>
      ${postForm({ action: `${path}/totrinn/bekreft`, token: visit.formToken, class: 'stack' }, html`${errorSummary(t, problems)}${field(t, { id: 't-code', name: 'code', label: t('code.label'), need: 'must', inputmode: 'numeric', autocomplete: 'one-time-code', error })}<p class="acts"><button class="ds-button" type="submit">${t('factor.confirm')}</button></p>`)}`;
  } else {
    body = html`<p>${t('factor.off')}</p>${postForm({ action: `${path}/totrinn`, token: visit.formToken }, html`<p class="acts"><button class="ds-button" data-variant="secondary" type="submit">${icon('shield')} ${t('factor.begin')}</button></p>`)}`;
  }
  return panel('totrinn', t('factor.title'), html`<div class="pad stack">${body}</div>`);
}

function sessionsPanel(visit: SignedInVisit, sessions: SessionSummary[]): Html {
  const { t, format } = visit;
  const rows = sessions.map((session) => {
    const here = session.id === visit.user.session;
    const end = postForm(
      { action: `${path}/okt`, token: visit.formToken },
      html`<input type="hidden" name="session" value="${session.id}"><button class="ds-button sm" data-variant="tertiary" type="submit" aria-label="${t('sessions.endWhich', { address: session.address })}">${t('sessions.end')}</button>`,
    );
    return html`<tr><th scope="row" class="full"><span class="num">${session.address}</span><span class="sub">${session.userAgent.slice(0, 120)}</span></th><td data-l="${t('sessions.since')}">${format.moment(session.createdAt)}</td><td data-l="${t('sessions.last')}">${format.moment(session.lastSeenAt)}</td><td>${here ? html`<b>${t('sessions.this')}</b>` : end}</td></tr>`;
  });
  return panel(
    'okter',
    t('sessions.title'),
    html`<div><table class="ds-table cards top-aligned"><thead><tr><th scope="col">${t('sessions.where')}</th><th scope="col">${t('sessions.since')}</th><th scope="col">${t('sessions.last')}</th><th scope="col"><span class="ds-sr-only">${t('journals.c.act')}</span></th></tr></thead><tbody>${rows}</tbody></table></div>`,
  );
}

function keysPanel(visit: SignedInVisit, keys: SftpKey[], problems: Problem[]): Html | undefined {
  const { t, format } = visit;
  const mine = visit.clients.filter((client) => client.role === 'approver');
  const [only] = mine;
  if (!only) return undefined;
  const rows = keys.map((key) => {
    const state = key.revokedAt
      ? t('keys.revoked', { day: format.day(osloDay(key.revokedAt)) })
      : postForm(
          { action: `${path}/nokkel/trekk`, token: visit.formToken },
          html`<input type="hidden" name="key" value="${key.id}"><input type="hidden" name="client" value="${key.client}"><button class="ds-button sm" data-variant="tertiary" type="submit" aria-label="${t('keys.revokeWhich', { name: key.name })}">${t('keys.revoke')}</button>`,
        );
    return html`<tr${key.revokedAt && html` data-state="off"`}><th scope="row" class="full">${key.name}<span class="sub mono">${key.fingerprint}</span></th><td class="num start" data-l="${t('client.word')}">${key.client}</td><td data-l="${t('keys.used')}">${key.lastUsedAt ? format.moment(key.lastUsedAt) : t('keys.never')}</td><td>${state}</td></tr>`;
  });
  const table =
    keys.length === 0
      ? html`<div class="empty"><b>${t('keys.none')}</b></div>`
      : html`<div><table class="ds-table cards top-aligned"><thead><tr><th scope="col">${t('keys.name')}</th><th scope="col">${t('client.word')}</th><th scope="col">${t('keys.used')}</th><th scope="col"><span class="ds-sr-only">${t('journals.c.act')}</span></th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const failed = problems.length > 0;
  return panel(
    'nokler',
    t('keys.title'),
    html`${table}<details class="pad"${attributes({ open: failed })}><summary>${t('keys.add')}</summary>
    ${postForm(
      { action: `${path}/nokkel`, token: visit.formToken, class: 'stack' },
      html`${errorSummary(t, problems)}
      <div class="fields">
      ${field(t, { id: 'k-client', name: 'client', label: t('client.word'), need: 'must', wide: 2, list: 'klienter', autocomplete: 'off', value: visit.form['client'] ?? (mine.length === 1 ? `${only.number} ${only.name}` : ''), error: errorIn(problems, 'k-client') })}
      ${field(t, { id: 'k-name', name: 'name', label: t('keys.name'), need: 'must', wide: 2, value: failed ? visit.form['name'] : '', error: errorIn(problems, 'k-name') })}
      ${field(t, { id: 'k-public', name: 'public', label: t('keys.public'), need: 'must', wide: 4, rows: 3, value: failed ? visit.form['public'] : '', error: errorIn(problems, 'k-public') })}</div>
      <p class="acts"><button class="ds-button" data-variant="secondary" type="submit">${icon('plus')} ${t('keys.add')}</button></p>`,
    )}</details>`,
    t('keys.text'),
  );
}

/** Which form the problems belong to. */
type Part = 'details' | 'password' | 'factor' | 'keys';

async function screen(visit: SignedInVisit, part?: Part, problems: Problem[] = []): Promise<Answer> {
  const { t } = visit;
  const { db } = visit.house;
  const at = (which: Part) => (which === part ? problems : []);
  const { profile, sessions, keys } = await visit.ask(async (sql) => {
    const keys: SftpKey[] = [];
    for (const client of visit.chosen.slice(0, 50)) keys.push(...(await listSftpKeys(sql, client.number)));
    return { profile: await readProfile(sql), sessions: await listSessions(sql, visit.now, visit.user.userId), keys };
  });
  const factor = {
    on: await hasSecondFactor(db, visit.user.userId),
    secret: await pendingSecret(db, visit.user.userId),
  };
  const word = done[visit.query['gjort'] ?? ''];
  const failed = problems.length > 0;
  return {
    ...(failed ? { status: 422 } : {}),
    page: {
      title: failed ? `${t('word.error')} ${t('profile.title')}` : t('profile.title'),
      main: html`${pageHead(t('profile.title'), visit.user.login)}<div class="stack">
        ${word && !failed && html`<div class="ds-alert" data-color="success" role="status"><p>${t(word)}</p></div>`}
        ${detailsForm(visit, profile, at('details'))}
        <div class="cols2">${passwordForm(visit, at('password'))}${factorPanel(visit, factor, at('factor'))}</div>
        ${sessionsPanel(visit, sessions)}${keysPanel(visit, keys, at('keys'))}</div>`,
    },
  };
}

async function save(visit: SignedInVisit): Promise<Answer> {
  const { t, form } = visit;
  const problems: Problem[] = [];
  const texts = Object.fromEntries(
    profileTextNames.map((name) => {
      const value = (form[name] ?? '').trim();
      if (Array.from(value).length > profileTexts[name])
        problems.push({ id: `p-${name}`, text: t('profile.tooLong', { n: profileTexts[name] }) });
      return [name, value === '' ? null : value];
    }),
  );
  if (texts['name'] === null) problems.push({ id: 'p-name', text: t('profile.noName') });
  const email = texts['email'];
  if (email && !/^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/.test(email))
    problems.push({ id: 'p-email', text: t('profile.badEmail') });
  if (problems.length > 0) return screen(visit, 'details', problems);
  const kept: Record<string, string | null> = texts;
  const of = (name: (typeof profileTextNames)[number]) => kept[name] ?? null;
  await visit.ask((sql) =>
    saveProfile(sql, {
      name: of('name'),
      email: of('email'),
      phone_home: of('phone_home'),
      phone_work: of('phone_work'),
      phone_mobile: of('phone_mobile'),
      fax: of('fax'),
      street: of('street'),
      postal_code: of('postal_code'),
      postal_place: of('postal_place'),
      region: of('region'),
      country: of('country'),
      language: form['language'] === 'en' ? 'en' : 'nb',
      number_format: form['number_format'] === 'en' ? 'en' : 'nb',
      appearance: form['appearance'] === 'dark' ? 'dark' : form['appearance'] === 'light' ? 'light' : 'auto',
      notices: notices.filter((name) => visit.all('notices').includes(name)),
    }),
  );
  return { redirect: `${path}?gjort=lagret` };
}

async function changePassword(visit: SignedInVisit): Promise<Answer> {
  const { t, form, user } = visit;
  const fresh = form['fresh'] ?? '';
  const problems: Problem[] = [];
  const fault = passwordFault(fresh, user.login);
  if (fault) problems.push({ id: 'o-fresh', text: t(`password.${fault}`) });
  else if (fresh !== form['again']) problems.push({ id: 'o-again', text: t('password.differ') });
  if (problems.length === 0 && !(await confirmPassword(visit.house, user, form['current'] ?? '', visit.address)))
    problems.push({ id: 'o-current', text: t('password.wrong') });
  if (problems.length > 0) return screen(visit, 'password', problems);
  await setPassword(visit.house.db, visit.now, user.login, {
    userId: user.userId,
    login: user.login,
    password: fresh,
    keepSession: user.session,
  });
  return { redirect: `${path}?gjort=passord` };
}

async function confirmFactor(visit: SignedInVisit): Promise<Answer> {
  const right = await confirmSecondFactor(visit.house.db, visit.now, visit.user, visit.form['code'] ?? '');
  return right
    ? { redirect: `${path}?gjort=totrinn-pa` }
    : screen(visit, 'factor', [{ id: 't-code', text: visit.t('factor.wrong') }]);
}

async function removeFactor(visit: SignedInVisit): Promise<Answer> {
  if (!(await confirmPassword(visit.house, visit.user, visit.form['password'] ?? '', visit.address))) {
    return screen(visit, 'factor', [{ id: 't-password', text: visit.t('password.wrong') }]);
  }
  await removeSecondFactor(visit.house.db, visit.now, visit.user.login, visit.user.userId);
  return { redirect: `${path}?gjort=totrinn-av` };
}

async function addKey(visit: SignedInVisit): Promise<Answer> {
  const { t, form, language } = visit;
  const client = clientMeant(
    visit.clients.filter((each) => each.role === 'approver'),
    form['client'] ?? '',
  );
  const name = (form['name'] ?? '').trim().slice(0, 100);
  const key = readPublicKey(form['public'] ?? '');
  const problems: Problem[] = [];
  if (client === undefined) problems.push({ id: 'k-client', text: t('sendFile.noClient') });
  if (name === '') problems.push({ id: 'k-name', text: t('profile.noName') });
  if ('fault' in key) problems.push({ id: 'k-public', text: key.fault[language] });
  if (problems.length > 0 || client === undefined || 'fault' in key) return screen(visit, 'keys', problems);
  await addSftpKey(visit.house.db, visit.now, visit.user.login, {
    client,
    name,
    publicKey: key,
    userId: visit.user.userId,
  });
  return { redirect: `${path}?gjort=nokkel` };
}

async function revokeKey(visit: SignedInVisit): Promise<Answer> {
  const client = rowNumber(visit.form['client']);
  const key = rowNumber(visit.form['key']);
  const mine = visit.clients.some((each) => each.number === client && each.role === 'approver');
  if (client === undefined || key === undefined || !mine) return { missing: true };
  const gone = await revokeSftpKey(visit.house.db, visit.now, visit.user.login, client, key);
  return gone ? { redirect: `${path}?gjort=nokkel-trukket` } : { missing: true };
}

export const routes: Route[] = [
  { path, roles: everybody, get: (visit) => screen(visit), post: save },
  { path: `${path}/passord`, roles: everybody, post: changePassword },
  {
    path: `${path}/totrinn`,
    roles: everybody,
    post: async (visit) => {
      if (!(await hasSecondFactor(visit.house.db, visit.user.userId)))
        await offerSecondFactor(visit.house.db, visit.user.userId);
      return { redirect: `${path}#totrinn` };
    },
  },
  { path: `${path}/totrinn/bekreft`, roles: everybody, post: confirmFactor },
  { path: `${path}/totrinn/av`, roles: everybody, post: removeFactor },
  {
    path: `${path}/okt`,
    roles: everybody,
    post: async (visit) => {
      await visit.ask((sql) => endSession(sql, visit.user.userId, visit.form['session'] ?? ''));
      return { redirect: `${path}?gjort=okt` };
    },
  },
  { path: `${path}/nokkel`, roles: everybody, post: addKey },
  { path: `${path}/nokkel/trekk`, roles: everybody, post: revokeKey },
];
