import type { Check, CheckName, CheckResult, Verified } from '../verify/check.ts';
import { countNoun, formatCount, formatSize } from './size.ts';
import type { Badge } from './words.ts';

const WORDS: Readonly<Record<Verified | CheckResult, string>> = {
  confirmed: 'Confirmed',
  differs: 'Differs',
  'only-here': 'Only here',
  'not-looked': 'Not checked',
};

export function verifiedWord(result: Verified | CheckResult): string {
  return WORDS[result];
}

const BADGES: Readonly<Record<CheckResult, Omit<Badge, 'word'>>> = {
  confirmed: { icon: 'tick', tone: 'good' },
  differs: { icon: 'triangle', tone: 'bad' },
  'only-here': { icon: 'flag', tone: 'neutral' },
  'not-looked': { icon: 'skip', tone: 'check' },
};

export function describeVerified(result: Verified | CheckResult): Badge {
  return { word: WORDS[result], ...BADGES[result] };
}

const LABELS: Readonly<Record<CheckName, string>> = {
  account: 'Account',
  bytes: 'Size',
  files: 'Files',
  domain: 'Domain',
  'document-root': 'Document root',
  database: 'Database',
  'database-user': 'Database user',
  ip: 'IP address',
  php: 'PHP version',
  zone: 'DNS zone',
  certificate: 'Certificate',
  mailboxes: 'Mailboxes',
};

export function checkLabel({ check, subject }: Pick<Check, 'check' | 'subject'>): string {
  return subject === null ? LABELS[check] : `${LABELS[check]} ${subject}`;
}

/** What the witnesses say, and why it matters. A value that the sentence or the label names is not said again. */
export function checkWords({ check, subject, source, here, note }: Check): string {
  // Only a whole word of it is the value, not a part of another name.
  const said = note === null ? '' : ` ${note} ${subject ?? ''} `;
  const parts = [['source', source] as const, ['here', here] as const].flatMap(([who, value]) => {
    const words = value === null ? null : valueWords(check, value);
    return words === null || said.includes(` ${words} `) ? [] : [`${who} ${words}`];
  });
  const values = parts.join(', ');
  if (note === null) return values;
  return values === '' ? note : `${note} (${values})`;
}

export function valueWords(check: CheckName, value: string | number): string {
  if (typeof value === 'string') return value;
  if (check === 'bytes' || check === 'database') return formatSize(value);
  return formatCount(value);
}

/** “431 of 498 moved accounts are confirmed on this server, 52 differ, 15 could not be checked.” */
export function verifySentence({
  items,
  confirmed,
  differs,
  notLooked,
}: {
  items: number;
  confirmed: number;
  differs: number;
  notLooked: number;
}): string {
  if (items === 0) return 'No moved account was checked.';
  const whole = `${formatCount(confirmed)} of ${countNoun(items, 'moved account')}`;
  const parts = [`${whole} ${items === 1 ? 'is' : 'are'} confirmed on this server`];
  if (differs > 0) parts.push(`${formatCount(differs)} ${differs === 1 ? 'differs' : 'differ'}`);
  if (notLooked > 0) parts.push(`${formatCount(notLooked)} could not be checked`);
  return `${parts.join(', ')}.`;
}

const DAY = 86_400;

/**
 * Reasons why a look says less than it seems to: it is old, or customers have been working here since before it.
 *
 * @param checkedAt epoch seconds; null: nobody has looked
 * @param movedUntil when the session ended
 */
export function ageWarnings(
  checkedAt: number | null,
  movedUntil: number | null,
  now: number,
): string[] {
  if (checkedAt === null) return [];
  const warnings: string[] = [];
  if (now - checkedAt > DAY) {
    const days = countNoun(Math.floor((now - checkedAt) / DAY), 'day');
    warnings.push(`This result is ${days} old: accounts can have changed since. Verify again.`);
  }
  if (movedUntil !== null && checkedAt - movedUntil > DAY) {
    const days = countNoun(Math.floor((checkedAt - movedUntil) / DAY), 'day');
    warnings.push(
      `This server was checked ${days} after the session ended. What customers deleted or changed in between shows as a difference.`,
    );
  }
  return warnings;
}
