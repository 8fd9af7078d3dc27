/** One delivery as a route gets it, and what a route answers. */
import type { Database } from '../db/database.ts';
import type { Archive } from '../platform/archive.ts';
import type { Clock } from '../platform/clock.ts';

export type RouteName = 'portal' | 'sftp' | 'push' | 'mail' | 'webhook';

/** Where mail goes: a folder of readable files, or a mail server. */
export type MailPlace = { kind: 'folder'; folder: string } | { kind: 'smtp'; url: string };

/** What deliveries need of the house. */
export interface DeliveryHouse {
  db: Database;
  archive: Archive;
  clock: Clock;
  /** The folder of a client's outbox on the drop server. */
  outbox: (client: number) => string;
  mail: MailPlace;
  mailFrom: string;
  /** Where the portal is for a reader, such as `https://kreditor.example.no`. */
  portalAddress: string;
}

export interface Task {
  /** `delivery.id`. */
  id: number;
  client: number;
  route: RouteName;
  target: string;
  /** The attempt's number, from 1. */
  attempt: number;
  /** An earlier attempt may have arrived: look before sending again. */
  unsure: boolean;
  fileName: string;
  document: { id: number; type: string; date: string; path: string; sha256: string; size: bigint };
}

/** `delivered`: the receiver's side took it. `confirmed`: it was read back there. `unsure`: it may have arrived. */
export interface Outcome {
  outcome: 'delivered' | 'confirmed' | 'unsure';
  detail: string;
}

/** Brings a task to its receiver. Throws when it did not arrive; the message says what to do. */
export type Route = (house: DeliveryHouse, task: Task) => Promise<Outcome>;
