/** Good rows with synthetic numbers, for tests to spoil. */
import type { Row } from '../domain/row.ts';

export type Fields = Record<string, unknown>;

/** A row around a record, on the line after its number (line 1 is a header). */
export function aRow(record: Fields, number = 1, raw: Row['raw'] = {}): Row {
  return { row: number, line: number + 1, raw, record, problems: [] };
}

/** A grown-up's synthetic national id: born 1985-03-12. */
export const adultId = '12838510068';
/** Another's: born 1990-01-01. */
export const otherId = '01819020074';
/** A child's: born 2015-11-05. */
export const childId = '05911560099';

/** A debtor with nothing missing. */
export function aDebtor(over: Fields = {}): Fields {
  const debtor = {
    role: 'debtor',
    id: adultId,
    name: 'Åse Bjørnebo-Prøve',
    postalCode: '0150',
    postalPlace: 'Oslo',
    phoneMobile: '40000001',
    email: 'ase@example.no',
    customerNumber: '10001',
  };
  return without({ ...debtor, ...over });
}

/** An invoice due 2026-08-15. */
export function aClaim(over: Fields = {}): Fields {
  const claim = {
    kind: 'invoice',
    invoice: '34500',
    invoiceDate: '2026-08-01',
    dueDate: '2026-08-15',
    remaining: 1250_00,
  };
  return without({ ...claim, ...over });
}

/** A case as of 2026-11-24 in which nothing is wrong. */
export function aCase(over: Fields = {}): Fields {
  const record = {
    reference: 'S-1',
    service: 'debtCollection',
    currency: 'NOK',
    noticeDate: '2026-09-01',
    debtors: [aDebtor()],
    claims: [aClaim()],
  };
  return without({ ...record, ...over });
}

/** A payment to the creditor. */
export function aPayment(over: Fields = {}): Fields {
  const payment = { type: 'direct', caseNumber: 2044408, paidOn: '2026-10-15', amount: 100_00, currency: 'NOK' };
  return without({ ...payment, ...over });
}

/** A field set to `undefined` is a field left out. */
function without(record: Fields): Fields {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
