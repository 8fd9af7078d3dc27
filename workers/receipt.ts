/** Writes a file's receipt and result to its sender's outbox once it is known what became of it. Again replaces it. */
import { openHomes } from '../src/access/homes.ts';
import { type App, homesFolder } from '../src/app.ts';
import { readReceipt } from '../src/intake/receipt.ts';
import { writeReceipt, writeResult } from '../src/intake/outbox-files.ts';
import { resultOf } from '../src/journal/result.ts';

/** Writes `<name>.result.json` of `drop`. */
export async function receipt(app: Pick<App, 'db' | 'config' | 'clock'>, { drop }: { drop: number }): Promise<void> {
  const about = await readReceipt(app.db, drop);
  if (!about) return;
  const result = await resultOf(app.db, drop);
  if (!result) return;
  const homes = await openHomes(homesFolder(app.config));
  await homes.make(about.client);
  // The receipt was written at the door; a process that died there left it to us.
  await writeReceipt(homes, about);
  await writeResult(homes, about, result);
  await app.db.query(`update drop_file set result_at = $2 where id = $1`, [drop, app.clock.now()]);
}
