import { mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileQuery, type SearchQuery, SearchQueryError } from '../../src/log/search-query.ts';
import { SlowPatternError } from '../../src/logfile/guarded-match.ts';
import { openLog } from '../../src/logfile/log-file.ts';
import { listLogNames } from '../../src/logfile/log-list.ts';
import {
  countMatches,
  type SearchEnd,
  type SearchOptions,
  searchLog,
} from '../../src/logfile/log-search.ts';
import {
  type SessionHit,
  type SessionSearchEnd,
  searchSession,
} from '../../src/logfile/session-search.ts';
import type { LogLine } from '../../src/session/log-line.ts';
import { type Budget, startBudget } from '../../src/system/steady-clock.ts';
import { logBytes, MemorySource, readNaively } from '../host/log-corpus.ts';
import { removeFolder } from '../remove-folder.ts';

const SPENT: Budget = { isSpent: () => true, left: () => 0 };

function collect<T, E>(found: Generator<T, E, undefined>): { hits: T[]; end: E } {
  const hits: T[] = [];
  for (let step = found.next(); ; step = found.next()) {
    if (step.done) return { hits, end: step.value };
    hits.push(step.value);
  }
}

function search(bytes: Buffer | string, query: SearchQuery, options: SearchOptions = {}) {
  return collect<LogLine, SearchEnd>(
    searchLog(new MemorySource(Buffer.from(bytes)), query, options),
  );
}

function naive(bytes: Buffer, query: SearchQuery): LogLine[] {
  return readNaively(bytes).filter((line) => query.pattern.test(line.text));
}

/** A log, and a piece of the text that its lines show: also of the words that are ours, and over their borders. */
const logAndPiece = logBytes.chain((bytes) => {
  const texts = readNaively(bytes)
    .map((line) => line.text)
    .filter((text) => text !== '');
  const piece =
    texts.length === 0
      ? fc.constant('x')
      : fc
          .tuple(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 24 }))
          .map(([text, start, length]) => {
            const from = start % text.length;
            return text.slice(from, from + length);
          });
  return fc.tuple(fc.constant(bytes), piece);
});

