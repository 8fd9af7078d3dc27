/** Time-based one-time codes: RFC 4226 and RFC 6238 with SHA-1, six digits and steps of 30 seconds, as every authenticator reads them. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** How long a code counts, in seconds. */
export const stepSeconds = 30;

/** A new secret of 20 bytes (RFC 4226 § 4 recommends 160 bits), in base32. */
export function newSecret(): string {
  return base32(randomBytes(20));
}

/** Bytes in base32 without padding (RFC 4648). */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      text += alphabet[(value >>> (bits - 5)) & 31];
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

/** The bytes of a base32 text; spaces, case and padding do not matter. Throws on any other character. */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let value = 0;
  let bits = 0;
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, '')) {
    const at = alphabet.indexOf(letter);
    if (at < 0) throw new Error('a second-factor secret holds a character that is not base32');
    value = ((value << 5) | at) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bytes.push((value >>> (bits - 8)) & 255);
      bits -= 8;
    }
  }
  return Buffer.from(bytes);
}

/** The code of a counter (RFC 4226 § 5.3), `digits` long. */
export function hotp(secret: Uint8Array, counter: number, digits = 6): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(moving).digest();
  const offset = mac[mac.length - 1]! & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step an instant lies in. */
export function stepOf(at: Date): number {
  return Math.floor(at.getTime() / 1000 / stepSeconds);
}

/** The step that a code is right for, within one step either way and later than `after` (a code counts once); undefined when none. */
export function acceptedStep(secret: string, code: string, at: Date, after: number): number | undefined {
  const digits = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return undefined;
  const key = fromBase32(secret);
  const now = stepOf(at);
  return [now, now - 1, now + 1].find(
    (step) => step > after && timingSafeEqual(Buffer.from(hotp(key, step)), Buffer.from(digits)),
  );
}

/** The address that an authenticator reads a secret from. */
export function otpauth(secret: string, login: string, issuer: string): string {
  const query = new URLSearchParams({ secret, issuer, algorithm: 'SHA1', digits: '6', period: String(stepSeconds) });
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(login)}?${query.toString()}`;
}
