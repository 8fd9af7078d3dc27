/** A mail of plain text to one person, by the house's mail server or into its folder. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

const waitMs = 20_000;

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Where mail goes, and whom it is from. */
export interface Mailer {
  mail: { kind: 'folder'; folder: string } | { kind: 'smtp'; url: string };
  mailFrom: string;
}

/** Sends a mail; resolves when the server has taken it or the file is whole. Throws when it is not taken. */
export async function sendMail({ mail, mailFrom }: Mailer, given: Mail, at: Date): Promise<void> {
  const message = {
    from: mailFrom,
    to: { name: '', address: given.to },
    subject: given.subject,
    text: given.text,
    date: at,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  if (mail.kind === 'smtp') {
    const transport = createTransport({
      url: mail.url,
      connectionTimeout: waitMs,
      greetingTimeout: waitMs,
      socketTimeout: waitMs,
    });
    try {
      await transport.sendMail(message);
    } finally {
      transport.close();
    }
    return;
  }
  const sent = await createTransport({ streamTransport: true, buffer: true, newline: 'unix' }).sendMail(message);
  if (!Buffer.isBuffer(sent.message)) throw new Error('The mail was not made as bytes.');
  const name = `mail-${randomUUID()}.eml`;
  await mkdir(mail.folder, { recursive: true, mode: 0o700 });
  await writeFile(join(mail.folder, `.${name}`), sent.message, { mode: 0o600, flush: true });
  await rename(join(mail.folder, `.${name}`), join(mail.folder, name));
}