describe('searchLog', () => {
  it('finds what a scan over all shown lines finds, in any case and in both directions', () => {
    fc.assert(
      fc.property(
        logAndPiece,
        fc.constantFrom('as is', 'lower'),
        fc.boolean(),
        ([bytes, piece], how, isBackward) => {
          const query = compileQuery(how === 'lower' ? piece.toLowerCase() : piece);
          const wanted = naive(bytes, query);
          const { hits, end } = search(bytes, query, { isBackward });
          expect(hits).toEqual(isBackward ? wanted.reverse() : wanted);
          expect(end).toEqual({ reason: 'done', resumeAt: null, found: wanted.length });
          if (how === 'as is') expect(wanted.length).toBeGreaterThanOrEqual(piece === 'x' ? 0 : 1);
          expect(countMatches(new MemorySource(bytes), query).found).toBe(wanted.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('does so for regular expressions', () => {
    const pattern = fc.constantFrom(
      'fa?iled',
      'copy(ing)? files',
      'Mysql|Homedir',
      '^Started',
      'done: .*gdn$',
      '[Cc]opying',
      'river(gdn|2)',
      '\\bItem',
      'x{0}files',
      'pro.ress: [0-9]+',
      'a\\/b',
      '\\w+ended',
      '(?:line 1)?88',
      'files+',
      'xx*ed',
    );
    fc.assert(
      fc.property(logBytes, pattern, (bytes, text) => {
        const query = compileQuery(text, true);
        expect(search(bytes, query).hits).toEqual(naive(bytes, query));
      }),
      { numRuns: 400 },
    );
  });

  it('finds the records of an action by the name that the logs give it', () => {
    const line = (type: string, action: string) =>
      JSON.stringify({ type, contents: { action, item: 'rivergdn', queue: 'RESTORE', msg: {} } });
    const log = [
      line('control', 'failed-item'),
      line('control', 'success-item'),
      line('other', 'failed-item'),
      '{"type":"out","contents":{"msg":["failed-item"]}}',
    ].join('\n');
    const texts = (query: string) => search(log, compileQuery(query)).hits.map(({ text }) => text);
    expect(texts('failed-item')).toHaveLength(2);
    expect(texts('success-item')).toHaveLength(1);
    expect(texts('success-item')[0]).toMatch(/succeeded/);
    expect(texts('-item')).toEqual(['failed-item']);
  });

  it('goes on where a limit or the time stopped it', () => {
    fc.assert(
      fc.property(
        logAndPiece,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        ([bytes, piece], limit, isBackward) => {
          const query = compileQuery(piece);
          const hits: LogLine[] = [];
          let from: number | undefined;
          for (let done = false; !done; ) {
            const part = search(bytes, query, {
              limit,
              isBackward,
              budget: SPENT,
              ...(from === undefined ? {} : { from }),
            });
            hits.push(...part.hits);
            expect(part.hits.length).toBeLessThanOrEqual(limit);
            done = part.end.resumeAt === null;
            from = part.end.resumeAt ?? 0;
          }
          const wanted = naive(bytes, query);
          expect(hits).toEqual(isBackward ? wanted.reverse() : wanted);
        },
      ),
    );
  });

  it('forward takes lines that begin at or after the offset, backward those that begin before it', () => {
    const log = 'hit 1\nhit 2\nhit 3\n';
    const at = (from: number, isBackward: boolean) =>
      search(log, compileQuery('hit'), { from, isBackward }).hits.map((line) => line.at);
    expect(at(6, false)).toEqual([6, 12]);
    expect(at(7, false)).toEqual([12]);
    expect(at(6, true)).toEqual([0]);
    expect(at(7, true)).toEqual([6, 0]);
    expect(at(99, false)).toEqual([]);
    expect(at(99, true)).toEqual([12, 6, 0]);
  });

  it('over many blocks keeps time and module of the lines', () => {
    const filler = `${JSON.stringify({ type: 'out', contents: { msg: ['./some/file'] } })}\n`;
    const control = (action: string, name: string, time: number) =>
      `${JSON.stringify({ type: 'control', contents: { action, msg: [name], time } })}\n`;
    const log = [
      control('start_module', 'Homedir', 1_793_600_000),
      filler.repeat(1000),
      'needle one\n',
      filler.repeat(60_000),
      control('end_module', 'Homedir', 1_793_600_100),
      control('start_module', 'Mysql', 1_793_600_200),
      filler.repeat(3000),
      'needle two\n',
    ].join('');
    expect(search(log, compileQuery('needle')).hits).toMatchObject([
      { module: 'Homedir', time: 1_793_600_000 },
      { module: 'Mysql', time: 1_793_600_200 },
    ]);
    const { end } = search(log, compileQuery('absent'), { budget: SPENT });
    expect(end.reason).toBe('time');
    expect(end.resumeAt).toBeLessThan(log.length);
  });

  it('narrows by severity', () => {
    const log = 'ERROR: needle\nneedle\n';
    const { hits } = search(log, compileQuery('needle'), { severities: new Set(['error']) });
    expect(hits.map((line) => line.at)).toEqual([0]);
  });

  it('never shows a masked secret, nor finds it', () => {
    const log = 'mysql password=Sup3rGeheim9 used\n';
    expect(search(log, compileQuery('geheim')).hits).toEqual([]);
    expect(search(log, compileQuery('mysql')).hits[0]?.text).not.toContain('Geheim');
  });

  it('stops a regular expression that would think for ever', () => {
    const started = performance.now();
    expect(() => search(`${'a'.repeat(5000)}!\n`, compileQuery('^(a+)+$', true))).toThrow(
      SlowPatternError,
    );
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('queries', () => {
  it('are smart about case', () => {
    expect(compileQuery('mysql').pattern.test('MySQL')).toBe(true);
    expect(compileQuery('MySQL').pattern.test('mysql')).toBe(false);
    expect(compileQuery('\\S+sql', true).isCaseSensitive).toBe(false);
    expect(compileQuery('a.b').pattern.test('axb')).toBe(false);
  });

  it.each([
    ['', false],
    ['x'.repeat(501), false],
    ['(', true],
    ['a{2', true],
    ['[z-a]', true],
    ['*', true],
  ])('refuse %j (regular expression: %s) with a reason, or take it', (text, isRegExp) => {
    if (text === 'a{2') expect(compileQuery(text, isRegExp).pattern.test('xa{2')).toBe(true);
    else expect(() => compileQuery(text, isRegExp)).toThrow(SearchQueryError);
  });
});

const logsOf = (dir: string) => ({
  names: () => listLogNames(dir),
  open: (name: string) => openLog(dir, name),
});

describe('searchSession', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'session-search-'));
    writeFileSync(join(dir, 'master.log'), 'needle m1\nother\n');
    writeFileSync(join(dir, '.item-RESTORE_AccountLocal_bob'), 'x\nneedle b1\nneedle b2\n');
    writeFileSync(join(dir, 'item-TRANSFER_AccountLocal_bob'), 'needle t1');
    writeFileSync(join(dir, 'db.sqlite'), 'needle secret\n');
  });
  afterEach(() => removeFolder(dir));

  const run = (options: Parameters<typeof searchSession>[2] = {}) =>
    collect<SessionHit, SessionSearchEnd>(
      searchSession(logsOf(dir), compileQuery('needle'), options),
    );

  it('searches every log in order, and nothing but logs', () => {
    const { hits, end } = run();
    expect(hits.map((hit) => [hit.log, hit.line.text])).toEqual([
      ['master.log', 'needle m1'],
      ['item-RESTORE_AccountLocal_bob', 'needle b1'],
      ['item-RESTORE_AccountLocal_bob', 'needle b2'],
      ['item-TRANSFER_AccountLocal_bob', 'needle t1'],
    ]);
    expect(end).toEqual({
      reason: 'done',
      resumeAt: null,
      found: 4,
      logsSearched: 3,
      logsTotal: 3,
      troubles: [],
    });
  });

  it.each([1, 2, 3])('goes on after every %i lines', (limit) => {
    const texts: string[] = [];
    let resume: SessionSearchEnd['resumeAt'] = null;
    do {
      const { hits, end } = run({ limit, resume });
      texts.push(...hits.map((hit) => hit.line.text));
      resume = end.resumeAt;
      if (resume !== null) expect(end.reason).toBe('limit');
    } while (resume !== null);
    expect(texts).toEqual(['needle m1', 'needle b1', 'needle b2', 'needle t1']);
  });

  it('goes on behind a log that is gone meanwhile', () => {
    const resume = { log: 'item-RESTORE_AccountLocal_zed', at: 7 };
    expect(run({ resume }).hits.map((hit) => hit.line.text)).toEqual(['needle t1']);
  });

  it('says that the time ran out, and where', () => {
    expect(run({ budget: startBudget(0) }).end).toMatchObject({
      reason: 'time',
      resumeAt: { log: 'master.log', at: 0 },
      found: 0,
    });
  });

  it('passes by links and folders, and a log that is renamed meanwhile is read to its end', () => {
    symlinkSync(join(dir, 'db.sqlite'), join(dir, 'item-RESTORE_AccountLocal_link'));
    mkdirSync(join(dir, 'item-RESTORE_AccountLocal_folder'));
    const found = searchSession(logsOf(dir), compileQuery('needle'));
    const texts: string[] = [];
    for (let step = found.next(); !step.done; step = found.next()) {
      texts.push(step.value.line.text);
      if (step.value.line.text === 'needle b1') {
        renameSync(
          join(dir, '.item-RESTORE_AccountLocal_bob'),
          join(dir, 'item-RESTORE_AccountLocal_bob'),
        );
      }
    }
    expect(texts).toEqual(['needle m1', 'needle b1', 'needle b2', 'needle t1']);
    openLog(dir, 'item-RESTORE_AccountLocal_bob')?.close();
  });
});
