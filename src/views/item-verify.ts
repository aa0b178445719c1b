import { pageHref } from './link.ts';
import { buildCheck, type CheckRow } from './session-verify.ts';
import { describeMoment, type Moment } from './time.ts';
import type { VerifiedRow } from './verify-input.ts';
import { ageWarnings, describeVerified } from './verify-words.ts';
import type { Badge } from './words.ts';

/** What the last look at this server found of one account; `movedUntil`: when its session ended. Epoch seconds. */
export interface VerifiedItemInput extends VerifiedRow {
  checkedAt: number;
  movedUntil: number | null;
}

export interface ItemVerification {
  badge: Badge;
  checked: Moment | null;
  warnings: string[];
  /** What differs first. */
  checks: CheckRow[];
  href: string;
}

export function viewItemVerification(
  session: string,
  found: VerifiedItemInput | null | undefined,
  now: number,
): ItemVerification | null {
  if (!found) return null;
  const { result, checks, checkedAt, movedUntil } = found;
  const rank = (one: { result: string }): number => (one.result === 'differs' ? 0 : 1);
  return {
    badge: describeVerified(result),
    checked: describeMoment(checkedAt, now),
    warnings: ageWarnings(checkedAt, movedUntil, now),
    checks: [...checks].sort((a, b) => rank(a) - rank(b)).map(buildCheck),
    href: pageHref({ session, tab: 'verify' }),
  };
}
