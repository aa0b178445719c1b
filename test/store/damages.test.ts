import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandName, pageHere, runHere } from '../command/here.ts';
import { repositoryRoot } from '../host/repository.ts';
import { seededRandom } from '../host/simulator/random.ts';
import { removeFolder } from '../remove-folder.ts';
import { type Run, runCommand, runPage } from '../warm/run.ts';

/** How many damages, each from a seed of its own: DAMAGES=300 is the long form, from the seed FIRST_DAMAGE on. */
const DAMAGES = Number(process.env.DAMAGES ?? 10);
const FIRST = Number(process.env.FIRST_DAMAGE ?? 1);
const FIXTURE = join(repositoryRoot(), 'test/fixtures/v0.1.0');
const ARCHIVED = 'copyacct20261128160624hjq65d';
const LIVE = 'copyacct20261128170624fx35k3';
const LONG_MS = 60_000 + DAMAGES * 5_000;
const NOW = 1_795_900_000;

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
afterAll(() => removeFolder(folder));

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
/** As they are shown: with their session, their item and their group. */
const SHOWN = `SELECT issue.at, issue.text, session.id, item.name FROM issue JOIN session USING (sid) JOIN item USING (item_id)
  JOIN issue_group USING (group_id)`;
const ITEMS = `SELECT session.id, item.name, t_status, r_status FROM item JOIN session USING (sid)`;
const MARKS = 'SELECT session_id, type, name, note, done FROM follow_up';
/** Each once: one that has moved stays under the id that an older version knows. */
const MARKED = MARKS.replace('SELECT', 'SELECT DISTINCT');

type Ways = 'processes' | 'here';

/** A command as a process of its own, or in this one. */
async function command(ways: Ways, [name, ...args]: [CommandName, ...string[]]): Promise<Run> {
  return ways === 'processes' ? runCommand(root, [name, ...args]) : runHere(root, NOW, name, args);
}

async function page(ways: Ways, query: string): Promise<{ status: number; body: string }> {
  if (ways === 'processes') return runPage(root, query);
  const { status, body } = await pageHere(root, NOW, query);
  return { status, body: body.replaceAll(/<style.*?<\/style>/gs, '') };
}

/** What one `ingest` makes of it. */
async function expectRepaired(
  ways: Ways,
): Promise<{ texts: number; marks: number; words: string }> {
  const { code, stderr } = await command(ways, ['ingest']);
  expect([code, stderr]).toEqual([0, stderr]);
  await expectAnswers();
  expect(readdirSync(at('')).filter((name) => name.includes('.new'))).toEqual([]);
  return { texts: rows(TEXTS).length, marks: rows(MARKED).length, words: stderr };
}

async function expectAnswers(): Promise<void> {
  const listed = await command('here', ['list', '--json']);
  expect([listed.code, listed.stderr]).toEqual([0, listed.stderr]);
  for (const query of [`session=${LIVE}`, '']) {
    const { status, body } = await page('here', query);
    expect([query, status, body.slice(0, 2_000)]).toEqual([query, 200, body.slice(0, 2_000)]);
  }
  expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
}

