import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Homes, openHomes } from '../access/homes.ts';
import { type HouseForTests, houseForTests } from '../intake/house-for-tests.ts';

const program = join(import.meta.dirname, 'folder-process-for-tests.ts');
/** How long after its start a process is killed, in milliseconds. */
const moments = [33, 189, 111, 276, 15, 144, 231, 87, 252, 165];
const filesEach = 4;

let made: HouseForTests;
let homes: Homes;
let child: ChildProcess;

beforeAll(async () => {
  made = await houseForTests();
  homes = await openHomes(join(made.folder, 'homes'));
  await homes.make(33220);
});
afterEach(() => kill());
afterAll(() => made.remove());

async function begin(): Promise<void> {
  child = fork(program, [made.databaseUrl, made.folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
}

async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('killed at many moments while files come in, and started again: every file is exactly one drop', async () => {
  const inbox = homes.inbox(33220);
  const names: string[] = [];
  let claimed = 0;
  for (const moment of moments) {
    for (let n = 0; n < filesEach; n += 1) {
      const name = `fil-${names.length}.csv`;
      await writeFile(join(inbox, `${name}.tmp`), `${name} `.repeat(40_000));
      await rename(join(inbox, `${name}.tmp`), join(inbox, name));
      names.push(name);
    }
    await begin();
    await sleep(moment);
    await kill();
    claimed += (await readdir(join(inbox, '.taken')).catch(() => [])).length;
  }
  // Else no kill hit a file on its way, and the test would show nothing.
  expect(claimed).toBeGreaterThan(0);
  await begin();
  await vi.waitFor(
    async () => {
      expect(await readdir(inbox)).toEqual(['.taken']);
      expect(await readdir(join(inbox, '.taken'))).toEqual([]);
    },
    { timeout: 60_000, interval: 100 },
  );
  await kill();
  const { rows } = await made.db.query<{ name: string; state: string }>('select name, state from drop_file');
  expect(rows.map((row) => row.name).sort()).toEqual(names.sort());
  expect(rows.every((row) => row.state === 'received')).toBe(true);
});
