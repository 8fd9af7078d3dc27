/** Drift › Klienter: each client's agreement, users and keys. Only an administrator changes them, and every change is audited. */
import { recordAct } from '../../../access/audit.ts';
import { listSftpKeys, revokeSftpKey } from '../../../access/sftp-keys.ts';
import { grantMembership, revokeMembership } from '../../../access/users.ts';
import { agreementOf, type StoredAgreement } from '../../../domain/agreement.ts';
import { agreementFaults } from '../../../validation/agreement.ts';
import { empty, notice, operatorSide } from '../../drift.ts';
import { html, type Html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { errorSummary, field, icon, panel, postForm, rowNumber } from '../../parts.ts';
import type { Answer, Route, SignedInVisit } from '../../visit.ts';

const path = '/drift/klienter';
const administrators = ['administrator'] as const;

interface Client {
  number: number;
  name: string;
  org_number: string | null;
  agreement: StoredAgreement;
  cases: number;
}

async function list(visit: SignedInVisit): Promise<Answer> {
  const { t, format } = visit;
  const clients = await visit.ask(async (sql) => {
    const { rows } = await sql.query<Client>(
      `select number, name, org_number, agreement, (select count(*) from collection_case where client = number)::integer as cases
       from client where kind = 'creditor' order by number limit 2000`,
    );
    return rows;
  });
  const rows = clients.map(
    (client) => html`<tr>
      <th scope="row" data-l="${t('d.client')}"><a href="${path}/${client.number}"><span class="num">${client.number}</span> ${client.name}</a></th>
      <td data-l="${t('d.clients.orgNumber')}">${client.org_number ?? '–'}</td>
      <td data-l="${t('d.clients.approval')}">${t(`d.clients.a.${agreementOf(client.agreement).approval}`)}</td>
      <td class="num" data-l="${t('d.clients.cases')}">${format.count(client.cases)}</td>
    </tr>`,
  );
  return {
    page: {
      title: t('d.clients.title'),
      main: html`${pageHead(t('d.clients.title'), t('d.clients.lede'))}${panel('klientene', t('d.clients.title'), rows.length === 0 ? empty(visit) : html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.client')}</th><th scope="col">${t('d.clients.orgNumber')}</th><th scope="col">${t('d.clients.approval')}</th><th scope="col" class="num">${t('d.clients.cases')}</th></tr></thead><tbody>${rows}</tbody></table></div>`)}`,
    },
  };
}

interface Member {
  user_id: number;
  login: string;
  name: string;
  role: 'reader' | 'approver';
}

async function one(visit: SignedInVisit, faults: { id: string; text: string }[] = []): Promise<Answer> {
  const { t, format, form } = visit;
  const number = rowNumber(visit.params['nummer']);
  if (number === undefined) return { missing: true };
  const found = await visit.ask(async (sql) => {
    const { rows } = await sql.query<Client>(
      `select number, name, org_number, agreement, 0 as cases from client where number = $1 and kind = 'creditor'`,
      [number],
    );
    const members = await sql.query<Member>(
      `select user_id, login, name, membership.role from membership join app_user on id = user_id where client = $1 and disabled_at is null order by login`,
      [number],
    );
    const audit = await sql.query<{ at: Date; actor: string; act: string; subject: string }>(
      'select at, actor, act, subject from audit where client = $1 order by id desc limit 20',
      [number],
    );
    return { client: rows[0], members: members.rows, audit: audit.rows, keys: await listSftpKeys(sql, number) };
  });
  const { client } = found;
  if (!client) return { missing: true };
  const may = visit.user.role === 'administrator';
  const here = `${path}/${number}`;
  const stored = JSON.stringify(client.agreement, null, 2);
  const title = t('d.clients.one', { number, name: client.name });
  const said = visit.query['ferdig'];
  const faultOf = (id: string) => faults.find((fault) => fault.id === id)?.text;
  const agreement = may
    ? postForm(
        { action: `${here}/avtale`, token: visit.formToken, class: 'pad stack' },
        html`${errorSummary(
          t,
          faults.filter(({ id }) => id === 'avtale'),
        )}<input type="hidden" name="lest" value="${stored}">
        ${field(t, { id: 'avtale', name: 'avtale', label: t('d.clients.agreement'), hint: t('d.clients.agreementHint'), rows: 12, value: form['avtale'] ?? stored, error: faultOf('avtale') })}
        <p class="acts"><button class="ds-button" type="submit">${icon('ok')} ${t('d.save')}</button></p>`,
      )
    : html`<div class="pad"><p class="muted">${t('d.clients.onlyAdmin')}</p><p class="mono raw">${stored}</p></div>`;
  return {
    ...(faults.length === 0 ? {} : { status: 422 }),
    page: {
      title: faults.length === 0 ? title : `${t('word.error')} ${title}`,
      main: html`${pageHead(title, client.org_number ?? undefined, html`<a class="ds-button" data-variant="secondary" href="${path}">${icon('back')} ${t('d.clients.title')}</a>`)}
        <div class="stack">
          ${said === 'avtale' && notice('success', t('d.clients.saved'))}${said === 'tilgang' && notice('success', t('d.clients.granted'))}${said === 'nokkel' && notice('success', t('d.clients.keyRevoked'))}
          ${panel('avtalen', t('d.clients.agreement'), html`${agreement}<div class="pad"><details><summary>${t('d.clients.whole')}</summary>${wholeAgreement(client.agreement)}</details></div>`)}
          ${panel('brukere', t('d.clients.users'), html`${membersTable(visit, found.members, here, may)}${may && grantForm(visit, here, faults)}`)}
          ${panel('nokler', t('d.clients.keys'), keysTable(visit, found.keys, here, may))}
          ${panel('spor', t('d.clients.audit'), found.audit.length === 0 ? empty(visit) : html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.when')}</th><th scope="col">${t('d.who')}</th><th scope="col">${t('d.act')}</th></tr></thead><tbody>${found.audit.map((line) => html`<tr><th scope="row" data-l="${t('d.when')}">${format.time(line.at)}</th><td data-l="${t('d.who')}">${line.actor}</td><td data-l="${t('d.act')}"><span class="mono">${line.act}</span> ${line.subject}</td></tr>`)}</tbody></table></div>`)}
        </div>`,
    },
  };
}

function wholeAgreement(stored: StoredAgreement): Html {
  return html`<dl class="dl">${Object.entries(agreementOf(stored)).map(([name, value]) => html`<dt>${name}</dt><dd class="mono">${JSON.stringify(value)}</dd>`)}</dl>`;
}

function membersTable(visit: SignedInVisit, members: Member[], here: string, may: boolean): Html {
  const { t } = visit;
  if (members.length === 0) return empty(visit);
  return html`<div><table class="ds-table cards"><thead><tr><th scope="col">${t('d.clients.login')}</th><th scope="col">${t('d.clients.role')}</th><th scope="col">${t('d.act')}</th></tr></thead><tbody>${members.map(
    (
      member,
    ) => html`<tr><th scope="row" data-l="${t('d.clients.login')}">${member.name}<span class="sub">${member.login}</span></th><td data-l="${t('d.clients.role')}">${t(`d.clients.r.${member.role}`)}</td>
      <td>${may && postForm({ action: `${here}/tilgang`, token: visit.formToken }, html`<input type="hidden" name="bruker" value="${member.login}"><button class="ds-button sm" data-variant="tertiary" data-color="danger" type="submit" name="gjor" value="ta-bort" aria-label="${t('d.clients.revokeFor', { name: member.name })}">${t('d.clients.revoke')}</button>`)}</td></tr>`,
  )}</tbody></table></div>`;
}

function grantForm(visit: SignedInVisit, here: string, faults: { id: string; text: string }[]): Html {
  const { t } = visit;
  return postForm(
    { action: `${here}/tilgang`, token: visit.formToken, class: 'pad stack' },
    html`<div class="fields">
      ${field(t, { id: 'bruker', name: 'bruker', label: t('d.clients.login'), need: 'must', wide: 2, autocomplete: 'off', value: faults.length > 0 ? visit.form['bruker'] : undefined, error: faults.find(({ id }) => id === 'bruker')?.text })}
      ${field(t, {
        id: 'rolle',
        name: 'rolle',
        label: t('d.clients.role'),
        options: [
          ['reader', t('d.clients.r.reader')],
          ['approver', t('d.clients.r.approver')],
        ],
      })}
    </div><p class="acts"><button class="ds-button" data-variant="secondary" type="submit" name="gjor" value="gi">${t('d.clients.grant')}</button></p>`,
  );
}

function keysTable(
  visit: SignedInVisit,
  keys: Awaited<ReturnType<typeof listSftpKeys>>,
  here: string,
  may: boolean,
): Html {
  const { t, format } = visit;
  if (keys.length === 0) return empty(visit);
  return html`<div><table class="ds-table cards"><tbody>${keys.map(
    (
      key,
    ) => html`<tr><th scope="row">${key.name}<span class="sub mono">${key.fingerprint}</span></th><td>${format.time(key.createdAt)}</td>
      <td>${key.revokedAt ? `${t('d.clients.revoked')} ${format.time(key.revokedAt)}` : may && postForm({ action: `${here}/nokkel`, token: visit.formToken }, html`<input type="hidden" name="nokkel" value="${key.id}"><button class="ds-button sm" data-variant="tertiary" data-color="danger" type="submit" aria-label="${t('d.clients.revokeKeyFor', { name: key.name })}">${t('d.clients.revokeKey')}</button>`)}</td></tr>`,
  )}</tbody></table></div>`;
}

function isStored(value: unknown): value is StoredAgreement {
  return agreementFaults(value).length === 0;
}

async function saveAgreement(visit: SignedInVisit): Promise<Answer> {
  const { t, form } = visit;
  const number = rowNumber(visit.params['nummer']);
  if (number === undefined) return { missing: true };
  let said: unknown;
  try {
    said = JSON.parse(form['avtale'] ?? '');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return one(visit, [{ id: 'avtale', text: t('d.clients.notJson', { why: error.message }) }]);
  }
  if (!isStored(said))
    return one(
      visit,
      agreementFaults(said).map((text) => ({ id: 'avtale', text })),
    );
  const agreement = JSON.stringify(said);
  const saved = await visit.ask(async (sql) => {
    const before = await sql.query<{ agreement: StoredAgreement }>(
      `select agreement from client where number = $1 and kind = 'creditor'`,
      [number],
    );
    const was = before.rows[0]?.agreement;
    if (was === undefined) return 'missing';
    const changed = await sql.query('update client set agreement = $2 where number = $1 and agreement = $3::jsonb', [
      number,
      agreement,
      form['lest'] ?? '{}',
    ]);
    if (changed.rowCount !== 1) return 'raced';
    await recordAct(sql, {
      at: visit.now,
      actor: visit.user.login,
      act: 'agreement.changed',
      client: number,
      subject: `client ${number}`,
      detail: { before: was, after: said },
    });
    return 'saved';
  });
  if (saved === 'missing') return { missing: true };
  if (saved === 'raced') return one(visit, [{ id: 'avtale', text: t('d.clients.raced') }]);
  return { redirect: `${path}/${number}?ferdig=avtale` };
}

async function changeAccess(visit: SignedInVisit): Promise<Answer> {
  const { t, form, house, user, now } = visit;
  const client = rowNumber(visit.params['nummer']);
  if (client === undefined) return { missing: true };
  const found = await visit.ask((sql) =>
    sql.query<{ id: number }>(
      `select id from app_user where login = lower(trim($1)) and role in ('creditor', 'agency') and disabled_at is null and exists (select from client where number = $2)`,
      [form['bruker'] ?? '', client],
    ),
  );
  const userId = found.rows[0]?.id;
  if (userId === undefined) return one(visit, [{ id: 'bruker', text: t('d.clients.unknownUser') }]);
  if (form['gjor'] === 'ta-bort') await revokeMembership(house.db, now, user.login, { userId, client });
  else
    await grantMembership(house.db, now, user.login, {
      userId,
      client,
      role: form['rolle'] === 'approver' ? 'approver' : 'reader',
    });
  return { redirect: `${path}/${client}?ferdig=tilgang` };
}

async function revokeKey(visit: SignedInVisit): Promise<Answer> {
  const client = rowNumber(visit.params['nummer']);
  const id = rowNumber(visit.form['nokkel']);
  if (client === undefined || id === undefined) return { missing: true };
  const done = await revokeSftpKey(visit.house.db, visit.now, visit.user.login, client, id);
  return done ? { redirect: `${path}/${client}?ferdig=nokkel` } : { missing: true };
}

export const routes: Route[] = [
  { path, roles: operatorSide, get: list },
  { path: `${path}/:nummer`, roles: operatorSide, get: (visit) => one(visit) },
  { path: `${path}/:nummer/avtale`, roles: administrators, post: saveAgreement },
  { path: `${path}/:nummer/tilgang`, roles: administrators, post: changeAccess },
  { path: `${path}/:nummer/nokkel`, roles: administrators, post: revokeKey },
];
