import type { FollowUp } from '../session/issue.ts';
import { verdictRows } from '../session/verdict.ts';
import type { VerifySummary } from '../verify/verify-account.ts';
import type { AccountAttempt, IssueGroup, SessionSummary } from './contract.ts';
import { csvLine } from './csv.ts';
import { verifiedWord, verifySentence } from './verify-words.ts';

export const ISSUE_CSV_HEAD = csvLine([
  'group',
  'kind',
  'module',
  'function',
  'type',
  'name',
  'queue',
  'text',
]);

/** A line for each message of a group. */
export function* issueCsvLines(group: IssueGroup): Generator<string> {
  const { id, kind, module } = group;
  for (const { type, name, queue, text } of group.items) {
    yield csvLine([id, kind, module, group.function, type, name, queue, text]);
  }
}

export const WORK_CSV_HEAD = csvLine([
  'kind',
  'type',
  'name',
  'text',
  'repair',
  'done',
  'note',
  'who',
  'at',
  'group',
]);

/** One line of the follow-up list. `repair`: the page of WHM that the log offers, as the log has it. */
export interface WorkCsvEntry {
  groupId: string;
  kind: string;
  type: string;
  name: string;
  text: string;
  repair: string | null;
  mark: FollowUp | null;
}

export function workCsvLine({
  groupId,
  kind,
  type,
  name,
  text,
  repair,
  mark,
}: WorkCsvEntry): string {
  const done = mark?.done ? 'yes' : 'no';
  const { note = null, who = null, at = null } = mark ?? {};
  return csvLine([kind, type, name, text, repair, done, note, who, at, groupId]);
}

/** The verdict as a table: the sentence, then a line for each of its rows. */
export function verdictCsvLines(
  session: SessionSummary,
  neverStarted: number | null,
  verified: VerifySummary | null = null,
): string[] {
  const { id, state, verdict } = session;
  const rows = verdictRows({
    ...session,
    results: verdict,
    neverStarted,
    isStalled: session.stalled !== null,
  });
  return [
    csvLine(['session', 'state', 'result', 'label', 'count']),
    csvLine([id, state, 'verdict', verdict.sentence, session.itemsTotal]),
    ...rows.map(({ result, label, count }) => csvLine([id, state, result, label, count])),
    ...(verified === null ? [] : verifiedLines(session, verified)),
  ];
}

/** What the last look at this server found about the moved accounts. */
function verifiedLines({ id, state }: SessionSummary, verified: VerifySummary): string[] {
  const { items, confirmed, differs, notLooked } = verified;
  const rows = [
    ['verified', verifySentence(verified), items],
    ['confirmed', verifiedWord('confirmed'), confirmed],
    ['differs', verifiedWord('differs'), differs],
    ['not-looked', verifiedWord('not-looked'), notLooked],
  ] as const;
  return rows.map((cells) => csvLine([id, state, ...cells]));
}

/** One account over all sessions. */
export function attemptCsvLines(attempts: readonly AccountAttempt[]): string[] {
  const head = ['session', 'type', 'name', 'local_name', 'status', 'started_at', 'ended_at'];
  return [
    csvLine([...head, 'failure']),
    ...attempts.map((attempt) =>
      csvLine([
        attempt.sessionId,
        attempt.type,
        attempt.name,
        attempt.localName,
        attempt.status,
        attempt.startedAt,
        attempt.endedAt,
        attempt.failure,
      ]),
    ),
  ];
}
