/** The nightly work of a date: planned in the database, done step by step, closed with its proof. Twice is once. */
import type { App } from '../src/app.ts';
import type { Day } from '../src/domain/day.ts';
import { deliver as deliverOne } from '../src/delivery/deliver.ts';
import { dueDeliveries } from '../src/delivery/due.ts';
import type { PdfWorkers } from '../src/documents/render/pdf.ts';
import { proof } from '../src/ledger/proof.ts';
import { dueNights } from '../src/night/due.ts';
import { hasOpenSteps, planNight, type Step } from '../src/night/plan.ts';
import { closeNight } from '../src/night/step.ts';
import { join } from 'node:path';
import { printLetters } from '../src/documents/letters.ts';
import { openPdfWorkers } from '../src/documents/render/pdf.ts';
import { caseClock } from './case-clock.ts';
import { document, senderOf } from './document.ts';
import { deliveryHouse } from './deliver.ts';

/**
 * Wakes the nights that are due, in the order of their dates: each is planned, and its steps are queued for whoever is free.
 * A later night waits until no step of an earlier one is still to be tried; a step that failed holds nobody up.
 */
export async function night(app: App): Promise<void> {
  for (const date of await dueNights(app.db, app.clock.now())) {
    await caseClock(app, date);
    await print(app);
    const steps = await planNight(app.db, date, app.clock.now());
    const open = await hasOpenSteps(app.db, date);
    for (const step of steps) await app.queues.add('document', step);
    if (open) return;
    if (steps.length === 0) await endNight(app, date);
  }
}

/** Makes the document of a step that was queued; the last step of a night wakes what comes after it: its end, the next night. */
export async function nightStep(app: App, pdf: PdfWorkers, step: Step): Promise<void> {
  await document(app, pdf, step);
  if (!(await hasOpenSteps(app.db, step.date))) await app.queues.add('night', {});
}

/** Prints the letters that wait, with a printing thread of its own for as long as it takes. */
async function print(app: App): Promise<void> {
  const waiting = await app.db.query('select from letter where printed_at is null and withheld_at is null limit 1');
  if (waiting.rowCount === 0) return;
  const pdf = openPdfWorkers(1);
  try {
    await printLettersOf(app, pdf);
  } finally {
    await pdf.close();
  }
}

async function printLettersOf(app: Pick<App, 'db' | 'clock' | 'config' | 'archive'>, pdf: PdfWorkers): Promise<void> {
  const { collector, dataFolder } = app.config;
  await printLetters(
    {
      db: app.db,
      pdf,
      archive: app.archive,
      collector: senderOf(collector),
      clientAccount: collector.clientAccount,
      folder: join(dataFolder, 'print'),
    },
    () => app.clock.now(),
  );
}

/** How many steps are under way at once in one process: enough to keep two printing threads busy. */
const atOnce = 4;

/**
 * Does the whole night of `date` here and now, for one client or all: steps, deliveries, proof. A step that fails is marked
 * and the others go on. Returns how many steps failed.
 */
export async function runNight(
  app: Pick<App, 'db' | 'clock' | 'config' | 'archive' | 'log'>,
  pdf: PdfWorkers,
  date: Day,
  client: number | null = null,
): Promise<number> {
  await caseClock(app, date, client);
  await printLettersOf(app, pdf);
  const steps = await planNight(app.db, date, app.clock.now(), client);
  let failed = 0;
  await each(steps, atOnce, async (step: Step) => {
    try {
      await document(app, pdf, step);
    } catch (error) {
      failed++;
      app.log.error(
        { err: error, date: step.date, client: step.client, kind: step.kind },
        'a step of the night failed',
      );
    }
  });
  const house = deliveryHouse(app);
  for (;;) {
    const due = await dueDeliveries(app.db, app.clock.now());
    if (due.length === 0) break;
    await each(due, atOnce, async (id) => {
      await deliverOne(house, id);
    });
  }
  await endNight(app, date);
  return failed;
}

/** Closes a night whose steps have ended, with the proof of that moment. */
async function endNight(app: Pick<App, 'db' | 'clock'>, date: Day): Promise<void> {
  await app.db.transaction(async (sql) => {
    await closeNight(sql, date, await proof(sql), app.clock.now());
  });
}

async function each<T>(items: readonly T[], most: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: most }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}
