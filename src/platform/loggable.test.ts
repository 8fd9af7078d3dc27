import { open } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loggable } from './loggable.ts';

test('an error of the file system is told by code and call, without the name of the file', async () => {
  const error: unknown = await open('/finnes/ikke/Kari Nordmann.csv').catch((cause: unknown) => cause);
  const told = loggable(error);
  expect(told.message).toBe('ENOENT at open');
  expect(told.stack).not.toContain('Nordmann');
});

test('other words are kept, but for the names that are given', () => {
  const told = loggable(new TypeError('cannot read Kari Nordmann.csv at /ut/Kari Nordmann.csv'), [
    '/ut/Kari Nordmann.csv',
    'Kari Nordmann.csv',
  ]);
  expect(told.message).toBe('cannot read … at …');
  expect(`${told.stack}`).toMatch(/^TypeError: cannot read … at …\n {4}at /);
  expect(`${told.stack}`).not.toContain('Nordmann');
});

test.each(['tekst', undefined, 7, { message: 'x' }])('%j, thrown, is an error too', (thrown) => {
  expect(loggable(thrown)).toBeInstanceOf(Error);
});
