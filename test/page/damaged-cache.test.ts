import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../host/open-database.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-damage-'));
const id = 'copyacctdamage';
const PAGE = 4096;
const cache = join(root, 'var/cpanel/transfer_monitor/cache.sqlite');

const archived = 'copyacctarchived';
let before = '';

beforeAll(() => {
  writeSession(archived, 40);
  runCommand(root, ['ingest']);
  removeFolder(join(root, 'var/cpanel/transfer_sessions', archived));
  writeSession(id, 2000);
  runCommand(root, ['ingest']);
  const db = openDatabase(cache);
  db.exec(`INSERT INTO follow_up VALUES ('${id}', '0a1b', 'AccountRemoteRoot', 'birch', 1, NULL, 'root', 1),
    ('${archived}', '0a1b', 'AccountRemoteRoot', 'maple', 1, 'done', 'root', 2)`);
  db.close();
  before = runCommand(root, ['show', archived, '--json']).stdout;
  damageItems();
});

function writeSession(name: string, accounts: number): void {
  const folder = join(root, 'var/cpanel/transfer_sessions', name);
  mkdirSync(folder, { recursive: true });
  writeLargeMasterLog(join(folder, 'master.log'), accounts);
}

/** Only rows of items name logs: a page behind the middle of theirs loses its bytes. */
function damageItems(): void {
  const bytes = readFileSync(cache);
  const pages: number[] = [];
  for (let at = 0; at < bytes.length; at += PAGE) {
    if (bytes.subarray(at, at + PAGE).includes('item-RESTORE')) pages.push(at);
  }
  const page = pages[Math.floor(pages.length * 0.6)] ?? 0;
  bytes.fill(0xff, page, page + PAGE);
  writeFileSync(cache, bytes);
}

function ticks(): unknown[] {
  const db = openDatabase(cache);
  const rows = db.prepare('SELECT name, note FROM follow_up ORDER BY name').all();
  db.close();
  return rows;
}

afterAll(() => removeFolder(root));

describe('a cache that is damaged inside', () => {
  it('ends a table that was begun with words, not with a second head', () => {
    const { status, body } = runPage(root, `session=${id}&format=csv`);
    expect(status).toBe(200);
    expect(body).toMatch(/"This table is not complete: [^"]+"\r\n$/);
    expect(body).not.toContain('Status:');
  });

  it('is named, with what repairs it', () => {
    const { stderr, code } = runCommand(root, ['items', id, '--json']);
    expect(code).toBe(4);
    expect(stderr).toContain('The cache is damaged. Run: whm-transfers ingest');
  });

  it('is replaced by ingest, which keeps marks and archived sessions', () => {
    const { stderr, code } = runCommand(root, ['ingest']);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `The cache was damaged and has been rebuilt. The damaged file is kept as ${cache}.damaged\n`,
    );
    expect(stderr).toContain('Kept: 2 follow-up marks, 1 archived session.');
    const { items } = JSON.parse(runCommand(root, ['items', id, '--json']).stdout);
    expect(items).toHaveLength(2000);
    expect(JSON.parse(before).archived).toBe(true);
    const { cursor: _, ...kept } = JSON.parse(
      runCommand(root, ['show', archived, '--json']).stdout,
    );
    const { cursor: __, ...was } = JSON.parse(before);
    expect(kept).toEqual(was);
    expect(ticks()).toEqual([
      { name: 'birch', note: null },
      { name: 'maple', note: 'done' },
    ]);
    expect(runCommand(root, ['ingest']).stderr).not.toContain('damaged');
  });

  it('is moved aside under a name that is free, once more', () => {
    const first = readFileSync(`${cache}.damaged`);
    damageItems();
    expect(runCommand(root, ['items', id, '--json']).code).toBe(4);
    const { stderr, code } = runCommand(root, ['ingest', id]);
    expect(code).toBe(0);
    expect(stderr).toContain(`The damaged file is kept as ${cache}.damaged-2\n`);
    expect(readFileSync(`${cache}.damaged`).equals(first)).toBe(true);
    expect(statSync(cache).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(cache)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('is repaired by an ingest that meets the damage itself', () => {
    const bytes = readFileSync(cache);
    // The tables' roots but the first: whatever is done first meets one.
    for (let at = PAGE; at < 12 * PAGE; at += PAGE) bytes.fill(0xff, at, at + PAGE);
    writeFileSync(cache, bytes);
    const { stderr, code } = runCommand(root, ['ingest']);
    expect(stderr).toContain(`The damaged file is kept as ${cache}.damaged-3\n`);
    expect(code).toBe(0);
    expect(JSON.parse(runCommand(root, ['items', id, '--json']).stdout).items).toHaveLength(2000);
  });
});
