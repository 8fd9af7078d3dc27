import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const cli = join(root, 'src', 'cli.ts');
const fixture = (path: string): string => join(root, 'fixtures', path);

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command as a person would. */
function run(args: string[], environment: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'] ?? '', ...environment } };
    execFile(process.execPath, [cli, ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Runs a command with lines on its stdin. */
function pipe(args: string[], input: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => (stdout += String(text)));
    child.stderr.on('data', (text) => (stderr += String(text)));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(input);
  });
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-try-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('try', () => {
  it('ends with 0 when nothing is found, and prints one JSON document alone', async () => {
    const { code, stdout, stderr } = await run([
      'try',
      fixture('direktebetaling-csv/good.csv'),
      '--as-of',
      '2026-11-24',
      '--json',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'good.csv',
      format: 'direktebetaling-csv@1',
      kind: 'payment',
      rows: 4,
      accepted: 4,
      rejected: 0,
      warnings: 0,
      totals: { NOK: '7230.50' },
      refusal: null,
      problems: [],
      truncated: false,
      records: [],
    });
  });

  it('ends with 1 when rows are rejected, and tells them in the language asked for', async () => {
    const args = [
      'try',
      fixture('direktebetaling-csv/bad-rows.csv'),
      '--as-of',
      '2026-11-24',
      '--lang',
      'en',
      '--records',
      '--json',
    ];
    const { code, stdout } = await run(args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      rejected: 6,
      problems: expect.arrayContaining([
        {
          line: 5,
          column: 'Betalingsdato',
          field: 'paidOn',
          code: 'date-in-future',
          tier: 'row',
          severity: 'error',
          value: '25.11.2026',
          title: 'Date in the future',
          message: 'Payment date (“Betalingsdato”) is 25.11.2026, which is after today (2026-11-24).',
          cure: 'Correct the date.',
        },
      ]),
      records: expect.arrayContaining([expect.objectContaining({ amount: '480.50', type: 'creditNote' })]),
    });
  });

  it('ends with 2 when no format knows the file', async () => {
    const { code, stdout } = await run(['try', fixture('refused/bad-letter.txt'), '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 0, accepted: 0, format: null, refusal: { code: 'format-none' } });
  });

  it('says what to do, to a person', async () => {
    const { stdout } = await run(['try', fixture('kreditorfil-csv/bad-rows.csv'), '--as-of', '2026-11-24']);
    expect(stdout).toContain('46 rader: 17 godtatt, 29 avvist');
    expect(stdout).toContain('Linje 3: Person-/org.nr. («personnr_orgnr») er tomt, men må fylles inn.');
    expect(stdout).toContain('→ Fyll inn Person-/org.nr.');
    expect(stdout).not.toMatch(/12838510069|undefined|\{/);
    const refused = await run(['try', fixture('ocr-giro/bad-sum.txt'), '--lang', 'en']);
    expect(refused.stdout).toMatch(/refused – [^\n]+\n {2}Line \d+: [^\n]+\n {2}→ [^\n]+\n$/);
  });

  it('ends with 2 and a reason when there is no such file', async () => {
    const { code, stdout, stderr } = await run(['try', join(folder, 'none.csv'), '--json']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('none.csv is not a file');
  });

  it.each([
    [['try']],
    [['try', 'x.csv', '--as-of', '2026-02-30']],
    [['try', 'x.csv', '--client', 'A1']],
    [['try', 'x.csv', '--lang', 'sv']],
    [['try', 'x.csv', '--no-such-option']],
    [['try', 'x.csv', 'y.csv']],
  ])('%j is wrong usage: 3', async (args) => {
    const { code, stdout } = await run(args);
    expect([code, stdout]).toEqual([3, '']);
  });

  it('ends with 2 when the file says another client than it is for', async () => {
    const args = ['try', fixture('kreditorfil-json/good.json'), '--as-of', '2026-11-24', '--json', '--client'];
    const other = await run([...args, '33221']);
    expect(other.code).toBe(2);
    expect(JSON.parse(other.stdout)).toMatchObject({ rows: 0, totals: {}, refusal: { code: 'client-other' } });
    expect(await run([...args, '33220'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('"refusal": null'),
    });
  });

  it('reads by a format of one’s own, and needs no database', async () => {
    const format = {
      id: 'mitt-format',
      version: 3,
      kind: 'payment',
      layout: 'delimited',
      title: { nb: 'Mitt', en: 'Mine' },
      claims: { columns: ['min_sum'] },
      fields: {
        type: { constant: 'direct' },
        currency: { constant: 'NOK' },
        invoice: { from: 'min_faktura' },
        paidOn: { from: 'min_dag', date: ['yyyy-mm-dd'] },
        amount: { from: 'min_sum', money: 'text' },
      },
    };
    await writeFile(join(folder, 'mitt-format.json'), JSON.stringify(format));
    const schema = { $ref: 'payment.schema.json', properties: { invoice: { type: 'string', pattern: '^[1-9]\\d*$' } } };
    await writeFile(join(folder, 'mitt-format.schema.json'), JSON.stringify(schema));
    const rows = ['7;2026-10-01;12,50', 'K8;2026-10-01;12,50'];
    await writeFile(join(folder, 'mitt.csv'), `min_faktura;min_dag;min_sum\n${rows.join('\n')}\n`);
    const { stdout } = await run(['try', join(folder, 'mitt.csv'), '--as-of', '2026-11-24', '--json'], {
      KREDITORFLYT_FORMATS: folder,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    });
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'mitt-format@3',
      accepted: 1,
      totals: { NOK: '12.50' },
      problems: [{ line: 3, column: 'min_faktura', field: 'invoice', code: 'not-as-agreed', value: 'K8' }],
    });
  });
});

describe('formats', () => {
  it('lists every shipped format', async () => {
    const { code, stdout } = await run(['formats', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      formats: expect.arrayContaining([
        expect.objectContaining({
          id: 'kreditorfil-csv',
          version: 1,
          kind: 'case',
          layout: 'delimited',
          title: 'Kreditorfil, CSV',
        }),
        expect.objectContaining({ id: 'ocr-giro', version: 1, kind: 'payment', layout: 'fixed' }),
      ]),
    });
    expect((await run(['formats'])).stdout).toMatch(/^ocr-giro@1 +payment +fixed +OCR giro$/m);
  });
});

describe('check-id', () => {
  it('judges one', async () => {
    const { code, stdout } = await run(['check-id', 'orgnr', '988077917', '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { results: [{ value: '988077917', valid: true, type: 'orgnr', reason: null }] },
    ]);
    const wrong = await run(['check-id', 'iban', 'NO9286011117947']);
    expect([wrong.code, wrong.stdout]).toEqual([1, 'NO9286011117947: not valid: a check digit is wrong\n']);
  });

  it('judges one per line of stdin, an empty one too', async () => {
    const { code, stdout } = await pipe(
      ['check-id', 'fnr', '-', '--json'],
      '03851598730\r\n\r\n30108299939\n29020105729',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      results: [
        { value: '03851598730', valid: true, type: 'tnr', reason: null },
        { value: '', valid: false, type: null, reason: 'empty' },
        { value: '30108299939', valid: true, type: 'fnr', reason: null },
        { value: '29020105729', valid: false, type: 'fnr', reason: 'date' },
      ],
    });
  });

  it.each([[['check-id', 'ssn', '1']], [['check-id', 'fnr']], [['check-id']]])('%j is wrong usage: 3', async (args) => {
    expect((await run(args)).code).toBe(3);
  });
});

it('docs --check finds the generated pages up to date', async () => {
  expect(await run(['docs', '--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
});
