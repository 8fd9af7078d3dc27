/** Passwords: argon2id by Node's own crypto, kept as a PHC string so that the parameters can be raised later. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const argon2id = promisify(argon2);

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane (some 80 ms of one core). */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

/** The fewest and the most characters a password may have; the most keeps a huge one from costing work. */
export const passwordLength = { least: 12, most: 200 };

/** What is wrong with a new password for this login: `short`, `long`, `login` (it holds the user name) or `same` (one character); undefined when nothing is. */
export function passwordFault(password: string, login: string): 'short' | 'long' | 'login' | 'same' | undefined {
  const characters = Array.from(password);
  if (characters.length < passwordLength.least) return 'short';
  if (characters.length > passwordLength.most) return 'long';
  if (login !== '' && password.toLowerCase().includes(login.toLowerCase())) return 'login';
  if (new Set(characters).size < 4) return 'same';
  return undefined;
}

/** A password's hash, `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. The text is normalised (NFC), so that å is å on every keyboard. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await argon2id('argon2id', { ...cost, message: password.normalize('NFC'), nonce });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** True when the password is the one behind the hash; compares in constant time, throws on a hash it cannot read. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash);
  if (!parts) throw new Error('a stored password hash is not argon2id in PHC form; set the password anew');
  const expected = Buffer.from(parts[5]!, 'base64');
  const tag = await argon2id('argon2id', {
    memory: Number(parts[1]),
    passes: Number(parts[2]),
    parallelism: Number(parts[3]),
    tagLength: expected.length,
    message: password.normalize('NFC'),
    nonce: Buffer.from(parts[4]!, 'base64'),
  });
  return timingSafeEqual(tag, expected);
}

let decoy: Promise<string> | undefined;

/** Does the work of checking a password where there is none to check, so that an unknown user takes as long as a known one. */
export async function pretendToCheck(password: string): Promise<void> {
  decoy ??= hashPassword(randomBytes(16).toString('hex'));
  await isPassword(password, await decoy);
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
