import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMonitor } from '../../src/app/monitor.ts';
import { observeSession } from '../../src/app/observe.ts';
import { readSessionEvidence } from '../../src/app/read-evidence.ts';
import { summarize } from '../../src/app/report-session.ts';
import { syncSession } from '../../src/app/sync.ts';
import {
  addLine,
  NO_OPEN_EVIDENCE,
  NOTHING_REPORTED,
  reportedBy,
  settle,
} from '../../src/log/evidence.ts';
import { recountResults } from '../../src/store/result-store.ts';
import { testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

const ID = 'oldexamplecopya20261102101010AbCd';
const SESSION = `var/cpanel/transfer_sessions/${ID}`;
const LOG = 'item-TRANSFER_AccountRemoteRoot_shop47';
const ALWAYS = () => true;

let root: string;
let monitor: ReturnType<typeof openMonitor>;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'evidence-'));
  cpSync(join(repositoryRoot(), 'test/fixtures/cases/all-clean-though-databases-lost/root'), root, {
    recursive: true,
  });
  monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: 1_793_700_000 });
});

afterEach(() => {
  monitor.db.close();
  removeFolder(root);
});

function verdict(hasTimeLeft = ALWAYS) {
  const refreshed = syncSession(monitor, ID);
  if (!refreshed) throw new Error('the session is not found');
  expect(readSessionEvidence(monitor, refreshed, hasTimeLeft)).toEqual([]);
  return summarize(observeSession(monitor, refreshed)).verdict;
}

const evidenceRows = () =>
  monitor.db.prepare('SELECT * FROM evidence ORDER BY item_id, queue').all();

