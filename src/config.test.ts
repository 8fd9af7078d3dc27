import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { config, ConfigError, settingNames } from './config.ts';

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    config(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('The settings were accepted');
}

describe('without any setting', () => {
  const made = config({});
  test('the database is the embedded one and the queues live in it', () => {
    expect(made.databaseUrl).toBeUndefined();
    expect(made.redisUrl).toBeUndefined();
  });
  test('everything lies under .data, and nothing listens on a public address', () => {
    expect(made.dataFolder).toBe(resolve('.data'));
    expect(made.archive).toEqual({ kind: 'folder', folder: resolve('.data/archive') });
    expect(made.mail).toEqual({ kind: 'folder', folder: resolve('.data/mail') });
    expect(made.portal).toEqual({ host: '127.0.0.1', port: 8080, address: 'http://127.0.0.1:8080' });
    expect(made.sftp).toEqual({ host: '127.0.0.1', port: 2022 });
  });
  test('the collector is the sample one, and the day is the real one', () => {
    expect(made.collector.orgNumber).toBe('123456785');
    expect(made.today).toBeUndefined();
    expect(made.logLevel).toBe('info');
  });
});

test('the archive and the mail folder follow the data folder', () => {
  const made = config({ KREDITORFLYT_DATA: '/srv/kf' });
  expect(made.archive).toEqual({ kind: 'folder', folder: '/srv/kf/archive' });
  expect(made.mail).toEqual({ kind: 'folder', folder: '/srv/kf/mail' });
});

test('an archive in S3 has a bucket, a prefix, an endpoint and keys', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hidden' };
  expect(
    config({ KREDITORFLYT_ARCHIVE: 's3://originals/kf/one/', S3_ENDPOINT: 'http://127.0.0.1:9000', ...keys }).archive,
  ).toEqual({
    kind: 's3',
    bucket: 'originals',
    prefix: 'kf/one',
    region: 'eu-north-1',
    endpoint: 'http://127.0.0.1:9000',
    accessKeyId: 'key',
    secretAccessKey: 'hidden',
    spool: resolve('.data/spool'),
  });
});

test('an empty variable is the same as none', () => {
  expect(config({ DATABASE_URL: '', PORTAL_PORT: '' })).toEqual(config({}));
});

test('variables of other programs are left alone', () => {
  expect(config({ HOME: '/root', PATH: '/bin', NODE_ENV: 'test', AWS_PROFILE: 'x' })).toEqual(config({}));
});

describe('a wrong setting is refused with its name, its value and the cure', () => {
  test.each([
    [{ PORTAL_PORT: '80a' }, 'PORTAL_PORT="80a" cannot be used; give a port'],
    [{ PORTAL_PORT: '65536' }, 'PORTAL_PORT="65536" cannot be used; give a port'],
    [{ PORTAL_PORT: '-1' }, 'PORTAL_PORT="-1" cannot be used'],
    [{ SFTP_PORT: '22.5' }, 'SFTP_PORT="22.5" cannot be used'],
    [{ PORTAL_HOST: 'my host' }, 'PORTAL_HOST="my host" cannot be used; give an address'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL="loud" cannot be used; give one of fatal, error'],
    [{ KREDITORFLYT_TODAY: '2026-02-29' }, 'KREDITORFLYT_TODAY="2026-02-29" cannot be used; give a day'],
    [{ KREDITORFLYT_TODAY: '24.11.2026' }, 'KREDITORFLYT_TODAY="24.11.2026" cannot be used'],
    [{ COLLECTOR_ORGNR: '123456789' }, 'COLLECTOR_ORGNR="123456789" cannot be used; give an organisation number'],
    [{ COLLECTOR_ACCOUNT: '15030000000' }, 'COLLECTOR_ACCOUNT="15030000000" cannot be used'],
    [{ COLLECTOR_POSTAL_CODE: '12' }, 'COLLECTOR_POSTAL_CODE="12" cannot be used; give four digits'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM="nobody" cannot be used; give the sender'],
    [
      { KREDITORFLYT_ARCHIVE: 's3://Bad_Bucket' },
      'KREDITORFLYT_ARCHIVE="s3://Bad_Bucket" cannot be used; give a folder, or s3://',
    ],
    [{ S3_ENDPOINT: 'localhost:9000' }, 'S3_ENDPOINT="localhost:9000" cannot be used'],
  ])('%j', (env, sentence) => {
    expect(refusal(env)).toContain(sentence);
  });
});

test.each(['DATABASE_URL', 'REDIS_URL', 'SMTP_URL'])(
  'a wrong %s is refused without showing it, for it may hold a password',
  (name) => {
    const message = refusal({ [name]: 'mysql://me:hemmelig@host/db' });
    expect(message).toContain(`${name} cannot be used; give`);
    expect(message).not.toContain('hemmelig');
  },
);

test('an archive in S3 without keys is refused with the names of both', () => {
  const message = refusal({ KREDITORFLYT_ARCHIVE: 's3://originals' });
  expect(message).toContain('AWS_ACCESS_KEY_ID is missing; give');
  expect(message).toContain('AWS_SECRET_ACCESS_KEY is missing; give');
});

test('a misspelt setting is told', () => {
  expect(refusal({ KREDITORFLYT_ARKIV: '/tmp' })).toContain(
    'KREDITORFLYT_ARKIV is not a setting; the settings are DATABASE_URL',
  );
});

test('all wrong settings are named at once', () => {
  const message = refusal({ PORTAL_PORT: 'x', SFTP_PORT: 'y', LOG_LEVEL: 'z' });
  for (const name of ['PORTAL_PORT', 'SFTP_PORT', 'LOG_LEVEL']) expect(message).toContain(name);
});

test('what docker-compose.yml sets for the product are settings, and they are accepted', () => {
  const file = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8');
  const block = /^x-app:[^]*?^ {2}environment:\n((?: {4}.*\n)+)/m.exec(file)?.[1] ?? '';
  const given = [...block.matchAll(/^ {4}([A-Z0-9_]+): '?(.*?)'?$/gm)].map(
    ([, name = '', value = '']) => [name, filled(value)] as const,
  );
  expect(given.length).toBeGreaterThan(10);
  const made = config(Object.fromEntries(given));
  expect(made.databaseUrl).toBe('postgresql://kreditorflyt:secret@postgres:5432/kreditorflyt');
  expect(made.redisUrl).toBe('redis://:secret@redis:6379/0');
  expect(made.archive).toEqual({ kind: 'folder', folder: '/data/archive' });
  for (const [name] of given) expect(settingNames).toContain(name);
});

/** A value as compose fills it in: `${NAME:-default}` by its default, `${NAME:?…}` by "secret". */
function filled(value: string): string {
  return value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{\w+:\?[^}]*\}/g, 'secret');
}