/** Nothing of it may be missing. */
async function expectWhole(ways: Ways): Promise<void> {
  const { texts, marks } = await expectRepaired(ways);
  expect([texts, marks]).toEqual([wholeTexts, 8]);
  const archived = await command(ways, ['show', ARCHIVED, '--json']);
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
  it.each(damages)(
    'with %s is rebuilt whole by one ingest',
    { timeout: LONG_MS },
    async (_, damage) => {
      sound();
      damage();
      // A page would have it repaired in the background.
      writeFileSync(at('maintained'), '');
      expect((await page('here', `session=${LIVE}`)).status).toBe(200);
      await command('here', ['show', LIVE]);
      await expectWhole('here');
    },
  );

  it('of 0.1.0 with a damaged head is rebuilt whole by the first ingest of a newer version', {
    timeout: LONG_MS,
  }, async () => {
    begin();
    copyFileSync(join(FIXTURE, 'cache.sqlite'), at('cache.sqlite'));
    overwrite(0, 100);
    await expectWhole('processes');
  });

  it.each([50, 4096, 8192, 0.5])(
    'cut to %s is rebuilt from what is left',
    { timeout: LONG_MS },
    async (size) => {
      sound();
      truncateSync(
        at('cache.sqlite'),
        size < 1 ? readFileSync(at('cache.sqlite')).length * size : size,
      );
      const { words } = await expectRepaired('here');
      expect(words).toContain(`The damaged file is kept as ${at('cache.sqlite')}.damaged`);
    },
  );

  it.each([
    ['a folder', () => mkdirSync(at('cache.sqlite'))],
    ['a pipe', () => execFileSync('mkfifo', [at('cache.sqlite')])],
    ['a link to nothing', () => symlinkSync('/nowhere/cache', at('cache.sqlite'))],
  ] as const)(
    'that is %s is moved aside by one ingest',
    { timeout: LONG_MS },
    async (what, make) => {
      begin();
      make();
      // A page would have it repaired in the background.
      writeFileSync(at('maintained'), '');
      // What opens a pipe may wait for ever: a process can be ended then.
      const ways = what === 'a pipe' ? 'processes' : 'here';
      const { status, body } = await page(ways, '');
      expect(status).toBe(200);
      expect(body).toContain('whm-transfers ingest');
      expect((await expectRepaired(ways)).words).toContain('cache.sqlite.damaged');
    },
  );

  it('by bits and pages of any kind is rebuilt by one ingest, and nothing is lost that could be read', {
    timeout: LONG_MS,
  }, async () => {
    const found = { whole: 0, part: 0, none: 0, readable: 0, lost: 0 };
    for (let seed = FIRST; seed < FIRST + DAMAGES; seed++) {
      sound();
      const kind = damageAtRandom(seed);
      const readable = readableRows();
      const { code, stderr } = await command('here', ['ingest']);
      expect([kind, seed, code, stderr]).toEqual([kind, seed, 0, stderr]);
      await expectAnswers();
      const lost = [
        ...missing(readable.texts, rows(SHOWN).map(valuesOf)),
        ...missing(readable.items, rows(ITEMS).map(valuesOf)),
        ...missing(readable.marks, rows(MARKS).map(valuesOf)),
      ];
      if (lost.length > 0) console.log(`${kind} ${seed}: ${lost.length} lost, ${lost[0]}`);
      found.lost += lost.length;
      found.readable += readable.texts.length;
      const texts = rows(TEXTS).length;
      found[texts === wholeTexts ? 'whole' : texts > 0 ? 'part' : 'none'] += 1;
      removeFolder(root);
    }
    if (process.env.DAMAGES) console.log(JSON.stringify(found));
    expect(found.lost).toBe(0);
    // Damage of this sort leaves more than half of all texts on their pages.
    expect(found.readable).toBeGreaterThan((DAMAGES * wholeTexts) / 2);
  });
});

const PAGE = 4096;

/** Flipped bits, a page of zeros or of noise, two pages in each other's place, or a cut. */
function damageAtRandom(seed: number): string {
  const bytes = readFileSync(at('cache.sqlite'));
  const source = seededRandom(`damage ${seed}`);
  const below = (limit: number): number => Math.floor(source.next() * limit);
  const pageAt = (): number => below(bytes.length / PAGE) * PAGE;
  const kind = KINDS[seed % KINDS.length] ?? 'bits';
  let { length } = bytes;
  if (kind === 'bits') {
    for (let i = 0; i < 200; i++) {
      const place = below(bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << below(8));
    }
  } else if (kind === 'zeros') {
    for (let i = 0; i < 3; i++) {
      const page = pageAt();
      bytes.fill(0, page, page + PAGE);
    }
  } else if (kind === 'noise') {
    const page = pageAt();
    for (let i = page; i < page + PAGE; i++) bytes[i] = below(256);
  } else if (kind === 'swap') {
    const [one, other] = [pageAt(), pageAt()];
    const copy = Buffer.from(bytes.subarray(one, one + PAGE));
    bytes.copy(bytes, one, other, other + PAGE);
    copy.copy(bytes, other);
  } else {
    length = below(bytes.length);
  }
  writeFileSync(at('cache.sqlite'), bytes.subarray(0, length));
  return kind;
}

const KINDS = ['bits', 'zeros', 'noise', 'swap', 'cut'] as const;

type Values = unknown[];
const valuesOf = (row: Record<string, unknown>): Values => Object.values(row);

