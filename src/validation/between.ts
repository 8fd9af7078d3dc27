/** Judges rows against the earlier rows of the same file, in bounded memory. Rejected rows are neither compared nor remembered. */
import type { BetweenCode } from '../domain/problems/between.ts';
import type { Kind, Row } from '../domain/row.ts';
import { businessKey, debtorKey, invoiceKey, paymentKey } from './business-key.ts';
import type { JudgeContext } from './context.ts';
import { add, isRejected } from './find.ts';
import { keyLimit, keyTable, shortHash } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import { listOf, textOf } from './rules/candidate.ts';

/** Judges the rows of one file in their order. */
export type Between = (row: Row) => void;

interface Memory {
  context: JudgeContext;
  /** Business keys, with how often each was seen. */
  keys: KeyTable;
  /** References of cases, with a hash of the debtor, and beside them one table for currency and one for notice date. */
  debtors: KeyTable;
  currencies: KeyTable;
  notices: KeyTable;
  full: boolean;
}

function tell(memory: Memory, row: Row): void {
  if (memory.full) return;
  memory.full = true;
  add(row, memory.context, 'between-unchecked', '', undefined, { limit: keyLimit, line: row.line });
}

/** The earlier line with the same key, with the number this row is among equals; undefined for the first. */
function seen(memory: Memory, row: Row, key: readonly string[]): { firstLine: number; occurrence: number } | undefined {
  const slot = memory.keys.slot(key);
  if (slot === undefined) {
    tell(memory, row);
    return undefined;
  }
  if (slot < 0) {
    memory.keys.setLine(-1 - slot, row.line);
    memory.keys.setNote(-1 - slot, 1);
    return undefined;
  }
  const occurrence = memory.keys.note(slot) + 1;
  memory.keys.setNote(slot, occurrence);
  return { firstLine: memory.keys.line(slot), occurrence };
}

/** The earlier line that said something else about the same key; undefined when all agree. */
function contradicts(
  memory: Memory,
  table: KeyTable,
  row: Row,
  key: readonly string[],
  said: number,
): number | undefined {
  const slot = table.slot(key);
  if (slot === undefined) {
    tell(memory, row);
    return undefined;
  }
  if (slot < 0) {
    table.setLine(-1 - slot, row.line);
    table.setNote(-1 - slot, said);
    return undefined;
  }
  return table.note(slot) === said ? undefined : table.line(slot);
}

/** References before invoices: a row that is rejected for its reference must not make its invoices “seen”. */
function judgeCaseBetween(memory: Memory, row: Row): void {
  const { context } = memory;
  const { record } = row;
  const reference = textOf(record['reference']);
  if (reference !== undefined) {
    const key = [reference];
    const compare = (table: KeyTable, said: string[], code: BetweenCode): void => {
      const firstLine = contradicts(memory, table, row, key, shortHash(said));
      if (firstLine !== undefined) add(row, context, code, 'reference', reference, { firstLine });
    };
    compare(memory.debtors, debtorKey(record), 'reference-other-debtor');
    compare(memory.currencies, [textOf(record['currency']) ?? ''], 'reference-other-currency');
    compare(memory.notices, [textOf(record['noticeDate']) ?? ''], 'reference-other-notice');
    if (isRejected(row)) return;
  }
  const claims = listOf(record['claims']);
  for (let i = 0; i < claims.length; i++) {
    const claim = claims[i]!;
    const equal = seen(memory, row, invoiceKey(claim));
    if (equal !== undefined) add(row, context, 'invoice-twice', `claims[${i}].invoice`, claim['invoice'], equal);
  }
}

/** Starts comparing the rows of one file. `limit` bounds the distinct keys per table. */
export function startBetween(kind: Kind, context: JudgeContext, limit: number = keyLimit): Between {
  const memory: Memory = {
    context,
    keys: keyTable(limit),
    debtors: keyTable(limit),
    currencies: keyTable(limit),
    notices: keyTable(limit),
    full: false,
  };
  return (row) => {
    if (row.problems.length > 0 && isRejected(row)) return;
    if (kind === 'case') judgeCaseBetween(memory, row);
    else if (kind === 'payment') {
      const equal = seen(memory, row, paymentKey(row.record));
      if (equal !== undefined) add(row, context, 'equal-payment', 'amount', undefined, equal);
    } else if (kind === 'invoice') {
      const equal = seen(memory, row, invoiceKey(row.record));
      if (equal !== undefined) add(row, context, 'invoice-twice', 'invoice', row.record['invoice'], equal);
    } else if (kind === 'stop') {
      const equal = seen(memory, row, [businessKey(kind, row.record)]);
      if (equal !== undefined) add(row, context, 'stop-twice', 'caseNumber', row.record['caseNumber'], equal);
    }
  };
}
