import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { accountFault } from './domain/bank-account.ts';
import { type Day, isDay } from './domain/day.ts';
import { isOrganisationNumber } from './domain/organisation-number.ts';

/** Where originals and documents are kept. */
export type ArchivePlace =
  | { kind: 'folder'; folder: string }
  | {
      kind: 's3';
      bucket: string;
      prefix: string;
      region: string;
      endpoint: string | undefined;
      accessKeyId: string;
      secretAccessKey: string;
      /** A local folder for files on their way to the store. */
      spool: string;
    };

/** Where mail goes: a folder of readable files, or a mail server. */
export type MailPlace = { kind: 'folder'; folder: string } | { kind: 'smtp'; url: string };

/** The collector as it stands on documents. */
export interface Collector {
  name: string;
  orgNumber: string;
  street: string;
  postalCode: string;
  postalPlace: string;
  email: string;
  phone: string;
  clientAccount: string;
}

/** Everything that can be set from outside, checked. Folders are absolute. */
export interface Config {
  /** Undefined: the embedded PostgreSQL under `dataFolder`. */
  databaseUrl: string | undefined;
  /** Undefined: the queues live in PostgreSQL. */
  redisUrl: string | undefined;
  dataFolder: string;
  archive: ArchivePlace;
  /** A folder with formats of one's own beside those of the project. */
  formatsFolder: string | undefined;
  /** `address` is what people use, such as `https://kreditor.example.no`: in mails and for secure cookies. */
  portal: { host: string; port: number; address: string };
  sftp: { host: string; port: number };
  mail: MailPlace;
  mailFrom: string;
  collector: Collector;
  logLevel: string;
  /** A fixed calendar day for demos and tests. */
  today: Day | undefined;
}

