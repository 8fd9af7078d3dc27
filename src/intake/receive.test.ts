import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openQueues } from '../queue/queues.ts';
import { type HouseForTests, houseForTests } from './house-for-tests.ts';
import { writeReceipt, writeResult } from './outbox-files.ts';
import { pendingDrops } from './pending.ts';
import { type IncomingFile, receive } from './receive.ts';
import type { Receipt } from './receipt.ts';

let made: HouseForTests;
let serial = 0;

beforeAll(async () => {
  made = await houseForTests();
});
afterAll(() => made.remove());
beforeEach(async () => {
  await made.db.query("begin; set local session_replication_role = 'replica'; truncate drop_file cascade; commit");
});

function incoming(content: string | Buffer, rest: Partial<IncomingFile> = {}): IncomingFile {
  const stream = Readable.from([Buffer.from(content)], { objectMode: false });
  return { client: 33220, door: 'web', name: 'saker.csv', receivedBy: 'kari', stream, ...rest };
}

function unlike(): string {
  serial += 1;
  return `Ref;Beløp\n${serial};100\n`;
}

async function drops(): Promise<{ id: number; state: string; duplicate_of: number | null }[]> {
  const { rows } = await made.db.query<{ id: number; state: string; duplicate_of: number | null }>(
    'select id, state, duplicate_of from drop_file order by id',
  );
  return rows;
}

describe('a file that comes in', () => {
  test('lies in the archive byte for byte, has a drop and an audit row, and its receipt names them', async () => {
    const content = unlike();
    const receipt = await receive(made.house, incoming(content));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(receipt).toMatchObject({
      client: 33220,
      name: 'saker.csv',
      sha256,
      size: Buffer.byteLength(content),
      state: 'received',
      archived: true,
      receivedBy: 'kari',
    });
    const { rows } = await made.db.query<{ archive_path: string }>('select archive_path from drop_file where id = $1', [
      receipt.receipt,
    ]);
    expect((await buffer(await made.house.archive.get(rows[0]!.archive_path))).toString()).toBe(content);
    const audit = await made.db.query('select actor, act, client from audit where subject = $1', [
      `drop ${receipt.receipt}`,
    ]);
    expect(audit.rows).toContainEqual({ actor: 'kari', act: 'drop.received', client: 33220 });
  });

  test('is queued; after a crash between drop and queue the same pick-up queues it and gives the same receipt', async () => {
    const queues = await openQueues({
      databaseUrl: made.databaseUrl,
      onError: (error) => expect.unreachable(error.message),
    });
    const content = unlike();
    const first = await receive(made.house, incoming(content, { pickup: 'mark-1' }));
    expect(await queues.depth('ingest')).toMatchObject({ waiting: 0 });
    for (let again = 0; again < 2; again += 1) {
      expect(await receive({ ...made.house, queues }, incoming(content, { pickup: 'mark-1' }))).toEqual(first);
      expect(await queues.depth('ingest')).toMatchObject({ waiting: 1 });
    }
    expect(await drops()).toHaveLength(1);
    // The same bytes once more are a duplicate, which has nothing to be done.
    expect(await receive({ ...made.house, queues }, incoming(content))).toMatchObject({ state: 'duplicate' });
    expect(await queues.depth('ingest')).toMatchObject({ waiting: 1 });
    await queues.close(0);
  });

  test('is received though the queue is away, within seconds, and waits for the sweep', async () => {
    const errors: Error[] = [];
    const queues = await openQueues({
      databaseUrl: made.databaseUrl,
      redisUrl: 'redis://127.0.0.1:1',
      onError: (error) => errors.push(error),
    });
    const before = performance.now();
    const receipt = await receive({ ...made.house, queues }, incoming(unlike()));
    expect(performance.now() - before).toBeLessThan(5000);
    expect(receipt.state).toBe('received');
    await queues.close(0);
    await sleep(5);
    const pending = await pendingDrops(made.db, made.house.clock.now());
    expect(pending).toMatchObject([{ drop: receipt.receipt, client: 33220, state: 'received' }]);
    expect(await pendingDrops(made.db, new Date('2020-01-01'))).toEqual([]);
  });

  test('of an unknown client is not taken, and its stream is let go', async () => {
    const file = incoming(unlike(), { client: 99999 });
    await expect(receive(made.house, file)).rejects.toThrow('Client 99999 is not known');
    expect(file.stream.destroyed).toBe(true);
    expect(await drops()).toEqual([]);
  });

  test('whose stream breaks leaves neither drop nor archive file', async () => {
    const stream = Readable.from(
      (function* () {
        yield Buffer.from('halv');
        throw new Error('connection lost');
      })(),
      { objectMode: false },
    );
    const before = await archived();
    await expect(receive(made.house, incoming('', { stream }))).rejects.toThrow('connection lost');
    expect(await drops()).toEqual([]);
    expect(await archived()).toEqual(before);
  });
});

