/** Cookies of the portal, and who a request comes from. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { findSession, type SignedIn } from '../access/session.ts';
import type { House } from './house.ts';

/** True when people reach the portal over TLS; then cookies are secure and bound to this very host (`__Host-`). */
export function isSecure(house: House): boolean {
  return house.settings.address.startsWith('https:');
}

function cookieName(house: House, name: string): string {
  return isSecure(house) ? `__Host-${name}` : name;
}

function cookieOptions(house: House) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(house) } as const;
}

/** Who asks, if anybody. `token` goes with the forms of the page: the session's, or for one who is not signed in the visit's own. */
export interface Caller {
  token: string;
  signedIn?: SignedIn;
}

/** Reads the cookies; gives a visitor who has none a token of its own, so that even the sign-in form cannot be sent from elsewhere. */
export async function callerOf(house: House, request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
  const token = request.cookies[cookieName(house, 'kreditorflyt')];
  if (token !== undefined) {
    const signedIn = await findSession(house.db, house.clock.now(), token);
    if (signedIn) return { token, signedIn };
  }
  const visiting = request.cookies[cookieName(house, 'kreditorflyt-visit')];
  if (visiting !== undefined && /^[\w-]{43}$/.test(visiting)) return { token: visiting };
  const fresh = randomBytes(32).toString('base64url');
  void reply.setCookie(cookieName(house, 'kreditorflyt-visit'), fresh, cookieOptions(house));
  return { token: fresh };
}

/** Gives the browser a session's token, or with null takes it away. */
export function setSession(house: House, reply: FastifyReply, token: string | null): void {
  const name = cookieName(house, 'kreditorflyt');
  if (token === null) void reply.clearCookie(name, cookieOptions(house));
  else void reply.setCookie(name, token, cookieOptions(house));
}

/** A path of this portal to go on to, or `/hjem`: never another host, never a script. */
export function safePath(given: string | undefined): string {
  if (given === undefined || !/^\/(?![/\\])[\w\-./?&=%+~,:]*$/.test(given)) return '/hjem';
  const url = new URL(given, 'http://here.invalid');
  return url.host === 'here.invalid' ? `${url.pathname}${url.search}` : '/hjem';
}
