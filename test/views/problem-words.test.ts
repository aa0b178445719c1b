import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { problemWords } from '../../src/views/problem-words.ts';
import { repositoryRoot } from '../host/repository.ts';

const src = join(repositoryRoot(), 'src');

it('problems are said with what they are about', () => {
  expect(problemWords({ code: 'no-session', id: 'S1' })).toBe('There is no session “S1”.');
  expect(problemWords({ code: 'argument-missing', names: ['SESSION', 'ACTION'] })).toBe(
    'SESSION and ACTION are missing.',
  );
  expect(problemWords({ code: 'option-word', option: 'include', words: ['all'] })).toBe(
    '--include must be all.',
  );
  const failed = [{ label: 'root@new.example', reason: 'exim is not there' }];
  expect(problemWords({ code: 'test-failed', sent: 2, failed })).toBe(
    'The test was sent to 2 of 3. root@new.example: exim is not there.',
  );
  const states = [
    ['COMPLETED', 2],
    ['FAILED', 1],
  ] as const;
  expect(problemWords({ code: 'master-log-missing', hadOne: false, states })).toBe(
    "The session has no master log, so what happened to its items is unknown. The server's queue has 2 COMPLETED, 1 FAILED.",
  );
});

it('the catalogue has no problem that nobody meets', () => {
  const catalogue = join(src, 'views/problem-words.ts');
  const codes = [...readFileSync(catalogue, 'utf8').matchAll(/^ {2}'?([a-z-]+)'?: \(/gm)];
  const others = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && join(entry.parentPath, entry.name) !== catalogue)
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  expect(codes.length).toBeGreaterThan(80);
  const unused = codes.map(([, code]) => code).filter((code) => !others.includes(`'${code}'`));
  // The ways in which a cache can be lost have words of their own.
  expect(unused.filter((code) => code !== 'moment')).toEqual([]);
});
