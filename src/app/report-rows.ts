import { itemKey } from '../session/item.ts';
import { iterateGroups } from '../store/issue-query.ts';
import { iterateItems } from '../store/item-query.ts';
import { TABLE_COLUMNS } from '../store/item-row.ts';
import { findVerification, summarizeVerified } from '../store/verification-store.ts';
import { csvLine } from '../views/csv.ts';
import { ITEM_CSV_HEAD, itemCsvCells } from '../views/items-csv.ts';
import { letterCsvLines } from '../views/letter.ts';
import type { ReportName } from '../views/link.ts';
import {
  ISSUE_CSV_HEAD,
  issueCsvLines,
  verdictCsvLines,
  WORK_CSV_HEAD,
  workCsvLine,
} from '../views/report-csv.ts';
import { groupJson, itemJson } from '../views/session-json.ts';
import { iterateWork } from './follow-ups.ts';
import type { Monitor } from './monitor.ts';
import type { Snapshot } from './observe.ts';
import { undoneItems } from './plan-retry.ts';
import { groupFilter, itemFilter, type SessionNarrowing, summarize } from './report-session.ts';
import { readResolvedLater } from './resolved-later.ts';
import { readLetters } from './write-letters.ts';

/**
 * A report as CSV, line by line: only one item or one group is in memory at a time, whatever the size of the session.
 *
 * @param issueId narrows the issues to one group
 */
export function* reportLines(
  monitor: Monitor,
  snapshot: Snapshot,
  name: ReportName,
  narrowing: SessionNarrowing,
  issueId: string | null = null,
): Generator<string> {
  const { db } = monitor;
  const { sid } = snapshot.synced.session;
  switch (name) {
    case 'items': {
      yield csvLine(ITEM_CSV_HEAD);
      const filter = itemFilter(monitor, snapshot, narrowing);
      for (const item of iterateItems(db, sid, filter, TABLE_COLUMNS)) {
        yield csvLine(itemCsvCells(itemJson(item, snapshot)));
      }
      return;
    }
    case 'retry': {
      const resolvedLater = new Set(readResolvedLater(monitor, snapshot).map(itemKey));
      yield csvLine(ITEM_CSV_HEAD);
      for (const item of undoneItems(monitor, snapshot)) {
        if (resolvedLater.has(itemKey(item))) continue;
        yield csvLine(itemCsvCells(itemJson(item, snapshot)));
      }
      return;
    }
    case 'issues': {
      yield ISSUE_CSV_HEAD;
      for (const group of iterateGroups(db, sid, groupFilter(monitor, snapshot, narrowing))) {
        if (issueId !== null && group.id !== issueId) continue;
        yield* issueCsvLines(groupJson(group));
      }
      return;
    }
    case 'verdict': {
      const hasVerified = findVerification(db, sid) !== null;
      const verified = hasVerified ? summarizeVerified(db, sid) : null;
      yield* verdictCsvLines(summarize(snapshot), snapshot.observation.neverStarted, verified);
      return;
    }
    case 'letters':
      yield* letterCsvLines(readLetters(monitor, snapshot));
      return;
    case 'work':
      yield WORK_CSV_HEAD;
      for (const { group, entry, mark } of iterateWork(monitor, snapshot)) {
        const { type, name: item, text, repair } = entry;
        yield workCsvLine({
          groupId: group.id,
          kind: group.kind,
          type,
          name: item,
          text,
          repair: repair === null ? null : [repair.path, ...Object.values(repair.params)].join(' '),
          mark,
        });
      }
  }
}
