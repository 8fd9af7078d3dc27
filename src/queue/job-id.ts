import type { Payloads, QueueName } from './names.ts';

/**
 * What makes two jobs the same work, such as `ingest-12`: while one of them waits or runs, a second is not taken in; when it is over, done or failed,
 * the work can be queued again. Throws on a colon, which BullMQ keeps for itself.
 */
export function jobKey<N extends QueueName>(name: N, payload: Payloads[N]): string {
  const parts = Object.entries(payload)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => String(value));
  const key = [name, ...parts].join('-');
  if (!/^[a-z][\w.-]*$/.test(key) || key.length > 200) {
    throw new Error(`"${key}" cannot be a job's key: letters, digits, "_", "." and "-" only, at most 200`);
  }
  return key;
}
