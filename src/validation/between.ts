/** Judges rows against the earlier rows of the same file, in bounded memory. Rejected rows are neither compared nor remembered. */
import type { BetweenCode } from '../domain/problems/between.ts';
import type { Kind, Row } from '../domain/row.ts';
import { businessKey, claimContent, debtorKey, invoiceKey, isMainRow, paymentKey } from './business-key.ts';
import type { JudgeContext } from './context.ts';
import { add, isRejected } from './find.ts';
import { keyLimit, keyTable, shortHash } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
import { listOf, textOf } from './rules/candidate.ts';

/** Judges the rows of one file in their order. */
export type Between = (row: Row) => void;

interface Memory {
  context: JudgeContext;
  /** Business keys; beside a payment's how often it was seen, beside an invoice's a hash of what its row said. */
  keys: KeyTable;
  /** References of cases; beside each a hash of its debtor (0: not yet seen), and one of its currency and notice date. */
  references: KeyTable;
  full: boolean;
}

function tell(memory: Memory, row: Row): void {
  if (memory.full) return;
  memory.full = true;
  add(row, memory.context, 'between-unchecked', '', undefined, { limit: keyLimit, line: row.line });
}

/** The line where the key was first seen; undefined for the first, which is remembered with `note`. */
function firstSeen(
  memory: Memory,
  table: KeyTable,
  row: Row,
  key: readonly string[],
  note: number,
): number | undefined {
  const slot = table.slot(key);
  if (slot === undefined) tell(memory, row);
  else if (slot < 0) {
    table.setLine(-1 - slot, row.line);
    table.setNote(-1 - slot, note);
  } else return table.line(slot);
  return undefined;
}

/** Equal payments are counted, never taken for one: the second equal payment of a file is the second. */
function judgePaymentBetween(memory: Memory, row: Row): void {
  const key = paymentKey(row.record);
  const firstLine = firstSeen(memory, memory.keys, row, key, 1);
  if (firstLine === undefined) return;
  const slot = memory.keys.find(key)!;
  const occurrence = memory.keys.note(slot) + 1;
  memory.keys.setNote(slot, occurrence);
  add(row, memory.context, 'equal-payment', 'amount', undefined, { firstLine, occurrence });
}

/** A further debtor's row repeats claims that the debtor's own row, somewhere before it, has. */
function judgeFurtherDebtor(memory: Memory, row: Row, reference: string): void {
  const claims = listOf(row.record['claims']);
  for (let i = 0; i < claims.length; i++) {
    const claim = claims[i]!;
    const slot = memory.keys.find(invoiceKey(claim));
    if (slot !== undefined && memory.keys.note(slot) === shortHash(claimContent(reference, claim))) continue;
    if (slot === undefined && memory.full) continue;
    add(row, memory.context, 'further-debtor-claim', `claims[${i}].invoice`, claim['invoice'], { reference });
  }
}

/** 16 bits of a text: enough to see that two rows of one case do not say the same. */
function halfHash(text: unknown): number {
  return shortHash([textOf(text) ?? '']) & 0xffff;
}

/** One reference is one case: one debtor, one currency, one notice date. */
function judgeReference(memory: Memory, row: Row, reference: string, isMain: boolean): void {
  const { context, references } = memory;
  const { record } = row;
  const debtor = isMain ? shortHash(debtorKey(record)) | 1 : 0;
  const terms = ((halfHash(record['currency']) << 16) | halfHash(record['noticeDate'])) >>> 0;
  const firstLine = firstSeen(memory, references, row, [reference], debtor >>> 0);
  const slot = references.find([reference]);
  if (slot === undefined) return;
  if (firstLine === undefined) {
    references.setNote(slot, terms, 1);
    return;
  }
  const [knownDebtor, knownTerms] = [references.note(slot), references.note(slot, 1)];
  const tellOf = (code: BetweenCode): void => add(row, context, code, 'reference', reference, { firstLine });
  if (isMain && knownDebtor === 0) references.setNote(slot, debtor >>> 0);
  else if (isMain && knownDebtor !== debtor >>> 0) tellOf('reference-other-debtor');
  if (knownTerms >>> 16 !== terms >>> 16) tellOf('reference-other-currency');
  if ((knownTerms & 0xffff) !== (terms & 0xffff)) tellOf('reference-other-notice');
}

/** References before invoices: a row that is rejected for its reference must not make its invoices “seen”. */
function judgeCaseBetween(memory: Memory, row: Row): void {
  const { context } = memory;
  const { record } = row;
  const reference = textOf(record['reference']) ?? '';
  const isMain = isMainRow(record);
  judgeReference(memory, row, reference, isMain);
  if (row.problems.length > 0 && isRejected(row)) return;
  if (!isMain) {
    judgeFurtherDebtor(memory, row, reference);
    return;
  }
  const claims = listOf(record['claims']);
  for (let i = 0; i < claims.length; i++) {
    const claim = claims[i]!;
    const said = shortHash(claimContent(reference, claim));
    const firstLine = firstSeen(memory, memory.keys, row, invoiceKey(claim), said);
    if (firstLine !== undefined)
      add(row, context, 'invoice-twice', `claims[${i}].invoice`, claim['invoice'], { firstLine });
  }
}

/** Starts comparing the rows of one file. `limit` bounds the distinct keys per table. */
export function startBetween(kind: Kind, context: JudgeContext, limit: number = keyLimit): Between {
  const memory: Memory = {
    context,
    keys: keyTable(1, limit),
    references: keyTable(2, limit),
    full: false,
  };
  return (row) => {
    if (row.problems.length > 0 && isRejected(row)) return;
    if (kind === 'case') judgeCaseBetween(memory, row);
    else if (kind === 'payment') judgePaymentBetween(memory, row);
    else if (kind === 'invoice') {
      const firstLine = firstSeen(memory, memory.keys, row, invoiceKey(row.record), 0);
      if (firstLine !== undefined) add(row, context, 'invoice-twice', 'invoice', row.record['invoice'], { firstLine });
    } else if (kind === 'stop') {
      const firstLine = firstSeen(memory, memory.keys, row, [businessKey(kind, row.record)], 0);
      if (firstLine !== undefined)
        add(row, context, 'stop-twice', 'caseNumber', row.record['caseNumber'], { firstLine });
    }
  };
}
