/** `npm start`: everything in one process – portal, doors, workers – or, by name, the parts of one container. Until Ctrl-C. */
import { randomBytes } from 'node:crypto';
import { sendMail } from './access/send-mail.ts';
import { openHomes } from './access/homes.ts';
import { type App, homesFolder, openApp } from './app.ts';
import { receive } from './intake/receive.ts';
import { openPortal } from './portal/server.ts';
import { startWorkers } from '../workers/main.ts';
import { openDoors } from '../workers/watch.ts';
import { demoAccounts } from './cli/demo/accounts.ts';

type Part = 'portal' | 'watch' | 'workers';
const parts: readonly Part[] = ['portal', 'watch', 'workers'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.includes(name as Part));
if (unknown.length > 0) {
  process.stderr.write(`There is no part “${unknown[0]}”; the parts are ${parts.join(', ')}, or none for all.\n`);
  process.exit(3);
}
const chosen = new Set<Part>(asked.length === 0 ? parts : (asked as Part[]));

const app = await openApp({ connections: 20 });
const closers: (() => Promise<void>)[] = [];
const tell = (line: string) => process.stdout.write(`${line}\n`);

/** Opens the portal and says where. */
async function portal(house: App): Promise<void> {
  const homes = await openHomes(homesFolder(house.config));
  const { collector } = house.config;
  const { host, port } = house.config.portal;
  const server = await openPortal({
    db: house.db,
    clock: house.clock,
    log: house.log,
    archive: house.archive,
    receive: (file) => receive({ ...house, outboxes: homes }, file),
    queues: house.queues,
    formats: house.formats,
    sendMail: (mail) => sendMail(house.config, mail, house.clock.now()),
    settings: {
      address: house.config.portal.address,
      collector: { name: collector.name, phone: collector.phone, email: collector.email },
      trustProxy: house.config.portal.address.startsWith('https:'),
    },
  });
  closers.push(() => server.close());
  const address = await server.listen({ host, port });
  tell(`portal   ${address}`);
}

/** Opens the chosen parts, one after the other. */
async function open(): Promise<void> {
  if (chosen.has('workers')) {
    const workers = await startWorkers(app);
    closers.push(() => workers.close());
    tell(`workers  ${app.queues.kind} queues`);
  }
  if (chosen.has('watch')) {
    const doors = await openDoors(app);
    closers.push(() => doors.close());
    tell(`sftp     ${app.config.sftp.host}:${doors.sftpPort}, host key ${doors.fingerprint}`);
  }
  if (chosen.has('portal')) await portal(app);
  for (const line of await demoAccounts(app)) tell(line);
  app.log.info({ parts: [...chosen], run: randomBytes(4).toString('hex') }, 'started');
}

try {
  await open();
} catch (error) {
  // Most often a port that is taken; the message says which and what to do.
  tell(`Kreditorflyt cannot start: ${error instanceof Error ? error.message : String(error)}`);
  for (const each of closers.toReversed()) await each();
  await app.close();
  process.exit(4);
}

let closing = false;
async function close(signal: string): Promise<void> {
  if (closing) return;
  closing = true;
  app.log.info({ signal }, 'stopping: what is under way ends or is handed back');
  for (const each of closers.toReversed()) await each();
  await app.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close(signal));
