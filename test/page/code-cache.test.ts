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
import { damagedCode } from '../../src/app/maintain.ts';
import { runCommand, runPage } from '../command/run.ts';
import { removeFolder } from '../remove-folder.ts';

const DATA = 'var/cpanel/transfer_monitor';
const CACHE = 'code-list-html';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-code-'));
});
afterEach(() => removeFolder(root));

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
    it(`is not used and made again where it ${words}`, () => {
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

/** Numbers that are the same in every run (a linear congruential generator). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A request each; ten of each kind: DAMAGED_CODE=400 is the long form. */
const ROUNDS = Number(process.env.DAMAGED_CODE ?? 40);

describe('code that was damaged anywhere', () => {
  it('never spoils an answer: one bit, some bytes, an empty block, a block from elsewhere', () => {
    const first = page();
    const good = readFileSync(cachePath());
    const random = randomNumbers(7);
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = Buffer.from(good);
      const at = random(bytes.length - 4096);
      const kind = round % 4;
      if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      else if (kind === 1) for (let i = 0; i < 16; i++) bytes[at + i] = random(256);
      else if (kind === 2) bytes.fill(0, at, at + 512);
      else bytes.copy(bytes, at, random(bytes.length - 4096), bytes.length);
      writeFileSync(cachePath(), bytes);
      expect(page(), `round ${round}`).toBe(first);
    }
  }, 240_000);

  it('is found, and taken away by ingest', () => {
    page();
    overwrite(30_001, 'x');
    const other = cachePath().replace('list', 'item');
    writeFileSync(other, 'x', { mode: 0o600 });
    const seen = (): string[] => damagedCode(root);
    expect(seen()).toEqual(['code-item-html', 'code-list-html']);
    const { stderr, code } = runCommand(root, ['ingest']);
    expect(stderr).toContain('code-list-html was damaged and has been removed.');
    expect(code).toBe(0);
    expect(readdirSync(join(root, DATA)).filter((name) => name.startsWith('code-'))).toEqual([]);
    expect(seen()).toEqual([]);
  });
});

describe('drafts of processes that were killed', () => {
  const drafts = (): string[] =>
    readdirSync(join(root, DATA)).filter((name) => /\.\d+(\.new(-journal)?)?$/.test(name));
  const leave = (): void => {
    for (const name of [
      'code-log-html.4194305',
      'cache.sqlite.4194305.new',
      'cache.sqlite.4194305.new-journal',
    ]) {
      writeFileSync(join(root, DATA, name), 'half');
    }
  };

  it('are removed by the next page that keeps its code, as far as they are its own', () => {
    page();
    leave();
    rmSync(cachePath());
    page();
    expect(drafts()).toEqual(['cache.sqlite.4194305.new', 'cache.sqlite.4194305.new-journal']);
  });

  it('are removed by ingest, and those of living processes stay', () => {
    page();
    leave();
    const mine = `code-item-html.${process.pid}`;
    writeFileSync(join(root, DATA, mine), 'half');
    expect(runCommand(root, ['ingest']).code).toBe(0);
    expect(drafts()).toEqual([mine]);
  });
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
