/** Looks for what stands still and queues it again: nothing depends on a job that was lost. */
import type { App } from '../src/app.ts';
import { dueDeliveries } from '../src/delivery/due.ts';
import { pendingDrops } from '../src/intake/pending.ts';
import { unbookedJournals, untoldDrops } from '../src/journal/pending.ts';

/** How long a thing may stand before it is looked after, in milliseconds: longer than a job usually waits. */
const usualPatienceMs = 15_000;

/** Queues what stands still. Adding what is queued already changes nothing. */
export async function sweep(app: App, patienceMs = usualPatienceMs): Promise<void> {
  const before = new Date(app.clock.now().getTime() - patienceMs);
  for (const { drop } of await pendingDrops(app.db, before)) await app.queues.add('ingest', { drop });
  for (const journal of await unbookedJournals(app.db, before)) await app.queues.add('post', { journal });
  for (const drop of await untoldDrops(app.db, before)) await app.queues.add('receipt', { drop });
  for (const delivery of await dueDeliveries(app.db, app.clock.now())) await app.queues.add('deliver', { delivery });
}
