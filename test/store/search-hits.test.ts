import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog } from '../../src/logfile/log-file.ts';
import { deleteArchivedSession } from '../../src/store/archive-row.ts';
import { openCache } from '../../src/store/cache.ts';
import type { Database } from '../../src/store/driver.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { findHits, type SearchHits } from '../../src/store/search-hits.ts';
import { deleteOrphans, makeIndex } from '../../src/store/search-index.ts';
import { currentIndex } from '../../src/store/search-scan.ts';
import { findSession, type StoredSession } from '../../src/store/session-row.ts';
import { namesHolding } from '../../src/store/suggest-query.ts';
import { testDriver } from '../host/open-database.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
import { removeFolder } from '../remove-folder.ts';

let folder = '';
let db: Database;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'search-hits-'));
  writeLargeMasterLog(join(folder, 'master.log'), 900);
  db = openCache(testDriver, ':memory:', 0);
  ingest('large');
});
afterAll(() => removeFolder(folder));

function ingest(id: string): void {
  const log = openLog(folder, 'master.log');
  if (!log) throw new Error('no log');
  ingestLog(db, id, log, () => true);
  log.close();
}

function session(id = 'large'): StoredSession {
  const found = findSession(db, id);
  if (!found) throw new Error('no session');
  return found;
}

/** As an older version does, which does not know of these tables. */
function forgetIndexes(): void {
  db.exec("UPDATE search_index SET session_id = 'gone'");
  deleteOrphans(db);
}

interface Row {
  text: string;
  itemId: number;
  groupId: number | null;
}

/** Names and messages, in a form of the test's own. */
function allRows(): Row[] {
  const folded = (text: unknown): string =>
    String(text).replace(/[“”]/g, '"').replace(/[‘’]/g, "'").toLowerCase();
  const items = db.prepare('SELECT * FROM item').all();
  const issues = db.prepare('SELECT * FROM issue').all();
  return [
    ...items.map((row) => ({
      text: folded(`${row.name} ${row.local_name} ${row.seen_domain}`),
      itemId: Number(row.item_id),
      groupId: null,
    })),
    ...issues.map((row) => ({
      text: folded(row.text),
      itemId: Number(row.item_id),
      groupId: Number(row.group_id),
    })),
  ];
}

/** Rows that hold all words, found by nothing but a comparison of each. */
function expected(rows: readonly Row[], words: readonly string[]) {
  const small = words.map((word) => word.toLowerCase());
  const hits = rows.filter(({ text }) => small.every((word) => text.includes(word)));
  const sorted = (all: readonly (number | null)[]) =>
    [...new Set(all.filter((id) => id !== null))].sort((a, b) => a - b);
  return {
    items: sorted(hits.map(({ itemId }) => itemId)),
    groups: sorted(hits.map(({ groupId }) => groupId)),
  };
}

function resultOf(hits: SearchHits | null) {
  const groups = JSON.parse(hits?.groupsJson ?? '[]') as number[];
  return { items: [...(hits?.itemIds ?? [])], groups: groups.sort((a, b) => a - b) };
}

/** Words of the messages as they stand, pieces of them, and names. */
function queries(): string[][] {
  const texts = db
    .prepare('SELECT text FROM issue ORDER BY issue_id % 97, issue_id LIMIT 10')
    .all()
    .map(({ text }) => String(text));
  const words = texts.map((text) => text.split(/\s+/).filter((word) => word !== ''));
  const names = db.prepare('SELECT name FROM item ORDER BY item_id % 89 LIMIT 5').all();
  return [
    ...words.map((all) => all.slice(0, 3)),
    ...words.map((all) => [all.at(-1) ?? '']),
    ...words.map((all) => [(all[1] ?? '').slice(1, 5) || 'the', all.at(-2) ?? '']),
    ...names.map(({ name }) => [String(name).slice(1, 6)]),
    ['(XID'],
    ['mysql', 'Database'],
    ['no such words'],
  ];
}

