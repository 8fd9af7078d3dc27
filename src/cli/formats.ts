import type { Command } from 'commander';
import { config } from '../config.ts';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { type Format, loadFormats } from '../readers/formats.ts';

/** Registers `formats`: which file formats there are, and by what each knows its files. */
export function register(program: Command): void {
  program
    .command('formats')
    .description('list the formats with version, kind and what they claim')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { json?: boolean }) => {
      const { formatsFolder } = config();
      const formats = loadFormats(await readFormatFiles(formatsFolder === undefined ? [] : [formatsFolder]));
      process.stdout.write(
        options.json === true ? `${JSON.stringify({ formats: formats.map(listed) }, null, 2)}\n` : table(formats),
      );
    });
}

function listed(format: Format): Record<string, unknown> {
  const { id, version, kind, layout, title, claims } = format;
  return { id, version, kind, layout, title: title.nb, titles: title, claims };
}

function table(formats: readonly Format[]): string {
  const rows = formats.map(({ id, version, kind, layout, title, claims }) => ({
    name: `${id}@${version}`,
    kind,
    layout,
    rest: `${title.nb}\n      ${describeClaims(claims)}`,
  }));
  const width = (pick: (row: (typeof rows)[number]) => string): number =>
    Math.max(0, ...rows.map((row) => pick(row).length));
  const [names, kinds, layouts] = [width((row) => row.name), width((row) => row.kind), width((row) => row.layout)];
  return rows
    .map((row) => `${row.name.padEnd(names)}  ${row.kind.padEnd(kinds)}  ${row.layout.padEnd(layouts)}  ${row.rest}\n`)
    .join('');
}

function describeClaims(claims: Format['claims']): string {
  return Object.entries(claims)
    .map(([what, looked]) => `${what}: ${Array.isArray(looked) ? looked.join(', ') : String(looked)}`)
    .join('; ');
}
