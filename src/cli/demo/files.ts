/** The demo's files: what creditors and a bank would send, each for a reason. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Day } from '../../domain/day.ts';
import { decimal } from '../../domain/money.ts';
import { caseHeader, caseLine, type Flaw, ocrFile, type OcrPayment, seeded } from '../invented.ts';

/** A file of the demo and what it is there to show. */
export interface DemoFile {
  client: number;
  name: string;
  bytes: Buffer;
  shows: string;
}

const windows1252 = (text: string) => Buffer.from(text, 'latin1');
const fixtures = join(import.meta.dirname, '..', '..', '..', 'fixtures');

/** A kreditorfil with some flawed rows. */
function caseFile(series: string, rows: number, today: Day, seed: number, flaws: Record<number, Flaw> = {}): string {
  const random = seeded(seed);
  let text = caseHeader;
  for (let index = 1; index <= rows; index++) text += caseLine(series, index, today, random, flaws[index] ?? 'none');
  return text;
}

/** The files that open cases. `run` makes their references new each time the demo is run; `large` is the size of the large one. */
export async function caseFiles(run: number, today: Day, large: number): Promise<DemoFile[]> {
  const name = (client: number, what: string) => `${client} - ${what} ${today}${run > 1 ? ` (${run})` : ''}`;
  const good = windows1252(caseFile(`T${run}`, 12, today, 1));
  return [
    { client: 33220, name: name(33220, 'saker.csv'), bytes: good, shows: 'good rows, Windows-1252' },
    {
      client: 33220,
      name: name(33220, 'flere saker.csv'),
      bytes: Buffer.from(
        caseFile(`U${run}`, 14, today, 2, { 3: 'impossible-date', 7: 'scientific', 9: 'wrong-id', 11: 'early-notice' }),
      ),
      shows: 'four bad rows among ten good ones',
    },
    { client: 33220, name: name(33220, 'saker sendt igjen.csv'), bytes: good, shows: 'the first file once more' },
    {
      client: 33220,
      name: name(33220, 'brev.txt'),
      bytes: Buffer.from(`Hei! Kan dere ringe meg om sakene fra i går? Hilsen Hege (${run})\n`),
      shows: 'a letter, which no format claims',
    },
    {
      client: 55990,
      name: name(55990, 'avgifter.csv'),
      bytes: Buffer.from(caseFile(`K${run}`, 8, today, 3)),
      shows: 'a client that approves its journals itself',
    },
    {
      client: 44110,
      name: name(44110, 'stor.csv'),
      bytes: Buffer.from(caseFile(`N${run}`, large, today, 4 + run)),
      shows: 'a large file',
    },
    {
      client: 44110,
      name: name(44110, 'tom.csv'),
      bytes: Buffer.from(caseHeader + `\r\n`.repeat(run)),
      shows: 'a header and no rows',
    },
    {
      client: 55990,
      name: name(55990, 'regneark.xlsx'),
      bytes: await readFile(join(fixtures, 'kreditorfil-xlsx', 'good.xlsx')),
      shows: 'a workbook',
    },
  ];
}

/** An open case that can be paid. */
export interface PayableCase {
  number: number;
  client: number;
  kid: string;
  invoice: string;
  remaining: bigint;
}

/** The files that bring money, for cases that the first files opened. */
export function paymentFiles(run: number, today: Day, cases: PayableCase[], account: string): DemoFile[] {
  const ofClient = (client: number) => cases.filter((each) => each.client === client);
  const [own, large] = [ofClient(33220), ofClient(44110)];
  const whole = (each: PayableCase): OcrPayment => ({ kid: each.kid, amount: Number(each.remaining) });
  const bank: OcrPayment[] = [
    ...own.slice(0, 4).map(whole),
    ...own.slice(4, 6).map((each) => ({ kid: each.kid, amount: 500_00 })),
    ...own.slice(6, 7).map((each) => ({ kid: each.kid, amount: Number(each.remaining) + 2_500_00 })),
    ...large.slice(0, 30).map(whole),
    { kid: '9999999995', amount: 1_234_00 + run },
  ];
  const date = `${today.slice(8)}.${today.slice(5, 7)}.${today.slice(0, 4)}`;
  const direct = own
    .slice(8, 10)
    .map(
      (each) =>
        `;${each.invoice};${date};${decimal(100_00).replace('.', ',')};NOK;Direktebetaling;Betalt til oss (${run})\r\n`,
    );
  return [
    {
      client: 1,
      name: `ocr-${today}-${run}.txt`,
      bytes: Buffer.from(ocrFile(bank, account, today, run)),
      shows: 'the bank’s payments by KID, one of nobody, one too large',
    },
    {
      client: 33220,
      name: `33220 - direktebetalinger ${today}${run > 1 ? ` (${run})` : ''}.csv`,
      bytes: windows1252(`Saksnummer;Fakturanr;Betalingsdato;Betalt beløp;Valuta;Type;Notering\r\n${direct.join('')}`),
      shows: 'payments made to the creditor',
    },
  ];
}