/** A setting that cannot be used; the message names the variable, what is wrong and the cure. */
export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`The settings cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

interface Variable {
  schema: Record<string, unknown>;
  cure: string;
  default?: string;
}

const port = { type: 'string', format: 'port' };
const host = { type: 'string', pattern: '^[A-Za-z0-9.:-]+$' };
const text = { type: 'string', minLength: 1, maxLength: 200 };
const folder = { type: 'string', minLength: 1 };

/** Every variable there is, its rule, its default and the cure when it is wrong. */
const variables = {
  DATABASE_URL: {
    schema: { type: 'string', pattern: '^postgres(ql)?://.+' },
    cure: 'an address such as postgresql://user:password@host:5432/kreditorflyt (PostgreSQL 15 or later), or leave it out for the embedded one',
  },
  REDIS_URL: {
    schema: { type: 'string', pattern: '^rediss?://.+' },
    cure: 'an address such as redis://host:6379/0, or leave it out to keep the queues in PostgreSQL',
  },
  KREDITORFLYT_DATA: { schema: folder, cure: 'a folder that can be written', default: '.data' },
  KREDITORFLYT_ARCHIVE: {
    schema: { type: 'string', pattern: '^(?!s3:)[^\\0]+$|^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\\w!.*()/-]*)?$' },
    cure: 'a folder, or s3://bucket/prefix',
  },
  S3_ENDPOINT: {
    schema: { type: 'string', pattern: '^https?://.+' },
    cure: 'an address such as https://s3.example.no',
  },
  AWS_REGION: { schema: text, cure: "the store's region, such as eu-north-1", default: 'eu-north-1' },
  AWS_ACCESS_KEY_ID: { schema: text, cure: 'the access key of the archive in S3' },
  AWS_SECRET_ACCESS_KEY: { schema: text, cure: 'the secret key of the archive in S3' },
  KREDITORFLYT_FORMATS: { schema: folder, cure: 'a folder with format files' },
  PORTAL_HOST: { schema: host, cure: 'an address to listen on, such as 127.0.0.1 or 0.0.0.0', default: '127.0.0.1' },
  PORTAL_PORT: { schema: port, cure: 'a port from 0 (any free one) to 65535', default: '8080' },
  PORTAL_ADDRESS: {
    schema: { type: 'string', pattern: '^https?://[^/\\s]+$' },
    cure: 'the address people use, such as https://kreditor.example.no, or leave it out for the one the portal listens on',
  },
  SFTP_HOST: { schema: host, cure: 'an address to listen on, such as 127.0.0.1 or 0.0.0.0', default: '127.0.0.1' },
  SFTP_PORT: { schema: port, cure: 'a port from 0 (any free one) to 65535', default: '2022' },
  SMTP_URL: {
    schema: { type: 'string', pattern: '^smtps?://.+' },
    cure: 'an address such as smtps://user:password@mail.example.no, or leave it out to write mail to a folder',
  },
  MAIL_FROM: {
    schema: { type: 'string', pattern: '^[^@\\s]+@[^@\\s]+$|^[^<>]+ <[^@\\s<>]+@[^@\\s<>]+>$' },
    cure: 'the sender, such as Kreditorflyt <no-reply@example.no>',
    default: 'Kreditorflyt <no-reply@kreditorflyt.example>',
  },
  COLLECTOR_NAME: { schema: text, cure: "the collector's name", default: 'Fjord Inkasso AS' },
  COLLECTOR_ORGNR: {
    schema: { type: 'string', format: 'organisation-number' },
    cure: 'an organisation number: nine digits whose last one is right',
    default: '123456785',
  },
  COLLECTOR_STREET: { schema: text, cure: 'a street or postbox', default: 'Postboks 100' },
  COLLECTOR_POSTAL_CODE: { schema: { type: 'string', pattern: '^\\d{4}$' }, cure: 'four digits', default: '0101' },
  COLLECTOR_POSTAL_PLACE: { schema: text, cure: 'a postal place', default: 'OSLO' },
  COLLECTOR_EMAIL: {
    schema: { type: 'string', pattern: '^[^@\\s]+@[^@\\s]+$' },
    cure: 'an e-mail address',
    default: 'post@fjordinkasso.example',
  },
  COLLECTOR_PHONE: { schema: text, cure: 'a telephone number', default: '+47 22 00 00 00' },
  COLLECTOR_ACCOUNT: {
    schema: { type: 'string', format: 'account' },
    cure: "the client account's number: eleven digits whose last one is right",
    default: '15030000002',
  },
  LOG_LEVEL: {
    schema: { enum: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] },
    cure: 'one of fatal, error, warn, info, debug, trace, silent',
    default: 'info',
  },
  KREDITORFLYT_TODAY: { schema: { type: 'string', format: 'day' }, cure: 'a day such as 2026-11-24' },
} satisfies Record<string, Variable>;

type Name = keyof typeof variables;

/** The names of all settings. */
export const settingNames = Object.keys(variables);

const ajv = new Ajv({ allErrors: true });
ajv.addFormat('port', (value: string) => /^\d{1,5}$/.test(value) && Number(value) <= 65535);
ajv.addFormat('day', isDay);
ajv.addFormat('account', (value: string) => accountFault(value) === undefined);
ajv.addFormat('organisation-number', isOrganisationNumber);
const check = ajv.compile<Partial<Record<Name, string>>>({
  type: 'object',
  properties: Object.fromEntries(Object.entries(variables).map(([name, { schema }]) => [name, schema])),
});

// Ours by their look, so that a misspelt one is told and not silently ignored.
const ours = /^(KREDITORFLYT|COLLECTOR)_/;

/** Reads and checks the settings; the only reader of the environment. Throws {@link ConfigError} that names each wrong variable and its cure. */
export function config(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in variables && value !== ''));
  const problems = Object.keys(env)
    .filter((name) => ours.test(name) && !(name in variables))
    .map((name) => `${name} is not a setting; the settings are ${settingNames.join(', ')}`);
  if (!check(given)) {
    const wrong = new Set((check.errors ?? []).map((error) => error.instancePath.slice(1)));
    for (const [name, { cure }] of Object.entries(variables)) {
      if (wrong.has(name)) problems.push(`${name}${shown(name, given[name])} cannot be used; give ${cure}`);
    }
    throw new ConfigError(problems);
  }
  const get = (name: Name): string | undefined => {
    const variable: Variable = variables[name];
    return given[name] ?? variable.default;
  };
  const must = (name: Name): string => {
    const value = get(name);
    if (value !== undefined) return value;
    problems.push(`${name} is missing; give ${variables[name].cure}`);
    return '';
  };

  const dataFolder = resolve(must('KREDITORFLYT_DATA'));
  const formats = get('KREDITORFLYT_FORMATS');
  const smtp = get('SMTP_URL');
  const made: Config = {
    databaseUrl: get('DATABASE_URL'),
    redisUrl: get('REDIS_URL'),
    dataFolder,
    archive: archivePlace(get('KREDITORFLYT_ARCHIVE') ?? join(dataFolder, 'archive'), dataFolder, get, must),
    formatsFolder: formats === undefined ? undefined : resolve(formats),
    portal: {
      host: must('PORTAL_HOST'),
      port: Number(must('PORTAL_PORT')),
      address: get('PORTAL_ADDRESS') ?? `http://${must('PORTAL_HOST')}:${must('PORTAL_PORT')}`,
    },
    sftp: { host: must('SFTP_HOST'), port: Number(must('SFTP_PORT')) },
    mail: smtp === undefined ? { kind: 'folder', folder: join(dataFolder, 'mail') } : { kind: 'smtp', url: smtp },
    mailFrom: must('MAIL_FROM'),
    collector: {
      name: must('COLLECTOR_NAME'),
      orgNumber: must('COLLECTOR_ORGNR'),
      street: must('COLLECTOR_STREET'),
      postalCode: must('COLLECTOR_POSTAL_CODE'),
      postalPlace: must('COLLECTOR_POSTAL_PLACE'),
      email: must('COLLECTOR_EMAIL'),
      phone: must('COLLECTOR_PHONE'),
      clientAccount: must('COLLECTOR_ACCOUNT'),
    },
    logLevel: must('LOG_LEVEL'),
    today: get('KREDITORFLYT_TODAY'),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return made;
}

function archivePlace(
  value: string,
  dataFolder: string,
  get: (name: Name) => string | undefined,
  must: (name: Name) => string,
): ArchivePlace {
  if (!value.startsWith('s3://')) return { kind: 'folder', folder: resolve(value) };
  const [bucket = '', ...rest] = value.slice('s3://'.length).split('/');
  return {
    kind: 's3',
    bucket,
    prefix: rest.filter((part) => part !== '').join('/'),
    region: must('AWS_REGION'),
    endpoint: get('S3_ENDPOINT'),
    accessKeyId: must('AWS_ACCESS_KEY_ID'),
    secretAccessKey: must('AWS_SECRET_ACCESS_KEY'),
    spool: join(dataFolder, 'spool'),
  };
}

/** The value for a message; addresses and keys may hold a password and are not shown. */
function shown(name: string, value: string | undefined): string {
  return /_URL$|^AWS_/.test(name) || value === undefined ? '' : `="${value}"`;
}
