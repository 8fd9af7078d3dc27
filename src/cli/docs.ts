import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { formatPage } from '../describe-format.ts';
import { problemsPage } from '../domain/problems-page.ts';
import { readFormatFiles } from '../platform/formats-folder.ts';
import { loadFormats } from '../readers/formats.ts';

const root = join(import.meta.dirname, '..', '..');

/** Registers `docs`: writes the pages that are generated; `--check` only says which are not up to date. */
export function register(program: Command): void {
  program
    .command('docs')
    .description('write the generated pages of docs/')
    .option('--check', 'write nothing; name the pages that are not up to date')
    .action(async (options: { check?: boolean }) => {
      const stale: string[] = [];
      for (const [path, text] of await generatedPages()) {
        const before = await readFile(path, 'utf8').catch(() => undefined);
        if (before === text) continue;
        stale.push(relative(root, path));
        if (options.check === true) continue;
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text);
      }
      const told = options.check === true ? 'not up to date; run kreditorflyt docs' : 'written';
      for (const path of stale) process.stdout.write(`${path}: ${told}\n`);
      if (options.check === true && stale.length > 0) process.exitCode = 1;
    });
}

/** The good fixtures of a format, as paths from the root: what a creditor may copy. */
async function samplesOf(id: string): Promise<string[]> {
  const names = await readdir(join(root, 'fixtures', id));
  return names
    .filter((name) => name.startsWith('good') && !name.endsWith('.golden.json'))
    .map((name) => `fixtures/${id}/${name}`);
}

/** Every generated page: absolute path → text. */
export async function generatedPages(): Promise<Map<string, string>> {
  const pages = new Map([[join(root, 'docs', 'problems.md'), problemsPage()]]);
  for (const format of loadFormats(await readFormatFiles())) {
    pages.set(join(root, 'docs', 'formats', `${format.id}.md`), formatPage(format, await samplesOf(format.id)));
  }
  return pages;
}
