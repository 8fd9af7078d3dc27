/** Twenty files as four senders would send them, the same each time: good and bad rows, a copy, what no format claims, payments, OCR giro. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { caseHeader, caseLine, type Flaw, ocrFile, seeded } from '../src/cli/invented.ts';
import type { StoredAgreement } from '../src/domain/agreement.ts';
import type { Day } from '../src/domain/day.ts';
import type { Sql } from '../src/db/database.ts';

/** A file and the folder it is put into, below the data folder. */
export interface SentFile {
  client: number;
  folder: string;
  name: string;
  bytes: Buffer;
}

/** The day on which everything happens. */
export const scenarioDay: Day = '2026-11-24';

const clients: { number: number; name: string; agreement: StoredAgreement }[] = [
  {
    number: 33220,
    name: 'Testkreditor AS',
    agreement: { approval: 'auto', routes: ['portal', 'sftp'], commissionPrincipal: 500 },
  },
  { number: 44110, name: 'Nordlys Prøvekraft AS', agreement: { approval: 'auto', routes: ['portal', 'sftp'] } },
  {
    number: 55990,
    name: 'Eksempelvik kommune',
    agreement: { approval: 'manual', routes: ['portal', 'sftp'], vatLiable: false },
  },
];

/** Makes the clients of the scenario. Twice is once. */
export async function seedClients(sql: Sql): Promise<void> {
  for (const { number, name, agreement } of clients) {
    await sql.query(
      `insert into client (number, name, org_number, street, postal_code, postal_place, agreement, created_at)
       values ($1, $2, '123456785', 'Storgata 1', '7010', 'TRONDHEIM', $3, '2026-11-01') on conflict do nothing`,
      [number, name, JSON.stringify(agreement)],
    );
  }
}

const inbox = (client: number) => join('homes', String(client), 'inbox');

function sent(client: number, name: string, text: string | Buffer, folder = inbox(client)): SentFile {
  return { client, folder, name, bytes: typeof text === 'string' ? Buffer.from(text) : text };
}

function lines(series: string, rows: number, seed: number, flawEvery = 0): string {
  const flaws: Flaw[] = ['impossible-date', 'wrong-id', 'scientific', 'early-notice'];
  const random = seeded(seed);
  let text = caseHeader;
  for (let index = 1; index <= rows; index++) {
    const flaw = flawEvery > 0 && index % flawEvery === 0 ? flaws[(index / flawEvery) % flaws.length]! : 'none';
    text += caseLine(series, index, scenarioDay, random, flaw);
  }
  return text;
}

const firstFile = () => Buffer.from(lines('A', 30, 1), 'latin1');

/** Thirteen files that open cases, or fail to. `large` is the size of the largest. */
export async function caseFiles(large: number): Promise<SentFile[]> {
  const workbook = await readFile(join(import.meta.dirname, '..', 'fixtures', 'kreditorfil-xlsx', 'good.xlsx'));
  return [
    sent(33220, 'saker.csv', firstFile()),
    sent(33220, 'flere saker.csv', lines('B', 42, 2, 7)),
    sent(33220, 'brev.txt', 'Hei! Kan dere ringe meg? Hilsen Hege\n'),
    sent(33220, 'bare hode.csv', caseHeader),
    sent(44110, 'stor.csv', lines('C', large, 3, 97)),
    sent(44110, 'æøå.csv', Buffer.from(lines('D', 30, 4), 'latin1')),
    sent(44110, 'tom.csv', ''),
    sent(44110, 'alle gale.csv', lines('E', 30, 5, 1)),
    sent(55990, 'avgifter.csv', lines('F', 20, 6)),
    sent(55990, 'regneark.xlsx', workbook),
    sent(55990, 'fra mappe.csv', lines('G', 20, 7, 9), join('drop', '55990')),
    sent(44110, 'fra mappe.csv', lines('H', 40, 8), join('drop', '44110')),
    sent(33220, 'flest.csv', lines('I', 60, 9, 20)),
  ];
}

interface Payable {
  client: number;
  kid: string;
  invoice: string;
  remaining: bigint;
}

/** Seven files that bring money for cases that are open now, or nothing new. No two pay the same case. */
export async function paymentFiles(sql: Sql, account: string): Promise<SentFile[]> {
  const found = await sql.query<Payable>(
    `select collection_case.client, collection_case.kid, invoice, collection_case.principal as remaining
     from collection_case join claim on case_number = number and n = 1 order by collection_case.client, reference`,
  );
  const of = (client: number) => found.rows.filter((row) => row.client === client);
  const [own, other] = [of(33220), of(44110)];
  const bank = (rows: Payable[], share: (row: Payable, index: number) => bigint) =>
    rows.map((row, index) => ({ kid: row.kid, amount: Number(share(row, index)) }));
  const direct = (rows: Payable[], amount: string) =>
    `Saksnummer;Fakturanr;Betalingsdato;Betalt beløp;Valuta;Type;Notering\r\n${rows
      .map((row) => `;${row.invoice};24.11.2026;${amount};NOK;Direktebetaling;Betalt til oss\r\n`)
      .join('')}`;
  const first = ocrFile(
    [
      ...bank(own.slice(0, 20), (row, index) => (index % 3 === 0 ? row.remaining : 5000n)),
      { kid: '9999999995', amount: 123_401 },
    ],
    account,
    scenarioDay,
    1,
  );
  const second = ocrFile(
    bank(other.slice(0, 60), (row, index) => row.remaining + BigInt(index % 2) * 250_00n),
    account,
    scenarioDay,
    2,
  );
  return [
    sent(33220, 'saker igjen.csv', firstFile()),
    sent(1, 'ocr-1.txt', first),
    sent(1, 'ocr-2.txt', second),
    sent(33220, 'direkte.csv', direct(own.slice(30, 45), '100,00')),
    sent(44110, 'direkte.csv', direct(other.slice(80, 90), '55,50')),
    sent(
      44110,
      'direkte med feil.csv',
      direct([...other.slice(95, 99), { ...other[0]!, invoice: 'finnes-ikke' }], '10,00'),
    ),
    sent(33220, 'direkte 2.csv', direct(own.slice(50, 60), '1,01')),
  ];
}
