/** The law of the house, checked on the sources themselves by `architecture.test.ts`. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { importsOf, scan, type Scan } from './source-scan.ts';

/** Who may import whom; `import type` counts. A room may always import itself; `app` stands for the files beside the rooms. */
export const mayImport: Record<string, string[]> = {
  domain: [],
  platform: ['domain'],
  readers: ['domain'],
  validation: ['domain'],
  db: ['domain', 'platform'],
  queue: ['domain', 'platform'],
  intake: ['domain', 'platform', 'db', 'queue'],
  access: ['domain', 'platform', 'db', 'queue'],
  delivery: ['domain', 'platform', 'db', 'queue'],
  journal: ['domain', 'db'],
  cases: ['domain', 'db'],
  ledger: ['domain', 'db'],
  documents: ['domain', 'db', 'journal', 'cases', 'ledger'],
  night: ['domain', 'db', 'queue'],
  doors: ['domain', 'platform', 'intake', 'access'],
  portal: everythingBut('doors', 'workers'),
  cli: everythingBut(),
  workers: everythingBut('portal', 'cli'),
  app: everythingBut(),
};

function everythingBut(...not: string[]): string[] {
  const rooms =
    'domain platform readers validation db queue intake access delivery journal cases ledger documents night doors portal cli workers app';
  return rooms.split(' ').filter((room) => !not.includes(room));
}

/** Files that load what they find in a folder or choose by the machine, and no room's files. */
const computing = ['src/platform/postgres.ts', 'src/portal/registry.ts'];

const mostLines = 400;
const mostTestLines = 600;
/** Tables of texts in two languages hold one thing, however many lines. */
const textTables = /^src\/(portal\/locales|domain\/problems)\//;
const pure = ['domain', 'readers', 'validation'];
const impure =
  /^(node:)?(fs|fs\/promises|net|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster)$|^(pg|bullmq|ioredis|pino|chokidar|fastify)$|^@mikro-orm\/|^@aws-sdk\//;
const badName = /^(utils?|helpers?|types|index|common|misc|shared)\.ts$/;
const goodName = /^[a-z0-9]+(-[a-z0-9]+)*(\.(pipeline|browser))?(\.test|\.d)?\.ts$/;
const markup =
  /<\/?(a|abbr|article|aside|body|br|button|dd|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|html|img|input|label|legend|li|link|main|nav|ol|option|p|pre|script|section|select|small|span|strong|style|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul)(\s[^>]*)?\/?>/;
const sqlTime =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)|\b(current_(date|time|timestamp)|localtimestamp)\b/i;

/** What the check saw and found; each breach says file, rule and cure. */
export interface Findings {
  files: number;
  imports: number;
  breaches: string[];
}

/** Checks every `.ts` file under `src` and `workers` of a folder. */
export function checkArchitecture(root: string): Findings {
  const findings: Findings = { files: 0, imports: 0, breaches: [] };
  for (const path of sources(root)) {
    const text = readFileSync(join(root, path), 'utf8');
    const seen = scan(text);
    const { specifiers, computed } = importsOf(seen);
    findings.files += 1;
    findings.imports += specifiers.length;
    const tell = (breach: string) => findings.breaches.push(`${path}: ${breach}`);
    checkName(path, text, tell);
    if (isTest(path)) continue;
    checkImports(path, specifiers, tell);
    if (computed && !computing.includes(path)) tell('imports a name that only running it can tell; write the name out');
    checkCode(path, seen, tell);
  }
  return findings;
}

type Tell = (breach: string) => void;

function sources(root: string): string[] {
  return ['src', 'workers'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[cm]?tsx?$/.test(name))
      .map((name) => `${top}/${name}`),
  );
}

/** Tests and what only they use: `*.test.ts`, `*-for-tests.ts`, the fresh databases, and this check itself. */
function isTest(path: string): boolean {
  return /\.test\.ts$|-for-tests\.ts$|^src\/db\/fresh(-server)?\.ts$/.test(path);
}

function roomOf(path: string): string {
  const [top, second = '', ...rest] = path.split('/');
  if (top === 'workers') return 'workers';
  return rest.length === 0 ? 'app' : second;
}

function checkName(path: string, text: string, tell: Tell): void {
  const name = basename(path);
  if (badName.test(name)) tell('is named after nothing; name it after the one thing inside');
  else if (!goodName.test(name)) tell('is not named in kebab-case with the ending .ts');
  const lines = text.split('\n').length - 1;
  const most = isTest(path) ? mostTestLines : mostLines;
  if (lines > most && !textTables.test(path)) tell(`has ${lines} lines; at most ${most}, for a file holds one thing`);
  if (!(roomOf(path) in mayImport)) tell(`stands in a room that the architecture does not know: ${roomOf(path)}`);
}

function checkImports(path: string, specifiers: string[], tell: Tell): void {
  const room = roomOf(path);
  for (const specifier of specifiers) {
    if (!specifier.startsWith('.')) {
      if (pure.includes(room) && impure.test(specifier))
        tell(`imports ${specifier}; ${room} touches no disk, database, clock or network`);
      if (/^(bullmq|ioredis)$/.test(specifier) && room !== 'queue') tell(`imports ${specifier}; only src/queue does`);
      if (specifier === 'ghtml' && path !== 'src/portal/html.ts') tell('imports ghtml; only src/portal/html.ts does');
      if (/^(node:)?process$/.test(specifier)) tell('imports process; the settings are read by src/config.ts');
      continue;
    }
    const target = normalize(join(dirname(path), specifier));
    if (!/^(src|workers)\//.test(target)) continue;
    if (isTest(target)) tell(`imports ${target}, which is for tests`);
    const other = roomOf(target);
    if (other !== room && !mayImport[room]?.includes(other))
      tell(`imports ${target}; ${room} may import ${mayImport[room]?.join(', ') || 'no other room'}`);
  }
}

function checkCode(path: string, { code, literals }: Scan, tell: Tell): void {
  const room = roomOf(path);
  if (
    path !== 'src/config.ts' &&
    /\bprocess\s*\??\.\s*env\b|\bprocess\s*\[|=\s*process\b(?!\s*\??[.[])|\bimport\.meta\.env\b/.test(code)
  ) {
    tell('reads the environment; only src/config.ts does');
  }
  if (path !== 'src/platform/clock.ts') {
    if (/\bDate\s*\.\s*now\b|\bnew\s+Date\b\s*(\(\s*\)|[^(\s])|(?<!new\s+)(?<![\w.])Date\s*\(/.test(code))
      tell('asks the time; only src/platform/clock.ts does');
    // The doctor compares the two clocks, so it alone asks the database's.
    if (
      path !== 'src/cli/doctor.ts' &&
      literals.some(({ content }) => /\b(select|insert|update|delete|values)\b/i.test(content) && sqlTime.test(content))
    ) {
      tell('lets the database ask the time; pass it from the clock');
    }
  }
  if (room !== 'queue' && /\bjobId\b/.test(code)) tell('makes a job id; only src/queue does');
  if (path !== 'src/portal/html.ts') {
    const made = literals.find(({ content, tag }) => tag !== 'html' && markup.test(content));
    if (made) tell(`makes markup ("${made.content.trim().slice(0, 40)}"); use html of src/portal/html.ts`);
  }
}
