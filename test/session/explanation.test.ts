import { describe, expect, it } from 'vitest';
import { type ExplanationRule, explanationOf } from '../../src/session/explanation.ts';
import rules from '../../src/session/explanations.json' with { type: 'json' };
import { ISSUE_KINDS } from '../../src/session/issue.ts';
import { templateOf } from '../../src/session/template.ts';
import { CORPUS } from './template-corpus.ts';
import { MORE_CORPUS } from './template-corpus-2.ts';
import { FakeAccount } from './template-names.ts';

const LIST = rules as ExplanationRule[];

function titleOf(text: string): string | null {
  const { template } = templateOf(
    { kind: 'warning', module: null, function: null, text },
    { name: 'rivergdn', localName: null },
  );
  return explanationOf({ kind: 'warning', module: null, function: null, template })?.title ?? null;
}

describe('the file of explanations', () => {
  it.each(LIST.map((rule) => [rule.title, rule] as const))('%s is complete', (_, rule) => {
    expect(() => new RegExp(rule.pattern, 'i')).not.toThrow();
    expect(rule.words.length).toBeGreaterThan(0);
    for (const word of rule.words) expect(word).toBe(word.toLowerCase());
    if (rule.module !== undefined) expect(() => new RegExp(rule.module ?? '', 'i')).not.toThrow();
    for (const kind of rule.kinds ?? []) expect(ISSUE_KINDS).toContain(kind);
    expect(['yes', 'maybe', 'no']).toContain(rule.breaks);
    for (const words of [rule.title, rule.meaning, rule.action]) {
      expect(words.trim()).toBe(words);
      expect(words.length).toBeGreaterThan(5);
    }
    expect(rule.title).not.toMatch(/\.$/);
    expect(rule.meaning).toMatch(/\.$/);
    expect(rule.action).toMatch(/\.$/);
    expect(rule.noise && rule.breaks === 'yes', 'noise breaks nothing').toBe(false);
  });

  it('has a message of its own for every entry', () => {
    const found = new Set<string>();
    const person = new FakeAccount(4, 1);
    for (const [module, fn, line] of [...CORPUS, ...MORE_CORPUS]) {
      const { template } = templateOf(
        { kind: 'warning', module, function: fn, text: person.fill(line) },
        person,
      );
      const title = explanationOf({ kind: 'warning', module, function: fn, template })?.title;
      if (title !== undefined) found.add(title);
    }
    expect(LIST.map((rule) => rule.title).filter((title) => !found.has(title))).toEqual([]);
  });

  it('names words that every text of a pattern holds', () => {
    const person = new FakeAccount(4, 1);
    const missed: string[] = [];
    for (const [module, fn, line] of [...CORPUS, ...MORE_CORPUS]) {
      const entry = { kind: 'warning', module, function: fn, text: person.fill(line) } as const;
      const { template } = templateOf(entry, person);
      for (const { pattern, words } of LIST) {
        const holds = words.some((word) => template.toLowerCase().includes(word));
        if (!holds && new RegExp(pattern, 'i').test(template))
          missed.push(`${pattern}: ${template}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('has each title once', () => {
    expect(new Set(LIST.map((rule) => rule.title)).size).toBe(LIST.length);
  });
});

describe('explanationOf', () => {
  it.each([
    [
      "MySQL: Skipping grants for these MySQL databases: rivergdn_%. These databases don't exist in the archive.",
      'Grants for databases that were not in the archive',
    ],
    ['mySQL database “rivergdn_test” restored as “test”', 'Database renamed'],
    ['mySQL user “rivergdn” restored as “rivergdn”', 'Database user renamed'],
    [
      'The system cannot grant privileges to the MySQL user “rivergdn_shopadmin” because of an error: (XID k3v9ab) “rivergdn_shopadmin” is too long by 2 characters.',
      'Name too long',
    ],
    [
      '(XID k3v9ab) The system received an error from the “MySQL” database “rivergdn_shop”: 1227 (Access denied)',
      'MySQL 1227: the dump needs the SUPER privilege',
    ],
    [
      'The account “rivergdn” asked for shell access; the system did not allow it.',
      'Shell refused or replaced',
    ],
    ['The crontab for “rivergdn” has no entries.', 'No cron jobs'],
    [
      'The “TRANSFER” processor child exited unexpectedly and did not report an error.',
      'A transfer process died',
    ],
    ['tar: /home/rivergdn/x: Cannot write: No space left on device', 'Disk full'],
    ['The account “rivergdn” already exists on this server.', 'Account exists already'],
    ['Nobody ever wrote this message.', null],
  ])('%s', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });

  it('marks what is known to be harmless', () => {
    const group = { kind: 'warning', module: null, function: null } as const;
    const template =
      'Session Complete Use of uninitialized value $x in string eq at example.pm line ‹number›.';
    expect(explanationOf({ ...group, template })).toMatchObject({ noise: true, breaks: 'no' });
  });
});
