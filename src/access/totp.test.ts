import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { acceptedStep, base32, fromBase32, hotp, newSecret, otpauth, stepOf } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

// RFC 4226 appendix D.
const counters = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
test.each(counters.map((code, counter) => ({ code, counter })))(
  'the counter $counter gives $code, as RFC 4226 says',
  ({ code, counter }) => {
    expect(hotp(secret, counter)).toBe(code);
  },
);

// RFC 6238 appendix B, SHA-1, eight digits.
test.each([
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
])('at second %i the code is %s, as RFC 6238 says', (seconds, code) => {
  expect(hotp(secret, stepOf(new Date(seconds * 1000)), 8)).toBe(code);
});

// RFC 4648 § 10, padding left out.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('“%s” is %s in base32 and back', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
  expect(fromBase32(encoded).toString()).toBe(text);
  expect(fromBase32(`${encoded.toLowerCase()} ==`).toString()).toBe(text);
});

test('random bytes survive base32, and other characters are refused', () => {
  for (let size = 0; size < 40; size++) {
    const bytes = randomBytes(size);
    expect(fromBase32(base32(bytes)).equals(bytes)).toBe(true);
  }
  expect(() => fromBase32('MZXW1')).toThrow('not base32');
});

test('a code counts one step either way, once, and never outside', () => {
  const key = newSecret();
  const at = new Date('2026-11-24T09:00:10Z');
  const now = stepOf(at);
  const code = (step: number) => hotp(fromBase32(key), step);
  expect(acceptedStep(key, code(now), at, 0)).toBe(now);
  expect(acceptedStep(key, code(now - 1), at, 0)).toBe(now - 1);
  expect(acceptedStep(key, ` ${code(now + 1).slice(0, 3)} ${code(now + 1).slice(3)} `, at, 0)).toBe(now + 1);
  expect(acceptedStep(key, code(now - 2), at, 0)).toBeUndefined();
  expect(acceptedStep(key, code(now + 2), at, 0)).toBeUndefined();
  expect(acceptedStep(key, code(now), at, now)).toBeUndefined();
  for (const odd of ['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345'])
    expect(acceptedStep(key, odd, at, 0)).toBeUndefined();
});

test('an authenticator’s address holds the secret and names house and user', () => {
  expect(otpauth('MZXW6', 'mats@eksempel', 'Kreditorflyt')).toBe(
    'otpauth://totp/Kreditorflyt:mats%40eksempel?secret=MZXW6&issuer=Kreditorflyt&algorithm=SHA1&digits=6&period=30',
  );
});
