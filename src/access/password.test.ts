import { expect, test } from 'vitest';
import { hashPassword, isPassword, passwordFault } from './password.ts';

test('a password is known again, another is not, and the same twice gives two hashes', async () => {
  const hash = await hashPassword('blåbærsyltetøy på brød');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await isPassword('blåbærsyltetøy på brød', hash)).toBe(true);
  expect(await isPassword('blåbærsyltetøy på brød'.normalize('NFD'), hash)).toBe(true);
  for (const other of ['blåbærsyltetøy på brø', 'Blåbærsyltetøy på brød', '', 'blåbærsyltetøy på brød '])
    expect(await isPassword(other, hash)).toBe(false);
  expect(await hashPassword('blåbærsyltetøy på brød')).not.toBe(hash);
});

test('a hash of other parameters is still read, and what is no such hash is an error rather than a no', async () => {
  // argon2id, m=8, t=1, p=1, made by Node's own argon2Sync with salt "saltsaltsaltsalt".
  const { argon2Sync } = await import('node:crypto');
  const tag = argon2Sync('argon2id', {
    message: 'gammelt passord',
    nonce: Buffer.from('saltsaltsaltsalt'),
    parallelism: 1,
    tagLength: 24,
    memory: 8,
    passes: 1,
  });
  const old = `$argon2id$v=19$m=8,t=1,p=1$${Buffer.from('saltsaltsaltsalt').toString('base64').replace(/=+$/, '')}$${tag.toString('base64').replace(/=+$/, '')}`;
  expect(await isPassword('gammelt passord', old)).toBe(true);
  expect(await isPassword('gammelt Passord', old)).toBe(false);
  for (const odd of ['', 'gammelt passord', '$2b$10$abc', '$argon2i$v=19$m=8,t=1,p=1$c2FsdA$c2FsdA'])
    await expect(isPassword('x', odd)).rejects.toThrow('not argon2id');
});

test.each([
  ['elleve tegn', 'short'],
  ['', 'short'],
  ['x'.repeat(201), 'long'],
  ['aaaaaaaaaaaaaaaa', 'same'],
  ['121212121212', 'same'],
  ['hei-ingrid-og-hei', 'login'],
  ['HEI-INGRID-OG-HEI', 'login'],
  ['en lang nok setning', undefined],
  ['👍🏽👍👎🏿🎉🎊🎈🎂🎁🎀🎃🎄🎅', undefined],
])('the password “%s” is %s', (password, fault) => {
  expect(passwordFault(password, 'ingrid')).toBe(fault);
});
