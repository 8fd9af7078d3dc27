import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe as group, expect, it } from 'vitest';
import { cleaningLabel } from './domain/cleaning-labels.ts';
import { maskNationalIds } from './domain/national-id.ts';
import { describe, problems } from './domain/problems.ts';
import { readFormatFiles } from './platform/formats-folder.ts';
import { loadFormats } from './readers/formats.ts';
import { tryFile } from './try-file.ts';
import type { TryAnswer, TryOptions } from './try-file.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const formats = loadFormats(await readFormatFiles());

/** Fixtures that are tried with options of their own. */
const ownOptions: Record<string, Partial<TryOptions>> = {
  'refused/bad-no-such-format.csv': { format: 'no-such-format' },
  'kreditorfil-csv/bad-kid-agreed.csv': { agreement: { kid: { moduli: ['mod10'], lengths: [5, 7] } } },
  'kreditorfil-csv/bad-between-rows.csv': { agreement: { currencies: ['NOK', 'EUR'] } },
};

const ownSchema = 'needs a format that makes the wrong thing of a field, or a schema of one’s own';
const ownFormat = 'needs a format of one’s own; no shipped one is such';
const tooBig = 'needs a file too large to keep';

/** Codes that no fixture provokes: why. A test elsewhere names each. */
const provokedElsewhere: Record<string, string> = {
  'between-unchecked': 'needs two million rows; a test lowers the limit',
  'control-characters': 'readers take such characters out; only a record made otherwise has them',
  'wrong-type': ownSchema,
  'unknown-field': ownSchema,
  'not-allowed': ownSchema,
  'date-not-real': ownSchema,
  'country-unknown': ownSchema,
  'language-unknown': ownSchema,
  'not-as-agreed': ownSchema,
  'too-short': ownSchema,
  'format-several': ownFormat,
  'footer-missing': ownFormat,
  'record-after-footer': ownFormat,
  'quote-broken-typed': ownFormat,
  'file-too-large': tooBig,
  'line-too-long': tooBig,
  'element-too-large': tooBig,
  'zip-too-many': tooBig,
  'zip-too-large': tooBig,
};

/** Codes of the tier `books` are found by the database: journal/books.test.ts and the ledger's tests provoke them. */
const isBooks = (code: string): boolean => problems[code]!.tier === 'books';

const files: string[] = [];
for (const folder of (await readdir(fixtures, { withFileTypes: true })).filter((one) => one.isDirectory())) {
  for (const name of (await readdir(join(fixtures, folder.name))).sort()) {
    if (!name.endsWith('.golden.json')) files.push(`${folder.name}/${name}`);
  }
}

function optionsFor(file: string): TryOptions {
  return {
    open: () => createReadStream(join(fixtures, file)),
    name: file.split('/').at(-1)!,
    formats,
    language: 'nb',
    today: '2026-11-24',
    records: true,
    ...ownOptions[file],
  };
}

const answers = new Map<string, TryAnswer>();
beforeAll(async () => {
  for (const file of files) answers.set(file, await tryFile(optionsFor(file)));
}, 120_000);

group('every fixture', () => {
  it.for(files)('%s is answered as its golden says', async (file) => {
    const answer = `${JSON.stringify(answers.get(file), null, 2)}\n`;
    await expect(answer).toMatchFileSnapshot(join(fixtures, `${file}.golden.json`));
  });

  it('has a name that tells whether it is good, and is answered so', () => {
    const misnamed = [...answers].filter(([file, { refusal, rejected }]) => {
      const name = file.split('/')[1]!;
      return name.startsWith('good') ? refusal !== null || rejected > 0 : !name.startsWith('bad');
    });
    expect(misnamed.map(([file]) => file)).toEqual([]);
  });

  it('accounts for every row: accepted and rejected are all', () => {
    const lost = [...answers].filter(([, { rows, accepted, rejected }]) => accepted + rejected !== rows);
    expect(lost.map(([file]) => file)).toEqual([]);
  });
});