describe('a search in a large session', () => {
  it('finds the same with an index as without one, and as a comparison of each row does', () => {
    const rows = allRows();
    const all = queries();
    const straight = all.map((words) =>
      words.map((word) => word.replace(/[“”]/g, '"').replace(/[‘’]/g, "'")),
    );
    const find = (words: readonly string[]) => resultOf(findHits(db, session(), words.join(' ')));
    const linear = straight.map(find);
    expect(currentIndex(db, session())).toBeNull();
    expect(makeIndex(db, session())).toBe(true);
    expect(currentIndex(db, session())).not.toBeNull();
    // Another search comes between: the latest one is remembered.
    findHits(db, session(), 'between');
    for (const [at, words] of straight.entries()) {
      const own = expected(
        rows,
        words.flatMap((word) => word.split(/\s+/)),
      );
      expect({ words, ...find(words) }).toEqual({ words, ...own });
      expect({ words, ...linear[at] }).toEqual({ words, ...own });
    }
    expect(linear.some(({ items }) => items.length === 1)).toBe(true);
  });

  it('suggests the same names with an index as without one', () => {
    db.exec("UPDATE item SET seen_domain = 'shop-' || name || '.example' WHERE item_id % 50 = 0");
    db.exec("UPDATE item SET local_name = 'ce' || substr(name, 3) WHERE item_id % 70 = 0");
    const shop = db.prepare('SELECT name FROM item WHERE item_id % 50 = 0 LIMIT 1').get();
    const part = `p-${String(shop?.name).slice(0, 2)}`;
    const texts = ['ce', 'ar', 'er', 'e', 'shop-', '.EXAMPLE', part, 'no such name', 'a b', '%'];
    const suggest = () => texts.map((text) => namesHolding(db, text, 8));
    forgetIndexes();
    const byRows = suggest();
    expect(makeIndex(db, session())).toBe(true);
    expect(suggest()).toEqual(byRows);
    expect(byRows.slice(0, 7).every((names) => names.length > 0)).toBe(true);
    expect(byRows.slice(7)).toEqual([[], [], []]);
  });

  it('finds items by the first error of their logs', () => {
    const [row] = db.prepare('SELECT item_id, sid FROM item ORDER BY item_id LIMIT 1').all();
    const itemId = Number(row?.item_id);
    db.prepare(
      "INSERT INTO evidence (sid, item_id, queue, logfile, attempts, state, first_at, first_text) VALUES (?, ?, 'RESTORE', 'x', 1, 'read', 0, ?)",
    ).run(
      Number(row?.sid),
      itemId,
      'ERROR 1114 (HY000): The table “wp_posts_xyz” is full (XID ee55ff)',
    );
    for (const words of ['1114', '"WP_posts_xyz"', 'xid ee55ff']) {
      expect(findHits(db, session(), words)?.itemIds).toEqual([itemId]);
    }
    expect(findHits(db, session(), 'wp_posts_xyz ee55fg')?.itemIds).toEqual([]);
  });

  it('makes it once, and not for a small session', () => {
    makeIndex(db, session());
    expect(makeIndex(db, session())).toBe(false);
    writeFileSync(join(folder, 'master.log'), '');
    writeLargeMasterLog(join(folder, 'master.log'), 20);
    ingest('small');
    expect(makeIndex(db, session('small'))).toBe(false);
  });

  it('is forgotten with its session, however that goes', () => {
    makeIndex(db, session());
    const count = () => db.prepare('SELECT count(*) AS n FROM search_chunk').all()[0]?.n;
    expect(count()).not.toBe(0);
    db.exec("UPDATE session SET archived = 1 WHERE id = 'large'");
    forgetIndexes();
    expect(count()).toBe(0);
    makeIndex(db, session());
    expect(count()).not.toBe(0);
    expect(deleteArchivedSession(db, 'large')).toBe(true);
    expect(count()).toBe(0);
    expect(db.prepare('SELECT count(*) AS n FROM search_index').all()[0]?.n).toBe(0);
  });
});
