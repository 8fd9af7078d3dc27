/** Invented creditor files of any size for the demo and the benchmarks: synthetic national ids (month + 80), invented names, always the same for the same numbers. */
import { addDays, type Day } from '../domain/day.ts';
import { decimal } from '../domain/money.ts';

const firstNames = [
  'Aase',
  'Bjørn',
  'Dagny',
  'Eirik',
  'Frøydis',
  'Gaute',
  'Hjørdis',
  'Ingvar',
  'Jorunn',
  'Kåre',
  'Liv',
  'Magne',
  'Nanna',
  'Øystein',
  'Ragnhild',
  'Sølve',
];
const lastNames = [
  'Prøvesen',
  'Testberg',
  'Dummestad',
  'Påhittsen',
  'Fiktivhaug',
  'Oppdikt',
  'Eksempelvik',
  'Liksomdal',
];
const streets = ['Storgata', 'Kirkeveien', 'Skolegata', 'Åsveien', 'Fjordgata', 'Lærerveien', 'Industrigata'];
const places: [string, string][] = [
  ['0155', 'OSLO'],
  ['5003', 'BERGEN'],
  ['7010', 'TRONDHEIM'],
  ['4006', 'STAVANGER'],
  ['9008', 'TROMSØ'],
];

/** A small generator with a long period (mulberry32): the same seed gives the same file on every machine. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** A synthetic national id: a real day of birth with 80 added to the month, and both check digits right (1964 rule). */
export function syntheticNationalId(random: (below: number) => number): string {
  for (;;) {
    const day = 1 + random(28);
    const month = 81 + random(12);
    const year = 40 + random(60);
    const base = `${String(day).padStart(2, '0')}${month}${year}${String(random(500)).padStart(3, '0')}`;
    const check = (digits: string, weights: number[]): number =>
      (11 - (weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11)) % 11;
    const first = check(base, firstWeights);
    if (first === 10) continue;
    const second = check(base + first, secondWeights);
    if (second === 10) continue;
    return `${base}${first}${second}`;
  }
}

/** `DD.MM.YYYY`. */
function written(day: Day): string {
  return `${day.slice(8)}.${day.slice(5, 7)}.${day.slice(0, 4)}`;
}

/** `1 250,00`, as a Norwegian spreadsheet writes it. */
function amount(ore: number): string {
  return decimal(ore).replace('.', ',');
}

/** The header of an invented kreditorfil. */
export const caseHeader =
  'referanse;personnr_orgnr;juridisk_type;navn;gateadresse;postnummer;poststed;mobiltelefon;e-post;kundenummer;fordringen_gjelder;fakturanr;oppr_hovedstol;gjenst_hovedstol;valuta;fakturadato;forfallsdato;ikvar_dato\r\n';

/** How an invented row differs from a good one. */
export type Flaw = 'none' | 'impossible-date' | 'wrong-id' | 'scientific' | 'early-notice' | 'positive-credit';

/** One line of an invented kreditorfil: case `index` of the series `name`, handed over on `today`. */
export function caseLine(
  name: string,
  index: number,
  today: Day,
  random: (below: number) => number,
  flaw: Flaw = 'none',
): string {
  const [postalCode, place] = places[random(places.length)]!;
  const who = `${firstNames[random(firstNames.length)]!} ${lastNames[random(lastNames.length)]!}`;
  const id = syntheticNationalId(random);
  const due = addDays(today, -60 - random(200));
  const invoiced = addDays(due, -14);
  const notice = flaw === 'early-notice' ? addDays(due, -3) : addDays(today, -16 - random(10));
  const ore = 100_00 + random(20_000_00);
  return [
    `${name}-${index}`,
    flaw === 'wrong-id' ? `${id.slice(0, 10)}${(Number(id[10]) + 1) % 10}` : id,
    'F',
    who,
    `${streets[random(streets.length)]!} ${1 + random(120)}`,
    postalCode,
    place,
    `4${String(random(10_000_000)).padStart(7, '0')}`,
    `kunde${index}@example.no`,
    `K${index}`,
    'Varekjøp',
    `${name}${index}`,
    amount(ore),
    flaw === 'scientific' ? '1,111E+08' : amount(ore),
    'NOK',
    written(invoiced),
    flaw === 'impossible-date' ? '31.02.2026' : written(due),
    `${written(notice)}\r\n`,
  ].join(';');
}

/** Pads to the right or, for numbers, fills with zeros from the left, as OCR giro does. */
const zeros = (value: number | string, width: number) => String(value).padStart(width, '0');

/** A payment in an invented OCR giro file. */
export interface OcrPayment {
  kid: string;
  /** Øre. */
  amount: number;
  /** Transaction type; 10 is a giro, 18 a reversal with KID. */
  type?: number;
}

/** An OCR giro file of 80-character records with its counts and sums (OCR giro system manual). */
export function ocrFile(payments: OcrPayment[], account: string, day: Day, shipment: number): string {
  const date = `${day.slice(8)}${day.slice(5, 7)}${day.slice(2, 4)}`;
  const lines = [
    `NY00001000008080${zeros(shipment, 7)}00012345`.padEnd(80, '0'),
    `NY090020001234567${zeros(shipment, 7)}${account}`.padEnd(80, '0'),
  ];
  let sum = 0;
  payments.forEach(({ kid, amount: paid, type = 10 }, index) => {
    sum += paid;
    const number = zeros(index + 1, 7);
    lines.push(
      `NY09${type}30${number}${date}01${date.slice(0, 2)}100001${paid < 0 ? '-' : '0'}${zeros(Math.abs(paid), 17)}${kid.padStart(25)}`.padEnd(
        80,
        '0',
      ),
      `NY09${type}31${number}${zeros(index + 1, 10)}${zeros(0, 9)}${zeros(0, 7)}${date}12345678903`.padEnd(80, '0'),
    );
  });
  const transactions = zeros(payments.length, 8);
  lines.push(
    `NY090088${transactions}${zeros(lines.length, 8)}${zeros(sum, 17)}${date}${date}${date}`.padEnd(80, '0'),
    `NY000089${transactions}${zeros(lines.length + 2, 8)}${zeros(sum, 17)}${date}`.padEnd(80, '0'),
  );
  return `${lines.join('\r\n')}\r\n`;
}
