import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPage } from '../command/run.ts';

const DATA = 'var/cpanel/transfer_monitor';
const CACHE = 'code-list-html';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-code-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const cachePath = (): string => join(root, DATA, CACHE);

/** The first page, without what differs in every answer. */
function page(): string {
  const { status, body } = runPage(root, '');
  expect(status).toBe(200);
  return body.replaceAll(/nonce[^ >]*|data-now="\d+"/g, '');
}

describe('the code that is kept between requests', () => {
  it('is made by the first page, for its owner alone, and then stays', () => {
    const first = page();
    const made = statSync(cachePath());
    expect(made.mode & 0o777).toBe(0o600);
    expect(page()).toBe(first);
    expect(statSync(cachePath()).ino).toBe(made.ino);
    expect(readdirSync(join(root, DATA)).filter((name) => name.startsWith('code-'))).toEqual([
      CACHE,
    ]);
  });

  it('is not made by a refusal', () => {
    expect(runPage(root, 'session=../x').status).toBe(400);
    expect(readdirSync(root, { recursive: true }).join()).not.toContain('code-');
  });

  const damages: [string, () => void][] = [
    ['is empty', () => truncateSync(cachePath(), 0)],
    ['is cut within its label', () => truncateSync(cachePath(), 50)],
    ['is cut behind its label', () => truncateSync(cachePath(), 5000)],
    ['is something else', () => writeFileSync(cachePath(), 'x'.repeat(9000))],
    ['is of another program', () => overwrite(0, 'f'.repeat(64))],
    ['is of another Node', () => overwrite(65, 'v18.0.0')],
    ['has an empty block', () => overwrite(20_480, '\0'.repeat(4096))],
    ['can be written by others', () => chmodSync(cachePath(), 0o666)],
    ['is a symbolic link', () => link()],
  ];
  for (const [words, damage] of damages) {
    it(`is not used and made anew where it ${words}`, () => {
      const first = page();
      const good = readFileSync(cachePath());
      damage();
      expect(page()).toBe(first);
      expect(statSync(cachePath()).mode & 0o777).toBe(0o600);
      expect(readFileSync(cachePath()).subarray(0, 64)).toEqual(good.subarray(0, 64));
      expect(page()).toBe(first);
    });
  }
});

function overwrite(at: number, text: string): void {
  const bytes = readFileSync(cachePath());
  bytes.write(text, at, 'latin1');
  writeFileSync(cachePath(), bytes);
}

function link(): void {
  const other = join(root, 'other');
  writeFileSync(other, readFileSync(cachePath()), { mode: 0o600 });
  rmSync(cachePath());
  symlinkSync(other, cachePath());
}
