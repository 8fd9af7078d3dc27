/** A case's status: plain text where all is usual, a tag where it deviates. */
import type { Content } from './html.ts';
import type { Text } from './locales/text.ts';
import { tag } from './parts.ts';

/** `left` is what remains in øre; below zero the debtor is owed money, which comes before all else. */
export function caseStatus(t: Text, status: 'active' | 'stopped' | 'disputed' | 'closed', left: bigint): Content {
  if (left < 0n) return tag('warning', 'warn', t('status.credit'));
  if (status === 'active') return t('status.active');
  return tag('neutral', status === 'closed' ? 'tick' : 'halt', t(`status.${status}`));
}
