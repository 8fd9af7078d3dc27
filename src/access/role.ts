/** What a user is, and what a user may do for a client. */

/** The roles of the house. Creditors and agencies see their own clients; the rest work at the collector. */
export const roles = ['creditor', 'agency', 'operator', 'settlementApprover', 'administrator'] as const;
export type UserRole = (typeof roles)[number];

/** What a member may do for one client: look, or also send, register and approve. */
export type MemberRole = 'reader' | 'approver';

/** True for those who work at the collector. */
export function isOperator(role: UserRole): boolean {
  return role !== 'creditor' && role !== 'agency';
}
