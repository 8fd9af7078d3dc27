/** A process that takes one job of the queue `ingest` and never ends it. Arguments: database address, Redis address or "-". */
import { openQueues } from './queues.ts';

const [databaseUrl = '', redisUrl = '-'] = process.argv.slice(2);
const place = {
  databaseUrl,
  redisUrl: redisUrl === '-' ? undefined : redisUrl,
  onError: (error: Error) => console.error(error),
};
const queues = await openQueues(place, { lockMs: 1000, stalledMs: 500 });
queues.work('ingest', async () => {
  console.log('taken');
  await new Promise(() => setInterval(() => undefined, 1000));
});
