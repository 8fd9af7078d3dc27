/** Starts the workers of one process: a handler for every queue, and the schedules. */
import type { App } from '../src/app.ts';
import { deliver } from './deliver.ts';
import { ingest, ingestExhausted } from './ingest.ts';
import { night, nightStep } from './night.ts';
import { post } from './post.ts';
import { openPrinters } from './printers.ts';
import { receipt } from './receipt.ts';
import { schedule } from './schedule.ts';
import { sweep } from './sweep.ts';

export interface Workers {
  /** Ends what belongs to the workers; the queues are closed with the app. */
  close(): Promise<void>;
}

/** How many threads print documents in one process. */
const printers = 2;

/** Puts every queue to work. */
export async function startWorkers(app: App): Promise<Workers> {
  const pdf = openPrinters(printers);
  const { queues } = app;
  queues.work('ingest', (payload) => ingest(app, payload), {
    exhausted: async (payload, error) => {
      await ingestExhausted(app, payload, error);
      await queues.add('receipt', payload);
    },
  });
  queues.work('post', (payload) => post(app, payload));
  queues.work('receipt', (payload) => receipt(app, payload));
  queues.work('document', (payload) => nightStep(app, pdf, payload));
  queues.work('deliver', (payload) => deliver(app, payload));
  queues.work('night', () => night(app));
  queues.work('sweep', () => sweep(app));
  for (const { queue, cron } of schedule) await queues.schedule(queue, cron, {});
  return { close: () => pdf.close() };
}
