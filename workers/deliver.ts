/** Brings one document to its receiver over one route. */
import { type App, homesFolder } from '../src/app.ts';
import { deliver as deliverOne } from '../src/delivery/deliver.ts';
import type { DeliveryHouse } from '../src/delivery/task.ts';
import { join } from 'node:path';

/** Tries `delivery` once, if it is due. */
export async function deliver(app: App, { delivery }: { delivery: number }): Promise<void> {
  await deliverOne(deliveryHouse(app), delivery);
}

/** What deliveries need of the house. */
export function deliveryHouse(app: Pick<App, 'db' | 'archive' | 'clock' | 'config'>): DeliveryHouse {
  const { portal, mail, mailFrom } = app.config;
  return {
    db: app.db,
    archive: app.archive,
    clock: app.clock,
    outbox: (client) => join(homesFolder(app.config), String(client), 'outbox'),
    mail,
    mailFrom,
    portalAddress: portal.address,
  };
}
