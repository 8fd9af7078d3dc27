/** One request by one person, as a page sees it, and what a page answers. */
import type { Readable } from 'node:stream';
import type { Sql } from '../db/database.ts';
import type { Day } from '../domain/day.ts';
import type { MyClient } from '../access/users.ts';
import type { UserRole } from '../access/role.ts';
import type { SignedIn } from '../access/session.ts';
import type { Format } from './format.ts';
import type { House } from './house.ts';
import type { Html } from './html.ts';
import type { Text } from './locales/text.ts';

/** What every page is given. */
export interface Visit {
  house: House;
  language: 'nb' | 'en';
  t: Text;
  format: Format;
  now: Date;
  today: Day;
  /** The address asked for, without its query. */
  path: string;
  params: Record<string, string>;
  /** The query, each name once (the last counts). */
  query: Record<string, string>;
  /** The form's fields, each name once (the last counts); `all` gives every value of a repeated name. */
  form: Record<string, string>;
  all(name: string): string[];
  files?: AsyncIterable<IncomingFile>;
  formToken: string;
  /** Whoever the cookie names, also while a code is still owed. */
  caller?: SignedIn;
  address: string;
  userAgent: string;
}

/** A visit by someone who is signed in. */
export interface SignedInVisit extends Visit {
  user: SignedIn;
  clients: MyClient[];
  /** The clients that the page is about: the chosen one, or all of the user's. */
  chosen: MyClient[];
  /** Things that wait for the user, for the bell. */
  unread: number;
  /** Runs queries that see only what the user may see. */
  ask<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** A file of an upload, as a stream that must be read before the next one comes. */
export interface IncomingFile {
  name: string;
  bytes: Readable;
}

/** What a page answers. */
export type Answer =
  | { page: Screen; status?: number }
  | { redirect: string; cookie?: string | null; language?: 'nb' | 'en' }
  | { stream: Readable; fileName: string; mediaType: string; size?: number; inline?: boolean }
  | { missing: true }
  | { forbidden: true };

/** A page's own part: the title, and what stands in `main`. */
export interface Screen {
  title: string;
  main: Html;
}

interface Common {
  path: string;
  /** A post that carries files: they stream, and nothing of them is kept in memory. */
  files?: true;
}

/** One address of one page. Its file's name is the beginning of its path. */
export type Route = Common &
  (
    | { open: true; get?(visit: Visit): Promise<Answer>; post?(visit: Visit): Promise<Answer> }
    | {
        open?: false;
        roles: readonly UserRole[];
        get?(visit: SignedInVisit): Promise<Answer>;
        post?(visit: SignedInVisit): Promise<Answer>;
      }
  );

/** Those who see their own clients. */
export const creditorSide: readonly UserRole[] = ['creditor', 'agency'];

/** Everybody who can sign in. */
export const everybody: readonly UserRole[] = ['creditor', 'agency', 'operator', 'settlementApprover', 'administrator'];