/**
 * What is in the damaged file as it was in the sound one: rows all of whose bytes are there, on a page that still says what it
 * is and where they begin. Nothing of the product's reading is used, and nothing is asked of the damaged file but its bytes. A null
 * is a part of the row that another row would have to tell, which is damaged.
 */
function readableRows(): { texts: Values[]; items: Values[]; marks: Values[] } {
  const damaged = readFileSync(at('cache.sqlite'));
  const db = new BetterSqlite3(join(folder, 'sound.sqlite'), { readonly: true });
  const places = (table: string): Place[] => placesOf(db, table);
  const all = (sql: string): Values[] => db.prepare(sql).raw().all() as Values[];
  const left = <T>(table: string, list: T[]): T[] => {
    const found = places(table);
    expect(found.length).toBe(list.length);
    return list.filter((_, index) => found[index]?.(damaged));
  };
  try {
    const sessions = new Set(left('session', all('SELECT sid FROM session ORDER BY sid')).flat());
    const items = left(
      'item',
      all(`SELECT item_id, id, name, t_status, r_status, sid, archived FROM item JOIN session USING (sid)
        ORDER BY item_id`),
    ).map(([itemId, id, ...rest]) => [itemId, sessions.has(rest[3]) ? id : null, ...rest]);
    const names = new Map(items.map(([itemId, , name]) => [itemId, name]));
    const texts = left(
      'issue',
      all(`SELECT at, text, id, item_id, sid, archived FROM issue JOIN session USING (sid)
        ORDER BY issue_id`),
    );
    return {
      texts: texts
        .filter((row) => row[5] === 1)
        .map(([place, text, id, itemId, sid]) => [
          place,
          text,
          sessions.has(sid) ? id : null,
          names.get(itemId) ?? null,
        ]),
      items: items.filter((row) => row[6] === 1).map((row) => row.slice(1, 5)),
      marks: left('follow_up', all(`${MARKS} ORDER BY session_id, issue, type, name`)),
    };
  } finally {
    db.close();
  }
}

/** Whether the bytes of a row are in a file as they was in the sound one. */
type Place = (file: Buffer) => boolean;

/** Where the rows of a table are, in their order (https://sqlite.org/fileformat2.html#b_tree_pages); none has more than one page. */
function placesOf(db: BetterSqlite3.Database, table: string): Place[] {
  const file = readFileSync(join(folder, 'sound.sqlite'));
  const leaves = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .pluck()
    .all(table) as number[];
  return leaves.flatMap((number) => {
    const page = file.subarray((number - 1) * PAGE, number * PAGE);
    return Array.from({ length: page.readUInt16BE(3) }, (_, index): Place => {
      const pointer = 8 + 2 * index;
      const cell = page.readUInt16BE(pointer);
      const [length, size] = varint(page, cell);
      const key = page[0] === 13 ? varint(page, cell + size)[1] : 0;
      const end = cell + size + key + length;
      expect(end).toBeLessThanOrEqual(PAGE);
      const parts = [
        [0, 8],
        [pointer, pointer + 2],
        [cell, end],
      ] as const;
      return (other) => {
        for (let start = 0; start + end <= other.length; start += PAGE) {
          const isThere = parts.every(([from, to]) =>
            page.subarray(from, to).equals(other.subarray(start + from, start + to)),
          );
          if (isThere) return true;
        }
        return false;
      };
    });
  });
}

/** @returns the number and how many bytes it takes */
function varint(bytes: Buffer, at: number): [number, number] {
  let value = 0;
  for (let size = 1; ; size++) {
    const byte = bytes[at + size - 1] ?? 0;
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, size];
  }
}

function missing(wanted: readonly Values[], found: readonly Values[]): string[] {
  const left = [...found];
  const lost: string[] = [];
  for (const row of wanted) {
    const place = left.findIndex((other) =>
      row.every((value, index) => value === null || value === other[index]),
    );
    if (place >= 0) left.splice(place, 1);
    else lost.push(JSON.stringify(row));
  }
  return lost;
}

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
    expect(stderr).toContain('The list of notifications was damaged and has been rebuilt.');
    expect(stderr).not.toContain('cache was');
    const db = new BetterSqlite3(at('notices.sqlite'), { readonly: true });
    expect(db.prepare('SELECT state FROM notice').all()).toHaveLength(3);
    db.close();
  });
});
