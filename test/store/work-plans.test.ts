import { expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { listCauses, listUnexplained } from '../../src/store/cause-query.ts';
import type { Database } from '../../src/store/driver.ts';
import { listSilentLogs, listUnlisted } from '../../src/store/lack-query.ts';
import { testDriver } from '../host/open-database.ts';

/** How SQLite goes about the statements of a query, a line for each step. */
function plansOf(ask: (db: Database) => unknown): string {
  const db = openCache(testDriver, ':memory:', 0);
  const statements: string[] = [];
  ask({
    ...db,
    prepare(sql: string) {
      statements.push(sql);
      return db.prepare(sql);
    },
  });
  const plans = statements.map((sql) => {
    const params = Array.from(sql.matchAll(/\?/g), () => 1);
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...params);
    return steps.map(({ detail }) => String(detail)).join('\n');
  });
  db.close();
  return plans.join('\n');
}

// Each was a look for every message of every item, at every view of a session's first page.
it('counts the listed messages only of items whose counters say more', () => {
  const plan = plansOf((db) => listUnlisted(db, 1));
  expect(plan).toMatch(/SEARCH item USING INDEX item_unlisted \(sid=\?\)/);
  expect(plan).toMatch(/SEARCH issue USING INDEX issue_by_item \(item_id=\?\)/);
  expect(plan).not.toMatch(/issue_by_group|SCAN (?:issue|item)\b/);
});

it('reads the messages of a cause in the order of an index, up to the few that are shown', () => {
  const plan = plansOf((db) => listCauses(db, 1, [], { causes: 10, names: 4 }));
  const [first, second] = plan.split('\n');
  expect(first).toBe('SEARCH issue USING INDEX issue_by_group (sid=? AND group_id=?)');
  // Sorted are only messages of one line of the log.
  expect(second).toMatch(/^USE TEMP B-TREE FOR (?:LAST TERM|RIGHT PART) OF ORDER BY$/);
});

it('looks for failures without a word among what has failed', () => {
  const plan = plansOf((db) => listUnexplained(db, 1, [], 4));
  expect(plan).toMatch(/SEARCH item USING INDEX item_by_combo \(sid=\? AND combo=\?\)/);
});

it('looks once at the logs of a session in which something was found, where it names all of them', () => {
  const plan = plansOf((db) => listSilentLogs(db, 1, 200));
  expect(plan.match(/SEARCH e USING INDEX evidence_found \(sid=\?\)/g)).toHaveLength(1);
  expect(plan).not.toMatch(/evidence_by_session/);
});
