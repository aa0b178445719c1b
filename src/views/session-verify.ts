import { movedOf } from '../session/progress.ts';
import { isAtEnd } from '../session/state.ts';
import type { Check } from '../verify/check.ts';
import { csvLine } from './csv.ts';
import { type Address, pageHref } from './link.ts';
import { buildPager, type Pager } from './pager.ts';
import {
  ITEMS_PER_PAGE,
  type SessionPageInput,
  type VerificationView,
  type VerifiedRow,
} from './session-input.ts';
import { countNoun, formatCount } from './size.ts';
import { describeMoment, type Moment } from './time.ts';
import {
  ageWarnings,
  checkLabel,
  checkWords,
  describeVerified,
  verifySentence,
} from './verify-words.ts';
import type { Badge } from './words.ts';

export interface CheckRow {
  badge: Badge;
  label: string;
  words: string;
}

export interface VerifyRow {
  name: string;
  newName: string | null;
  href: string;
  badge: Badge;
  /** It differed before, and no longer does. */
  isFixed: boolean;
  checks: CheckRow[];
  more: string | null;
  rest: CheckRow[];
}

export interface VerifyPanel {
  sentence: string | null;
  checked: Moment | null;
  sourceTold: Moment | null;
  notes: string[];
  warnings: string[];
  failure: string | null;
  progress: { words: string; percent: number } | null;
  button: string | null;
  rows: VerifyRow[];
  pager: Pager | null;
  leftBehind: { text: string; says: string }[];
  csvHref: string | null;
  jsonHref: string | null;
  /** What the owners must know, as text and for a mail merge; null: nothing has moved. */
  letters: { mdHref: string; csvHref: string } | null;
  emptyWords: string | null;
}

/** What the tab “Verify” shows. `now` in epoch seconds. */
export function buildVerify(input: SessionPageInput, address: Address, now: number): VerifyPanel {
  const { session, query } = input;
  const view = input.verification ?? NO_VIEW;
  const { head, summary, source, running } = view;
  const moved = movedOf(session.counts);
  const tab: Address = { session: session.id, tab: 'verify' };
  return {
    sentence: head === null ? null : sentenceOf(view),
    checked: describeMoment(head?.checkedAt ?? null, now),
    sourceTold: describeMoment(source.at, now),
    notes: notesOf(view),
    warnings: ageWarnings(view.head?.checkedAt ?? null, view.movedUntil, now),
    failure: view.failure,
    progress: running === null ? null : progressOf(running),
    button: running !== null || moved === 0 ? null : head === null ? 'Verify now' : 'Verify again',
    rows: view.accounts.map((row) => buildRow(session.id, row)),
    pager: buildPager(
      { ...address, tab: 'verify' },
      { page: query.page, perPage: ITEMS_PER_PAGE, total: summary.items },
    ),
    leftBehind: view.leftBehind,
    csvHref: head === null ? null : pageHref({ ...tab, format: 'csv' }),
    jsonHref: head === null ? null : pageHref({ ...tab, format: 'json' }),
    letters: moved === 0 ? null : lettersOf({ session: session.id }),
    emptyWords: emptyWords(view, moved),
  };
}

export function lettersOf(address: Address): { mdHref: string; csvHref: string } {
  const letters = { ...address, report: 'letters' };
  return {
    mdHref: pageHref({ ...letters, format: 'md' }),
    csvHref: pageHref({ ...letters, format: 'csv' }),
  };
}

const NO_VIEW: VerificationView = {
  head: null,
  source: { at: null, note: null },
  summary: { items: 0, confirmed: 0, differs: 0, notLooked: 0, fixed: 0 },
  accounts: [],
  running: null,
  failure: null,
  leftBehind: [],
  movedUntil: null,
};

function emptyWords({ head, running }: VerificationView, moved: number): string | null {
  if (head !== null || running !== null) return null;
  if (moved === 0) return 'This session has moved nothing yet, so there is nothing to verify.';
  return 'Nothing has been verified yet. Verifying compares each moved account with what the source said about itself when the session was created, and with this server as it is now. It changes nothing on either server.';
}

function sentenceOf({ summary }: VerificationView): string {
  const sentence = verifySentence(summary);
  if (summary.fixed === 0) return sentence;
  const verb = summary.fixed === 1 ? 'is' : 'are';
  return `${sentence} ${formatCount(summary.fixed)} that differed before ${verb} fixed.`;
}

/** The part of the verdict; null where nobody has looked. */
export function verifiedInVerdict(
  { session, verification }: SessionPageInput,
  now: number,
): { sentence: string; checked: Moment | null; href: string } | null {
  if (!verification?.head) return null;
  return {
    sentence: sentenceOf(verification),
    checked: describeMoment(verification.head.checkedAt, now),
    href: pageHref({ session: session.id, tab: 'verify' }),
  };
}

function notesOf({ source, head }: VerificationView): string[] {
  const notes = source.note === null ? [] : [`${source.note}.`];
  if (head !== null && head.unanswered.length > 0) {
    notes.push(`This server did not answer these API calls: ${head.unanswered.join(', ')}.`);
  }
  return notes;
}

function progressOf({ done, total }: { done: number; total: number }): VerifyPanel['progress'] {
  return {
    words:
      total === 0
        ? 'This server is being checked …'
        : `${formatCount(done)} of ${countNoun(total, 'account')} checked …`,
    percent: total === 0 ? 0 : Math.floor((done / total) * 100),
  };
}

function buildRow(session: string, row: VerifiedRow): VerifyRow {
  const { type, name, localName, result, before, checks } = row;
  const telling = checks.filter((check) => check.result === result && result !== 'confirmed');
  const rest = checks.filter((check) => !telling.includes(check));
  return {
    name,
    newName: localName === name ? null : localName,
    href: pageHref({ session, item: name, type }),
    badge: describeVerified(result),
    isFixed: before === 'differs' && result === 'confirmed',
    checks: telling.map(buildCheck),
    more: rest.length === 0 ? null : countNoun(rest.length, 'check'),
    rest: rest.map(buildCheck),
  };
}

export function buildCheck(check: Check): CheckRow {
  return {
    badge: describeVerified(check.result),
    label: checkLabel(check),
    words: checkWords(check),
  };
}

/** How often an open page asks for news: also for a session that is over but being verified. */
export function pollOf({ session, verification }: SessionPageInput): 'live' | 'idle' | 'off' {
  if (verification?.running) return 'live';
  if (session.archived) return 'off';
  return isAtEnd(session) ? 'idle' : 'live';
}

const CSV_HEAD = [
  'type',
  'name',
  'local_name',
  'result',
  'check',
  'subject',
  'check_result',
  'source',
  'here',
  'note',
];

/** A verification as CSV, one line for each check. */
export function* verifyCsvLines(accounts: Iterable<VerifiedRow>): Generator<string> {
  yield csvLine(CSV_HEAD);
  for (const { type, name, localName, result, checks } of accounts) {
    for (const { check, subject, result: found, source, here, note } of checks) {
      yield csvLine([type, name, localName, result, check, subject, found, source, here, note]);
    }
  }
}

/** What the last look at this server found about one account; `movedUntil`: when its session ended. Epoch seconds. */
export interface VerifiedItemInput extends VerifiedRow {
  checkedAt: number;
  movedUntil: number | null;
}

export interface ItemVerification {
  badge: Badge;
  checked: Moment | null;
  warnings: string[];
  /** Differences first. */
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
