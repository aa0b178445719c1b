import { explanationOf } from '../session/explanation.ts';
import { readTemplate } from '../session/grouping/template.ts';
import { hashTemplate } from '../session/hash.ts';
import type { IssueKind } from '../session/issue.ts';
import type { IssueChange, SliceItem } from '../session/slice.ts';
import { numberCell, textCell } from './cell.ts';
import type { Database, Statement } from './driver.ts';
import { asEffect, effectOf, type GroupEffect } from './result-store.ts';

interface GroupDelta {
  kind: string;
  /** Effect of the explanation of the group's first message in this session; '' where there is none. */
  effect: string;
  /** Its title, also '' where there is none. */
  explanation: string;
  /** As the group's first message in this session has it: groups do not differ by the names of placeholders. */
  template: string;
  line: number | null;
  count: number;
  items: number;
  firstAt: number;
  changedAt: number;
}

/**
 * Applies the changes of a session's issues in the order of the log, and keeps the counts of each group: how many
 * messages, and how many items. For one transaction.
 */
export class IssueStore {
  readonly #db: Database;
  readonly #sid: number;
  readonly #isFirst: boolean;
  readonly #groups: ReturnType<typeof groupFinder>;
  readonly #insert: Statement;
  readonly #withdraw: Statement;
  readonly #withdrawKind: Statement;
  readonly #selectHeld: Statement;
  readonly #selectEffect: Statement | null;
  readonly #deltas = new Map<number, GroupDelta>();
  /** The groups of the messages that each item has, in no particular order. */
  readonly #held = new Map<number, number[]>();
  readonly #effects = new Map<number, GroupEffect>();

  /** @param isFirst true when no issue of the session is stored yet */
  constructor(db: Database, sid: number, isFirst: boolean) {
    this.#db = db;
    this.#sid = sid;
    this.#isFirst = isFirst;
    this.#groups = groupFinder(db);
    this.#insert = db.prepare(
      'INSERT INTO issue (sid, group_id, item_id, queue, text, repair, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#withdraw = db.prepare(
      'DELETE FROM issue WHERE item_id = ? AND queue = ? RETURNING group_id',
    );
    this.#withdrawKind = db.prepare(
      `DELETE FROM issue WHERE item_id = ? AND queue = ?
        AND group_id IN (SELECT group_id FROM issue_group WHERE kind = ?) RETURNING group_id`,
    );
    this.#selectHeld = db.prepare('SELECT group_id FROM issue WHERE item_id = ?');
    this.#selectEffect = isFirst
      ? null
      : db.prepare(
          'SELECT kind, effect, explanation FROM session_group WHERE sid = ? AND group_id = ?',
        );
  }

  /** @param idOf row id of an item, which may get its row later */
  write(changes: readonly IssueChange[], idOf: (item: SliceItem) => number): void {
    for (const change of changes) {
      const itemId = idOf(change.item);
      if (change.change === 'add') this.#add(itemId, change);
      else this.#takeBack(itemId, change);
    }
  }

  /** Writes the counts of the groups; nothing may be written after it. */
  close(): void {
    saveDeltas(this.#db, this.#sid, this.#deltas);
  }

  #add(itemId: number, { item, entry, queue, at }: Addition): void {
    const { groupId, template } = this.#groups(entry, item);
    const effect = this.#effectOf(groupId, entry);
    const held = this.#heldBy(itemId);
    const isNew = !held.includes(groupId);
    held.push(groupId);
    const repair = entry.repair === null ? null : JSON.stringify(entry.repair);
    this.#insert.run(this.#sid, groupId, itemId, queue, entry.text, repair, at);
    const known = this.#deltas.get(groupId);
    if (known) {
      known.count += 1;
      known.items += isNew ? 1 : 0;
      known.changedAt = at;
      return;
    }
    const { kind, line } = entry;
    const items = isNew ? 1 : 0;
    this.#deltas.set(groupId, {
      kind,
      effect: effect.effect ?? '',
      explanation: effect.explanation ?? '',
      template,
      line,
      count: 1,
      items,
      firstAt: at,
      changedAt: at,
    });
  }

  #takeBack(itemId: number, { queue, only, at }: Withdrawal): void {
    const held = this.#heldBy(itemId);
    const rows =
      only === null
        ? this.#withdraw.all(itemId, queue)
        : this.#withdrawKind.all(itemId, queue, only);
    for (const row of rows) {
      const groupId = numberCell(row, 'group_id') ?? 0;
      const place = held.indexOf(groupId);
      if (place >= 0) held.splice(place, 1);
      const items = held.includes(groupId) ? 0 : -1;
      const known = this.#deltas.get(groupId);
      if (known) {
        known.count -= 1;
        known.items += items;
        known.changedAt = at;
      } else {
        // The group has its row: what is not counted here is never written.
        const words = { kind: '', effect: '', explanation: '', template: '', line: null };
        this.#deltas.set(groupId, { ...words, count: -1, items, firstAt: at, changedAt: at });
      }
    }
  }

  /**
   * What the messages of an item say about it.
   *
   * @param isNew it had no row before this slice: no message of it is older
   */
  effectsHeldBy(itemId: number, isNew: boolean): GroupEffect[] {
    const held = isNew ? (this.#held.get(itemId) ?? []) : this.#heldBy(itemId);
    return held.flatMap((groupId) => this.#effectOf(groupId, null) ?? []);
  }

  /** The effect of a group of this session; with an entry, also of a group that the session gets by this entry. */
  #effectOf(groupId: number, entry: Entry): GroupEffect;
  #effectOf(groupId: number, entry: null): GroupEffect | null;
  #effectOf(groupId: number, entry: Entry | null): GroupEffect | null {
    const known = this.#effects.get(groupId);
    if (known) return known;
    const row = this.#selectEffect?.get(this.#sid, groupId);
    let found: GroupEffect | null = null;
    if (row) {
      // Only an IssueKind is ever written there.
      const kind = (textCell(row, 'kind') ?? 'warning') as IssueKind;
      found = {
        kind,
        effect: asEffect(textCell(row, 'effect')),
        explanation: textCell(row, 'explanation') || null,
      };
    } else if (entry) {
      found = { kind: entry.kind, ...effectOf(explanationOf(entry)) };
    }
    if (found) this.#effects.set(groupId, found);
    return found;
  }

  #heldBy(itemId: number): number[] {
    const cached = this.#held.get(itemId);
    if (cached) return cached;
    const held = this.#isFirst
      ? []
      : this.#selectHeld.all(itemId).map((row) => numberCell(row, 'group_id') ?? 0);
    this.#held.set(itemId, held);
    return held;
  }
}

