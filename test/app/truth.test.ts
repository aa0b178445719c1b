import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMonitor } from '../../src/app/monitor.ts';
import { observeSession } from '../../src/app/observe.ts';
import { readSessionEvidence } from '../../src/app/read-evidence.ts';
import { summarize } from '../../src/app/report-session.ts';
import { syncSession } from '../../src/app/sync.ts';
import { iterateItems } from '../../src/store/item-query.ts';
import { itemJson } from '../../src/views/session-json.ts';
import { testDriver } from '../host/open-database.ts';
import { sessionsFolder } from '../host/simulator/write-session.ts';
import {
  type Ending,
  SHAPE_NAMES,
  type ShapeName,
  type TrueResult,
  writeTruthSession,
} from '../host/truth-session.ts';
import { removeFolder } from '../remove-folder.ts';

let root = '';
let sessions = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'truth-'));
});
afterEach(() => removeFolder(root));

interface Options {
  ending?: Ending;
  readsLogs?: boolean;
  /** What happens before the last look. */
  between?: (folder: string) => void;
}

function look(
  shapes: readonly ShapeName[],
  { ending = 'complete', readsLogs = true, between }: Options = {},
) {
  const id = `truth2026110210101${String(sessions++).padStart(6, '0')}`;
  const truth = writeTruthSession(root, id, shapes, ending);
  const monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: 1_793_700_000 });
  try {
    const observe = () => {
      const synced = syncSession(monitor, id);
      if (!synced) throw new Error('no session');
      if (readsLogs) expect(readSessionEvidence(monitor, synced, () => true)).toEqual([]);
      return observeSession(monitor, synced);
    };
    let snapshot = observe();
    if (between) {
      between(join(sessionsFolder(root), id));
      snapshot = observe();
    }
    const { sid } = snapshot.synced.session;
    const items = [...iterateItems(monitor.db, sid, { phasePairs: null, found: null })];
    const results = new Map(
      items.map((facts) => {
        const { name, result } = itemJson(facts, snapshot);
        return [name, result] as const;
      }),
    );
    return { truth, results, verdict: summarize(snapshot).verdict };
  } finally {
    monitor.db.close();
  }
}

function count(truth: ReadonlyMap<string, TrueResult>) {
  const counts = { clean: 0, review: 0, incomplete: 0, failed: 0, unfinished: 0 };
  for (const result of truth.values()) counts[result] += 1;
  return counts;
}

/** What the contract says of the level. */
function levelOf(truth: ReadonlyMap<string, TrueResult>, ending: Ending): string {
  const { failed, unfinished, incomplete, review } = count(truth);
  if (failed + unfinished + incomplete > 0 || ending === 'fail' || ending === 'abort') return 'bad';
  return review > 0 ? 'review' : 'good';
}

function expectTruth(
  { truth, results, verdict }: ReturnType<typeof look>,
  ending: Ending = 'complete',
): void {
  for (const [name, result] of results) expect([name, result]).toEqual([name, truth.get(name)]);
  expect(verdict).toMatchObject({ ...count(truth), level: levelOf(truth, ending) });
}

describe('a session with known truth', () => {
  it.each(SHAPE_NAMES)('an item that is %s', (shape) => {
    expectTruth(look(['clean', shape, 'clean']));
  });

  it('is good when all is clean, and says so', () => {
    const { verdict, ...rest } = look(['clean', 'clean with a harmless line']);
    expectTruth({ verdict, ...rest });
    expect(verdict.sentence).toBe('2 of 2 moved: all clean.');
  });

  it.each(['complete', 'abort', 'fail'] as const)('of all shapes that ends with %s', (ending) => {
    expectTruth(look(SHAPE_NAMES, { ending }), ending);
  });

  it('is not good before its logs are read, and counts nothing from them', () => {
    const { verdict } = look(['clean', 'incomplete by its log'], { readsLogs: false });
    expect(verdict).toMatchObject({ level: 'review', clean: 2, logsRead: { read: 0, of: 4 } });
    expect(verdict.sentence).toContain('4 of 4 logs have not been read for errors yet.');
  });

  it('is not good while the log of a moved item is gone', () => {
    const id = 'truth20261102101019999999';
    writeTruthSession(root, id, ['clean', 'clean'], 'complete');
    rmSync(join(sessionsFolder(root), id, 'item-RESTORE_AccountRemoteRoot_acc1'));
    const monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: 1_793_700_000 });
    const synced = syncSession(monitor, id);
    if (!synced) throw new Error('no session');
    readSessionEvidence(monitor, synced, () => true);
    const { verdict } = summarize(observeSession(monitor, synced));
    monitor.db.close();
    expect(verdict).toMatchObject({ level: 'review', clean: 2 });
    expect(verdict.sentence).toContain('One log is gone, so its errors are not known.');
  });

  it('keeps its results when the server has deleted it', () => {
    const shapes: ShapeName[] = [
      'clean',
      'incomplete by its log',
      'to review by its log',
      'failed in RESTORE',
    ];
    const forget = (folder: string) => removeFolder(folder);
    expectTruth(look(shapes, { between: forget }));
    expectTruth(look(['clean', 'clean'], { between: forget }));
  });

  it('whose master died counts nothing as finished that is not', () => {
    const { verdict } = look(['clean', 'unfinished in RESTORE', 'never started'], {
      ending: 'dead',
    });
    expect(verdict).toMatchObject({ clean: 1, review: 0, incomplete: 0 });
    expect(verdict.level).not.toBe('good');
    expect(verdict.sentence).toMatch(/^1 of 3 moved/);
    // All has ended, only the last word is missing: what moved has moved.
    const ended = look(['clean', 'incomplete by a list'], { ending: 'dead' });
    expect(ended.verdict).toMatchObject({ clean: 1, incomplete: 1, level: 'bad' });
  });

  it('never counts as moved what its sentence does not call clean, to review or incomplete', () => {
    const anyShapes = fc.array(fc.constantFrom(...SHAPE_NAMES), { minLength: 1, maxLength: 12 });
    const anyEnding = fc.constantFrom<Ending>('complete', 'abort', 'fail', 'dead');
    fc.assert(
      fc.property(anyShapes, anyEnding, fc.boolean(), (shapes, ending, readsLogs) => {
        const { truth, verdict } = look(shapes, { ending, readsLogs });
        const { sentence } = verdict;
        const said = (word: string): number =>
          Number(new RegExp(`([\\d,]+) ${word}`).exec(sentence)?.[1] ?? 0);
        const moved = said('of [\\d,]+ moved');
        const counts = count(truth);
        expect(moved).toBe(counts.clean + counts.review + counts.incomplete);
        const clean = sentence.includes('all clean') ? moved : said('clean');
        expect(clean + said('to review') + said('incomplete')).toBe(moved);
        if (readsLogs) {
          expect([clean, said('to review'), said('incomplete')]).toEqual([
            counts.clean,
            counts.review,
            counts.incomplete,
          ]);
        }
        if (sentence.includes('all clean')) {
          expect(readsLogs ? counts.clean : moved).toBe(shapes.length);
        }
        if (verdict.level === 'good') expect(counts.clean).toBe(shapes.length);
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});