describe('the evidence of a session', () => {
  it('tells a moved account whose databases were not dumped', () => {
    expect(verdict()).toMatchObject({
      level: 'bad',
      sentence: '1 of 1 moved: 1 incomplete.',
      incomplete: 1,
      logsRead: { read: 2, of: 2 },
    });
    // 31 databases that were not dumped, and the one during which the server went away.
    const [row] = monitor.db.prepare('SELECT sum(errors) AS errors FROM evidence').all();
    expect(row?.errors).toBe(32);
  });

  it('says how many logs are left before they are read', () => {
    expect(verdict(() => false)).toMatchObject({
      level: 'review',
      sentence: '1 of 1 moved: all clean. 2 of 2 logs have not been read for errors yet.',
      logsRead: { read: 0, of: 2 },
    });
  });

  it('is the same whether it is read at once or in pieces', () => {
    // Lines enough for several blocks, with an error in each.
    const lines = Array.from({ length: 20_000 }, (_, k) =>
      k % 1000 === 0 ? 'tar: x: Cannot open: Permission denied' : `public_html/file-${k}.html`,
    );
    appendFileSync(join(root, SESSION, LOG), `${lines.join('\n')}\n`);
    let seed = 1;
    const sometimes = (): boolean => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed % 3 !== 0;
    };
    for (let round = 0; round < 60; round++) verdict(sometimes);
    const inPieces = evidenceRows();
    monitor.db.close();
    removeFolder(join(root, 'var/cpanel/transfer_monitor'));
    monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: 1_793_700_000 });
    verdict();
    expect(evidenceRows().map(({ item_id: _, ...row }) => row)).toEqual(
      inPieces.map(({ item_id: _, ...row }) => row),
    );
    expect(inPieces.every(({ state }) => state === 'read')).toBe(true);
  });

  it('counts items by what they lack as a count of their rows does', () => {
    verdict();
    const tally = () =>
      monitor.db.prepare('SELECT * FROM result_tally ORDER BY combo, level').all();
    const counted = tally();
    const [session] = monitor.db.prepare('SELECT sid FROM session').all();
    recountResults(monitor.db, Number(session?.sid));
    expect(tally()).toEqual(counted);
    expect(counted).toMatchObject([{ level: 2, count: 1 }]);
  });

  it('does not call a session good while a log of a moved item is gone', () => {
    rmSync(join(root, SESSION, LOG));
    expect(verdict()).toMatchObject({ level: 'review', logsRead: { read: 1, of: 1 } });
  });

  it('counts the log of a worker that did not end it as one error', () => {
    writeFileSync(
      join(root, SESSION, LOG),
      '{"type":"start","contents":{"msg":["Starting"]}}\n{"type":"out","contents":{"msg":["a"]}}\n',
    );
    expect(verdict()).toMatchObject({ incomplete: 1 });
    const [row] = monitor.db.prepare('SELECT * FROM evidence WHERE errors > 0').all();
    expect(row).toMatchObject({
      errors: 1,
      first_text: 'The log stops without a final entry: its worker did not finish it.',
    });
  });

  it('is the same whether it is read while the item runs or when it has ended', () => {
    const master = join(root, SESSION, 'master.log');
    const whole = readFileSync(master, 'utf8');
    const log = join(root, SESSION, LOG);
    const lines = readFileSync(log, 'utf8').split('\n');
    const end = whole.indexOf('"action": "success-item"');
    writeFileSync(master, `${whole.slice(0, whole.lastIndexOf('\n', end))}\n`);
    const reads: unknown[] = [];
    for (let count = 1; count < lines.length; count += 7) {
      // The last line is being written.
      const half = (lines[count] ?? '').slice(0, 20);
      writeFileSync(log, `${lines.slice(0, count).join('\n')}\n${half}`);
      expect(verdict()).toMatchObject({ logsRead: { read: 0, of: 0 } });
      reads.push(evidenceRows()[0]?.errors);
    }
    expect(reads.at(-1)).toBeGreaterThan(Number(reads[0]));
    writeFileSync(log, lines.join('\n'));
    writeFileSync(master, whole);
    expect(verdict()).toMatchObject({ incomplete: 1, logsRead: { read: 2, of: 2 } });
    const grown = evidenceRows();
    monitor.db.close();
    removeFolder(join(root, 'var/cpanel/transfer_monitor'));
    monitor = openMonitor({ root, driver: testDriver, busyMs: 1000, now: 1_793_700_000 });
    verdict();
    const free = (rows: ReturnType<typeof evidenceRows>) =>
      rows.map(({ item_id: _, ...row }) => row);
    expect(free(evidenceRows())).toEqual(free(grown));
  });

  it('stays when the server has deleted the session', () => {
    const before = verdict();
    removeFolder(join(root, SESSION));
    const index = testDriver.open(join(root, 'var/cpanel/transfer_sessions/whmxfer.sqlite'), 0);
    index.exec('DELETE FROM sessions');
    index.close();
    expect(verdict()).toMatchObject({
      level: 'bad',
      sentence: before.sentence,
      incomplete: 1,
      logsRead: { read: 2, of: 2 },
    });
  });
});

describe('the error lines of an item that has not ended', () => {
  const raw = (text: string, at = 0) => ({ at, text, isCut: false, isFragment: false });
  const LINE = 'tar: x: Cannot open: Permission denied';

  it('count once where its issues turn out to report them', () => {
    const read = addLine(NO_OPEN_EVIDENCE, raw(LINE), NOTHING_REPORTED);
    expect(read).toMatchObject({ errors: 1, open: [{ text: LINE }] });
    expect(settle(read, NOTHING_REPORTED)).toMatchObject({ errors: 1, errorAt: 0, open: null });
    expect(settle(read, reportedBy([LINE], null))).toMatchObject({ errors: 0, level: 0 });
    expect(settle(read, reportedBy([], LINE))).toMatchObject({ errors: 0, failureAt: 0 });
  });

  it('are read again where they are too many', () => {
    let read = NO_OPEN_EVIDENCE;
    for (let at = 0; at < 60; at++) read = addLine(read, raw(LINE, at), NOTHING_REPORTED);
    expect(read.errors).toBe(60);
    expect(settle(read, NOTHING_REPORTED)).toBeNull();
  });
});
