import { type Explanation, explanationOf } from '../session/explanation.ts';
import type { Effect } from '../session/explanations/rule.ts';
import { COUNTER_KINDS, type Counters, type IssueKind } from '../session/issue.ts';
import type { Level } from '../session/item.ts';
import { asLevel, type JudgedOutcome, judgeOutcome, worseOf } from '../session/result.ts';
import type { SliceItem } from '../session/slice.ts';
import { type PhasePair, phasePairOf } from '../session/tally.ts';
import { integer, numberCell, textCell } from './cell.ts';
import type { Database, Row } from './driver.ts';
import { readItem } from './item-row.ts';

/** What the messages of a group say of the items that hold them; both null: the message is not known. */
export interface GroupEffect {
  kind: IssueKind;
  effect: Effect | null;
  /** The title of its explanation. */
  explanation: string | null;
}

const EFFECTS: readonly string[] = ['not-moved', 'breaks', 'maybe', 'none'] satisfies Effect[];

export function asEffect(text: string | null): Effect | null {
  return text !== null && EFFECTS.includes(text) ? (text as Effect) : null;
}

/** How many items have a pair of phases and a level. */
export interface ResultCount {
  combo: PhasePair;
  level: Level;
  count: number;
}

export function readResult(row: Row): ResultCount {
  return {
    combo: integer(row, 'combo'),
    level: asLevel(numberCell(row, 'level')),
    count: integer(row, 'count'),
  };
}

interface Before {
  combo: PhasePair;
  issueLevel: Level;
  evidenceLevel: Level | null;
  attempts: number;
}

/** Keeps the counts of items by phases and level in step with the items that one transaction changes. */
export class ResultTally {
  readonly #db: Database;
  readonly #sid: number;
  readonly #before = new Map<SliceItem, Before>();
  readonly #deltas = new Map<string, ResultCount>();

  constructor(db: Database, sid: number) {
    this.#db = db;
    this.#sid = sid;
  }

  /** @param row the item's row, before anything about it changes */
  remember(item: SliceItem, row: Row): void {
    const evidence = numberCell(row, 'evidence_level');
    this.#before.set(item, {
      combo: numberCell(row, 'combo') ?? 0,
      issueLevel: asLevel(numberCell(row, 'issue_level')),
      evidenceLevel: evidence === null ? null : asLevel(evidence),
      attempts: attemptsOf(item),
    });
  }

  /**
   * Counts an item as it is now.
   *
   * @returns how much it lacks by its outcomes
   */
  count(item: SliceItem, itemId: number, held: readonly GroupEffect[]): JudgedOutcome {
    const outcome = judgeOutcome(countsOf(item), held);
    const before = this.#before.get(item);
    let evidence = before?.evidenceLevel ?? null;
    if (evidence !== null && before?.attempts !== attemptsOf(item)) {
      // A new attempt writes its logs from the start: what was found in the old ones no longer applies.
      forgetEvidence(this.#db, this.#sid, itemId);
      evidence = null;
    }
    if (before) this.#add(before.combo, worseOf(before.issueLevel, before.evidenceLevel ?? 0), -1);
    this.#add(phasePairOf(item.phases), worseOf(outcome.level, evidence ?? 0), 1);
    return outcome;
  }

  write(): void {
    addResults(this.#db, this.#sid, this.#deltas.values());
    this.#deltas.clear();
  }

  #add(combo: PhasePair, level: Level, count: number): void {
    const key = `${combo}:${level}`;
    const known = this.#deltas.get(key);
    if (known) known.count += count;
    else this.#deltas.set(key, { combo, level, count });
  }
}

export function addResults(db: Database, sid: number, deltas: Iterable<ResultCount>): void {
  const upsert = db.prepare(
    `INSERT INTO result_tally (sid, combo, level, count) VALUES (?, ?, ?, ?)
      ON CONFLICT (sid, combo, level) DO UPDATE SET count = count + excluded.count`,
  );
  for (const { combo, level, count } of deltas) {
    if (count !== 0) upsert.run(sid, combo, level, count);
  }
  db.prepare('DELETE FROM result_tally WHERE sid = ? AND count = 0').run(sid);
}

function attemptsOf({ phases }: Pick<SliceItem, 'phases'>): number {
  return (phases.TRANSFER?.attempts ?? 0) + (phases.RESTORE?.attempts ?? 0);
}

