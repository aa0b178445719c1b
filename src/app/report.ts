import { iterateGroups } from '../store/issue-query.ts';
import { iterateItems } from '../store/item-query.ts';
import { csvLine } from '../views/csv.ts';
import { ITEM_CSV_HEAD, itemCsvCells } from '../views/items-csv.ts';
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
import type { Observed } from './observe.ts';
import { undoneItems } from './retry.ts';
import { combosFor, type SessionNarrowing, summarize } from './session-report.ts';
import { readSettled, settledKey } from './settled.ts';

/** Tables of a session to take along; `work` is the list to work off, `retry` what is to be moved again. */
export const REPORTS = ['items', 'issues', 'verdict', 'work', 'retry'] as const;
export type ReportName = (typeof REPORTS)[number];

/**
 * A report as CSV, line by line: whatever the size of the session, one item or one group is held at a time.
 *
 * @param issueId narrows the issues to one group
 */
export function* reportLines(
  monitor: Monitor,
  observed: Observed,
  name: ReportName,
  narrowing: SessionNarrowing,
  issueId: string | null = null,
): Generator<string> {
  const { db } = monitor;
  const { sid, id } = observed.refreshed.session;
  switch (name) {
    case 'items': {
      yield csvLine(ITEM_CSV_HEAD);
      const filter = { combos: combosFor(narrowing, observed.status), search: narrowing.search };
      for (const item of iterateItems(db, sid, filter)) {
        yield csvLine(itemCsvCells(itemJson(item, observed)));
      }
      return;
    }
    case 'retry': {
      const settled = new Set(readSettled(monitor, observed).map(settledKey));
      yield csvLine(ITEM_CSV_HEAD);
      for (const item of undoneItems(monitor, observed)) {
        if (settled.has(settledKey(item))) continue;
        yield csvLine(itemCsvCells(itemJson(item, observed)));
      }
      return;
    }
    case 'issues': {
      yield ISSUE_CSV_HEAD;
      const { kind, search } = narrowing;
      for (const group of iterateGroups(db, sid, { kind, search })) {
        if (issueId !== null && group.id !== issueId) continue;
        yield* issueCsvLines(groupJson(group));
      }
      return;
    }
    case 'verdict': {
      const { neverStarted } = observed;
      yield* verdictCsvLines(id, { ...summarize(observed), neverStarted });
      return;
    }
    case 'work':
      yield WORK_CSV_HEAD;
      for (const { group, entry, tick } of iterateWork(monitor, observed)) {
        const { type, name: item, text, repair } = entry;
        yield workCsvLine({
          groupId: group.id,
          kind: group.kind,
          type,
          name: item,
          text,
          repair: repair === null ? null : [repair.path, ...Object.values(repair.params)].join(' '),
          tick,
        });
      }
  }
}
