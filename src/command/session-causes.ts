import type { Monitor } from '../app/monitor.ts';
import type { Snapshot } from '../app/observe.ts';
import { readRetry } from '../app/plan-retry.ts';
import { readWork } from '../app/read-work.ts';
import { readResolvedLater } from '../app/resolved-later.ts';
import { explanationOf } from '../session/explanation.ts';
import type { GroupFacts } from '../session/facts.ts';
import { isAtEnd } from '../session/state.ts';
import { countGroups, listGroups } from '../store/issue-query.ts';
import { itemsWithEvidence } from '../store/item-query.ts';
import type { Session } from '../views/contract.ts';
import { adviceWords, evidenceLine, explainError } from '../views/evidence-words.ts';
import { SCRIPT_HEAPS } from '../views/retry-script.ts';
import type { Cause, WorkInput } from '../views/session-input.ts';
import { groupJson, itemJson } from '../views/session-json.ts';
import { countNoun, formatCount } from '../views/size.ts';
import { clipText } from '../views/text.ts';
import { kindWord } from '../views/words.ts';
import { unlistedRows } from '../views/work-lack.ts';
import { settledWords, unnamedWords } from '../views/work-words.ts';
import { plain } from './output.ts';

/** How many causes, and names for each, are shown in the terminal; `issues` and `items` have all. */
const CAUSES = 12;
const NAMES = 8;
const EVIDENCE = 10;
/** A message can be as long as a page. */
const TEXT = 160;
/** With more causes than this, settled items are not looked up. */
const MAX_CAUSES = 1000;
/** For at most this many items it is determined whether there are commands. */
const MAX_RETRIED = 1000;

/**
 * What has to be done about a session, as on the first screen of its page: what failed or is unfinished, each cause
 * once with its accounts, moved items whose logs contain errors, and what is left to do.
 *
 * @returns '' where there is nothing
 */
export function causesText(monitor: Monitor, snapshot: Snapshot, session: Session): string {
  const work = readWork(monitor, snapshot, { causes: MAX_CAUSES, names: NAMES });
  const lines = [
    ...groupLines(monitor, snapshot, work),
    ...unfinishedLines(session, work),
    ...evidenceLines(monitor, snapshot),
    ...unlistedRows(work.unlisted).flatMap(({ total, title, quote, names, advice }) => [
      `${countNoun(total, 'item')}: ${title}`,
      `    ${listed([...new Set(names.map(({ name }) => name))], total)}`,
      `    ${plain(quote)}`,
      `    → ${advice}`,
    ]),
    ...leftLines(monitor, snapshot, session, work),
  ];
  return lines.length === 0 ? '' : `\nWhat to do\n${lines.join('\n')}\n`;
}

/** Issue types, without what a later session has settled. */
function groupLines({ db }: Monitor, snapshot: Snapshot, work: WorkInput): string[] {
  const { sid, id } = snapshot.synced.session;
  const filter = { kind: null, found: null };
  const groups = listGroups(db, sid, filter, { limit: CAUSES, offset: 0 }, 200);
  const causes = new Map(work.causes.map((cause) => [cause.id, cause]));
  const isComplete = work.causes.length >= work.causesTotal;
  const lines = groups.flatMap((group) => {
    const cause = causes.get(group.id);
    if (cause !== undefined && cause.itemCount < group.itemCount) return settledLines(cause);
    const isSettled = isComplete && cause === undefined && group.kind === 'failure';
    return isSettled ? [] : causeLines(group);
  });
  const more = countGroups(db, sid, filter) - groups.length;
  if (more > 0) lines.push(`${countNoun(more, 'more issue type')}: whm-transfers issues ${id}`);
  return lines;
}

/** A cause of which some items are settled. */
function settledLines(cause: Cause): string[] {
  const known = explanationOf(cause);
  const words = clipText(cause.itemCount === 1 ? cause.text : cause.template, TEXT).short;
  const kind = kindWord(cause.kind, cause.itemCount);
  const names = cause.items.map(({ name }) => name);
  const lines = [
    `${countNoun(cause.itemCount, 'item')}, ${kind}: ${plain(known?.title ?? words)}`,
    `    ${listed(names, cause.itemCount)}`,
  ];
  return known === null ? lines : [...lines, `    ${plain(words)}`, `    → ${known.advice}`];
}

