import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { config } from '../config.ts';
import { cleaningLabel } from '../domain/cleaning-labels.ts';
import { isDay } from '../domain/day.ts';
import { readable } from '../domain/money.ts';
import { clockOn, systemClock } from '../platform/clock.ts';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { readSchemaFiles } from '../platform/schemas-folder.ts';
import { loadFormats } from '../readers/formats.ts';
import { type TryAnswer, tryFile } from '../try-file.ts';
import { ownSchemas } from '../validation/own-schemas.ts';

interface Options {
  format?: string;
  client?: number;
  asOf?: string;
  records?: boolean;
  lang: 'nb' | 'en';
  json?: boolean;
}

/** Registers `try`: identify, read and judge a file; no database, nothing booked. */
export function register(program: Command): void {
  program
    .command('try')
    .description('read and judge a file as production does; no database, nothing booked')
    .argument('<file>', 'the file as a creditor would send it')
    .option('--format <id>', 'read it by this format (id or id@version) instead of finding out')
    .option('--client <number>', 'the client it is for', clientNumber)
    .option('--as-of <date>', 'judge as on this day, YYYY-MM-DD', day)
    .option('--records', 'give the accepted records as the schemas describe them')
    .addOption(new Option('--lang <language>', 'language of the texts').choices(['nb', 'en']).default('nb'))
    .option('--json', 'one JSON document on stdout')
    .action(run);
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError(`"${text}" is no day of the calendar; write YYYY-MM-DD.`);
  return text;
}

function clientNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no client number; write its digits.`);
  return Number(text);
}

async function run(file: string, options: Options): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) {
    process.stderr.write(`kreditorflyt try: ${file} is not a file that can be read; check the path.\n`);
    process.exitCode = 2;
    return;
  }
  const settings = config();
  const clock = settings.today === undefined ? systemClock : clockOn(settings.today);
  const folders = settings.formatsFolder === undefined ? [] : [settings.formatsFolder];
  const answer = await tryFile({
    open: () => createReadStream(file),
    name: basename(file),
    formats: loadFormats(await readFormatFiles(folders)),
    schemaFor: ownSchemas(await readSchemaFiles(folders)),
    language: options.lang,
    today: options.asOf ?? clock.today(),
    format: options.format,
    client: options.client,
    records: options.records,
  });
  process.stdout.write(
    options.json === true ? `${JSON.stringify(answer, null, 2)}\n` : readableAnswer(answer, options.lang),
  );
  process.exitCode = exitCode(answer);
}

/** 0 without findings, 1 with rejected rows or findings, 2 refused. */
export function exitCode(answer: TryAnswer): number {
  if (answer.refusal !== null) return 2;
  return answer.rejected > 0 || Object.keys(answer.problemCounts).length > 0 ? 1 : 0;
}

const shownProblems = 20;

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The answer for a person: what it is, what was found where, and what to do. */
export function readableAnswer(answer: TryAnswer, language: 'nb' | 'en'): string {
  const nb = language === 'nb';
  const { refusal } = answer;
  if (refusal !== null) {
    const where = refusal.line === undefined ? '' : nb ? `Linje ${refusal.line}: ` : `Line ${refusal.line}: `;
    const title = nb ? 'avvist' : 'refused';
    return `${answer.file}: ${title} – ${refusal.title}\n  ${where}${refusal.message}\n  → ${refusal.cure}\n`;
  }
  const sums = Object.entries(answer.totals).map(
    ([currency, sum]) => `${readable(BigInt(sum.replace('.', '')), language)} ${currency}`,
  );
  const lines = [
    `${answer.file}: ${answer.format} (${answer.kind}, ${answer.encoding})`,
    nb
      ? `  ${counted(answer.rows, 'rad', 'rader')}: ${answer.accepted} godtatt, ${answer.rejected} avvist, ${counted(answer.warnings, 'advarsel', 'advarsler')}`
      : `  ${counted(answer.rows, 'row', 'rows')}: ${answer.accepted} accepted, ${answer.rejected} rejected, ${counted(answer.warnings, 'warning', 'warnings')}`,
  ];
  if (sums.length > 0) lines.push(`  ${nb ? 'Sum godtatt' : 'Sum accepted'}: ${sums.join(', ')}`);
  // Errors first: they are what must be done something about.
  const ordered = [...answer.problems].sort(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  );
  for (const problem of ordered.slice(0, shownProblems)) {
    const place = problem.line > 0 ? `${nb ? 'Linje' : 'Line'} ${problem.line}: ` : '';
    lines.push(`  ${problem.severity === 'error' ? '✗' : '!'} ${place}${problem.message}`, `      → ${problem.cure}`);
  }
  const found = Object.values(answer.problemCounts).reduce((sum, count) => sum + count, 0);
  const more = found - Math.min(ordered.length, shownProblems);
  if (more > 0) {
    lines.push(nb ? `  … og ${more} funn til:` : `  … and ${more} more findings:`);
    for (const [code, count] of Object.entries(answer.problemCounts)) lines.push(`      ${count} × ${code}`);
  }
  for (const [what, count] of Object.entries(answer.cleaned)) {
    lines.push(`  ${nb ? 'Renset' : 'Cleaned'}: ${count} × ${cleaningLabel(what, language)}`);
  }
  for (const record of answer.records) lines.push(JSON.stringify(record));
  return `${lines.join('\n')}\n`;
}