group('the problem catalogue', () => {
  const found = (): Set<string> =>
    new Set(
      [...answers.values()].flatMap(({ refusal, problemCounts }) => [
        ...Object.keys(problemCounts),
        refusal?.code ?? '',
      ]),
    );

  it('has a fixture that provokes each code, or says where it is provoked', () => {
    const provoked = found();
    const missing = Object.keys(problems).filter(
      (code) => !provoked.has(code) && !isBooks(code) && !(code in provokedElsewhere),
    );
    expect(missing).toEqual([]);
  });

  it('lists nothing as provoked elsewhere that a fixture provokes or that is no code', () => {
    const provoked = found();
    const idle = Object.keys(provokedElsewhere).filter((code) => provoked.has(code) || !(code in problems));
    expect(idle).toEqual([]);
  });

  it('has each of those named by a test', async () => {
    const tests = (await readdir(import.meta.dirname, { recursive: true })).filter(
      (path) => path.endsWith('.test.ts') && path !== 'try-file.test.ts' && path !== 'domain/problems.test.ts',
    );
    const texts = await Promise.all(tests.map((path) => readFile(join(import.meta.dirname, path), 'utf8')));
    const unnamed = Object.keys(provokedElsewhere).filter((code) => !texts.some((text) => text.includes(code)));
    expect(unnamed).toEqual([]);
  });

  it('tells every finding of every fixture in both languages without a gap', () => {
    const told = [...answers.values()].flatMap((answer) => answer.problems);
    expect(told.length).toBeGreaterThan(50);
    const gaps = told.filter((problem) => {
      const severity = problem.severity === 'error' ? 'error' : 'warning';
      const inBoth = (['nb', 'en'] as const).map((language) =>
        describe({ ...problem, tier: problems[problem.code]!.tier, severity }, language),
      );
      const texts = [problem, ...inBoth].flatMap(({ title, message, cure }) => [title, message, cure]);
      return texts.some((text) => text.trim() === '' || /[{}]|undefined|\[object|«»|“”/.test(text));
    });
    expect(gaps).toEqual([]);
  });

  it('has a word in both languages for every kind of cleaning that the fixtures needed', () => {
    const kinds = new Set([...answers.values()].flatMap(({ cleaned }) => Object.keys(cleaned)));
    expect(kinds.size).toBeGreaterThan(3);
    expect(
      [...kinds].filter((kind) => cleaningLabel(kind, 'nb') === kind || cleaningLabel(kind, 'en') === kind),
    ).toEqual([]);
  });

  it('shows no whole national id in a message', () => {
    const messages = [...answers.values()].flatMap((answer) => answer.problems.map(({ message }) => message));
    expect(messages.filter((message) => maskNationalIds(message) !== message)).toEqual([]);
  });
});

it('answers for any damaged file: refused with words, or every row accounted for', async () => {
  const originals = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(fixtures, file))] as const)),
  );
  const damage = fc.record({
    file: fc.constantFrom(...files),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(40),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(
        ...['"', ';', '\n', '\0', '<', '{', '\ud83d', '=cmd()', '9'.repeat(40)].map((text) => Buffer.from(text)),
      ),
    ),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ file, at, remove, insert }) => {
      const bytes = originals.get(file)!;
      const place = Math.floor(at * bytes.length);
      const damaged = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
      const answer = await tryFile({
        ...optionsFor(file),
        open: async function* () {
          yield damaged;
        },
      });
      expect(answer.accepted + answer.rejected).toBe(answer.rows);
      const texts = [...answer.problems, ...(answer.refusal ? [answer.refusal] : [])].flatMap(
        ({ title, message, cure }) => [title, message, cure],
      );
      expect(texts.filter((text) => text.trim() === '' || text.includes('undefined'))).toEqual([]);
      expect(answer.rejected === 0 || answer.problems.some(({ severity }) => severity === 'error')).toBe(true);
    }),
    { numRuns: 300 },
  );
}, 120_000);

group('a file for a client', () => {
  const csv = `Saksnummer;Betalingsdato;Betalt beløp\r\n2044408;15.10.2026;100,00\r\n`;
  const options: TryOptions = {
    open: async function* () {
      yield Buffer.from(csv);
    },
    name: 'betalinger.csv',
    formats,
    language: 'en',
    today: '2026-11-24',
  };

  it('is refused with words when no format claims it, and never throws', async () => {
    const answer = await tryFile({
      ...options,
      open: async function* () {
        yield Buffer.from('hello\n');
      },
    });
    expect(answer).toMatchObject({ rows: 0, totals: {}, records: [], refusal: { code: 'format-none' } });
    expect(answer.refusal!.cure).not.toBe('');
  });

  it('is refused when the named format does not exist', async () => {
    expect((await tryFile({ ...options, format: 'no-such' })).refusal).toMatchObject({ code: 'format-unknown' });
  });

  it('has its amounts as strings and no records unless they are asked for', async () => {
    const answer = await tryFile(options);
    expect(answer).toMatchObject({ rows: 1, accepted: 1, totals: { NOK: '100.00' }, records: [] });
    const withRecords = await tryFile({ ...options, records: true });
    expect(withRecords.records).toEqual([
      { type: 'direct', caseNumber: 2044408, paidOn: '2026-10-15', amount: '100.00', currency: 'NOK' },
    ]);
  });
});
