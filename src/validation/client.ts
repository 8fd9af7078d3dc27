/** The folder a file came in decides whose it is; a file that itself says another client is for somebody else. */
import { Refusal } from '../domain/row.ts';

/** Throws the refusal `client-other` when a file's own client number is another than `client`; a file need not say any. */
export function refuseOtherClient(said: string | number | boolean | undefined, client: number): void {
  if (said === undefined) return;
  const number = String(said)
    .trim()
    .replace(/^0+(?=.)/, '');
  if (number === '' || number === String(client)) return;
  throw new Refusal('client-other', { client: String(client) }, { tier: 'books', line: 1, value: String(said) });
}
