import type { Command } from 'commander';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { documentById } from '../documents/list.ts';
import { answer, exit, wholeNumber, withHouse } from './answer.ts';

/** `document`: fetches one document's PDF from the archive. Fetching here is no opening by the client. */
export function register(program: Command): void {
  program
    .command('document')
    .description('fetches a document')
    .argument('<id>', 'document number', wholeNumber('the document number'))
    .requiredOption('--out <file>', 'where to write it')
    .option('--json', 'one JSON document on stdout')
    .action(async (id: number, options: { out: string; json?: boolean }) => {
      const found = await withHouse(async ({ db, archive }) => {
        const known = await documentById(db, id);
        if (!known) {
          process.exitCode = exit.refused;
          throw new Error(`there is no document ${id}; see them with “documents”`);
        }
        try {
          await pipeline(await archive.get(known.path), createWriteStream(options.out));
        } catch (cause) {
          process.exitCode = exit.refused;
          throw new Error(
            `${options.out} cannot be written; name a file in a folder that is there and may be written`,
            { cause },
          );
        }
        return known.document;
      });
      answer(
        options,
        { documents: [found] },
        () => `${found.name}.pdf (${found.pages} pages) is written to ${options.out}`,
      );
    });
}
