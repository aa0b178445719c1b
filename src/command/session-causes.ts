import type { Monitor } from '../app/monitor.ts';
import type { Snapshot } from '../app/observe.ts';
import { combosFor } from '../app/report-session.ts';
import type { GroupFacts } from '../session/facts.ts';
import type { ItemStatus } from '../session/item.ts';
import { listGroups } from '../store/issue-query.ts';
import { countItems, itemsWithEvidence, listItems } from '../store/item-query.ts';
import type { Session } from '../views/contract.ts';
import { evidenceLine } from '../views/evidence-words.ts';
import { groupJson, itemJson } from '../views/session-json.ts';
import { countNoun, formatCount } from '../views/size.ts';
import { clipText } from '../views/text.ts';
import { kindWord } from '../views/words.ts';
import { plain } from './output.ts';

/** So many causes, and so many names of each, stand in the terminal; `issues` and `items` have all. */
const CAUSES = 12;
const NAMES = 8;
const EVIDENCE = 10;
/** A message can be as long as a page. */
const TEXT = 160;

/**
 * What has to be done about a session, as the first screen of its page says it: what failed or was not finished, each cause once with
 * its accounts, moved items whose logs hold errors, and what is left to do.
 *
 * @returns '' where there is nothing
 */
export function causesText(monitor: Monitor, snapshot: Snapshot, session: Session): string {
  const { db } = monitor;
  const { sid } = snapshot.synced.session;
  const filter = { kind: null, found: null };
  const groups = listGroups(db, sid, filter, { limit: CAUSES, offset: 0 }, 200);
  const unfinished = namesOf(monitor, snapshot, 'unfinished');
  const lines = [
    ...groups.flatMap(causeLines),
    ...(unfinished === null ? [] : [`${unfinished.count} not finished: ${unfinished.names}`]),
    ...evidenceLines(monitor, snapshot),
    ...leftLines(session),
  ];
  return lines.length === 0 ? '' : `\nWhat to do\n${lines.join('\n')}\n`;
}

function causeLines(group: GroupFacts): string[] {
  const { kind, count, itemCount, items, template, explanation } = groupJson(group);
  if (explanation?.effect === 'none') return [];
  const names = [...new Set(items.map(({ name }) => name))];
  const first = items[0]?.text ?? template;
  // Of one account its own words say most.
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

function namesOf(
  { db }: Monitor,
  { synced, status }: Snapshot,
  wanted: ItemStatus,
): { count: string; names: string } | null {
  const filter = { combos: combosFor({ queue: null, status: wanted }, status), found: null };
  const total = countItems(db, synced.session.sid, filter);
  if (total === 0) return null;
  const page = { limit: NAMES, offset: 0 };
  const items = listItems(db, synced.session.sid, filter, { by: 'log', descending: false }, page);
  const names = listed(
    items.map(({ name }) => name),
    total,
  );
  return { count: countNoun(total, 'item'), names };
}

function evidenceLines({ db }: Monitor, snapshot: Snapshot): string[] {
  const found = itemsWithEvidence(db, snapshot.synced.session.sid, EVIDENCE + 1);
  const lines = found.flatMap((facts) => {
    const line = evidenceLine(itemJson(facts, snapshot));
    return line === null ? [] : [`${plain(facts.name)}: ${plain(clipText(line, 2 * TEXT).short)}`];
  });
  if (lines.length <= EVIDENCE) return lines;
  return [...lines.slice(0, EVIDENCE), 'More items have errors in their logs: see items --json.'];
}

function leftLines({ id, counts, verdict }: Session): string[] {
  const lines: string[] = [];
  const { total, done } = verdict.followUps;
  if (total > 0) {
    lines.push(`To look at by hand: ${formatCount(done)} of ${formatCount(total)} done.`);
  }
  const again = counts.failed + counts.unfinished;
  if (again > 0) {
    lines.push(`To move ${countNoun(again, 'item')} again: whm-transfers retry ${id}`);
  }
  return lines;
}
