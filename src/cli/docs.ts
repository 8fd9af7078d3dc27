import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { problemsPage } from '../domain/problems-page.ts';

const root = join(import.meta.dirname, '..', '..');

/** Registers `docs`: writes the pages that are generated; `--check` only says which are not up to date. */
export function register(program: Command): void {
  program
    .command('docs')
    .description('write the generated pages of docs/')
    .option('--check', 'write nothing; name the pages that are not up to date')
    .action(async (options: { check?: boolean }) => {
      const stale: string[] = [];
      for (const [path, text] of generatedPages()) {
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

/** Every generated page: absolute path → text. */
export function generatedPages(): Map<string, string> {
  return new Map([[join(root, 'docs', 'problems.md'), problemsPage()]]);
}
