/** What the bank answers to payouts: pain.002 status reports and the debit entries of camt.054 (or camt.053). */
import { XMLParser } from 'fast-xml-parser';
import { type Day, isDay } from '../domain/day.ts';
import { ore, type Ore } from '../domain/money.ts';

export interface PayoutAnswer {
  /** The payout's EndToEndId; null when the whole message is answered. */
  reference: string | null;
  messageId: string | null;
  status: 'paid' | 'accepted' | 'refused';
  amount: Ore | null;
  date: Day | null;
  reason: string | null;
}

/** A file that is no such answer; the message says what it is not. */
export class NotAnAnswer extends Error {}

const parser = new XMLParser({
  processEntities: false,
  parseTagValue: false,
  ignoreAttributes: true,
  removeNSPrefix: true,
  isArray: (name) =>
    ['OrgnlPmtInfAndSts', 'TxInfAndSts', 'StsRsnInf', 'Ntfctn', 'Stmt', 'Ntry', 'NtryDtls', 'TxDtls'].includes(name),
});

type Node = Record<string, unknown>;

const statuses: Record<string, PayoutAnswer['status']> = {
  RJCT: 'refused',
  CANC: 'refused',
  ACSC: 'paid',
  ACCC: 'paid',
};

/** Reads the answers of one file, in order. Throws {@link NotAnAnswer} for anything else; a DOCTYPE is refused. */
export function readPayoutAnswers(xml: string): PayoutAnswer[] {
  if (/<!DOCTYPE/i.test(xml)) throw new NotAnAnswer('The file has a DOCTYPE, which no bank file has. It was not read.');
  let document: unknown;
  try {
    document = parser.parse(xml, true);
  } catch (error) {
    throw new NotAnAnswer(`The file is not XML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const root = child(document, 'Document');
  const report = child(root, 'CstmrPmtStsRpt');
  if (report !== undefined) return statusAnswers(report);
  const notes = child(root, 'BkToCstmrDbtCdtNtfctn') ?? child(root, 'BkToCstmrStmt');
  if (notes !== undefined) return debitAnswers(notes);
  throw new NotAnAnswer('The file is neither pain.002 nor camt.053 or camt.054. Give the bank’s answer file.');
}

function child(node: unknown, ...names: string[]): Node | undefined {
  let at: unknown = node;
  for (const name of names) at = typeof at === 'object' && at !== null ? (at as Node)[name] : undefined;
  return typeof at === 'object' && at !== null ? (at as Node) : undefined;
}

function list(node: unknown, name: string): unknown[] {
  const at = typeof node === 'object' && node !== null ? (node as Node)[name] : undefined;
  return Array.isArray(at) ? at : at === undefined ? [] : [at];
}

function words(node: unknown, ...names: string[]): string | null {
  let at: unknown = node;
  for (const name of names) at = typeof at === 'object' && at !== null ? (at as Node)[name] : undefined;
  return typeof at === 'string' && at !== '' ? at : null;
}

function reasonOf(node: unknown): string | null {
  const reasons = list(node, 'StsRsnInf').map((each) =>
    [words(each, 'Rsn', 'Cd') ?? words(each, 'Rsn', 'Prtry'), words(each, 'AddtlInf')].filter(Boolean).join(' '),
  );
  return reasons.filter(Boolean).join('; ') || null;
}

function statusAnswers(report: Node): PayoutAnswer[] {
  const original = child(report, 'OrgnlGrpInfAndSts');
  const messageId = words(original, 'OrgnlMsgId');
  const answers: PayoutAnswer[] = [];
  const tell = (reference: string | null, code: string | null, from: unknown) => {
    if (code === null || (reference === null && statuses[code] !== 'refused')) return;
    const status = statuses[code] ?? 'accepted';
    answers.push({ reference, messageId, status, amount: null, date: null, reason: reasonOf(from) });
  };
  for (const group of list(report, 'OrgnlPmtInfAndSts')) {
    const each = list(group, 'TxInfAndSts');
    for (const transfer of each) {
      const reference = words(transfer, 'OrgnlEndToEndId') ?? words(transfer, 'OrgnlInstrId');
      if (reference !== null) tell(reference, words(transfer, 'TxSts'), transfer);
    }
    if (each.length === 0) tell(null, words(group, 'PmtInfSts'), group);
  }
  if (answers.length === 0) tell(null, words(original, 'GrpSts'), original);
  return answers;
}

function debitAnswers(notes: Node): PayoutAnswer[] {
  const entries = [...list(notes, 'Ntfctn'), ...list(notes, 'Stmt')].flatMap((each) => list(each, 'Ntry'));
  return entries.flatMap((entry) => {
    if (words(entry, 'CdtDbtInd') !== 'DBIT' || words(entry, 'RvslInd') === 'true') return [];
    const day = words(entry, 'BookgDt', 'Dt') ?? words(entry, 'BookgDt', 'DtTm')?.slice(0, 10) ?? null;
    const details = list(entry, 'NtryDtls').flatMap((each) => list(each, 'TxDtls'));
    return details.flatMap((transfer): PayoutAnswer[] => {
      const reference = words(transfer, 'Refs', 'EndToEndId') ?? words(transfer, 'Refs', 'InstrId');
      if (reference === null) return [];
      const amount =
        words(transfer, 'Amt') ??
        words(transfer, 'AmtDtls', 'TxAmt', 'Amt') ??
        (details.length === 1 ? words(entry, 'Amt') : null);
      const date = day !== null && isDay(day) ? day : null;
      return [{ reference, messageId: null, status: 'paid', amount: ore(amount ?? '') ?? null, date, reason: null }];
    });
  });
}
