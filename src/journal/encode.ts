/** Journal rows as COPY text, encoded where they are judged so that the main thread only passes bytes on. */
import { copyJson, copyJsonb, copyValue } from '../db/copy.ts';
import type { Kind, Row } from '../domain/row.ts';

/** The columns that {@link encodeRows} writes, in order. */
export const journalRowColumns = 'journal, row, client, line, sheet, state, raw, record, reference, amount, problems';

interface CaseShape {
  reference?: string;
  debtors?: { role?: string }[];
  claims?: { remaining?: number }[];
}

/**
 * What a row is gathered by and its money in øre: a case's reference and the sum of its claims, or a payment's amount. A
 * row that only names another debtor (co-debtor, guarantor) repeats the case's claims, so its money counts nothing.
 */
export function keyAndAmount(
  kind: Kind,
  record: Record<string, unknown>,
): { reference: string | null; amount: number } {
  if (kind === 'case') {
    const { reference, debtors, claims } = record as CaseShape;
    let amount = 0;
    if (claims && (debtors?.[0]?.role ?? 'debtor') === 'debtor')
      for (const claim of claims) amount += claim.remaining ?? 0;
    return { reference: reference ?? null, amount };
  }
  const { invoice, kid, amount } = record as { invoice?: string; kid?: string; amount?: number };
  return { reference: invoice ?? kid ?? null, amount: typeof amount === 'number' ? amount : 0 };
}

/** One chunk of judged rows as COPY text. A row with an error is `rejected`, one with warnings only is `accepted`. */
export function encodeRows(journal: number, client: number, kind: Kind, rows: Row[]): string {
  let text = '';
  const start = `${journal}\t`;
  for (const row of rows) {
    const { reference, amount } = keyAndAmount(kind, row.record);
    const rejected = row.problems.some((problem) => problem.severity === 'error');
    text += `${start}${row.row}\t${client}\t${row.line}\t${copyValue(row.sheet)}\t${rejected ? 'rejected' : 'accepted'}\t${copyJson(row.raw)}\t${copyJsonb(row.record)}\t${copyText(reference)}\t${Number.isSafeInteger(amount) ? amount : 0}\t${row.problems.length === 0 ? '\\N' : copyJsonb(row.problems)}\n`;
  }
  return text;
}

/** Text columns hold no NUL either; only a rejected row can have one. */
function copyText(text: string | null): string {
  return copyValue(text === null ? null : text.replaceAll('\u0000', '\ufffd').toWellFormed());
}
