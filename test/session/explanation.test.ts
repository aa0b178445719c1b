import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explanationOf, explanationRules } from '../../src/session/explanation.ts';
import { issueContext } from '../host/simulator/issue-context.ts';
import { ISSUE_TEMPLATES } from '../host/simulator/issue-templates.ts';
import { seededRandom } from '../host/simulator/random.ts';
import { processorMs } from '../processor-time.ts';
import { FakeAccount } from './grouping/fake-account.ts';
import { CORPUS } from './grouping/work-corpus.ts';
import { MORE_CORPUS } from './grouping/work-corpus-2.ts';

function titleOf(text: string): string | null {
  return explanationOf({ kind: 'warning', module: null, function: null, text })?.title ?? null;
}

describe('the table of explanations', () => {
  it.each(explanationRules().map((rule) => [rule.title, rule] as const))(
    '%s is complete',
    (_, rule) => {
      expect(rule.patterns().length + (rule.place === undefined ? 0 : 1)).toBeGreaterThan(0);
      expect(rule.words.length).toBeGreaterThan(0);
      for (const word of rule.words) expect(word).toBe(word.toLowerCase());
      for (const { source, flags } of rule.patterns()) {
        expect(flags).toBe('');
        expect(source.replace(/\\./g, '')).not.toMatch(/[A-Z]/);
      }
      for (const words of [rule.title, rule.meaning, rule.advice]) {
        expect(words.trim()).toBe(words);
        expect(words.length).toBeGreaterThan(5);
      }
      expect(rule.title).not.toMatch(/\.$/);
      expect(rule.meaning).toMatch(/\.$/);
      expect(rule.advice).toMatch(/[.)]$/);
      if (rule.effect === 'none') expect(rule.retry).toBe('pointless');
    },
  );

  it('names words that every text of a pattern holds', () => {
    const person = new FakeAccount(4, 1);
    const missed: string[] = [];
    for (const [, , line] of [...CORPUS, ...MORE_CORPUS]) {
      const text = person.fill(line).replace(/[“”]/g, '"').replace(/[‘’]/g, "'");
      for (const { patterns, words } of explanationRules()) {
        const holds = words.some((word) => text.toLowerCase().includes(word));
        for (const pattern of patterns()) {
          if (!holds && pattern.test(text.toLowerCase())) missed.push(`${pattern}: ${text}`);
        }
      }
    }
    expect(missed).toEqual([]);
  });

  it('has each title once', () => {
    expect(new Set(explanationRules().map((rule) => rule.title)).size).toBe(
      explanationRules().length,
    );
  });

  it('takes time linear in the message', () => {
    const pieces = ['database “', 'x ', 'user “x', ' exists', 'zone file ', 'quota ', 'link '];
    const timeOf = (length: number): number =>
      processorMs(() => {
        for (const piece of pieces) titleOf(piece.repeat(length / piece.length));
      });
    timeOf(1000);
    expect(timeOf(400_000)).toBeLessThan(1000);
  });
});

const ACCOUNT = {
  user: 'rivergdn',
  localUser: 'rivergd2',
  domain: 'rivergdn.example',
  sourceHost: 'old.example.net',
};

describe('what people meet', () => {
  const messages = readFileSync('test/fixtures/messages/messages.tsv', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([, severity, , subject]) => severity !== 'harmless' && subject !== '-')
    .flatMap(([, , , subject, message]) =>
      message === undefined ? [] : [[subject, message.replaceAll('{u}', 'bob')] as const],
    );

  it.each(messages)('%s: %s', (_, message) => {
    expect(titleOf(message)).not.toBeNull();
  });

  it.each(ISSUE_TEMPLATES.map((template) => [template.id, template] as const))(
    'the simulator’s %s',
    (_, { kind, module, function: name, text }) => {
      const words = text(issueContext(ACCOUNT, seededRandom('explanations')));
      expect(explanationOf({ kind, module, function: name, text: words })).not.toBeNull();
    },
  );
});

describe('explanationOf', () => {
  it.each([
    [
      "MySQL: Skipping grants for these MySQL databases: rivergdn_%. These databases don't exist in the archive.",
      'Privileges on databases that were not in the archive',
    ],
    ['mySQL database “rivergdn_test” restored as “test”', 'Database renamed'],
    ['mySQL user “rivergdn” restored as “rivergdn”', 'Database user renamed'],
    [
      'The system cannot grant privileges to the MySQL user “rivergdn_shopadmin” because of an error: (XID k3v9ab) “rivergdn_shopadmin” is too long by 2 characters.',
      'Name too long',
    ],
    [
      '(XID k3v9ab) The system received an error from the “MySQL” database “rivergdn_shop”: 1227 (Access denied)',
      'Views or routines belong to another database user (definer)',
    ],
    [
      'The account “rivergdn” asked for shell access; the system did not allow it.',
      'Login shell refused or replaced',
    ],
    ['The crontab for “rivergdn” has no entries.', 'No cron jobs'],
    [
      'The “TRANSFER” processor child exited unexpectedly and did not report an error.',
      'A transfer process died',
    ],
    ['tar: /home/rivergdn/x: Cannot write: No space left on device', 'Disk full'],
    ['The account “rivergdn” already exists on this server.', 'Account already exists'],
    ['Nobody ever wrote this message.', null],
  ])('%s', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });

  it('says what a known message does to the account', () => {
    const effectOf = (text: string) =>
      explanationOf({ kind: 'warning', module: null, function: null, text })?.effect;
    expect(effectOf('Use of uninitialized value $x in string eq at example.pm line 3.')).toBe(
      'none',
    );
    expect(effectOf('mySQL database “a_b” restored as “b”')).toBe('breaks');
    expect(effectOf("ERROR at line 1: Unknown command '\\\\-'.")).toBe('not-moved');
    expect(
      effectOf(
        "MySQL: Skipping grants for these MySQL databases: a_%. These databases don't exist in the archive.",
      ),
    ).toBe('maybe');
  });

  it.each([
    ['dangerous', 'A setuid root file that vanished was replaced.'],
    ['dangerous', 'Use of uninitialized value: grants reseller privilege all'],
    ['dangerous', 'ALL on *.* because database ‘x’ is empty'],
    ['failure', 'file has vanished: "/home/bob/mysql.sql"'],
    ['failure', 'ERROR: role "bob" already exists'],
  ] as const)('calls no %s entry harmless: %s', (kind, text) => {
    expect(explanationOf({ kind, module: null, function: null, text })?.effect).not.toBe('none');
  });

  it('knows a module and function in every language', () => {
    const text = 'MySQL データベース「bob_wp」を「bob_wp2」として復元しました';
    expect(
      explanationOf({ kind: 'altered', module: 'Mysql', function: '_update_dbname', text })?.title,
    ).toBe('Database renamed');
  });
});
