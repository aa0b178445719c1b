import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileQuery, SearchQueryError } from '../../src/log/search-query.ts';
import { GuardedMatch, SlowPatternError } from '../../src/logfile/guarded-match.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import type { WrittenSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';

/** Explode already where there is nothing to match. */
const ON_NOTHING = ['(?:a?|b?){40}\\b', '(?:a?|b?|c?){60}$.'];
/** Explode on a text of some length. */
const ON_TEXT = [
  '(a+)+$',
  '(a|aa)+$',
  '(a|a?)+$',
  '([a-z]+)*\\d',
  '(.*a){25}b',
  '^(?=(a+)+$)b',
  '(\\w*)*\\W',
  '(?:a*)*(?:a*)*b',
  '(a+)\\1+b',
  '(?<=(a+)+)b',
  '((?:[^x]*)*)*x',
  '(?:(?:x?)?|y?){48}z',
];
/** Too much for the engine itself. */
const TOO_LARGE = ['(?:(?:(?:a{999}){999}){999}){999}', `${'('.repeat(200)}a${')'.repeat(200)}`];

/** The guard's half second and what a busy machine adds; unguarded, each takes longer than anybody waits. */
const MAX_MS = 15_000;

/** Runs what a reader's search runs; how it ended, and after how long. */
function search(source: string, text: string): { end: string; ms: number } {
  const start = performance.now();
  let end = 'matched';
  try {
    const guard = new GuardedMatch(compileQuery(source, true));
    guard.test([text]);
    guard.findAll([text], 200);
  } catch (error) {
    if (error instanceof SlowPatternError) end = 'too slow';
    else if (error instanceof SearchQueryError) end = 'refused';
    else throw error;
  }
  return { end, ms: performance.now() - start };
}

describe.each([200, 20_000])('on a text of %i letters', (length) => {
  const text = `${'a'.repeat(length)}!`;

  it.each([...ON_NOTHING, ...ON_TEXT, ...TOO_LARGE])('%s ends in time', (source) => {
    expect(search(source, text).ms).toBeLessThan(MAX_MS);
  });
});

it.each(ON_NOTHING)('%s is stopped before it is asked about any text', (source) => {
  expect(search(source, '')).toMatchObject({ end: 'too slow' });
});

it('tells what is no regular expression at all', () => {
  expect(search('(', 'a').end).toBe('refused');
});

describe('page and command', () => {
  let root = '';
  let session: WrittenSession;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'explosive-'));
    session = writeScenario(root, 'hostile');
    runCommand(root, ['ingest']);
  });
  afterAll(() => removeFolder(root));

  it.each(ON_NOTHING)('say that %s takes too long', (source) => {
    const { id } = session;
    const pattern = encodeURIComponent(`/${source}/`);
    const asked = [
      () => runPage(root, `session=${id}&grep=${pattern}`),
      () => runPage(root, `session=${id}&log=master.log&q=${pattern}`),
      () => runPage(root, `session=${id}&log=master.log&q=${pattern}&format=json`),
    ];
    for (const ask of asked) {
      const start = performance.now();
      const { status, body } = ask();
      expect(status).toBe(400);
      expect(body).toContain('takes too long');
      expect(performance.now() - start).toBeLessThan(MAX_MS);
    }
    for (const args of [[], ['master.log'], ['master.log', '--follow']]) {
      const start = performance.now();
      const { code, stderr } = runCommand(root, ['log', id, ...args, '--grep', `/${source}/`]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('too long') });
      expect(performance.now() - start).toBeLessThan(MAX_MS);
    }
  });
});