function saveDeltas(db: Database, sid: number, deltas: ReadonlyMap<number, GroupDelta>): void {
  const upsert = db.prepare(
    `INSERT INTO session_group (sid, group_id, kind, effect, explanation, template, line, count, items, first_at, changed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (sid, group_id) DO UPDATE SET count = count + excluded.count,
      items = items + excluded.items, changed_at = excluded.changed_at`,
  );
  for (const [groupId, delta] of deltas) {
    const { kind, effect, explanation, template, line, count, items, firstAt, changedAt } = delta;
    const counted = [count, items, firstAt, changedAt];
    upsert.run(sid, groupId, kind, effect, explanation, template, line, ...counted);
  }
}

type Addition = Extract<IssueChange, { change: 'add' }>;
type Withdrawal = Extract<IssueChange, { change: 'withdraw' }>;
type Entry = Addition['entry'];

/** Row ids of groups; a group is made where its key is new. */
export function groupFinder(
  db: Database,
): (
  entry: Omit<Entry, 'line' | 'repair'>,
  item: Pick<SliceItem, 'name' | 'localName'>,
) => { groupId: number; template: string } {
  const known = new Map<string, number>();
  const select = db.prepare('SELECT group_id FROM issue_group WHERE key = ?');
  const insert = db.prepare(
    'INSERT INTO issue_group (key, kind, module, function) VALUES (?, ?, ?, ?)',
  );
  return (entry, item) => {
    const { source, template } = readTemplate(entry, item);
    const cached = known.get(source);
    if (cached !== undefined) return { groupId: cached, template };
    const id = hashTemplate(source);
    const row = select.get(id);
    const groupId = row
      ? (numberCell(row, 'group_id') ?? 0)
      : Number(insert.run(id, entry.kind, entry.module, entry.function).lastInsertRowid);
    known.set(source, groupId);
    return { groupId, template };
  };
}
