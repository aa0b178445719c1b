import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, runPage } from '../command/run.ts';
import { repositoryRoot } from '../host/repository.ts';
import { seededRandom } from '../host/simulator/random.ts';

/** How many damages, each from a seed of its own: DAMAGES=300 is the long form. */
const DAMAGES = Number(process.env.DAMAGES ?? 8);
const FIXTURE = join(repositoryRoot(), 'test/fixtures/v0.1.0');
const ARCHIVED = 'copyacct20261128160624hjq65d';
const LIVE = 'copyacct20261128170624fx35k3';
const LONG_MS = 60_000 + DAMAGES * 20_000;

let folder = '';
let root = '';
/** How many messages of the archived session 0.1.0 has stored. */
let wholeTexts = 0;
const at = (name: string): string => join(root, 'var/cpanel/transfer_monitor', name);

/** A host with the live session's log, and what has become of the files of 0.1.0 in the program of today. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-damages-'));
  begin();
  for (const name of ['cache.sqlite', 'notices.sqlite'])
    copyFileSync(join(FIXTURE, name), at(name));
  wholeTexts = rows(TEXTS).length;
  expect(runCommand(root, ['ingest']).code).toBe(0);
  const db = new BetterSqlite3(at('cache.sqlite'));
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  copyFileSync(at('cache.sqlite'), join(folder, 'sound.sqlite'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function begin(): void {
  root = mkdtempSync(join(folder, 'root-'));
  mkdirSync(join(root, 'var/cpanel/transfer_sessions', LIVE), { recursive: true });
  copyFileSync(
    join(FIXTURE, 'live-master.log'),
    join(root, 'var/cpanel/transfer_sessions', LIVE, 'master.log'),
  );
  mkdirSync(at(''), { recursive: true, mode: 0o700 });
  writeFileSync(at('config.json'), JSON.stringify({ retention: { days: 0 } }), { mode: 0o600 });
}

function sound(): void {
  begin();
  copyFileSync(join(folder, 'sound.sqlite'), at('cache.sqlite'));
}

function rows(sql: string): Record<string, unknown>[] {
  const db = new BetterSqlite3(at('cache.sqlite'), { readonly: true });
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

const TEXTS = `SELECT text FROM issue JOIN session USING (sid) WHERE id = '${ARCHIVED}' ORDER BY at, issue_id`;
const MARKS = 'SELECT session_id, type, name, note, done FROM follow_up ORDER BY 1, 2, 3, 4';

/** What one `ingest` makes of it. */
function expectRepaired(): { texts: number; marks: number; words: string } {
  const run = runCommand(root, ['ingest']);
  expect([run.code, run.stderr]).toEqual([0, expect.any(String)]);
  const page = runPage(root, `session=${LIVE}&format=json`);
  expect(page.status, page.body).toBe(200);
  const list = runCommand(root, ['list', '--json']);
  expect(list.code, list.stderr).toBe(0);
  expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(readdirSync(at('')).filter((name) => name.includes('.new'))).toEqual([]);
  return { texts: rows(TEXTS).length, marks: rows(MARKS).length, words: run.stderr };
}

/** Nothing of it may be missing. */
function expectWhole(): void {
  const { texts, marks } = expectRepaired();
  expect([texts, marks]).toEqual([wholeTexts, 8]);
  const archived = runCommand(root, ['show', ARCHIVED, '--json']);
  expect(JSON.parse(archived.stdout).archived).toBe(true);
}

