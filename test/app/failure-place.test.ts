import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFailurePlace } from '../../src/app/failure-place.ts';
import { readItemLogs } from '../../src/app/item-logs.ts';
import { NOTHING_KNOWN, placesInItemLog } from '../../src/app/known-places.ts';
import { readLogView } from '../../src/app/log-view.ts';
import { openMonitor } from '../../src/app/monitor.ts';
import { readSessionEvidence } from '../../src/app/read-evidence.ts';
import { syncSession } from '../../src/app/sync.ts';
import { openLog } from '../../src/logfile/log-file.ts';
import { type ItemFacts, NO_DETAILS, QUEUES, type QueueName } from '../../src/session/item.ts';
import { iterateItems } from '../../src/store/item-query.ts';
import { startBudget } from '../../src/system/steady-clock.ts';
import { testDriver } from '../host/open-database.ts';
import { planSession } from '../host/simulator/plan.ts';
import { SCENARIOS, writeScenario } from '../host/simulator/scenarios.ts';
import { sessionsFolder, writeSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';

const WHOLE_LOG = { at: null, before: null, severity: null, q: null, wantsOutline: false };

let root = '';
const written: string[] = [];
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'failure-place-'));
  for (const name of SCENARIOS) {
    if (name === 'documented' || name === 'pending') continue;
    written.push(writeScenario(root, name, { accounts: 100 }).id);
  }
  const options = { accounts: 120, failureRate: 0.4, deathRate: 0.2, itemLogs: 'full' } as const;
  written.push(writeSession(root, planSession({ seed: 'many failures', ...options })).id);
});
afterAll(() => removeFolder(root));

interface FailedPhase {
  id: string;
  item: ItemFacts;
  queue: QueueName;
  log: string;
  failure: string;
}

function monitorOf() {
  return openMonitor({ root, driver: testDriver, busyMs: 1000, now: 1_793_700_000 });
}

/** All failed phases of a session that have a log of their own. */
function failedPhases(monitor: ReturnType<typeof monitorOf>, id: string, sid: number) {
  const phases: FailedPhase[] = [];
  for (const item of iterateItems(monitor.db, sid, { phasePairs: null, found: null })) {
    for (const queue of QUEUES) {
      const phase = item.phases[queue];
      if (phase?.status !== 'failed' || phase.logfile === null) continue;
      const { failure = '', logfile: log } = phase;
      if (pathOf(id, log)) phases.push({ id, item, queue, log, failure: failure ?? '' });
    }
  }
  return phases;
}

function pathOf(id: string, log: string): string | undefined {
  const folder = join(sessionsFolder(root), id);
  return [join(folder, log), join(folder, `.${log}`)].find((path) => existsSync(path));
}

/** Read off the file by other means than the program's: the text of every record, as the server writes it. */
function holdsFailure({ id, log, failure: shown }: FailedPhase): boolean {
  // What is masked is in the file as it is.
  const failure = shown.split('•', 1)[0] ?? '';
  const lines = readFileSync(pathOf(id, log) ?? '', 'utf8').split('\n');
  return lines.some((line) => {
    try {
      const { contents } = JSON.parse(line) as { contents: { msg?: unknown } };
      return String(contents.msg).includes(failure);
    } catch {
      return line.includes(failure);
    }
  });
}

function opened(monitor: ReturnType<typeof monitorOf>, phase: FailedPhase, sid: number) {
  const { id, item, queue, log: name, failure } = phase;
  const known = placesInItemLog(monitor.db, sid, item, queue);
  const excerpt = readItemLogs(root, id, item, { TRANSFER: known, RESTORE: known }).excerpts?.[
    queue
  ];
  const log = openLog(join(sessionsFolder(root), id), name);
  if (!log) throw new Error(`no log ${name}`);
  try {
    const failed = { failure, known };
    const source = { source: log, name, failed, known, budget: startBudget(1000) };
    return { excerpt, view: readLogView(source, WHOLE_LOG), size: log.size() };
  } finally {
    log.close();
  }
}

describe('the log of every failed item of the simulator’s sessions', () => {
  it.each([
    ['that the cache knows nothing of', false],
    ['that has been looked through', true],
  ])('%s opens where it failed, and the excerpt holds it', (_, isRead) => {
    const monitor = monitorOf();
    const counts = { failed: 0, inLog: 0, target: 0, excerpt: 0, silent: 0 };
    for (const id of written) {
      const synced = syncSession(monitor, id);
      if (!synced) throw new Error(`no session ${id}`);
      if (isRead) readSessionEvidence(monitor, synced, () => true);
      for (const phase of failedPhases(monitor, id, synced.session.sid)) {
        const { view, excerpt, size } = opened(monitor, phase, synced.session.sid);
        const target = view.window.lines.find(({ at }) => at === view.target);
        counts.failed += 1;
        if (holdsFailure(phase)) {
          counts.inLog += 1;
          counts.target += target?.text.includes(phase.failure) ? 1 : 0;
          counts.excerpt += excerpt?.lines.some(({ text }) => text.includes(phase.failure)) ? 1 : 0;
        } else {
          // Its child died: what is left is the end, and words that say so.
          expect(view.failurePlace?.is).toBe('silent');
          expect(view.window.to).toBe(size);
          expect(excerpt?.shows).toBe('silent');
          counts.silent += 1;
        }
      }
    }
    monitor.db.close();
    expect(counts.failed).toBeGreaterThan(60);
    expect(counts.silent).toBeGreaterThan(15);
    expect(counts).toEqual({
      ...counts,
      target: counts.inLog,
      excerpt: counts.inLog,
      silent: counts.failed - counts.inLog,
    });
  });
});

