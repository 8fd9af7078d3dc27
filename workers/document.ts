/** Makes the document of one step of a night: settled, drawn, checked, archived and outboxed in one transaction. Twice is once. */
import type { App } from '../src/app.ts';
import { agreementOf, type StoredAgreement } from '../src/domain/agreement.ts';
import { type DocumentParts, makeConfirmation, makeSettlement } from '../src/documents/make.ts';
import type { PdfWorkers } from '../src/documents/render/pdf.ts';
import type { Sender } from '../src/documents/report.ts';
import { settleClient } from '../src/ledger/settlement.ts';
import type { Step } from '../src/night/plan.ts';
import { endStep, failStep, takeStep } from '../src/night/step.ts';
import type { Sql } from '../src/db/database.ts';

/** Does a step that is still to do; one that another has taken or done is left. Throws, with the step marked failed, when it cannot be made. */
export async function document(
  app: Pick<App, 'db' | 'clock' | 'config' | 'archive'>,
  pdf: PdfWorkers,
  step: Step,
): Promise<void> {
  const startedAt = app.clock.now();
  const parts: DocumentParts = { pdf, archive: app.archive, collector: senderOf(app.config.collector) };
  try {
    await app.db.transaction(async (sql) => {
      if (!(await takeStep(sql, step))) return;
      const made =
        step.kind === 'confirmation'
          ? await confirmation(sql, parts, step, startedAt)
          : await settlement(sql, parts, step, startedAt);
      await endStep(sql, step, made === null ? 'nothing' : 'done', made, startedAt, app.clock.now());
    });
  } catch (error) {
    await failStep(app.db, step, error instanceof Error ? error.message : String(error), app.clock.now());
    throw error;
  }
}

async function confirmation(sql: Sql, parts: DocumentParts, step: Step, at: Date): Promise<number | null> {
  const made = await makeConfirmation(sql, parts, step.client, step.date, at);
  return made?.id ?? null;
}

async function settlement(sql: Sql, parts: DocumentParts, step: Step, at: Date): Promise<number | null> {
  const found = await sql.query<{ agreement: StoredAgreement }>('select agreement from client where number = $1', [
    step.client,
  ]);
  const settled = await settleClient(sql, step.client, step.date, agreementOf(found.rows[0]?.agreement ?? {}), at);
  if (settled === null) return null;
  const made = await makeSettlement(sql, parts, settled.number, at);
  return made.id;
}

/** The collector as its letters name it. */
export function senderOf(collector: App['config']['collector']): Sender {
  const { name, orgNumber, street, postalCode, postalPlace, email, phone } = collector;
  return { name, orgNumber, street, postalCode, postalPlace, email, phone };
}