async function archived(): Promise<string[]> {
  return (await readdir(join(made.folder, 'archive'), { recursive: true })).filter(
    (name) => name.includes('-') || name.endsWith('.part'),
  );
}

describe('the same bytes again', () => {
  test('from the same client are a duplicate that names the first receipt', async () => {
    const content = unlike();
    const first = await receive(made.house, incoming(content));
    const again = await receive(made.house, incoming(content, { name: 'annet navn.csv', door: 'sftp' }));
    expect(again).toMatchObject({ state: 'duplicate', duplicateOf: { receipt: first.receipt, name: 'saker.csv' } });
    expect(again.message.nb).toContain(`kvittering ${first.receipt}`);
    expect(again.message.en).toContain(`receipt ${first.receipt}`);
    const third = await receive(made.house, incoming(content));
    expect(third.duplicateOf?.receipt).toBe(first.receipt);
  });

  test('from another client are that client’s own file', async () => {
    const content = unlike();
    await receive(made.house, incoming(content));
    expect(await receive(made.house, incoming(content, { client: 44110 }))).toMatchObject({ state: 'received' });
  });

  test('after a refused file are received anew', async () => {
    const content = unlike();
    const first = await receive(made.house, incoming(content));
    await made.db.query(`update drop_file set state = 'refused' where id = $1`, [first.receipt]);
    const again = await receive(made.house, incoming(content));
    expect(again).toMatchObject({ state: 'received' });
    expect(again.duplicateOf).toBeUndefined();
  });

  test('in twelve at once: exactly one is received, eleven are its duplicates', async () => {
    const content = unlike();
    const receipts = await Promise.all(Array.from({ length: 12 }, () => receive(made.house, incoming(content))));
    const winners = receipts.filter((each) => each.state === 'received');
    expect(winners).toHaveLength(1);
    for (const each of receipts.filter((one) => one.state !== 'received')) {
      expect(each).toMatchObject({ state: 'duplicate', duplicateOf: { receipt: winners[0]!.receipt } });
    }
    expect(await drops()).toHaveLength(12);
  });

  test('in six at once under one pick-up: one drop, six times the same receipt', async () => {
    const content = unlike();
    const receipts = await Promise.all(
      Array.from({ length: 6 }, () => receive(made.house, incoming(content, { pickup: 'mark-2' }))),
    );
    expect(new Set(receipts.map((each) => each.receipt)).size).toBe(1);
    expect(await drops()).toHaveLength(1);
  });
});

describe('a file that is not used', () => {
  test('is refused when empty, and each empty file anew', async () => {
    const first = await receive(made.house, incoming(''));
    const second = await receive(made.house, incoming(''));
    expect(first).toMatchObject({
      state: 'refused',
      size: 0,
      archived: true,
      refusal: { code: 'file-empty', tier: 'file' },
    });
    expect(second).toMatchObject({ state: 'refused' });
    expect(first.message.nb).toContain('tom');
  });

  test('is refused when over the limit, which the refusal states, and is not kept', async () => {
    const before = await archived();
    const house = { ...made.house, largestFile: 2 ** 20 };
    const streamed = await receive(house, incoming(Buffer.alloc(2 ** 20 + 1)));
    expect(streamed).toMatchObject({
      state: 'refused',
      archived: false,
      sha256: '',
      refusal: { code: 'file-too-large', params: { limitMiB: 1 } },
    });
    expect(streamed.message.en).toContain('1 MiB');
    const declared = await receive(house, incoming('x', { size: 5 * 2 ** 20 }));
    expect(declared).toMatchObject({ state: 'refused', size: 5 * 2 ** 20 });
    expect(await archived()).toEqual(before);
    expect(await receive(house, incoming(Buffer.alloc(2 ** 20)))).toMatchObject({ state: 'received' });
  });
});

