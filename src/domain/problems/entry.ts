/** The shape of an entry of the problem catalogue. */
import type { Severity, Tier } from '../row.ts';

export interface Text {
  nb: string;
  en: string;
}

/**
 * One kind of problem. `sentence` says what is wrong and where, `cure` what to do; `{name}` in both is filled from the
 * problem's params, and from `{value}`, `{place}` (column or field) and `{line}`.
 */
export interface ProblemEntry {
  tier: Tier;
  severity: Severity;
  title: Text;
  sentence: Text;
  cure: Text;
}