function causeLines(group: GroupFacts): string[] {
  const { kind, count, itemCount, items, template, explanation } = groupJson(group);
  if (explanation?.effect === 'none') return [];
  const names = [...new Set(items.map(({ name }) => name))];
  const first = items[0]?.text ?? template;
  // For a single account its own message says most.
  const words = clipText(itemCount === 1 ? first : template, TEXT).short;
  const messages = `${formatCount(count)} ${kindWord(kind, count)}`;
  const head = `${countNoun(itemCount, 'item')}, ${messages}: ${plain(explanation?.title ?? words)}`;
  const lines = [head, `    ${listed(names, itemCount)}`];
  if (explanation === null) return lines;
  lines.push(`    ${plain(words)}`);
  if (explanation.advice !== null) lines.push(`    → ${explanation.advice}`);
  return lines;
}

function listed(names: readonly string[], total: number): string {
  const shown = names.slice(0, NAMES).map(plain).join(', ');
  const more = total - Math.min(NAMES, names.length);
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}

function unfinishedLines(session: Session, { unfinished }: WorkInput): string[] {
  const { total, unnamed, names } = unfinished;
  if (total === 0) return [];
  const what = isAtEnd(session) ? 'unfinished' : 'left, and nothing is working on them';
  const named = names.map(({ name }) => name);
  const list = named.length === 0 ? '' : `: ${listed(named, total)}`;
  const words = `${countNoun(total, 'item')} ${total === 1 ? what.replace('them', 'it') : what}${list}`;
  return unnamed === 0 ? [words] : [words, `    ${unnamedWords(unnamed)}`];
}

function evidenceLines({ db }: Monitor, snapshot: Snapshot): string[] {
  const found = itemsWithEvidence(db, snapshot.synced.session.sid, EVIDENCE + 1);
  const said = new Set<string>();
  const items = found.flatMap((facts) => {
    const item = itemJson(facts, snapshot);
    const line = evidenceLine(item);
    if (line === null) return [];
    const lines = [`${plain(facts.name)}: ${plain(clipText(line, 2 * TEXT).short)}`];
    const known = item.evidence?.first ? explainError(item.evidence.first.text) : null;
    // The meaning is said once.
    if (known !== null && !said.has(known.title)) {
      lines.push(`    ${known.title}. ${known.meaning}`, `    → ${adviceWords(known)}`);
    }
    if (known !== null) said.add(known.title);
    return [lines];
  });
  if (items.length <= EVIDENCE) return items.flat();
  return [
    ...items.slice(0, EVIDENCE).flat(),
    'More items have errors in their logs: see items --json.',
  ];
}

function leftLines(
  monitor: Monitor,
  snapshot: Snapshot,
  { id, verdict }: Session,
  work: WorkInput,
): string[] {
  const lines: string[] = [];
  const { total, done } = verdict.followUps;
  if (total > 0) {
    lines.push(`To check by hand: ${formatCount(done)} of ${formatCount(total)} done.`);
  }
  if (work.toMove > 0) {
    const items = countNoun(work.toMove, 'item');
    const what = hasCommands(monitor, snapshot)
      ? `To move ${items} again`
      : `${items} to move by hand`;
    lines.push(`${what}: whm-transfers retry ${id}`);
  }
  const settled = settledWords(work);
  if (settled !== '') lines.push(settled);
  return lines;
}

/** Whether `retry` has commands; for a restore queue some may depend on what only the server knows. */
function hasCommands(monitor: Monitor, snapshot: Snapshot): boolean {
  const resolved = readResolvedLater(monitor, snapshot);
  const { items, total } = readRetry(monitor, snapshot, resolved, MAX_RETRIED);
  if (total > items.length || total === 0) return true;
  const isQueue = snapshot.synced.session.id.startsWith('userbackup');
  return items.some(
    ({ way, heap }) =>
      (way.by === 'hand' && isQueue) || (way.by !== 'hand' && SCRIPT_HEAPS.includes(heap)),
  );
}
