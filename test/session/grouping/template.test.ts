import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../../../src/session/grouping/template.ts';

const BOB = { name: 'rivergdn', localName: null };

function templateFor(text: string, item: { name: string; localName: string | null } = BOB): string {
  return templateOf({ kind: 'warning', module: null, function: null, text }, item).template;
}

function idFor(text: string, name = 'rivergdn', module: string | null = 'Mysql'): string {
  return templateOf(
    { kind: 'warning', module, function: '_restore', text },
    { name, localName: null },
  ).id;
}

describe('templateOf', () => {
  const examples: [string, string][] = [
    [
      "MySQL: Skipping grants for these MySQL databases: rivergdn_%. These databases don't exist in the archive.",
      "MySQL: Skipping grants for these MySQL databases: ‹database›. These databases don't exist in the archive.",
    ],
    [
      'MySQL database “rivergdn_shop” restored as “rivergdn_shop1”',
      'MySQL database ‹database› restored as ‹name›',
    ],
    ['Starting “RESTORE” for “Account” “rivergdn”.', 'Starting “RESTORE” for “Account” ‹name›.'],
    [
      '(XID k3v9ab) The system received an error from the “MySQL” database “rivergdn_shop”: 1227 (Access denied)\n at example.pm line 200\n\tmain::restore() called at example.pm line 188\n',
      '(XID ‹id›) The system received an error from the “MySQL” database ‹database›: 1227 (Access denied)',
    ],
    [
      'rsync: link_stat "/home/rivergdn/tmp/sess_1" failed: No such file or directory (2)',
      'rsync: link_stat ‹path› failed: No such file or directory (‹number›)',
    ],
    [
      'rsync error: some files/attrs were not transferred (code 23)',
      'rsync error: some files/attrs were not transferred (code 23)',
    ],
    [
      '[2026-11-02 04:13:22 +0000] Copying mail files....Done',
      '[‹date›] Copying mail files....Done',
    ],
    [
      'Disabling InnoDB strict mode for “rivergdn_shop” …',
      'Disabling InnoDB strict mode for ‹name› …',
    ],
    ['2 files were skipped', '‹number› files were skipped'],
    ['/etc/my.cnf:12: unknown option', '/etc/my.cnf:‹number›: unknown option'],
    ['/etc/my.cnf:1044: Unknown option', '/etc/my.cnf:‹number›: Unknown option'],
    ['see /etc/ssh/ssh_known_hosts:123:7.', 'see /etc/ssh/ssh_known_hosts:‹number›.'],
    ['/home/rivergdn/.my.cnf:12: unknown option', '‹path›: unknown option'],
    ['The file “.htaccess” in /home2/rivergdn/x y', 'The file “.htaccess” in ‹path› y'],
    [
      'The PHP version “ea-php74” of shop.example.co.uk is not installed.',
      'The PHP version “ea-php74” of ‹domain› is not installed.',
    ],
    ['The service “exim” could not be restarted.', 'The service “exim” could not be restarted.'],
    ['Domains: a.example, b.example and münchen.example', 'Domains: ‹domain›'],
    [
      "Access denied for user 'rivergdn_x'@'localhost'",
      'Access denied for user ‹user›@“localhost”',
    ],
    ['Marks › and ‹ of the text', 'Marks > and < of the text'],
    ['', ''],
  ];

  it.each(examples)('%s', (text, template) => {
    expect(templateFor(text)).toBe(template);
  });

  it('finds the same template in every style of quotes', () => {
    const ids = ['“x1”', '"x1"', "'x1'", '`x1`', '«x1»', '‹x1›', '‘x1’', 'x1'].map((name) =>
      idFor(`The database ${name} is empty.`),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('finds one problem in any count', () => {
    const ids = ['1 file was', '2 files were', '0 files were'].map((count) =>
      idFor(`Done: ${count} skipped.`),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('uses the local name like the own one', () => {
    const item = { name: 'blueoaks', localName: 'blueoak2' };
    expect(templateFor('blueoaks becomes blueoak2', item)).toBe('‹name› becomes ‹name›');
    expect(templateFor('/home/blueoak2 of blueoak2_shop', item)).toBe('‹path› of ‹name›');
  });

  describe('an account that is called like a word', () => {
    const mail = { name: 'mail', localName: null };
    it.each([
      ['The mail for mail is kept.', 'The mail for ‹name› is kept.'],
      ['The mail of user mail could not be read', 'The mail of user ‹user› could not be read'],
      ['Restoring mail for mail', 'Restoring ‹name› for ‹name›'],
      ['The mail routing of “mail.example” changed', 'The mail routing of ‹domain› changed'],
      ['mail_shop is in /home/mail/mail, not ~mail/x', '‹name› is in ‹path›, not ‹path›'],
    ])('%s', (text, template) => {
      expect(templateFor(text, mail)).toBe(template);
    });

    it('keeps the word where it is one', () => {
      const error = { name: 'error', localName: null };
      expect(templateFor('An error of the mail server: “error”', error)).toBe(
        'An error of the mail server: ‹host›',
      );
    });
  });

  it('reads the messages of the log with every kind of line', () => {
    const log = readFileSync(
      new URL('../../fixtures/line-kinds/master-2.3.log', import.meta.url),
      'utf8',
    );
    const failures = [...log.matchAll(/"failure":"([^"]*)"/g)].map(([, text = '']) => text);
    expect(failures).toHaveLength(2);
    expect(new Set(failures.map((text) => templateFor(text)))).toEqual(
      new Set(['The “TRANSFER” processor child exited unexpectedly and did not report an error.']),
    );
  });

  it('groups long lists that were cut in the middle', () => {
    const cutText = (name: string) => {
      const list = Array.from({ length: 400 }, (_, i) => `${name}_${i}`).join(', ');
      const text = `Skipping grants for these MySQL databases: ${list}. These databases don't exist.`;
      return `${text.slice(0, 1024)}…${text.slice(-1024)}`;
    };
    const ids = ['rivergdn', 'bob', 'abcdefgh1234'].map((name) => idFor(cutText(name), name));
    expect(new Set(ids).size).toBe(1);
  });

  it('groups long output of programs that was cut in the middle', () => {
    const cutText = (name: string, lines: number) => {
      const text = Array.from(
        { length: lines },
        (_, i) => `rsync: send_files failed to open "/home/${name}/a/${i}": Permission denied (13)`,
      ).join('\n');
      return text.length > 2049 ? `${text.slice(0, 1024)}…${text.slice(-1024)}` : text;
    };
    const ids = [
      idFor(cutText('bob', 5), 'bob'),
      idFor(cutText('bob', 90), 'bob'),
      idFor(cutText('rivergdn', 500)),
    ];
    expect(new Set(ids).size).toBe(1);
  });

  it('does not look at line numbers, but at module, function, kind and error numbers', () => {
    const entry = {
      kind: 'warning',
      module: 'Mysql',
      function: '_restore',
      text: 'Failed: 1227 (Access denied)',
    };
    const id = templateOf(entry, BOB).id;
    expect(templateOf({ ...entry, module: 'Postgresql' }, BOB).id).not.toBe(id);
    expect(templateOf({ ...entry, function: '_grant' }, BOB).id).not.toBe(id);
    expect(templateOf({ ...entry, kind: 'failure' }, BOB).id).not.toBe(id);
    expect(templateOf({ ...entry, text: 'Failed: 1044 (Access denied)' }, BOB).id).not.toBe(id);
    expect(idFor('Died at example.pm line 3.')).toBe(idFor('Died at example.pm line 4711.'));
  });
});

describe('laws of templates', () => {
  const account = fc.stringMatching(/^[a-z][a-z0-9]{2,15}$/);
  const word = fc.constantFrom(
    'mail',
    'test',
    'shop',
    'database',
    'admin',
    'error',
    'user',
    'restore',
  );
  const name = fc.oneof(account, word);
  const sentence = fc.constantFrom<(name: string, n: number) => string>(
    (a, n) => `The account “${a}” is over quota by ${n} MB`,
    (a, n) => `The mail for user ${a} could not be moved after ${n} seconds`,
    (a) => `MySQL user “${a}_shop” of “${a}” restored as “${a}_shop1”`,
    (a, n) => `Could not open /home/${a}/public_html/${n}.jpg for “${a}”`,
    (a) => `The domain “${a}.example.com” of ${a} is not registered`,
  );

  it('the same message of another account has the same id', () => {
    fc.assert(
      fc.property(sentence, name, name, fc.nat(1e6), fc.nat(1e6), (say, a, b, n, m) => {
        expect(idFor(say(a, n), a)).toBe(idFor(say(b, m), b));
      }),
    );
  });

  it('another error number or module is another problem', () => {
    const code = fc.constantFrom(
      1005,
      1044,
      1045,
      1071,
      1146,
      1227,
      1273,
      1290,
      2002,
      2006,
      2013,
      3159,
    );
    fc.assert(
      fc.property(name, code, code, (a, one, two) => {
        fc.pre(one !== two);
        const say = (n: number) => `Error of “${a}_x”: ${n} (Something)`;
        expect(idFor(say(one), a)).not.toBe(idFor(say(two), a));
        expect(idFor(say(one), a, 'Mail')).not.toBe(idFor(say(one), a, 'Mysql'));
        expect(idFor(`exit code ${one}`, a)).not.toBe(idFor(`exit code ${two}`, a));
      }),
    );
  });

  const piece = fc.oneof(
    fc.constantFrom(...'“”‘’\'"`«»‹›…:;,.()[]{}/~@%$*=-_\\ \n\t|'),
    fc.constantFrom(
      ' user ',
      ' database ',
      ' error ',
      ' for ',
      ' line ',
      ' 12 MB',
      ' 2026-11-02 ',
      ' Nov 2, 2026 ',
    ),
    fc.constantFrom(
      'mail',
      'bob',
      'bob_shop',
      'example.com',
      '/home/bob/x',
      '10.0.0.1',
      '::1',
      '1227',
      'XID k3v9ab',
    ),
    fc.string({ unit: 'grapheme' }),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  const own = fc.constantFrom('bob', 'mail', '', 'Gold plan', 'é', 'a', '_', '12');

  it('what is left of the text between placeholders stands in the text in the same order', () => {
    const bare = (part: string) => part.toLowerCase().replace(/[^a-z0-9]/g, '');
    fc.assert(
      fc.property(sentence, name, fc.nat(1e6), (say, a, n) => {
        const message = bare(say(a, n));
        const { template } = templateOf(
          { kind: 'warning', module: null, function: null, text: say(a, n) },
          { name: a, localName: null },
        );
        let at = 0;
        for (const part of template.split(/‹[a-z]+›/)) {
          const found = message.indexOf(bare(part), at);
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + bare(part).length;
        }
      }),
    );
  });

  it('a template never has a mark of its own that is no placeholder', () => {
    fc.assert(
      fc.property(text, own, own, (message, itemName, localName) => {
        const { template } = templateOf(
          { kind: 'warning', module: null, function: null, text: message },
          { name: itemName, localName },
        );
        expect(template.replace(/‹[a-z]+›/g, '')).not.toMatch(/[‹›]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on what was read before', () => {
    fc.assert(
      fc.property(text, text, own, own, (one, two, a, b) => {
        const read = (message: string, itemName: string) =>
          templateOf(
            { kind: 'warning', module: null, function: null, text: message },
            { name: itemName, localName: null },
          );
        const first = read(one, a);
        read(two, b);
        expect(read(one, a)).toEqual(first);
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    for (const unit of [
      '1:',
      'a.',
      '“a ',
      "'a ",
      'user a ',
      '1, ',
      '[1]',
      '$1$',
      'a/',
      'name ',
      '\n',
      '…',
      'a-',
    ]) {
      const long = unit.repeat(30_000);
      const started = process.cpuUsage();
      templateFor(long);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1000, unit).toBeLessThan(3000);
    }
  });
});