function countsOf({ phases }: Pick<SliceItem, 'phases'>): Counters {
  const sum: Counters = { dangerous: 0, altered: 0, skipped: 0, warning: 0 };
  for (const kind of COUNTER_KINDS) {
    sum[kind] = (phases.TRANSFER?.counts[kind] ?? 0) + (phases.RESTORE?.counts[kind] ?? 0);
  }
  return sum;
}

/** Forgets what was found in the logs of an item that is moved again. */
function forgetEvidence(db: Database, sid: number, itemId: number): void {
  const rows = db.prepare('DELETE FROM evidence WHERE item_id = ? RETURNING state').all(itemId);
  db.prepare('UPDATE item SET evidence_level = NULL WHERE item_id = ?').run(itemId);
  for (const row of rows) countLogState(db, sid, textCell(row, 'state') ?? '', -1);
}

/** How far a log has been searched; see the table `evidence`. */
export type EvidenceState = 'reading' | 'read' | 'gone' | 'none';

const COUNTED: readonly string[] = ['read', 'gone', 'none'] satisfies EvidenceState[];

export function countLogState(db: Database, sid: number, state: string, by: number): void {
  if (!COUNTED.includes(state)) return;
  db.prepare('INSERT OR IGNORE INTO evidence_sum (sid, read, gone, none) VALUES (?, 0, 0, 0)').run(
    sid,
  );
  db.prepare(`UPDATE evidence_sum SET ${state} = ${state} + ? WHERE sid = ?`).run(by, sid);
}

/** Recalculates all results from the rows of messages and items: for a session whose messages were grouped again. */
export function recountResults(db: Database, sid: number): void {
  const effects = new Map<number, GroupEffect>();
  const held = new Map<number, GroupEffect[]>();
  const rows = db
    .prepare(
      `SELECT issue.item_id, issue.group_id, issue.text, g.kind, g.module, g.function FROM issue
        JOIN issue_group AS g USING (group_id) WHERE issue.sid = ? ORDER BY issue.at, issue.issue_id`,
    )
    .all(sid);
  for (const row of rows) {
    const groupId = integer(row, 'group_id');
    const known = effects.get(groupId) ?? effectOfMessage(row);
    effects.set(groupId, known);
    const itemId = integer(row, 'item_id');
    const list = held.get(itemId);
    if (list) list.push(known);
    else held.set(itemId, [known]);
  }
  const saveEffect = db.prepare(
    'UPDATE session_group SET effect = ?, explanation = ? WHERE sid = ? AND group_id = ?',
  );
  for (const [groupId, { effect, explanation }] of effects) {
    saveEffect.run(effect ?? '', explanation ?? '', sid, groupId);
  }
  const saveLevel = db.prepare('UPDATE item SET issue_level = ?, unlisted = ? WHERE item_id = ?');
  const items = db.prepare('SELECT * FROM item WHERE sid = ?').all(sid);
  for (const row of items) {
    const itemId = integer(row, 'item_id');
    const { level, isUnlisted } = judgeOutcome(countsOf(readItem(row)), held.get(itemId) ?? []);
    const unlisted = isUnlisted ? 1 : 0;
    if (level !== row.issue_level || unlisted !== row.unlisted) {
      saveLevel.run(level, unlisted, itemId);
    }
  }
  db.prepare('DELETE FROM result_tally WHERE sid = ?').run(sid);
  db.prepare(
    `INSERT INTO result_tally (sid, combo, level, count)
      SELECT sid, combo, max(issue_level, coalesce(evidence_level, 0)), count(*) FROM item
      WHERE sid = ? AND (t_status IS NOT NULL OR r_status IS NOT NULL) GROUP BY 1, 2, 3`,
  ).run(sid);
}

export function effectOf(known: Explanation | null): Omit<GroupEffect, 'kind'> {
  return { effect: known?.effect ?? null, explanation: known?.title ?? null };
}

function effectOfMessage(row: Row): GroupEffect {
  // Only an IssueKind is ever written there.
  const kind = (textCell(row, 'kind') ?? 'warning') as IssueKind;
  const message = { kind, module: textCell(row, 'module'), function: textCell(row, 'function') };
  const text = textCell(row, 'text') ?? '';
  return { kind, ...effectOf(explanationOf({ ...message, text })) };
}
