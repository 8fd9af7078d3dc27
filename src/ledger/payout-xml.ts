/** Payment orders for the bank: ISO 20022 pain.001 in the two versions that Norwegian banks take. */
import type { Day } from '../domain/day.ts';
import { decimal, type Ore } from '../domain/money.ts';

export type PainVersion = '03' | '09';

/** One transfer. `account` is a BBAN of eleven digits or an IBAN; `reference` at most 35 characters, unique. */
export interface Transfer {
  reference: string;
  amount: Ore;
  currency: string;
  name: string;
  account: string;
  text: string;
}

export interface TransferGroup {
  /** The account that is debited, and the day. */
  account: string;
  date: Day;
  transfers: Transfer[];
}

export interface PaymentOrder {
  messageId: string;
  /** An instant with offset or Z, whole seconds. */
  createdAt: string;
  initiator: { name: string; orgNumber: string };
  groups: TransferGroup[];
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** An element with text or with children already written. */
function element(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

/** Text as XML may hold it, cut to what the schema allows. */
function text(value: string, most: number): string {
  const clean = Array.from(value.toWellFormed())
    .filter((each) => each >= ' ' && each !== '\u007f')
    .slice(0, most)
    .join('');
  return clean.trim().replace(/[&<>"']/g, (each) => entities[each]!);
}

function accountOf(account: string): string {
  const id = /^\d+$/.test(account)
    ? element('Othr', element('Id', text(account, 34)) + element('SchmeNm', element('Cd', 'BBAN')))
    : element('IBAN', text(account, 34));
  return element('Id', id);
}

function partyOf(version: PainVersion, { name, orgNumber }: PaymentOrder['initiator']): string {
  const scheme = element('SchmeNm', element('Cd', version === '03' ? 'BANK' : 'CUST'));
  const id = element('Id', element('OrgId', element('Othr', element('Id', text(orgNumber, 35)) + scheme)));
  return element('Nm', text(name, 140)) + id;
}

/** The sum of transfers as `CtrlSum` writes it. */
export function controlSum(groups: readonly TransferGroup[]): Ore {
  return groups.reduce((all, group) => all + group.transfers.reduce((sum, { amount }) => sum + amount, 0n), 0n);
}

/** The order as an XML document. Throws on an amount that is not above zero, and on a group without transfers. */
export function payoutXml(order: PaymentOrder, version: PainVersion): string {
  const count = order.groups.reduce((sum, { transfers }) => sum + transfers.length, 0);
  const header =
    element('MsgId', text(order.messageId, 35)) +
    element('CreDtTm', order.createdAt) +
    element('NbOfTxs', String(count)) +
    element('CtrlSum', decimal(controlSum(order.groups))) +
    element('InitgPty', partyOf(version, order.initiator));
  const groups = order.groups.map((group, index) => groupXml(order, group, index, version)).join('');
  const namespace = `urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}`;
  const document = element('CstmrCdtTrfInitn', element('GrpHdr', header) + groups);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('Document', document, ` xmlns="${namespace}"`)}\n`;
}

function groupXml(order: PaymentOrder, group: TransferGroup, index: number, version: PainVersion): string {
  if (group.transfers.length === 0) throw new RangeError('A group of payouts has no payouts. Leave it out.');
  const agent = element('FinInstnId', element('Othr', element('Id', 'NOTPROVIDED')));
  return element(
    'PmtInf',
    element('PmtInfId', text(`${order.messageId}-${index + 1}`, 35)) +
      element('PmtMtd', 'TRF') +
      element('NbOfTxs', String(group.transfers.length)) +
      element('CtrlSum', decimal(controlSum([group]))) +
      element('PmtTpInf', element('SvcLvl', element('Cd', 'NURG'))) +
      element('ReqdExctnDt', version === '03' ? group.date : element('Dt', group.date)) +
      element('Dbtr', partyOf(version, order.initiator)) +
      element('DbtrAcct', accountOf(group.account) + element('Ccy', 'NOK')) +
      element('DbtrAgt', agent) +
      group.transfers.map(transferXml).join(''),
  );
}

function transferXml(transfer: Transfer): string {
  if (transfer.amount <= 0n) throw new RangeError(`Payout ${transfer.reference} is not above zero.`);
  return element(
    'CdtTrfTxInf',
    element(
      'PmtId',
      element('InstrId', text(transfer.reference, 35)) + element('EndToEndId', text(transfer.reference, 35)),
    ) +
      element('Amt', element('InstdAmt', decimal(transfer.amount), ` Ccy="${transfer.currency}"`)) +
      element('Cdtr', element('Nm', text(transfer.name, 140))) +
      element('CdtrAcct', accountOf(transfer.account)) +
      element('RmtInf', element('Ustrd', text(transfer.text, 140))),
  );
}
