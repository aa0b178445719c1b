import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, runPage } from '../command/run.ts';
import { writeLargeMasterLog } from '../host/simulator/large-log.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-damage-'));
const id = 'copyacctdamage';
const PAGE = 4096;
const cache = join(root, 'var/cpanel/transfer_monitor/cache.sqlite');

beforeAll(() => {
  const folder = join(root, 'var/cpanel/transfer_sessions', id);
  mkdirSync(folder, { recursive: true });
  writeLargeMasterLog(join(folder, 'master.log'), 2000);
  runCommand(root, ['ingest']);
  // Only rows of items name logs: a page behind the middle of theirs loses its bytes.
  const bytes = readFileSync(cache);
  const pages: number[] = [];
  for (let at = 0; at < bytes.length; at += PAGE) {
    if (bytes.subarray(at, at + PAGE).includes('item-RESTORE')) pages.push(at);
  }
  const page = pages[Math.floor(pages.length * 0.6)] ?? 0;
  bytes.fill(0xff, page, page + PAGE);
  writeFileSync(cache, bytes);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a cache that is damaged inside', () => {
  it('ends a table that was begun with words, not with a second head', () => {
    const { status, body } = runPage(root, `session=${id}&format=csv`);
    expect(status).toBe(200);
    expect(body).toMatch(/"This table is not complete: [^"]+"\r\n$/);
    expect(body).not.toContain('Status:');
  });

  it('is named, with what mends it', () => {
    const { stderr, code } = runCommand(root, ['items', id, '--json']);
    expect(code).toBe(4);
    expect(stderr).toContain('The cache is damaged. Run: whm-transfers doctor');
  });
});
