/** Schemas on disk that creditors' own formats bring along. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Reads every `*.schema.json` of the folders, in order of name. Throws an `Error` that names the folder that cannot be
 * read or the file that is not JSON.
 */
export async function readSchemaFiles(folders: readonly string[]): Promise<{ path: string; json: unknown }[]> {
  const files: { path: string; json: unknown }[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new Error(`The folder of schemas ${folder} cannot be read. Create it or change KREDITORFLYT_FORMATS.`, {
        cause,
      });
    });
    for (const name of names.filter((one) => one.endsWith('.schema.json')).sort()) {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8');
      try {
        const json: unknown = JSON.parse(text);
        files.push({ path, json });
      } catch (cause) {
        throw new Error(`${path} is not JSON: ${String(cause)}. Correct the file.`, { cause });
      }
    }
  }
  return files;
}
