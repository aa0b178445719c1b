import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openMonitor } from '../../src/app/monitor.ts';
import { readSourceAccounts } from '../../src/app/verify/source-report.ts';
import { findSource } from '../../src/app/verify/sources.ts';
import type { SourceAccountJson, SourceTotals } from '../../src/views/contract-verify.ts';
import { buildSourcePage } from '../../src/views/source-page.ts';
import { testDriver } from '../host/open-database.ts';
import { type PlannedItem, planSession, type SessionPlan } from '../host/simulator/plan.ts';
import { seededRandom } from '../host/simulator/random.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { processorMs } from '../processor-time.ts';
import { removeFolder } from '../remove-folder.ts';

const SESSIONS = 12;
const ACCOUNTS = 500;
const RETRIED = 40;
const SOURCE = 'old1.example.net';
const BEGIN = 1_793_000_000;

let root = '';
let plans: SessionPlan[] = [];
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'source-'));
  plans = planMigration();
  for (const plan of plans) writeSession(root, plan);
});
afterAll(() => removeFolder(root));

/** Eleven sessions with all accounts, some of which fail; forty of these are moved again, most of them in the twelfth. */
function planMigration(): SessionPlan[] {
  const random = seededRandom('migration');
  const [first] = [planSession({ seed: 'all', accounts: ACCOUNTS, issueRate: 0, failureRate: 0 })];
  const accounts = first.items.filter(({ type }) => type.startsWith('Account'));
  const failing = new Set<string>();
  while (failing.size < RETRIED + 10) failing.add(random.pick(accounts).name);
  const [retried, failedTwice] = [[...failing].slice(0, RETRIED), [...failing].slice(0, 5)];
  const as = (item: PlannedItem, hasFailed: boolean): PlannedItem =>
    hasFailed ? { ...item, fate: 'failed-restore', failure: 'It did not work' } : item;
  return Array.from({ length: SESSIONS }, (_, i) => {
    const own =
      i === SESSIONS - 1
        ? accounts.filter(({ name }) => retried.includes(name))
        : accounts.filter((_item, at) => at % (SESSIONS - 1) === i);
    // Five are tried a second time in the session after their first, and fail again.
    const again = i === 5 ? accounts.filter(({ name }) => failedTwice.includes(name)) : [];
    const items = [...new Set([...own, ...again])];
    const isLast = i === SESSIONS - 1;
    const startedAt = BEGIN + i * 86_400;
    const drawn = planSession({ seed: `session ${i}`, accounts: 1, startedAt, itemLogs: 'none' });
    return {
      ...drawn,
      sourceHost: SOURCE,
      items: items.map((item) => as(item, !isLast && failing.has(item.name))),
    };
  });
}

/** The same from the plans alone. */
function reckon(): { attempts: Map<string, string[]>; last: Map<string, [string, boolean]> } {
  const attempts = new Map<string, string[]>();
  const last = new Map<string, [string, boolean]>();
  for (const { id, items } of plans) {
    for (const { name, fate } of items) {
      attempts.set(name, [...(attempts.get(name) ?? []), fate]);
      last.set(name, [id, fate === 'clean']);
    }
  }
  return { attempts, last };
}

const NONE = {} as SourceTotals;

function read(): { accounts: SourceAccountJson[]; totals: SourceTotals; ms: number } {
  const now = BEGIN + 20 * 86_400;
  const monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now });
  try {
    let found: ReturnType<typeof readSourceAccounts> | null = null;
    const ms = processorMs(() => {
      const { group, snapshots } = findSource(monitor, SOURCE);
      found = readSourceAccounts(monitor, snapshots);
      const page = buildSourcePage(
        {
          ...{ asked: SOURCE, source: group.name, names: group.names, sessions: [], ...found },
          ...{ verified: { confirmed: 0, differs: 0, notLooked: 0 }, oldestLook: null },
          ...{ running: null, query: { show: null, q: null, page: 1 }, warnings: [] },
        },
        now,
      );
      expect(page.rows).toHaveLength(100);
    });
    const { accounts, totals } = found ?? { accounts: [], totals: NONE };
    return { accounts, totals, ms };
  } finally {
    monitor.db.close();
  }
}

it('is what the sessions say, each account by its latest attempt', () => {
  const { accounts, totals } = read();
  const { attempts, last } = reckon();
  expect(accounts.length).toBe(ACCOUNTS);
  expect(
    accounts.map(({ name, sessionId, attempts: count, result }) => [
      name,
      sessionId,
      count,
      result === 'failed' ? 'failed' : 'moved',
    ]),
  ).toEqual(
    [...last]
      .map(([name, [id, hasMoved]]) => [
        name,
        id,
        attempts.get(name)?.length,
        hasMoved ? 'moved' : 'failed',
      ])
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  );
  const failed = [...last.values()].filter(([, hasMoved]) => !hasMoved).length;
  const later = [...attempts].filter(([, fates]) => fates.length > 1 && fates.at(-1) === 'clean');
  expect(totals).toMatchObject({ accounts: ACCOUNTS, failed, settledLater: later.length });
  expect(later).toHaveLength(RETRIED);
});

it('costs at most 300 ms once the cache has the sessions', () => {
  read();
  expect(read().ms).toBeLessThan(300);
});
