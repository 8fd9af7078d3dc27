import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkArchitecture, mayImport } from './architecture.ts';
import { importsOf, scan } from './source-scan.ts';

const root = new URL('..', import.meta.url).pathname;
const planted: string[] = [];
afterAll(() => planted.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The breaches of a tree with these files. */
function check(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'kreditorflyt-architecture-'));
  planted.push(folder);
  for (const path of ['src/app.ts', 'workers/main.ts', ...Object.keys(files)]) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), files[path] ?? 'export {};\n');
  }
  return checkArchitecture(folder).breaches;
}

test('the house keeps its law', () => {
  expect(checkArchitecture(root).breaches).toEqual([]);
});

test('every TypeScript file is seen, and their imports are', () => {
  const names = ['src', 'workers'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }),
  );
  const { files, imports } = checkArchitecture(root);
  expect(files).toBe(names.filter((name) => name.endsWith('.ts')).length);
  expect(files).toBeGreaterThan(60);
  expect(imports).toBeGreaterThan(files * 2);
});

describe('a planted breach is found', () => {
  const breach: [string, string, string, string][] = [
    ['import', 'src/domain/money.ts', "import { x } from '../platform/clock.ts';", 'may import no other room'],
    [
      'import type',
      'src/readers/a.ts',
      "import type { X } from '../db/database.ts';",
      'imports src/db/database.ts; readers may import domain',
    ],
    ['inline type', 'src/journal/a.ts', "import { type X } from '../ledger/post.ts';", 'imports src/ledger/post.ts'],
    ['typeof import', 'src/cases/a.ts', "type X = typeof import('../ledger/post.ts');", 'imports src/ledger/post.ts'],
    [
      'import type in a type',
      'src/cases/a.ts',
      "let x: import('../journal/record.ts').X;",
      'imports src/journal/record.ts',
    ],
    ['dynamic import', 'src/ledger/a.ts', "const x = await import('../cases/case.ts');", 'imports src/cases/case.ts'],
    [
      'dynamic import with a comment',
      'src/ledger/a.ts',
      "import(/* later */ '../cases/case.ts');",
      'imports src/cases/case.ts',
    ],
    ['re-export', 'src/night/a.ts', "export * from '../documents/produce.ts';", 'imports src/documents/produce.ts'],
    [
      're-export of types',
      'src/night/a.ts',
      "export type { X } from '../documents/produce.ts';",
      'imports src/documents/produce.ts',
    ],
    ['import for its effect', 'src/intake/a.ts', "import '../doors/folder.ts';", 'imports src/doors/folder.ts'],
    [
      'import over several lines',
      'src/delivery/a.ts',
      "import {\n  a,\n  b,\n} from '../documents/x.ts';",
      'imports src/documents/x.ts',
    ],
    [
      'import after a template',
      'src/queue/a.ts',
      "const t = `a ${`b ${'c'}`} `;\nimport { x } from '../db/x.ts';",
      'imports src/db/x.ts',
    ],
    [
      'import after a regex with quotes',
      'src/queue/a.ts',
      "const r = /['\"`]/;\nimport { x } from '../db/x.ts';",
      'imports src/db/x.ts',
    ],
    ['import inside a template', 'src/queue/a.ts', "const t = `${await import('../db/x.ts')}`;", 'imports src/db/x.ts'],
    [
      'the portal from a worker',
      'workers/a.ts',
      "import { x } from '../src/portal/server.ts';",
      'imports src/portal/server.ts',
    ],
    [
      'a worker from the portal',
      'src/portal/a.ts',
      "import { x } from '../../workers/main.ts';",
      'imports workers/main.ts',
    ],
    ['the app from a room', 'src/intake/a.ts', "import type { App } from '../app.ts';", 'imports src/app.ts'],
    ['a test part in the product', 'src/intake/a.ts', "import { x } from '../db/fresh.ts';", 'which is for tests'],
    ['a computed import', 'src/cli/a.ts', 'await import(name);', 'only running it can tell'],
    ['a template as import', 'src/cli/a.ts', 'await import(`./${name}.ts`);', 'only running it can tell'],
    ['require', 'src/intake/a.ts', "require('../doors/x.ts');", 'imports src/doors/x.ts'],
    [
      'a require made here',
      'src/intake/a.ts',
      "createRequire(import.meta.url)('../doors/x.ts');",
      'imports src/doors/x.ts',
    ],
    ['a computed require', 'src/cli/a.ts', 'require(name);', 'only running it can tell'],
    ['a disk in a pure room', 'src/readers/a.ts', "import { readFileSync } from 'node:fs';", 'touches no disk'],
    ['a database in a pure room', 'src/validation/a.ts', "import type { Client } from 'pg';", 'touches no disk'],
    ['BullMQ outside the queue', 'src/night/a.ts', "import { Queue } from 'bullmq';", 'only src/queue does'],
    ['the environment', 'src/platform/a.ts', 'const x = process.env.HOME;', 'reads the environment'],
    ['the environment by name', 'src/platform/a.ts', "const x = process['env'].HOME;", 'reads the environment'],
    ['the environment taken apart', 'src/platform/a.ts', 'const { env } = process;', 'reads the environment'],
    ['the environment imported', 'src/platform/a.ts', "import { env } from 'node:process';", 'imports process'],
    ['the time', 'src/ledger/a.ts', 'const x = Date.now();', 'asks the time'],
    ['the time as a date', 'src/ledger/a.ts', 'const x = new Date();', 'asks the time'],
    ['the time as a date without brackets', 'src/ledger/a.ts', 'const x = new Date;', 'asks the time'],
    ['the time as text', 'src/ledger/a.ts', 'const x = Date();', 'asks the time'],
    ['the time handed on', 'src/ledger/a.ts', 'const clock = Date.now;', 'asks the time'],
    [
      'the time of the database',
      'src/ledger/a.ts',
      "sql.query('insert into x values (now())');",
      'lets the database ask the time',
    ],
    [
      'the day of the database',
      'src/ledger/a.ts',
      'sql.query(`select * from x where day < current_date`);',
      'lets the database ask the time',
    ],
    ['a job id', 'src/night/a.ts', 'queue.add(name, data, { jobId: `night:${date}` });', 'makes a job id'],
    ['markup', 'src/delivery/a.ts', 'const body = `<p>${text}</p>`;', 'makes markup'],
    ['markup in a page', 'src/portal/pages/a.ts', 'const x = \'<div class="a">\' + text;', 'makes markup'],
    ['another template maker', 'src/portal/a.ts', "import { html } from 'ghtml';", 'only src/portal/html.ts does'],
    ['a drawer of odds and ends', 'src/domain/utils.ts', 'export {};', 'named after nothing'],
    ['a file of types', 'src/domain/types.ts', 'export {};', 'named after nothing'],
    ['a barrel', 'src/domain/index.ts', 'export {};', 'named after nothing'],
    ['a name in camel case', 'src/domain/bankAccount.ts', 'export {};', 'kebab-case'],
    ['another ending', 'src/portal/page.tsx', 'export {};', 'kebab-case'],
    ['a long file', 'src/domain/long.ts', 'export {};\n'.repeat(400), 'has 401 lines'],
    ['an unknown room', 'src/extras/a.ts', 'export {};', 'does not know: extras'],
  ];
  test.each(breach)('%s', (_name, path, source, sentence) => {
    const found = check({ [path]: `${source}\n` });
    expect(found.join('\n')).toContain(`${path}: `);
    expect(found.join('\n')).toContain(sentence);
  });
});

