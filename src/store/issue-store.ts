import type { IssueChange, SliceItem } from '../session/fold.ts';
import { templateOf } from '../session/template.ts';
import type { Database } from './driver.ts';
import { numberCell } from './item-row.ts';

interface GroupDelta {
  kind: string;
  /** In the words of the group's first message in this session: groups are one over names of placeholders. */
  template: string;
  line: number | null;
  count: number;
  items: number;
  firstAt: number;
  changedAt: number;
}

/**
 * Applies the changes of a session's issues in the order of the log, and keeps the counts of each group: how
 * many messages, and over how many items.
 *
 * @param ids row ids of the slice's items
 * @param isFirst true when no issue of the session is stored yet
 */
export function writeIssues(
  db: Database,
  sid: number,
  changes: readonly IssueChange[],
  ids: ReadonlyMap<SliceItem, number>,
  isFirst: boolean,
): void {
  if (changes.length === 0) return;
  const deltas = new Map<number, GroupDelta>();
  const groups = groupFinder(db);
  const itemGroups = itemGroupFinder(db, isFirst);
  const insert = db.prepare(
    'INSERT INTO issue (sid, group_id, item_id, queue, text, repair, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const withdrawn = db.prepare(
    'DELETE FROM issue WHERE item_id = ? AND queue = ? RETURNING group_id',
  );
  const addDelta = (groupId: number, change: GroupDelta): void => {
    const known = deltas.get(groupId);
    if (!known) {
      deltas.set(groupId, change);
      return;
    }
    known.count += change.count;
    known.items += change.items;
    known.changedAt = change.changedAt;
  };
  for (const change of changes) {
    const itemId = ids.get(change.item);
    if (itemId === undefined) continue;
    const held = itemGroups(itemId);
    if (change.change === 'add') {
      const { entry, at } = change;
      const { groupId, template } = groups(entry, change.item);
      const isNew = !held.has(groupId);
      held.set(groupId, (held.get(groupId) ?? 0) + 1);
      const repair = entry.repair === null ? null : JSON.stringify(entry.repair);
      insert.run(sid, groupId, itemId, change.queue, entry.text, repair, at);
      addDelta(groupId, {
        kind: entry.kind,
        template,
        line: entry.line,
        count: 1,
        items: isNew ? 1 : 0,
        firstAt: at,
        changedAt: at,
      });
      continue;
    }
    for (const row of withdrawn.all(itemId, change.queue)) {
      const groupId = numberCell(row, 'group_id') ?? 0;
      const left = (held.get(groupId) ?? 1) - 1;
      if (left > 0) held.set(groupId, left);
      else held.delete(groupId);
      addDelta(groupId, {
        kind: '',
        template: '',
        line: null,
        count: -1,
        items: left > 0 ? 0 : -1,
        firstAt: change.at,
        changedAt: change.at,
      });
    }
  }
  saveDeltas(db, sid, deltas);
}

function saveDeltas(db: Database, sid: number, deltas: ReadonlyMap<number, GroupDelta>): void {
  const upsert = db.prepare(
    `INSERT INTO session_group (sid, group_id, kind, template, line, count, items, first_at, changed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (sid, group_id) DO UPDATE SET count = count + excluded.count,
      items = items + excluded.items, changed_at = excluded.changed_at`,
  );
  for (const [groupId, delta] of deltas) {
    const { kind, template, line, count, items, firstAt, changedAt } = delta;
    upsert.run(sid, groupId, kind, template, line, count, items, firstAt, changedAt);
  }
}

type Entry = Extract<IssueChange, { change: 'add' }>['entry'];

/** Row ids of groups by their stable key; a group is made where it is new. */
function groupFinder(
  db: Database,
): (entry: Entry, item: SliceItem) => { groupId: number; template: string } {
  const known = new Map<string, number>();
  const select = db.prepare('SELECT group_id FROM issue_group WHERE key = ?');
  const insert = db.prepare(
    'INSERT INTO issue_group (key, kind, module, function) VALUES (?, ?, ?, ?)',
  );
  return (entry, item) => {
    const { id, template } = templateOf(entry, item);
    const cached = known.get(id);
    if (cached !== undefined) return { groupId: cached, template };
    const row = select.get(id);
    const groupId = row
      ? (numberCell(row, 'group_id') ?? 0)
      : Number(insert.run(id, entry.kind, entry.module, entry.function).lastInsertRowid);
    known.set(id, groupId);
    return { groupId, template };
  };
}

/** How many messages of each group an item holds already. */
function itemGroupFinder(db: Database, isFirst: boolean): (itemId: number) => Map<number, number> {
  const known = new Map<number, Map<number, number>>();
  const select = db.prepare(
    'SELECT group_id, count(*) AS count FROM issue WHERE item_id = ? GROUP BY group_id',
  );
  return (itemId) => {
    const cached = known.get(itemId);
    if (cached) return cached;
    const held = new Map<number, number>();
    if (!isFirst) {
      for (const row of select.all(itemId)) {
        held.set(numberCell(row, 'group_id') ?? 0, numberCell(row, 'count') ?? 0);
      }
    }
    known.set(itemId, held);
    return held;
  };
}
