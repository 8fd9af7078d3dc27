/** Invented data for the benchmark and tests: a settlement and a confirmation of any length, the same each time. */
import { addDays } from '../../domain/day.ts';
import type { Sender } from '../report.ts';
import type { SettlementData, SettlementLine } from './client-account-settlement.ts';
import type { ConfirmedCase, EngagementConfirmationData, Receiver } from './engagement-confirmation.ts';

const collector: Sender = {
  name: 'Eksempel Inkasso AS',
  orgNumber: '313402126',
  street: 'Prøvegata 12',
  postalCode: '7011',
  postalPlace: 'Trondheim',
  email: 'support@eksempel.example',
  phone: '73 00 00 00',
};

const client: Receiver = {
  number: 33220,
  name: 'Testkreditor AS',
  vatRegistered: true,
  orgNumber: '310876542',
  street: 'Havnekaia 3',
  postalCode: '7010',
  postalPlace: 'Trondheim',
};

const names = [
  'Elin Myrstad',
  'Jørgen Hestnes',
  'Fjellbekk Catering AS',
  'Signe Lauvdal',
  'Trygve Sandmo',
  'Stjernekast Event AS',
  'Maja Solheimsvik',
  'Petter Grønåsen',
  'Åse Ødegård',
];

/** A settlement of `count` lines whose sums hold. */
export function sampleSettlement(count: number): SettlementData {
  const lines = Array.from({ length: count }, (_, i): SettlementLine => {
    const principal = BigInt(25_000 + ((i * 7_919) % 900_000));
    const interest = principal / 40n;
    const [fee, cost] = [3_800n, 60_000n];
    const commission = principal / 25n + interest / 2n;
    const vat = (cost + commission) / 4n;
    const gross = principal + interest + fee + cost;
    return {
      date: addDays('2026-11-16', i % 7),
      kind: 'bank',
      caseNumber: 1_831_000 + i,
      debtor: names[i % names.length]!,
      reference: `K-${90_000 + i}`,
      invoice: String(88_000 + i),
      customerNumber: String(4_000 + i),
      text: '',
      gross,
      principal,
      interest,
      fee,
      cost,
      commission,
      vatBase: cost + commission,
      vat,
      net: gross - cost - commission - vat,
    };
  });
  const sum = (key: 'net' | 'vat' | 'vatBase') => lines.reduce((total, line) => total + line[key], 0n);
  const carriedIn = -21_875n;
  const payable = sum('net') + carriedIn;
  return {
    collector,
    client,
    number: 5047,
    name: 'Klientkonto-avregning-33220-2026-11-23',
    periodFrom: '2026-11-16',
    periodTo: '2026-11-22',
    bookedOn: '2026-11-23',
    producedAt: '2026-11-23T01:07:00Z',
    payoutOn: '2026-11-24',
    payoutAccount: '15034011874',
    payoutReference: '332200000041181',
    currency: 'NOK',
    state: 'approved',
    lines,
    vat: [{ rate: 2500, base: sum('vatBase'), vat: sum('vat') }],
    carriedIn,
    carriedOut: 0n,
    payable,
    ledgerPayable: payable,
    replaces: null,
    replacesDocument: null,
    notes: [],
  };
}

/** A confirmation of `count` cases; every fifth has two claims, and `rejected` rows were not registered. */
export function sampleConfirmation(count: number, rejected = 2): EngagementConfirmationData {
  const cases = Array.from({ length: count }, (_, i): ConfirmedCase => {
    const claim = (n: number) => {
      const remaining = BigInt(99_000 + ((i * 12_345 + n * 777) % 1_200_000));
      return {
        kind: 'invoice' as const,
        invoice: String(88_220 + 2 * i + n),
        concerns: null,
        invoiceDate: addDays('2026-09-20', i % 20),
        dueDate: addDays('2026-10-01', i % 20),
        original: remaining + 10_000n,
        remaining,
        interestFrom: addDays('2026-10-02', i % 20),
        reminderFee: 3_800n,
        reminderDate: null,
        kid: null,
      };
    };
    return {
      number: 1_833_104 + i,
      reference: `K-${91_188 + i}`,
      service: 'debtCollection',
      currency: 'NOK',
      handler: 'Jonas Fjære',
      noticeOn: addDays('2026-10-20', i % 14),
      kid: null,
      interest: BigInt(2_000 + i),
      debtors: [
        {
          name: names[i % names.length]!,
          role: 'debtor',
          maskedId: '018590 *****',
          postalPlace: '7040 Trondheim',
          customerNumber: String(91_188 + i),
        },
      ],
      claims: i % 5 === 4 ? [claim(0), claim(1)] : [claim(0)],
    };
  });
  const wrong = [
    [
      'date-impossible',
      'Forfallsdatoen «31.02.2026» finnes ikke.',
      'Skriv datoen som står på fakturaen, og send raden på nytt.',
    ],
    ['missing-value', 'Postnummer er tomt, men må fylles inn.', 'Fyll inn Postnummer og send raden på nytt.'],
  ] as const;
  return {
    collector,
    client,
    name: 'Oppdragsbekreftelse-33220-2026-11-24',
    date: '2026-11-24',
    journals: [
      {
        number: 100_577,
        description: '',
        source: 'kreditor-saker-2026-11-24.csv',
        door: 'web',
        receivedAt: '2026-11-24T08:12:00Z',
        sentBy: 'Ingrid Solvang',
        approvedBy: 'agreement',
        approvedAt: '2026-11-24T08:13:00Z',
      },
    ],
    cases,
    rejections: Array.from({ length: rejected }, (_, i) => {
      const [code, message, cure] = wrong[i % 2]!;
      return {
        file: 'kreditor-saker-2026-11-24.csv',
        line: 7 + 4 * i,
        reference: `K-${92_000 + i}`,
        code,
        message,
        cure,
      };
    }),
    rejectedRows: rejected,
    replaces: null,
    withoutMobile: 3,
    withoutEmail: 4,
    notes: [],
  };
}
