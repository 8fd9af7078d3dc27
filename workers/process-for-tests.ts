/**
 * A process of its own with doors and workers, to be killed: what `npm start` runs, only less patient. Settings from the environment.
 * Says `{ started: database address }` when everything is open, and wakes the watchdogs every half second.
 */
import { openApp } from '../src/app.ts';
import { startWorkers } from './main.ts';
import { sweep } from './sweep.ts';
import { openDoors } from './watch.ts';

const app = await openApp({ connections: 8, patience: { lockMs: 3000, stalledMs: 500, firstRetryMs: 200 } });
await startWorkers(app);
const doors = await openDoors(app, { stillMs: 80, rescanMs: 150, emptyMs: 400, takeoverMs: 1000 });

async function wake(): Promise<void> {
  try {
    await sweep(app, 300);
    await app.queues.add('night', {});
  } catch (error) {
    app.log.warn({ err: error }, 'the watchdogs could not be woken; they are woken again');
  }
  setTimeout(() => void wake(), 500);
}
void wake();

process.on('message', () => {
  void doors
    .close()
    .then(() => app.close())
    .then(() => process.exit(0));
});
process.send?.({ started: app.db.url });
