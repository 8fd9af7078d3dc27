/** A notice by mail that there is a new document. It carries no name, number or attachment: a mail is a postcard. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { DeliveryHouse, Route, Task } from '../task.ts';

const waitMs = 20_000;

export const mail: Route = async (house, task) => {
  if (task.target === '')
    throw new Error('The client has no e-mail address. Enter one, or take mail out of the agreement.');
  const message = {
    from: house.mailFrom,
    to: task.target,
    subject: 'Nytt dokument · New document',
    text: textOf(house),
    // The same for every attempt, so that a receiver can see a second copy for what it is.
    messageId: `<delivery-${task.id}@${new URL(house.portalAddress).hostname}>`,
    date: house.clock.now(),
    ...(task.attempt > 1 ? { headers: { 'X-Kreditorflyt-Attempt': String(task.attempt) } } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return house.mail.kind === 'folder'
    ? toFolder(house.mail.folder, message, task)
    : toServer(house.mail.url, message, task);
};

function textOf(house: DeliveryHouse): string {
  return `Det er kommet et nytt dokument til dere. Logg inn for å lese det:
${house.portalAddress}/rapporter

There is a new document for you. Sign in to read it:
${house.portalAddress}/rapporter
`;
}

type Message = Parameters<ReturnType<typeof createTransport>['sendMail']>[0];

async function toFolder(folder: string, message: Message, task: Task) {
  const sent = await createTransport({ streamTransport: true, buffer: true, newline: 'unix' }).sendMail(message);
  if (!Buffer.isBuffer(sent.message)) throw new Error('The mail was not made as bytes.');
  const name = `delivery-${task.id}.eml`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `.${name}`), sent.message, { mode: 0o600, flush: true });
  await rename(join(folder, `.${name}`), join(folder, name));
  return { outcome: 'delivered' as const, detail: `Written to ${name}.` };
}

async function toServer(url: string, message: Message, task: Task) {
  const transport = createTransport({
    url,
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
  });
  try {
    const sent = await transport.sendMail(message);
    return { outcome: 'delivered' as const, detail: `Accepted: ${sent.response}` };
  } catch (error) {
    if (error instanceof Error && lostWhileSending(error)) {
      return { outcome: 'unsure' as const, detail: `No answer to attempt ${task.attempt}: ${error.message}` };
    }
    throw error;
  } finally {
    transport.close();
  }
}

/** After the message was handed over and before it was answered, nobody knows whether it goes out. */
function lostWhileSending(error: Error & { code?: unknown; responseCode?: unknown }): boolean {
  if (error.responseCode !== undefined) return false;
  const lost = error.code === 'ECONNECTION' || error.code === 'ETIMEDOUT' || error.code === 'ESOCKET';
  return lost && !/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|Greeting|Connection timeout/.test(error.message);
}