describe('a log by itself', () => {
  const place = (text: string, failure: string | null, known = NOTHING_KNOWN) => {
    writeFileSync(join(root, 'item-x'), text);
    const log = openLog(root, 'item-x');
    if (!log) throw new Error('no log');
    try {
      return findFailurePlace(log, { failure, known }, 1000);
    } finally {
      log.close();
    }
  };
  const record = (type: string, ...msg: string[]) =>
    `${JSON.stringify({ type, contents: { msg } })}\n`;
  const start = record('start', 'Starting.');
  const error = 'rsync: link_stat "/home/bob/x" failed: No such file or directory (2)\n';

  it('knows the failure under other quotes, in pieces, behind a stamp', () => {
    const failure = 'The database “bob_wp” could not be restored.';
    for (const line of [
      '[2026-11-02 04:13:22 +0000] error [restorepkg] The database "bob_wp" could not be restored.\n',
      record('error', 'The database “bob_wp”', 'could not be restored.\n'),
    ]) {
      expect(place(start + error + line + record('failed', 'Failed.'), failure)).toEqual({
        is: 'failure',
        at: Buffer.byteLength(start + error),
        isOpen: false,
      });
    }
  });

  it('finds a failure far from the end, and one whose middle the server has cut', () => {
    const list = `${'public_html/image.jpg\n'.repeat(60_000)}`;
    const failure = `Disk full on /home2: ${'x'.repeat(1100)}${'y'.repeat(1200)}`;
    const cut = `${failure.slice(0, 1020)}…${failure.slice(-1020)}`;
    const text = start + record('error', failure) + list + record('failed', 'Failed.');
    expect(place(text, cut)).toMatchObject({ is: 'failure', at: start.length });
  });

  it('falls back to the first error, and to the end', () => {
    const end = record('failed', 'Failed.');
    expect(place(start + error + end, 'Something else.')).toMatchObject({
      is: 'error',
      at: start.length,
    });
    expect(place(`${start}a\n${record('success', 'Done.')}`, 'Something else.')).toEqual({
      is: 'none',
      at: null,
      isOpen: false,
    });
  });

  it('does not believe a place of another file', () => {
    const known = { error: { at: start.length, isSure: true }, failureAt: 3 };
    appendFileSync(join(root, 'item-x'), '');
    expect(place(`${start}nothing here\n${record('failed', 'Failed.')}`, 'Lost.', known).is).toBe(
      'error',
    );
  });
});

it('shows the line of the other queue’s log where only that one says what the item failed of', () => {
  const host = mkdtempSync(join(tmpdir(), 'failure-elsewhere-'));
  try {
    const id = 'elsewhere1';
    const folder = join(sessionsFolder(host), id);
    mkdirSync(folder, { recursive: true });
    const line = (type: string, msg: string) => `${JSON.stringify({ type, contents: { msg } })}\n`;
    const failure = 'Archive “x2” is truncated.';
    const transfer = line('start', 'a') + line('error', failure) + line('success', 'Done.');
    writeFileSync(join(folder, 'item-t'), transfer);
    writeFileSync(join(folder, 'item-r'), line('start', 'a') + line('failed', 'Failed.'));
    const phase = {
      started: true,
      ...{ startedAt: 1, endedAt: 2, childNumber: 1, pid: 7, attempts: 1, message: null },
      counts: { dangerous: 0, altered: 0, skipped: 0, warning: 0 },
    };
    const item: ItemFacts = {
      type: 'AccountRemoteRoot',
      ...{ name: 'x2', localName: null, label: null, domain: null },
      ...NO_DETAILS,
      phases: {
        TRANSFER: { ...phase, status: 'success', logfile: 'item-t', failure: null },
        RESTORE: { ...phase, status: 'failed', logfile: 'item-r', failure },
      },
    };
    const known = { TRANSFER: NOTHING_KNOWN, RESTORE: NOTHING_KNOWN };
    const { excerpts } = readItemLogs(host, id, item, known);
    expect(excerpts?.TRANSFER).toMatchObject({ shows: 'failure', at: line('start', 'a').length });
    expect(excerpts?.RESTORE?.shows).not.toBe('failure');
  } finally {
    removeFolder(host);
  }
});
