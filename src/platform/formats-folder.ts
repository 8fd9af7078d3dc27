/** Format files on disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of formats that the product ships. */
export const shippedFormats = join(import.meta.dirname, '..', '..', 'formats');

/**
 * Reads every `*.json` of the shipped folder and of `more` folders (`KREDITORFLYT_FORMATS`), in order of name. Throws an
 * `Error` that names the folder that is not there or the file that is not JSON.
 */
export async function readFormatFiles(more: readonly string[] = []): Promise<{ path: string; json: unknown }[]> {
  const files: { path: string; json: unknown }[] = [];
  for (const folder of [shippedFormats, ...more]) {
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new Error(`The folder of formats ${folder} cannot be read. Create it or change KREDITORFLYT_FORMATS.`, {
        cause,
      });
    });
    for (const name of names.filter((one) => one.endsWith('.json') && !one.endsWith('.schema.json')).sort()) {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8');
      try {
        files.push({ path, json: JSON.parse(text) as unknown });
      } catch (cause) {
        throw new Error(`${path} is not JSON: ${String(cause)}. Correct the file.`, { cause });
      }
    }
  }
  return files;
}
