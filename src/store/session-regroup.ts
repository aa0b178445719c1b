import { maskSecrets } from '../log/mask.ts';
import { RULES } from '../session/rules-version.ts';
import { integer, kindCell, textCell } from './cell.ts';
import { type Database, inTransaction, type Row } from './driver.ts';
import { markedItems, moveFollowUps } from './follow-up-move.ts';
import { groupFinder } from './issue-store.ts';
import { recountResults } from './result-store.ts';
import { findSession, hasOutdatedText, keepsFollowUps } from './session-row.ts';

/**
 * Masks and groups the messages of a session again, from what is stored: of a session that the server has deleted there
 * is nothing else. What an older reader did not understand stays so.
 *
 * @returns false where another process has done it meanwhile
 */
export function regroupSession(db: Database, id: string): boolean {
  return inTransaction(db, () => {
    const session = findSession(db, id);
    if (!session || !hasOutdatedText(session)) return false;
    const { sid, cursor } = session;
    const marked = markedItems(db, sid, id);
    maskItems(db, sid);
    maskOddities(db, sid);
    regroupIssues(db, sid);
    recountResults(db, sid);
    if (!keepsFollowUps(session)) moveFollowUps(db, session, marked);
    const generation = cursor.generation + 1;
    db.prepare(
      `UPDATE session SET rules_masks = ?, rules_grouping = ?, rules_cursor = ?, log_generation = ?,
        renewals = renewals + 1 WHERE sid = ?`,
    ).run(RULES.masks, RULES.grouping, `${generation}:${cursor.offset}`, generation, sid);
    return true;
  });
}

const ITEM_TEXTS = ['label', 't_failure', 't_message', 'r_failure', 'r_message'];

function maskItems(db: Database, sid: number): void {
  const update = db.prepare(
    `UPDATE item SET ${ITEM_TEXTS.map((column) => `${column} = ?`).join(', ')} WHERE item_id = ?`,
  );
  const rows = db
    .prepare(`SELECT item_id, ${ITEM_TEXTS.join(', ')} FROM item WHERE sid = ?`)
    .all(sid);
  for (const row of rows) {
    const before = ITEM_TEXTS.map((column) => textCell(row, column));
    const after = before.map((text) => (text === null ? null : maskSecrets(text)));
    if (after.some((text, index) => text !== before[index])) {
      update.run(...after, integer(row, 'item_id'));
    }
  }
}

function maskOddities(db: Database, sid: number): void {
  const rows = db.prepare('SELECT * FROM oddity WHERE sid = ? ORDER BY at').all(sid);
  const insert = db.prepare(
    `INSERT INTO oddity (sid, oddity, detail, sample, count, at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (sid, oddity, detail) DO UPDATE SET count = count + excluded.count`,
  );
  db.prepare('DELETE FROM oddity WHERE sid = ?').run(sid);
  for (const row of rows) {
    const masked = (column: string): string => maskSecrets(textCell(row, column) ?? '');
    const [count, at] = [integer(row, 'count'), integer(row, 'at')];
    insert.run(sid, textCell(row, 'oddity') ?? '', masked('detail'), masked('sample'), count, at);
  }
}

/** What the rows of a session's messages say of one group. */
interface GroupSum {
  kind: string;
  template: string;
  line: number | null;
  count: number;
  items: Set<number>;
  firstAt: number;
  changedAt: number;
}

function regroupIssues(db: Database, sid: number): void {
  const find = groupFinder(db);
  const update = db.prepare(
    'UPDATE issue SET group_id = ?, text = ?, repair = ? WHERE issue_id = ?',
  );
  const sums = new Map<number, GroupSum>();
  // All at once: a table must not change while it is read.
  const rows = db
    .prepare(
      `SELECT issue.*, item.name, item.local_name, issue_group.kind, issue_group.module,
        issue_group.function, session_group.line FROM issue JOIN item USING (item_id)
        JOIN issue_group USING (group_id)
        LEFT JOIN session_group ON session_group.sid = issue.sid AND session_group.group_id = issue.group_id
        WHERE issue.sid = ? ORDER BY issue.at, issue.issue_id`,
    )
    .all(sid);
  for (const row of rows) {
    const entry = {
      kind: kindCell(row),
      module: textCell(row, 'module'),
      function: textCell(row, 'function'),
      text: maskSecrets(textCell(row, 'text') ?? ''),
    };
    const item = { name: textCell(row, 'name') ?? '', localName: textCell(row, 'local_name') };
    const { groupId, template } = find(entry, item);
    const repair = maskRepair(textCell(row, 'repair'));
    const isSame =
      groupId === row.group_id && entry.text === row.text && repair === textCell(row, 'repair');
    if (!isSame) update.run(groupId, entry.text, repair, integer(row, 'issue_id'));
    addMessage(sums, groupId, template, row);
  }
  db.prepare('DELETE FROM session_group WHERE sid = ?').run(sid);
  const insert = db.prepare(
    `INSERT INTO session_group (sid, group_id, kind, template, line, count, items, first_at, changed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [groupId, sum] of sums) {
    const { kind, template, line, count, items, firstAt, changedAt } = sum;
    insert.run(sid, groupId, kind, template, line, count, items.size, firstAt, changedAt);
  }
}

function addMessage(
  sums: Map<number, GroupSum>,
  groupId: number,
  template: string,
  row: Row,
): void {
  const at = integer(row, 'at');
  const sum = sums.get(groupId) ?? {
    kind: textCell(row, 'kind') ?? '',
    template,
    line: typeof row.line === 'number' ? row.line : null,
    count: 0,
    items: new Set(),
    firstAt: at,
    changedAt: at,
  };
  sum.count += 1;
  sum.items.add(integer(row, 'item_id'));
  sum.changedAt = at;
  sums.set(groupId, sum);
}

/** A repair is stored as JSON: its texts are masked, each together with its name, which can show that it is a secret. */
function maskRepair(json: string | null): string | null {
  if (json === null) return null;
  try {
    return JSON.stringify(JSON.parse(json), (name, value: unknown) => {
      if (typeof value !== 'string') return value;
      const pair = `${name}=`;
      const masked = maskSecrets(`${pair}${value}`);
      return masked.startsWith(pair) ? masked.slice(pair.length) : maskSecrets(value);
    });
  } catch {
    // Damaged: what cannot be read is not shown anywhere.
    return null;
  }
}
