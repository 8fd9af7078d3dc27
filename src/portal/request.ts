/** From a request to a page's handler: who asks, may they, did the form come from here. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordAct } from '../access/audit.ts';
import { isOperator } from '../access/role.ts';
import { formToken, isFormToken, type SignedIn } from '../access/session.ts';
import { myClients } from '../access/users.ts';
import { addDays, osloDay } from '../domain/day.ts';
import { send } from './answer.ts';
import { fieldsOf, uploadOf, type Sent } from './form-data.ts';
import { formatFor } from './format.ts';
import type { House } from './house.ts';
import { languageOf, textFor } from './locales/text.ts';
import { problemScreen } from './problem-screen.ts';
import { callerOf, safePath, type Caller } from './session.ts';
import { signInScreen } from './sign-in-screen.ts';
import { unreadThreads } from './unread.ts';
import type { Answer, Route, SignedInVisit, Visit } from './visit.ts';

const nothingSent: Sent = { fields: new Map() };

function lastOf(values: Iterable<readonly [string, unknown]>): Record<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of values) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    // No text we keep holds NUL, which the database refuses; nobody types it.
    if (typeof last === 'string') found.set(name, last.replaceAll('\0', ''));
  }
  return Object.fromEntries(found);
}

function visitOf(house: House, request: FastifyRequest, caller: Caller, sent: Sent): Visit {
  const chosen = request.cookies['language'];
  const language =
    caller.signedIn?.language ??
    (chosen === 'nb' || chosen === 'en' ? chosen : languageOf(request.headers['accept-language']));
  const t = textFor(language);
  const now = house.clock.now();
  const today = osloDay(now);
  const words = { today: t('word.today'), yesterday: t('word.yesterday') };
  return {
    house,
    language,
    t,
    now,
    today,
    format: formatFor(caller.signedIn?.numberFormat ?? language, today, words, addDays(today, -1)),
    path: request.url.split('?')[0]!,
    params: lastOf(Object.entries(request.params ?? {})),
    query: lastOf(Object.entries(request.query ?? {})),
    form: lastOf(sent.fields.entries()),
    all: (name) => sent.fields.get(name) ?? [],
    ...(sent.files ? { files: sent.files } : {}),
    formToken: formToken(caller.token),
    ...(caller.signedIn ? { caller: caller.signedIn } : {}),
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
  };
}

/** A visit for the pages that tell of trouble: never asks more of the database than who is there. */
export async function plainVisit(house: House, request: FastifyRequest, reply: FastifyReply): Promise<Visit> {
  return visitOf(house, request, await callerOf(house, request, reply), nothingSent);
}

async function signedInVisit(visit: Visit, user: SignedIn): Promise<SignedInVisit> {
  const acting = { userId: user.userId, operator: isOperator(user.role) };
  const ask: SignedInVisit['ask'] = (work) => visit.house.db.actingFor(acting, work);
  const { clients, unread } = await ask(async (sql) => ({
    clients: await myClients(sql),
    unread: await unreadThreads(sql),
  }));
  const one = clients.find((client) => client.number === user.client);
  return { ...visit, user, clients, chosen: one ? [one] : clients, unread, ask };
}

/** True when a form was sent from a page of this very portal, as far as the browser tells. */
function cameFromHere(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  const here = `${from.protocol}//${request.headers.host}`;
  return URL.canParse(here) && new URL(here).host === from.host && from.host !== '';
}

/** Runs a route's handler for a request and sends its answer. */
export async function answerRoute(
  house: House,
  route: Route,
  method: 'get' | 'post',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const caller = await callerOf(house, request, reply);
  const { signedIn } = caller;
  let sent = nothingSent;
  if (method === 'post') {
    if (!cameFromHere(request)) return refuse(house, request, reply, caller);
    if (!request.isMultipart()) sent = fieldsOf(request.body);
    else if (route.files && signedIn) sent = await uploadOf(request);
  }
  const visit = visitOf(house, request, caller, sent);
  const full = signedIn?.secondFactorPassed === true;
  if (method === 'post' && (full || route.open) && !isFormToken(caller.token, visit.form['token'])) {
    return refuse(house, request, reply, caller);
  }
  if (route.open) {
    return send(visit, reply, await route[method]!(visit));
  }
  if (!signedIn || !full) return send(visit, reply, askToSignIn(visit, method, sent));
  const allowed = route.roles.includes(signedIn.role);
  if (!allowed) await noteRefusal(visit, signedIn, `${method.toUpperCase()} ${route.path}`);
  const answer: Answer = allowed ? await route[method]!(await signedInVisit(visit, signedIn)) : { forbidden: true };
  const shown =
    'page' in answer || 'missing' in answer || 'forbidden' in answer ? await signedInVisit(visit, signedIn) : visit;
  return send(shown, reply, answer);
}

/** An act that a role may not do is a line in the audit: who tried, and what. */
async function noteRefusal(visit: Visit, user: SignedIn, what: string): Promise<void> {
  await recordAct(visit.house.db, { at: visit.now, actor: user.login, act: 'access.refused', subject: what });
}

async function refuse(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
): Promise<FastifyReply> {
  const visit = visitOf(house, request, caller, nothingSent);
  // What is left of an upload is not read; the connection ends with the answer.
  void reply.header('connection', 'close');
  return send(visit, reply, { page: problemScreen(visit, 'stale'), status: 403 });
}

/** Asks to sign in; what was written in a form is carried along and can be sent again afterwards. */
function askToSignIn(visit: Visit, method: 'get' | 'post', sent: Sent): Answer {
  if (visit.caller) return { redirect: '/palogging/kode' };
  if (method === 'get') {
    const query = new URLSearchParams(visit.query).toString();
    const next = safePath(query === '' ? visit.path : `${visit.path}?${query}`);
    return { redirect: next === '/hjem' ? '/palogging' : `/palogging?til=${encodeURIComponent(next)}` };
  }
  const kept = [...sent.fields.entries()].filter(([name]) => name !== 'token');
  return {
    page: signInScreen(visit, { next: visit.path, kept: JSON.stringify(kept), ended: true }),
    status: 401,
  };
}
