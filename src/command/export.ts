import type { Monitor } from '../app/monitor.ts';
import type { Snapshot } from '../app/observe.ts';
import { itemFilter, reportSession } from '../app/report-session.ts';
import type { IssueKind } from '../session/issue.ts';
import type { ItemChoice, QueueName } from '../session/item.ts';
import { iterateGroups } from '../store/issue-query.ts';
import { iterateItems } from '../store/item-query.ts';
import { type IssueGroup, type Item, SCHEMA_VERSION } from '../views/contract.ts';
import { groupJson, itemJson } from '../views/session-json.ts';
import { type Output, writeSessionJson } from './output.ts';

export interface ItemsAsked {
  queue: QueueName | null;
  status: ItemChoice | null;
  search: string | null;
}

/** A session's items in the order of the log, one at a time. */
export function* exportItems(
  monitor: Monitor,
  snapshot: Snapshot,
  choice: ItemsAsked,
): Generator<Item> {
  const filter = itemFilter(monitor, snapshot, choice);
  for (const item of iterateItems(monitor.db, snapshot.synced.session.sid, filter)) {
    yield itemJson(item, snapshot);
  }
}

/** A session's issue groups, most severe first, one at a time. */
export function* exportGroups(
  monitor: Monitor,
  snapshot: Snapshot,
  kind: IssueKind | null,
): Generator<IssueGroup> {
  const { sid } = snapshot.synced.session;
  for (const group of iterateGroups(monitor.db, sid, { kind, found: null })) {
    yield groupJson(group);
  }
}

/** The contract's JSON of a whole session. */
export function exportSession(
  output: Output,
  monitor: Monitor,
  snapshot: Snapshot,
  overrides: object = {},
): void {
  const { session } = reportSession(monitor, snapshot);
  writeSessionJson(
    output,
    { schemaVersion: SCHEMA_VERSION, ...session, ...overrides },
    exportItems(monitor, snapshot, { queue: null, status: null, search: null }),
    exportGroups(monitor, snapshot, null),
  );
}
