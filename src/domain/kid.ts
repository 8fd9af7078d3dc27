/** KID, the customer identification on Norwegian payments (OCR giro system manual). */

export type Modulus = 'mod10' | 'mod11';

/** Which KIDs a receiving account takes (innbetalingsavtale): the moduli, and the lengths where they are agreed. */
export interface KidAgreement {
  moduli: readonly Modulus[];
  lengths?: readonly number[];
}

/** Luhn's digit of a payload, weights 2,1,2,1… from the right. */
export function mod10Digit(payload: string): string {
  let sum = 0;
  for (let i = payload.length - 1, double = true; i >= 0; i--, double = !double) {
    const digit = payload.charCodeAt(i) - 48;
    sum += double ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** The mod-11 digit of a payload, weights 2…7 repeating from the right; `-` where it would be 10. */
export function mod11Digit(payload: string): string {
  let sum = 0;
  for (let i = payload.length - 1, weight = 2; i >= 0; i--) {
    sum += (payload.charCodeAt(i) - 48) * weight;
    weight = weight === 7 ? 2 : weight + 1;
  }
  const rest = sum % 11;
  return rest === 0 ? '0' : rest === 1 ? '-' : String(11 - rest);
}

/** What is wrong with a KID under one modulus; undefined when nothing is. 2–25 characters, digits, mod 11 may end in `-`. */
export function kidFault(kid: string, modulus: Modulus): 'characters' | 'length' | 'check-digit' | undefined {
  if (!(modulus === 'mod11' ? /^\d*-?$/ : /^\d*$/).test(kid)) return 'characters';
  if (kid.length < 2 || kid.length > 25) return 'length';
  const payload = kid.slice(0, -1);
  const digit = modulus === 'mod10' ? mod10Digit(payload) : mod11Digit(payload);
  return kid.endsWith(digit) ? undefined : 'check-digit';
}

/** What is wrong with a KID under an agreement: it must satisfy one of the moduli and one of the lengths. */
export function kidFaultUnder(
  kid: string,
  agreement: KidAgreement,
): 'characters' | 'length' | 'agreed-length' | 'check-digit' | undefined {
  let fault: ReturnType<typeof kidFault>;
  for (const modulus of agreement.moduli) {
    const found = kidFault(kid, modulus);
    if (found === undefined) {
      fault = undefined;
      break;
    }
    // The mildest fault is the one to tell: a wrong digit says more than “no dash in mod 10”.
    if (fault !== 'check-digit') fault = found;
  }
  if (fault !== undefined) return fault;
  if (agreement.lengths !== undefined && !agreement.lengths.includes(kid.length)) return 'agreed-length';
  return undefined;
}
