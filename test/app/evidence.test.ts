import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSessionEvidence } from '../../src/app/evidence.ts';
import { openMonitor } from '../../src/app/monitor.ts';
import { observeSession } from '../../src/app/observe.ts';
import { summarize } from '../../src/app/session-report.ts';
import { syncSession } from '../../src/app/sync.ts';
import { recountResults } from '../../src/store/result-store.ts';
import { testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';

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
  rmSync(root, { recursive: true });
});

function verdict(goOn = ALWAYS) {
  const refreshed = syncSession(monitor, ID);
  if (!refreshed) throw new Error('the session is not found');
  expect(readSessionEvidence(monitor, refreshed, goOn)).toEqual([]);
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
    rmSync(join(root, 'var/cpanel/transfer_monitor'), { recursive: true });
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
      first_text: 'The log breaks off: its worker did not end it.',
    });
  });
});
