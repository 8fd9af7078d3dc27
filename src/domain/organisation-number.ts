/** Organisation numbers (organisasjonsnummer) of Brønnøysundregistrene. */

const weights = [3, 2, 7, 6, 5, 4, 3, 2, 1];

/** True for nine digits whose weighted sum (3 2 7 6 5 4 3 2 1) divides by 11; digits only, no spaces. */
export function isOrganisationNumber(digits: string): boolean {
  if (digits.length !== 9) return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const digit = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return false;
    sum += digit * weights[i]!;
  }
  return sum > 0 && sum % 11 === 0;
}

/** The check digit of eight digits; undefined where it would be 10 and the number is never issued. */
export function organisationNumberDigit(payload: string): string | undefined {
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += (payload.charCodeAt(i) - 48) * weights[i]!;
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : String(digit);
}

/** Strips what people write around the nine digits: spaces, dots, `NO` before and `MVA` after. */
export function compactOrganisationNumber(text: string): string {
  return text
    .replace(/[\s\u00a0.]/g, '')
    .replace(/^NO(?=\d)/i, '')
    .replace(/MVA$/i, '');
}