describe('what is allowed is not found', () => {
  test.each([
    ['a room imports what it may', 'src/doors/a.ts', "import { receive } from '../intake/receive.ts';"],
    [
      'a comment may say anything',
      'src/domain/a.ts',
      "// import '../db/x.ts'; process.env, new Date()\n/* Date.now() <p> */\nexport {};",
    ],
    [
      'a text may say anything but markup',
      'src/domain/a.ts',
      'const x = \'from "../db/x.ts" process.env new Date()\';',
    ],
    [
      'a date of something',
      'src/domain/a.ts',
      'const x = new Date(1); const y = new Date(day); const z = Date.UTC(1, 1, 1);',
    ],
    ['a division is no regex', 'src/domain/a.ts', "const x = a / b; const y = c / d; const t = 'it is';"],
    [
      'html of the portal',
      'src/portal/pages/a.ts',
      "import { html } from '../html.ts';\nexport const x = html`<p>${y}</p>`;",
    ],
    [
      'tests may import anything',
      'src/domain/a.test.ts',
      "import { x } from '../db/fresh.ts'; process.env.X; new Date();",
    ],
    ['the page registry loads its folder', 'src/portal/registry.ts', 'await import(name);'],
    ['the place of a package', 'src/portal/a.ts', "createRequire(import.meta.url).resolve('pdfkit');"],
    ['arithmetic in angle brackets', 'src/domain/a.ts', "const x = 'a <b and c> d', y = '<amount>';"],
  ])('%s', (_name, path, source) => {
    expect(check({ [path]: `${source}\n` })).toEqual([]);
  });
});

test('the table names every room once and only rooms that are', () => {
  for (const [room, others] of Object.entries(mayImport)) {
    expect(others).not.toContain(
      room === 'portal' || room === 'cli' || room === 'workers' || room === 'app' ? '' : room,
    );
    for (const other of others) expect(mayImport).toHaveProperty(other);
  }
});

test('a source is read as code, texts and nothing else', () => {
  const seen = scan("const a = `x ${f('y')} z`; // 'no'\nimport b from \"c\";");
  expect(seen.literals.map((literal) => literal.content)).toEqual(['y', 'x   z', 'c']);
  expect(importsOf(seen)).toEqual({ specifiers: ['c'], computed: false });
});
