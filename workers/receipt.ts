/** Writes a file's receipt and result to its sender's outbox once it is known what became of it. Again replaces it. */
import { openHomes } from '../src/access/homes.ts';
import { type App, homesFolder } from '../src/app.ts';
import { readReceipt } from '../src/intake/receipt.ts';
import { writeReceipt, writeResultText } from '../src/intake/outbox-files.ts';
import { resultText } from '../src/journal/result-text.ts';

/** Writes `<name>.result.json` of `drop`. */
export async function receipt(app: Pick<App, 'db' | 'config' | 'clock'>, { drop }: { drop: number }): Promise<void> {
  const about = await readReceipt(app.db, drop);
  if (!about) return;
  const homes = await openHomes(homesFolder(app.config));
  await homes.make(about.client);
  // The receipt was written at the door; a process that died there left it to us.
  await writeReceipt(homes, about);
  const { receipt: number, client, name } = about;
  await app.db.transaction(async (sql) => {
    await writeResultText(homes, about, resultText(sql, drop, { receipt: number, client, name }));
  });
  await app.db.query(`update drop_file set result_at = $2 where id = $1`, [drop, app.clock.now()]);
}