describe('a damaged cache', () => {
  const damages: [string, () => void][] = [
    ['a damaged head', () => overwrite(0, 100)],
    ['a damaged description of the tables', () => overwrite(100, 4096)],
    ['the head of no database', () => writeAt(0, Buffer.from('SQLite format 4'))],
    ['tables without a version', () => sql('PRAGMA user_version = 0')],
    ['a missing table', () => sql('DROP TABLE tally')],
    ['a missing table of steps', () => sql("DELETE FROM meta WHERE name = 'steps'")],
    ['a missing column', () => sql('ALTER TABLE worker DROP COLUMN restarts')],
    ['a missing index', () => sql('DROP INDEX item_by_combo')],
  ];
  it.each(damages)('with %s is rebuilt whole by one ingest', { timeout: LONG_MS }, (_, damage) => {
    sound();
    damage();
    const page = runPage(root, `session=${LIVE}`);
    if (page.status !== 200) expect(page.body).toContain('whm-transfers ingest');
    runCommand(root, ['show', LIVE]);
    expectWhole();
  });

  it.each([50, 4096, 8192, 0.5])(
    'cut to %s is rebuilt from what is left',
    { timeout: LONG_MS },
    (size) => {
      sound();
      truncateSync(
        at('cache.sqlite'),
        size < 1 ? readFileSync(at('cache.sqlite')).length * size : size,
      );
      const { words } = expectRepaired();
      expect(words).toContain(`The damaged file: ${at('cache.sqlite')}.damaged`);
    },
  );

  it.each([
    ['a folder', () => mkdirSync(at('cache.sqlite'))],
    ['a pipe', () => execFileSync('mkfifo', [at('cache.sqlite')])],
    ['a link to nothing', () => symlinkSync('/nowhere/cache', at('cache.sqlite'))],
  ] as const)('that is %s is moved aside by one ingest', { timeout: LONG_MS }, (_, make) => {
    begin();
    make();
    const page = runPage(root, '');
    if (page.status !== 200) expect(page.body).toContain('whm-transfers ingest');
    expect(expectRepaired().words).toContain('cache.sqlite.damaged');
  });

  it.runIf(process.env.DAMAGES)(
    'by bits and pages of any kind is rebuilt by one ingest',
    { timeout: LONG_MS },
    () => {
      const found = { whole: 0, part: 0, none: 0, marks: 0 };
      for (let seed = 1; seed <= DAMAGES; seed++) {
        sound();
        const bytes = readFileSync(at('cache.sqlite'));
        const source = seededRandom(`damage ${seed}`);
        const random = (): number => source.next();
        const place = (): number => Math.floor(random() * bytes.length);
        if (seed % 2 === 0) {
          const page = place() & ~4095;
          for (let i = page; i < page + 4096; i++) bytes[i] = Math.floor(random() * 256);
        } else {
          for (let i = 0; i < 200; i++) {
            const at = place();
            bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
          }
        }
        writeFileSync(at('cache.sqlite'), bytes);
        // What nobody has met yet, `doctor` finds: the next ingest looks at the whole cache then.
        runCommand(root, ['doctor']);
        const { texts, marks } = expectRepaired();
        found[texts === wholeTexts ? 'whole' : texts > 0 ? 'part' : 'none'] += 1;
        found.marks += marks;
        rmSync(root, { recursive: true });
      }
      if (process.env.DAMAGES) console.log(JSON.stringify(found));
      expect(found.none).toBeLessThan(DAMAGES / 4);
    },
  );
});

function overwrite(from: number, to: number): void {
  writeAt(from, Buffer.alloc(to - from, 0xff));
}

function writeAt(from: number, what: Buffer): void {
  const bytes = readFileSync(at('cache.sqlite'));
  what.copy(bytes, from);
  writeFileSync(at('cache.sqlite'), bytes);
}

function sql(words: string): void {
  const db = new BetterSqlite3(at('cache.sqlite'));
  db.exec(words);
  db.close();
}

describe('damaged notices', () => {
  it('are put aside by ingest, and the cache is not blamed', { timeout: LONG_MS }, () => {
    sound();
    copyFileSync(join(FIXTURE, 'notices.sqlite'), at('notices.sqlite'));
    const bytes = readFileSync(at('notices.sqlite'));
    bytes.fill(0xff, 100, 4096);
    writeFileSync(at('notices.sqlite'), bytes);
    const { code, stderr } = runCommand(root, ['ingest']);
    expect(code).toBe(0);
    expect(stderr).toContain('The list of notices was damaged and is rebuilt.');
    expect(stderr).not.toContain('cache was');
    const db = new BetterSqlite3(at('notices.sqlite'), { readonly: true });
    expect(db.prepare('SELECT state FROM notice').all()).toHaveLength(3);
    db.close();
  });
});
