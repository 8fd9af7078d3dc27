/** Bank accounts: Norwegian BBAN of eleven digits, and IBAN. */
import { mod10Digit } from './kid.ts';

const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** What is wrong with a Norwegian account number, digits only; undefined when nothing is. Old postgiro (`0000` + 7 digits) by Luhn. */
export function accountFault(digits: string): 'characters' | 'length' | 'check-digit' | undefined {
  if (!/^\d+$/.test(digits)) return 'characters';
  if (digits.length !== 11) return 'length';
  if (digits === '00000000000') return 'check-digit';
  let sum = 0;
  for (let i = 0; i < 11; i++) sum += (digits.charCodeAt(i) - 48) * weights[i]!;
  if (sum % 11 === 0) return undefined;
  const postgiro = digits.startsWith('0000') && mod10Digit(digits.slice(4, -1)) === digits.at(-1);
  return postgiro ? undefined : 'check-digit';
}

/** The check digit of ten digits; undefined where it would be 10 and the account is never issued. */
export function accountDigit(payload: string): string | undefined {
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += (payload.charCodeAt(i) - 48) * weights[i]!;
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : String(digit);
}

/** What is wrong with an IBAN without spaces; a Norwegian one must also hold a right account number. */
export function ibanFault(text: string): 'characters' | 'length' | 'check-digit' | 'account' | undefined {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(text)) return 'characters';
  if (text.length < 15 || text.length > 34 || (text.startsWith('NO') && text.length !== 15)) return 'length';
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  if (rest !== 1) return 'check-digit';
  return text.startsWith('NO') && accountFault(text.slice(4)) !== undefined ? 'account' : undefined;
}

/** The Norwegian IBAN of an account number: check = 98 − (BBAN ‖ “232400”) mod 97. */
export function ibanOf(account: string): string {
  const check = 98n - (BigInt(`${account}232400`) % 97n);
  return `NO${String(check).padStart(2, '0')}${account}`;
}
