import { describe, expect, it } from 'vitest';
import { templateOf } from '../../../src/session/grouping/template.ts';
import { FakeAccount } from './fake-account.ts';
import type { CorpusLine } from './report.ts';
import { WORD_CORPUS } from './word-corpus.ts';
import { CORPUS } from './work-corpus.ts';
import { MORE_CORPUS } from './work-corpus-2.ts';
import { LAST_CORPUS } from './work-corpus-3.ts';

/** A name that no message has as a word. */
const UNMISTAKABLE = 'zqxv7';
const ODD_NAMES = ['äbc', 'müller', 'łódź', 'клиент', 'user-x', 'my-shop', 'foo_bar'];

function read(text: string, name: string): ReturnType<typeof templateOf> {
  return templateOf(
    { kind: 'warning', module: 'M', function: 'f', text },
    { name, localName: null },
  );
}

/** Messages whose template depends on what their account is called, as `name: message → template`. */
function breaches(corpus: readonly CorpusLine[], names: readonly string[]): string[] {
  return corpus.flatMap(([, , line], index) => {
    const say = (name: string) => new FakeAccount(index, 3, name).fill(line);
    const wanted = read(say(UNMISTAKABLE), UNMISTAKABLE).id;
    return names
      .map((name) => ({ name, text: say(name), found: read(say(name), name) }))
      .filter(({ found }) => found.id !== wanted)
      .map(({ name, text, found }) => `${name}: ${text} → ${found.template}`);
  });
}

describe('an account whose name is an ordinary word', () => {
  const named: [string, string][] = [
    [
      'cpuser {u} (uid 1001) exceeds 5000 inodes',
      'cpuser ‹user› (uid ‹number›) exceeds ‹number› inodes',
    ],
    [
      'The account {u} has no mailbox; skipping {u}',
      'The account ‹account› has no mailbox; skipping ‹name›',
    ],
    [
      'The home directory /home/{u}/public_html could not be chowned to {u}: Permission denied',
      'The home directory ‹path› could not be chowned to ‹name›: Permission denied',
    ],
    ['User “{u}” exists: skipping {u}.', 'User ‹user› exists: skipping ‹name›.'],
    ['Renaming {u} to {u}', 'Renaming ‹name› to ‹name›'],
    ['domain example.com belongs to {u}', 'domain ‹domain› belongs to ‹name›'],
    ['The owner of example.com is {u}, not root', 'The owner of ‹domain› is ‹name›, not root'],
    [
      'Skipping FTP user {u}_logs (uid 1001) size 4.2 GB',
      'Skipping FTP user ‹user› (uid ‹number›) size ‹size›',
    ],
  ];
  const words =
    'shop blog demo web mail sales data host test mysql error quota info user account home'.split(
      ' ',
    );

  it.each(named)('is named in “%s”', (text, template) => {
    for (const word of words) {
      expect(read(text.replaceAll('{u}', word), word).template, word).toBe(template);
    }
  });

  it.each([
    'Failed to suspend {u}: the disk is busy',
    'Could not add {u} to /etc/passwd',
    '{u} is over quota',
    '{u} skipped',
    '{u}: quota exceeded',
    'The {u} account is suspended',
  ])('is named in “%s” where messages hardly have it as a word', (text) => {
    for (const word of ['shop', 'blog', 'demo', 'sales', 'info']) {
      expect(read(text.replaceAll('{u}', word), word).id, word).toBe(
        read(text.replaceAll('{u}', UNMISTAKABLE), UNMISTAKABLE).id,
      );
    }
  });

  it.each([
    ['the mail could not be delivered to the user', 'mail user'],
    ['The cpuser file is missing', 'file'],
    ['mail routing of the domain changed', 'domain'],
    ['Duplicate entry “x” for key “PRIMARY”', 'key entry'],
    ['exited with status 11.', 'status'],
    ['Account “bob7” with domain “example.com” was deleted', 'domain'],
    ['Uploading a file to another server', 'file'],
  ])('is no name in “%s”', (text, names) => {
    for (const name of names.split(' ')) {
      expect(read(text, name).template, name).toBe(read(text, UNMISTAKABLE).template);
    }
  });

  it('is a name where it could as well be the word, in a group of its own', () => {
    expect(read('Restoring mail failed', 'mail').template).toBe('Restoring ‹name› failed');
    expect(read('Restoring mail failed', 'rivergdn').template).toBe('Restoring mail failed');
  });
});

describe('the time that an ordinary name takes', () => {
  it.each(['skipping mail 12 kB, ', 'chowned to mail; ', 'owner of x is mail ', 'mail (uid 7) '])(
    'is in proportion to the text: “%s”',
    (unit) => {
      const long = unit.repeat(30_000);
      const started = process.cpuUsage();
      read(long, 'mail');
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1000).toBeLessThan(3000);
    },
  );
});

describe('an account whose name has letters or signs beyond ASCII letters', () => {
  const texts = [
    'Domain {u}.com is missing',
    'email {u}@{u}.org bounced',
    'AutoSSL for www.{u}.co.uk failed with code 3',
    'zone file /var/named/blog.{u}.com.db exists',
    '{u}: no shell, {u}_db1 skipped',
  ];

  it.each(texts)('%s', (text) => {
    for (const name of ODD_NAMES) {
      expect(read(text.replaceAll('{u}', name), name).id, name).toBe(
        read(text.replaceAll('{u}', UNMISTAKABLE), UNMISTAKABLE).id,
      );
    }
  });

  it('has the template of any other name in every message', { timeout: 60_000 }, () => {
    const all = [...CORPUS, ...MORE_CORPUS, ...LAST_CORPUS, ...WORD_CORPUS];
    expect(breaches(all, ODD_NAMES)).toEqual([]);
  });
});
