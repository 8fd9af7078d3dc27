import type { Command } from 'commander';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { openHomes } from '../access/homes.ts';
import { homesFolder, type House } from '../app.ts';
import { receive } from '../intake/receive.ts';
import type { Door } from '../intake/receipt.ts';
import { told } from '../journal/result.ts';
import { dropById, type DropAnswer } from '../journal/queries.ts';
import { judgeDrop } from '../../workers/ingest.ts';
import { bookJournal } from '../../workers/post.ts';
import { receipt as writeResult } from '../../workers/receipt.ts';
import { answer, exit, table, wholeNumber, withHouse } from './answer.ts';

const doors: readonly Door[] = ['sftp', 'pull', 'folder', 'web', 'api'];

/** `drop`: hands files to intake as a door would. With `--wait` this command does the work itself when no worker has. */
export function register(program: Command): void {
  program
    .command('drop')
    .description('hands files to intake as a door would')
    .argument('<file...>', 'files')
    .requiredOption('--client <number>', 'whose files', wholeNumber('--client'))
    .option('--door <name>', `one of ${doors.join(', ')}`, 'api')
    .option('--wait', 'until each is booked, waits for approval, is refused or stuck')
    .option('--json', 'one JSON document on stdout')
    .action(async (files: string[], options: { client: number; door: string; wait?: boolean; json?: boolean }) => {
      const door = doors.find((each) => each === options.door);
      if (door === undefined) {
        process.exitCode = exit.usage;
        throw new Error(`there is no door “${options.door}”; there are ${doors.join(', ')}`);
      }
      for (const file of files) await access(file);
      const dropped = await withHouse(async (house) => {
        const answers: DropAnswer[] = [];
        for (const file of files) answers.push(await dropOne(house, file, options.client, door, options.wait === true));
        return answers;
      });
      const told = dropped.map(withTexts);
      answer(options, { drops: told }, () => lines(dropped));
      process.exitCode = dropped.some((drop) => drop.state === 'refused' || drop.state === 'stuck')
        ? exit.refused
        : dropped.some((drop) => drop.rejected > 0)
          ? exit.findings
          : exit.done;
    });
}

async function dropOne(house: House, file: string, client: number, door: Door, wait: boolean): Promise<DropAnswer> {
  const outboxes = await openHomes(homesFolder(house.config));
  const { receipt } = await receive(
    { ...house, outboxes },
    { client, door, name: basename(file), receivedBy: 'command line', stream: createReadStream(file) },
  );
  if (wait) await work(house, receipt);
  return (await dropById(house.db, receipt))!;
}

/** Does what a worker would do with a drop, and with the files it holds when it is a zip. */
async function work(house: House, drop: number): Promise<void> {
  const outcome = await judgeDrop(house, drop);
  if (outcome?.state === 'approved' && outcome.journal !== null) await bookJournal(house, outcome.journal);
  for (const inside of outcome?.unpacked ?? []) await work(house, inside);
  await writeResult(house, { drop });
}

function withTexts(drop: DropAnswer): object {
  return { ...drop, refusal: drop.refusal === null ? null : told(drop.refusal) };
}

function lines(dropped: DropAnswer[]): string {
  const refused = dropped.filter((drop) => drop.refusal !== null);
  return [
    table(dropped, {
      receipt: (drop) => drop.id,
      state: (drop) => drop.state,
      rows: (drop) => drop.rows,
      accepted: (drop) => drop.accepted,
      rejected: (drop) => drop.rejected,
      journal: (drop) => drop.journal ?? '',
      file: (drop) => drop.name,
    }),
    ...refused.map((drop) => {
      const { message, cure } = told(drop.refusal!);
      return `${drop.name}: ${message.en} ${cure.en}`;
    }),
  ].join('\n');
}
