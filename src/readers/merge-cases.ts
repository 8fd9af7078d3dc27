/** Rows with the same reference are one case: a CSV line says one claim of it, an XML element the whole. */
import type { CaseRecord, ClaimRecord, DebtorRecord } from '../domain/record.ts';

/**
 * Joins cases by reference, in the order in which each reference first comes. A debtor that comes again (same id, or
 * same name without one) and a claim that comes again with another debtor (same number and kind) are the same one; the
 * first to say a thing about the case is believed.
 */
export function mergeCases(cases: Iterable<CaseRecord>): CaseRecord[] {
  const byReference = new Map<string, CaseRecord>();
  for (const one of cases) {
    const before = byReference.get(one.reference);
    if (before) add(before, one);
    else
      byReference.set(one.reference, {
        ...one,
        debtors: [...one.debtors],
        claims: [...one.claims],
        ...(one.notes ? { notes: [...one.notes] } : {}),
      });
  }
  return [...byReference.values()];
}

function add(to: CaseRecord, more: CaseRecord): void {
  const knownDebtors = new Set(to.debtors.map(debtorKey));
  const isNew = more.debtors.filter((debtor) => !knownDebtors.has(debtorKey(debtor)));
  const knownClaims = new Set(to.claims.map(claimKey));
  to.debtors.push(...isNew);
  to.claims.push(...more.claims.filter((claim) => isNew.length === 0 || !knownClaims.has(claimKey(claim))));
  const notes = (more.notes ?? []).filter((note) => !to.notes?.includes(note));
  if (notes.length > 0) to.notes = [...(to.notes ?? []), ...notes];
}

/** What makes two debtors of a case the same. */
export function debtorKey(debtor: DebtorRecord): string {
  return debtor.id ?? debtor.name.toLowerCase();
}

/** What makes two claims of a case the same. */
export function claimKey(claim: ClaimRecord): string {
  return `${claim.kind} ${claim.invoice}`;
}
