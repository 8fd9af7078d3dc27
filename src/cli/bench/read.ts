/** Reading and judging alone, no database: rows per second for each layout, beside bare parsing of the same bytes with the library under the reader. */
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'fast-csv';
import { XMLParser } from 'fast-xml-parser';
import { openFormats } from '../../app.ts';
import { config } from '../../config.ts';
import { columnFinder } from '../../readers/column-of.ts';
import type { Format } from '../../readers/format.ts';
import { read } from '../../readers/read.ts';
import { judgeContext } from '../../validation/context.ts';
import { startJudging } from '../../validation/judging.ts';
import { caseHeader, caseLine, ocrFile, seeded } from '../invented.ts';
import { type Measured, measured, mostMemory, timed } from './machine.ts';

const today = '2026-11-24';

interface Sample {
  name: string;
  file: string;
  /** Bare parsing of the same bytes. */
  bare(path: string): Promise<unknown>;
}

/** Measures `rows` rows of each layout that has an invented file. */
export async function benchReading(rows: number): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-read-'));
  try {
    const formats = await openFormats(config({}));
    const results: Measured[] = [];
    for (const sample of await samples(folder, rows)) {
      const { rssMiB, value } = await mostMemory(() => timed(() => readAndJudge(sample.file, formats, false)));
      if (value.value !== rows) throw new Error(`${sample.name}: ${value.value} of ${rows} rows were read`);
      const judged = await timed(() => readAndJudge(sample.file, formats, true));
      const bare = await timed(() => sample.bare(sample.file));
      const floor = rows / bare.seconds;
      results.push(
        measured(`read ${sample.name}`, 'rows/s', rows / value.seconds, floor, rssMiB),
        measured(`read and judge ${sample.name}`, 'rows/s', rows / judged.seconds, floor, rssMiB),
      );
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readAndJudge(path: string, formats: Format[], judge: boolean): Promise<number> {
  const reading = await read(createReadStream(path), path, formats);
  const context = judgeContext({ today, columnOf: columnFinder(reading.format, () => reading.columns()) });
  const judging = startJudging(reading.format.kind, context);
  let rows = 0;
  for await (const chunk of reading) {
    rows += chunk.length;
    if (judge) judging.judge(chunk);
  }
  return rows;
}

async function samples(folder: string, rows: number): Promise<Sample[]> {
  const random = seeded(1);
  const lines: string[] = [caseHeader];
  const json: string[] = [];
  const xml: string[] = [
    '<?xml version="1.0" encoding="UTF-8"?>\n<kreditorfil xmlns="urn:kreditorflyt:kreditorfil:1">\n',
  ];
  for (let index = 0; index < rows; index++) {
    const line = caseLine('L', index, today, random);
    lines.push(line);
    json.push(`${JSON.stringify(asJson(line))}\n`);
    xml.push(asXml(line));
  }
  xml.push('</kreditorfil>\n');
  const payments = Array.from({ length: rows }, (_, index) => ({ kid: '0010017', amount: 100 + index }));
  await writeFile(join(folder, 'ocr.txt'), ocrFile(payments, '12345678903', today, 1));
  const files = { csv: lines.join(''), ndjson: json.join(''), xml: xml.join('') };
  for (const [ending, text] of Object.entries(files)) await writeFile(join(folder, `saker.${ending}`), text);
  return [
    {
      name: 'delimited (fast-csv alone)',
      file: join(folder, 'saker.csv'),
      bare: (path) => drained(createReadStream(path).pipe(parse({ headers: true, delimiter: ';' }))),
    },
    {
      name: 'fixed, OCR giro (lines cut alone)',
      file: join(folder, 'ocr.txt'),
      bare: async (path) =>
        (await readFile(path, 'latin1'))
          .split('\r\n')
          .map((line) => [line.slice(0, 8), line.slice(32, 49), line.slice(49, 74)]),
    },
    {
      name: 'json, a record a line (JSON.parse alone)',
      file: join(folder, 'saker.ndjson'),
      bare: async (path) =>
        (await readFile(path, 'utf8')).split('\n').map((line) => (line === '' ? null : (JSON.parse(line) as unknown))),
    },
    {
      name: 'xml (fast-xml-parser alone, whole file)',
      file: join(folder, 'saker.xml'),
      bare: async (path) =>
        new XMLParser({ processEntities: false, parseTagValue: false }).parse(await readFile(path)) as unknown,
    },
  ];
}

/** One invented CSV line as the nested record of the JSON format. */
function asJson(line: string): object {
  const [
    referanse,
    personnr_orgnr,
    juridisk_type,
    navn,
    gateadresse,
    postnummer,
    poststed,
    mobiltelefon,
    epost,
    kundenummer,
    gjelder,
    fakturanr,
    oppr,
    gjenst,
    valuta,
    fakturadato,
    forfallsdato,
    ikvar,
  ] = line.trim().split(';');
  return {
    referanse,
    valuta,
    ikvar_dato: ikvar,
    skyldnere: [
      {
        personnr_orgnr,
        juridisk_type,
        navn,
        gateadresse,
        postnummer,
        poststed,
        mobiltelefon,
        'e-post': epost,
        kundenummer,
      },
    ],
    krav: [
      {
        fordringen_gjelder: gjelder,
        fakturanr,
        oppr_hovedstol: oppr,
        gjenst_hovedstol: gjenst,
        fakturadato,
        forfallsdato,
      },
    ],
  };
}

/** The same as an element of the XML format. */
function asXml(line: string): string {
  const { skyldnere, krav, ...sak } = asJson(line) as Record<string, string> & {
    skyldnere: Record<string, string>[];
    krav: Record<string, string>[];
  };
  const elements = (fields: Record<string, string>) =>
    Object.entries(fields)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('');
  const first = (list: unknown) => elements((list as Record<string, string>[])[0]!);
  return `<sak>${elements(sak)}<skyldner>${first(skyldnere)}</skyldner><krav>${first(krav)}</krav></sak>\n`;
}

async function drained(stream: Readable | NodeJS.ReadWriteStream): Promise<number> {
  let rows = 0;
  for await (const row of stream as AsyncIterable<unknown>) if (row) rows++;
  return rows;
}
