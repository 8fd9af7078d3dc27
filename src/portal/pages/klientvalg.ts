/** Klientvalg: which client the pages are about. */
import { chooseClient } from '../../access/session.ts';
import { safePath } from '../session.ts';
import { everybody, type Route, type SignedInVisit } from '../visit.ts';

/** The client that a text such as `33220 Testkreditor AS`, `33220`, or part of a name means; undefined when none or several. */
export function clientMeant(clients: readonly { number: number; name: string }[], text: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  const number = /^(\d+)/.exec(wanted)?.[1];
  if (number !== undefined) return clients.find((client) => String(client.number) === number)?.number;
  if (wanted === '') return undefined;
  const exact = clients.filter((client) => client.name.toLowerCase() === wanted);
  const near = exact.length > 0 ? exact : clients.filter((client) => client.name.toLowerCase().includes(wanted));
  return near.length === 1 ? near[0]!.number : undefined;
}

async function choose(visit: SignedInVisit) {
  const wanted = visit.form['klient'] ?? '';
  const client = wanted === 'alle' ? undefined : clientMeant(visit.clients, wanted);
  // What means no client of the user changes nothing.
  if (wanted === 'alle' || client !== undefined) await chooseClient(visit.house.db, visit.user.session, client);
  return { redirect: safePath(visit.form['til']) };
}

export const routes: Route[] = [{ path: '/klientvalg', roles: everybody, post: choose }];
