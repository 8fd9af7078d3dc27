import type { Command } from 'commander';
import { answer, exit, table, wholeNumber } from './answer.ts';
import { machine, type Measured, measured } from './bench/machine.ts';

const parts: Record<string, (rows: number) => Promise<Measured[]>> = {
  ingest: async (rows) => (await import('./bench/ingest.ts')).benchIngest(rows),
  read: async (rows) => (await import('./bench/read.ts')).benchReading(rows),
  year: async (rows) => (await import('./bench/year.ts')).benchYear(rows),
  search: async (rows) => (await import('./bench/search.ts')).benchSearch(rows),
  documents: async () => {
    const { benchDocuments } = await import('./bench/documents.ts');
    const { ours, bare, lines, pages, threads } = await benchDocuments();
    const name = `documents: settlement of ${lines} lines, ${pages} pages, ${threads} threads; floor bare pdfkit in one`;
    return [measured(name, 'documents/s', ours, bare, Math.round(process.memoryUsage.rss() / 2 ** 20))];
  },
};

/** `bench`: benchmarks, each beside its floor in the same run. */
export function register(program: Command): void {
  program
    .command('bench')
    .description(`benchmarks beside their floors: ${Object.keys(parts).join(', ')} or all`)
    .argument('[part]', 'which', 'all')
    .option('--rows <number>', 'rows of the ingest benchmark', wholeNumber('--rows'), 100_000)
    .option('--json', 'one JSON document on stdout')
    .action(async (part: string, options: { rows: number; json?: boolean }) => {
      if (part !== 'all' && !(part in parts)) {
        process.exitCode = exit.usage;
        throw new Error(`there is no benchmark “${part}”; there are ${Object.keys(parts).join(', ')} and all`);
      }
      const results: Measured[] = [];
      for (const [name, run] of Object.entries(parts))
        if (part === 'all' || part === name) results.push(...(await run(options.rows)));
      answer(options, { machine: machine(), results }, () =>
        [
          machine(),
          table(results, {
            what: (each) => each.name,
            ours: (each) => each.ours,
            floor: (each) => each.floor,
            ratio: (each) => each.ratio,
            unit: (each) => each.unit,
            'memory MiB': (each) => each.rssMiB,
          }),
        ].join('\n'),
      );
    });
}
