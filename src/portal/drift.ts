/** What the operator's pages share: who may see them, their menu, and how a client is chosen. */
import type { UserRole } from '../access/role.ts';
import { html, type Content, type Html } from './html.ts';
import { field } from './parts.ts';
import type { SignedInVisit } from './visit.ts';

/** Those who work at the collector. */
export const operatorSide: readonly UserRole[] = ['operator', 'settlementApprover', 'administrator'];

/** A choice of one client or all, by number. */
export function clientChoice(visit: SignedInVisit, value: string | undefined): Html {
  const { t } = visit;
  return field(t, {
    name: 'klient',
    label: t('d.client'),
    value: value ?? '',
    options: [
      ['', t('d.allClients')] as const,
      ...visit.clients.map((client) => [String(client.number), `${client.number} ${client.name}`] as const),
    ],
  });
}

/** What an act came to, above the page. */
export function notice(tone: 'success' | 'warning', text: Content): Html {
  return html`<div class="ds-alert" data-color="${tone}" role="${tone === 'success' ? 'status' : 'alert'}"><p>${text}</p></div>`;
}

/** What stands where there is nothing to show. */
export function empty(visit: SignedInVisit): Html {
  return html`<div class="empty"><b>${visit.t('d.none')}</b><p>${visit.t('d.noneText')}</p></div>`;
}
