/** KID by the receiving account's agreement. */
import { kidFaultUnder } from '../../domain/kid.ts';
import type { KidAgreement } from '../../domain/kid.ts';
import { find } from './finder.ts';
import type { Subject } from './finder.ts';

const either: KidAgreement = { moduli: ['mod10', 'mod11'] };

/** Only warns: money that has arrived, and invoices of others’ systems, carry KIDs that satisfy no rule. */
export function doubtKid(subject: Subject, kid: string, field: string): void {
  if (kidFaultUnder(kid, subject.context.kid ?? either) !== undefined) find(subject, 'kid-unlikely', field, kid);
}

/** By agreement an error; without an agreement nobody knows which modulus the creditor uses, so only a warning. */
export function judgeKid(subject: Subject, kid: string, field: string): void {
  const agreement = subject.context.kid;
  if (agreement === undefined) {
    doubtKid(subject, kid, field);
    return;
  }
  const fault = kidFaultUnder(kid, agreement);
  if (fault === 'length' || fault === 'agreed-length') {
    const lengths = agreement.lengths?.join(', ') ?? '2–25';
    find(subject, 'kid-length', field, kid, { length: kid.length, lengths });
  } else if (fault !== undefined) {
    find(subject, 'kid-digit', field, kid, { moduli: agreement.moduli.map((m) => m.toUpperCase()).join(', ') });
  }
}