test.each([
  ['../../etc/passwd', '-passwd'],
  ['C:\\fakepath\\saker.csv', '-saker.csv'],
  ['saker\u0000\u0007\n.csv', '-saker.csv'],
  ['\u202Evsc.rekas', '-vsc.rekas'],
  ['...', '-file'],
  ['', '-file'],
  ['.skjult.csv', '-skjult.csv'],
  [`${'å'.repeat(400)}.csv`, '.csv'],
])('the name %j is shown as sent and stored safely', async (name, stored) => {
  const outboxes = { outbox: (client: number) => join(made.folder, 'names', String(client)) };
  const receipt = await receive({ ...made.house, outboxes }, incoming(unlike(), { name }));
  expect(receipt.name).toBe(name.replaceAll('\0', '\uFFFD'));
  const { rows } = await made.db.query<{ archive_path: string }>('select archive_path from drop_file where id = $1', [
    receipt.receipt,
  ]);
  const path = rows[0]!.archive_path;
  expect(path).not.toMatch(/\.\.|[\p{Cc}\p{Cf}\\]/u);
  expect(path.endsWith(stored)).toBe(true);
  const files = await readdir(outboxes.outbox(33220));
  for (const file of files) {
    expect(file).toMatch(/\.receipt\.json$/);
    expect(Buffer.byteLength(file)).toBeLessThan(256);
  }
});

describe('what the sender finds in its outbox', () => {
  const outboxes = { outbox: (client: number) => join(made.folder, 'outboxes', String(client)) };
  const file = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(outboxes.outbox(44110), name), 'utf8'));

  function receiptOf(receipt: number, name: string): Receipt {
    return {
      receipt,
      client: 44110,
      door: 'sftp',
      name,
      sha256: 'ab',
      size: 2,
      receivedAt: '2026-11-24T09:00:00.000Z',
      receivedBy: 'sftp 44110',
      state: 'received',
      archived: true,
      message: { nb: 'Mottatt', en: 'Received' },
    };
  }

  test('is the receipt at once, by receiving alone', async () => {
    const receipt = await receive(
      { ...made.house, outboxes },
      incoming(unlike(), { client: 44110, name: 'først.csv' }),
    );
    expect(await file('først.csv.receipt.json')).toEqual(receipt);
  });

  test('is one file for each drop, written twice or not, and another drop of the same name has its own', async () => {
    expect(await writeReceipt(outboxes, receiptOf(71, 'samme.csv'))).toBe('samme.csv.receipt.json');
    expect(await writeReceipt(outboxes, receiptOf(71, 'samme.csv'))).toBe('samme.csv.receipt.json');
    expect(await writeReceipt(outboxes, receiptOf(72, 'samme.csv'))).toBe('samme.csv.72.receipt.json');
    expect(await writeReceipt(outboxes, receiptOf(72, 'samme.csv'))).toBe('samme.csv.72.receipt.json');
    expect(await file('samme.csv.receipt.json')).toMatchObject({ receipt: 71 });
    expect(await file('samme.csv.72.receipt.json')).toMatchObject({ receipt: 72 });
  });

  test('is the result beside the drop’s number and name', async () => {
    expect(await writeResult(outboxes, receiptOf(73, 'r.csv'), { rows: 3, rejected: [{ line: 2 }] })).toBe(
      'r.csv.result.json',
    );
    expect(await file('r.csv.result.json')).toEqual({
      receipt: 73,
      client: 44110,
      name: 'r.csv',
      rows: 3,
      rejected: [{ line: 2 }],
    });
  });

  test('holds no half-written file and no leftover, also after twenty at once under one name', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_none, n) => writeReceipt(outboxes, receiptOf(100 + n, 'kappløp.csv'))),
    );
    const names = await readdir(outboxes.outbox(44110));
    expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
    const ours = names.filter((name) => name.startsWith('kappløp'));
    const contents = await Promise.all(ours.map(file));
    expect(new Set(contents.map((each) => JSON.stringify(each))).size).toBe(20);
  });

  test('may be missing when the outbox cannot be written, without harm to the file', async () => {
    await writeFile(join(made.folder, 'a-file'), '');
    const blocked = { outbox: () => join(made.folder, 'a-file', 'outbox') };
    expect(await receive({ ...made.house, outboxes: blocked }, incoming(unlike()))).toMatchObject({
      state: 'received',
    });
    expect(made.logged.some((line) => line.includes('receipt file not written'))).toBe(true);
  });
});
