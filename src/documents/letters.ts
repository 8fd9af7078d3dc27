/** Prints letters to debtors into the print outbox: a folder that the printer or a printing house empties. */
import { createHash } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Database } from '../db/database.ts';
import type { DemandContent } from '../ledger/demand-letter.ts';
import type { DocumentStore } from './produce.ts';
import type { PdfWorkers } from './render/pdf.ts';
import type { Sender } from './report.ts';
import { blocks } from './reports/payment-demand.ts';

export interface LetterParts {
  db: Database;
  pdf: PdfWorkers;
  archive: DocumentStore;
  collector: Sender;
  clientAccount: string;
  /** The print outbox. */
  folder: string;
}

interface LetterRow {
  id: number;
  case_number: number;
  client: number;
  debtor: number;
  name: string;
  date: string;
  content: DemandContent;
  forbidden: boolean;
}

/**
 * Prints every letter that waits, oldest first, a transaction each: drawn, checked, archived, laid in the outbox as
 * `<date>/<name>.pdf`, and noted on its case. One whose debtor's address has become protected since is withheld and a person
 * is told. Twice is once; killed anywhere, it goes on. Returns how many were printed.
 */
export async function printLetters(parts: LetterParts, now: () => Date): Promise<number> {
  let printed = 0;
  for (;;) {
    const one = await parts.db.transaction(async (sql) => {
      const found = await sql.query<LetterRow>(
        `select letter.id, letter.case_number, letter.client, letter.debtor, letter.name, letter.date, content,
           debtor.protected_address or debtor.minor as forbidden
         from letter join debtor on debtor.case_number = letter.case_number and debtor.n = letter.debtor
         where printed_at is null and withheld_at is null order by letter.id limit 1 for update of letter skip locked`,
      );
      const letter = found.rows[0];
      if (letter === undefined) return null;
      const at = now();
      const event = (kind: string, text: string, data: Record<string, unknown>) =>
        sql.query(
          `insert into case_event (case_number, client, at, kind, text, data, actor) values ($1, $2, $3, $4, $5, $6, 'print')`,
          [letter.case_number, letter.client, at, kind, text, JSON.stringify(data)],
        );
      if (letter.forbidden) {
        await sql.query('update letter set withheld_at = $2 where id = $1', [letter.id, at]);
        await event(
          'needsPerson',
          'Adressen er blitt hemmelig: brevet ble ikke skrevet ut. En saksbehandler må sende det.',
          {
            letter: letter.id,
            action: 'paymentDemand',
          },
        );
        return 'withheld';
      }
      const stored = await print(parts, letter);
      await sql.query(
        'update letter set pages = $2, size = $3, sha256 = $4, archive_path = $5, printed_at = $6 where id = $1',
        [letter.id, stored.pages, stored.size, stored.sha256, stored.path, at],
      );
      await event('letter', `Betalingsoppfordring sendt, frist ${letter.content.deadline}`, { letter: letter.id });
      return 'printed';
    });
    if (one === null) return printed;
    if (one === 'printed') printed++;
  }
}

async function print(
  parts: LetterParts,
  letter: LetterRow,
): Promise<{ pages: number; size: number; sha256: string; path: string }> {
  const language = letter.content.debtor.language === 'en' ? 'en' : 'nb';
  const { collector, clientAccount } = parts;
  const report = blocks({ collector, clientAccount, name: letter.name, content: letter.content }, language);
  const { bytes, pages } = await parts.pdf.render(report);
  const day = letter.date.replaceAll('-', '/');
  const stored = await parts.archive.put(Readable.from([bytes]), {
    folder: `${day}/letters`,
    name: `${letter.name}.pdf`,
  });
  await layInOutbox(join(parts.folder, letter.date, `${letter.name}.pdf`), bytes);
  return { pages, size: stored.size, sha256: stored.sha256, path: stored.path };
}

/** Writes a file unseen, then gives it its name in one step; the same bytes already there are left. */
async function layInOutbox(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(path), `.${createHash('sha256').update(path).digest('hex').slice(0, 16)}`);
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (!(await readFile(path)).equals(bytes))
      throw new Error(`Another letter lies at ${path}. Move it away; printing goes on by itself.`, { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
}
