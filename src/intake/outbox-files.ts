/** The small files a client finds in its outbox beside the documents: receipts and results. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storedName } from './file-name.ts';
import type { Receipt } from './receipt.ts';

/** Where a client's outbox is. */
export interface Outboxes {
  outbox(client: number): string;
}

/** The drop that a file in the outbox is about. */
export type About = Pick<Receipt, 'receipt' | 'client' | 'name'>;

/** Writes `<name>.receipt.json` and returns its name; again for the same drop replaces it. */
export async function writeReceipt(outboxes: Outboxes, receipt: Receipt): Promise<string> {
  return put(outboxes, receipt, 'receipt', textOf(receipt));
}

/** Writes `<name>.result.json`, whose value stands beside the drop's number, client and name; again for the same drop replaces it. */
export async function writeResult(outboxes: Outboxes, about: About, result: object): Promise<string> {
  const { receipt, client, name } = about;
  return put(outboxes, about, 'result', textOf({ receipt, client, name, ...result }));
}

/** The same from a text that comes piece by piece, whose first member is `"receipt": <the drop's number>`. */
export async function writeResultText(outboxes: Outboxes, about: About, text: AsyncIterable<string>): Promise<string> {
  const name = await put(outboxes, about, 'result', text);
  await tidy(outboxes.outbox(about.client), about.receipt);
  return name;
}

/** Removes what killed processes left half-written about a drop; whoever is writing the same now tries again. */
async function tidy(folder: string, drop: number): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(`.${drop}.`) && name.endsWith('.tmp'));
  for (const name of left) await rm(join(folder, name), { force: true });
}

function textOf(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A name that another drop's file has already is not touched: then the number of the drop stands in the name (`saker.csv.17.receipt.json`). */
async function put(
  outboxes: Outboxes,
  about: About,
  kind: 'receipt' | 'result',
  text: string | AsyncIterable<string>,
): Promise<string> {
  const folder = outboxes.outbox(about.client);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stem = storedName(about.name);
  const temporary = join(folder, `.${about.receipt}.${kind}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    const plain = `${stem}.${kind}.json`;
    if (await isFree(temporary, join(folder, plain))) return plain;
    if ((await receiptIn(join(folder, plain))) === about.receipt) {
      await rename(temporary, join(folder, plain));
      return plain;
    }
    const numbered = `${stem}.${about.receipt}.${kind}.json`;
    await rename(temporary, join(folder, numbered));
    return numbered;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Takes the name with a hard link, which fails when somebody has it: of two at once exactly one gets it. */
async function isFree(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Looks no further than the first member of the JSON, for the rest may be long. */
async function receiptIn(path: string): Promise<number | undefined> {
  const file = await open(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64));
    return Number(/"receipt": (\d+)/.exec(buffer.toString('utf8', 0, bytesRead))?.[1]);
  } finally {
    await file.close();
  }
}
