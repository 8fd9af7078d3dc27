/** Tells a client's own system that there is a document: a signed POST without personal data, safe to receive twice. */
import { createHmac } from 'node:crypto';
import { foreignTarget } from '../foreign.ts';
import type { Route } from '../task.ts';

const waitMs = 15_000;

/** The value of `X-Kreditorflyt-Signature`: `t=<unix seconds>,v1=<HMAC-SHA256 of "t.body" in hex>`. */
export function signature(key: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
}

export const webhook: Route = async (house, task) => {
  const { address, secret } = await foreignTarget(house.db, task);
  const local = address.hostname === '127.0.0.1' || address.hostname === 'localhost';
  if (address.protocol !== 'https:' && !local)
    throw new Error(`${address.host} is not https. Enter a safe address and send again.`);
  if (!secret.key) throw new Error('The webhook has no signing key. Make one and send again.');
  const { document } = task;
  const body = JSON.stringify({
    event: 'document.produced',
    delivery: task.id,
    client: task.client,
    document: {
      name: task.fileName,
      type: document.type,
      date: document.date,
      sha256: document.sha256,
      size: Number(document.size),
    },
  });
  const seconds = Math.floor(house.clock.now().getTime() / 1000);
  let response: Response;
  try {
    response = await fetch(address, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(waitMs),
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `delivery-${task.id}`,
        'X-Kreditorflyt-Attempt': String(task.attempt),
        'X-Kreditorflyt-Signature': signature(secret.key, seconds, body),
      },
    });
  } catch (error) {
    const refused =
      error instanceof Error &&
      error.cause instanceof Error &&
      'code' in error.cause &&
      error.cause.code === 'ECONNREFUSED';
    if (refused) throw new Error(`${address.host} takes no connection.`, { cause: error });
    return { outcome: 'unsure', detail: `No answer from ${address.host}: ${String(error)}` };
  }
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${address.host} answered ${response.status}.`);
  return { outcome: 'confirmed', detail: `Answered ${response.status}.` };
};
