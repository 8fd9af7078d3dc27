/** The pieces of the house that the portal needs. */
import type { Mail } from '../access/send-mail.ts';
import type { Archive } from '../platform/archive.ts';
import type { Database } from '../db/database.ts';
import type { IncomingFile } from '../intake/receive.ts';
import type { Receipt } from '../intake/receipt.ts';
import type { Clock } from '../platform/clock.ts';
import type { Queues } from '../queue/queues.ts';
import type { Format } from '../readers/format.ts';
import type { Log } from '../platform/log.ts';

export interface House {
  db: Database;
  clock: Clock;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  archive: Pick<Archive, 'get'>;
  /** Intake's `receive`, bound to the house: resolves when the bytes are archived and their receipt is written. */
  receive(file: IncomingFile): Promise<Receipt>;
  /** Where an approved journal is queued; without it the sweep finds it. */
  queues?: Pick<Queues, 'add'>;
  /** What “Prøv en fil” reads with. */
  formats: Format[];
  /** Sends a mail to a user; resolves when it is taken. */
  sendMail(mail: Mail): Promise<void>;
  settings: PortalSettings;
}

export interface PortalSettings {
  /** The address people use, such as `https://portal.example`; https makes cookies secure. */
  address: string;
  /** The collector's name and how to reach it, for the foot of every page and Kundesupport. */
  collector: { name: string; phone: string; email: string };
  /** Whether a proxy in front tells the visitor's address. */
  trustProxy: boolean;
}
