import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explanationOf } from '../../src/session/explanation.ts';
import type { Check } from '../../src/verify/check.ts';
import {
  hostsLine,
  type LetterInput,
  letterCsvLines,
  letterMarkdown,
  letterMarkdownLines,
} from '../../src/views/letter.ts';
import { messageWords } from '../../src/views/letter-words.ts';
import { checkWords } from '../../src/views/verify-words.ts';

const explanationsOf = (...texts: string[]) =>
  texts.map((text) => explanationOf({ kind: 'skipped', module: null, function: null, text }));

const BOB: LetterInput = {
  session: 's1',
  name: 'bob',
  localName: 'bob2',
  domain: 'bob.example',
  sourceHost: 'old.example.net',
  address: '192.0.2.40',
  databases: [['bob_shop', 'bob2_shop']],
  databaseUsers: [['bob_u', 'bob2_u']],
  explained: explanationsOf('mysqldump: Got errno 28 on write: No space left on device', 'sh -c x'),
  unexplained: 1,
  differs: [
    {
      ...{ check: 'database', subject: 'bob_wp', result: 'differs', source: 'bob_wp', here: null },
      note: 'It is not on this server',
    },
  ],
  checkedAt: 1_793_589_200,
};

describe('a letter', () => {
  it('says what has changed, what is missing, and what to test', () => {
    const text = letterMarkdown(BOB);
    for (const words of [
      '## Your account bob.example has moved',
      'Account: bob → bob2',
      'New IP address: 192.0.2.40',
      '    192.0.2.40 bob.example www.bob.example\n',
      '- Your user name is bob2 now; it was bob.',
      '- The database bob\\_shop is called bob2\\_shop now.',
      '- The database user bob\\_u is called bob2\\_u now.',
      '- Database bob\\_wp: It is not on this server',
      '- Disk full: The disk',
      '- The transfer log has 2 more messages for your administrator to review.',
      '- Open bob.example and your other sites',
    ]) {
      expect(text).toContain(words);
    }
  });

  it.each<[Check['check'], string | null, string]>([
    ['domain', 'bob.example', 'It belongs to tostring on this server'],
    ['database', 'bob_wp', 'bob_wp belongs to tostring on this server'],
    ['database-user', 'bob_u', 'bob_u belongs to tostring on this server'],
    ['account', 'owner', 'The account belongs to tostring here'],
    ['certificate', 'bob.example', 'The certificate is for other names'],
  ])('names no other customer where a check of kind %s differs', (check, subject, note) => {
    const both = { source: 'bob', here: 'tostring' } as const;
    const letter: LetterInput = {
      ...BOB,
      differs: [{ check, subject, result: 'differs', ...both, note }],
    };
    for (const text of [letterMarkdown(letter), [...letterCsvLines([letter])].join('')]) {
      expect(text).not.toContain('tostring');
      if (check.startsWith('d'))
        expect(text).toContain('It belongs to another account on this server');
    }
  });

  it('says no more of an account that is as it was', () => {
    const text = letterMarkdown({
      ...BOB,
      ...{ localName: 'bob', databases: [], databaseUsers: [], differs: [] },
      ...{ explained: [], unexplained: 0 },
      address: null,
    });
    expect(text).not.toMatch(/What has changed|What is missing|hosts/);
    expect(text).toContain('The new address is not known yet.');
  });

  it('has a line for the file hosts only where such a file takes it', () => {
    expect(hostsLine('192.0.2.40', 'bob.example')).toBe('192.0.2.40 bob.example www.bob.example');
    expect(hostsLine('2001:db8::1', 'bob.example')).not.toBeNull();
    for (const wrong of ['bob example', 'bob.example\n127.0.0.1 bank.example', '-x', '', 'a`b']) {
      expect(hostsLine('192.0.2.40', wrong)).toBeNull();
    }
    expect(hostsLine('192.0.2.40 evil', 'bob.example')).toBeNull();
    expect(hostsLine(null, 'bob.example')).toBeNull();
  });

  it('takes no text of a server for Markdown or HTML', () => {
    const hostile = fc.string({ minLength: 1, maxLength: 30 });
    const trick = fc.constantFrom('<img src=x>', '[a](http://b)', '`x`', '**b**', '\n# h', '| |');
    fc.assert(
      fc.property(fc.oneof(hostile, trick), (words) => {
        const plain = letterMarkdown(BOB).split('\n').length;
        const text = letterMarkdown({
          ...{ ...BOB, localName: `x${words}` },
          differs: BOB.differs.map((check) => ({ ...check, subject: `x${words}` })),
          databases: [[`x${words}`, `y${words}`]],
        });
        expect(text.split('\n').length).toBe(plain);
        const free = text.replace(/\\./g, '');
        expect(free).not.toMatch(/[<>`[\]*|]/);
      }),
    );
  });
});

describe('what messages mean for an owner', () => {
  const FULL = 'mysqldump: Got errno 28 on write: No space left on device';

  it('is said by what is known to be missing, once, and not in the words of a program', () => {
    const words = messageWords(explanationsOf(FULL, FULL), 0);
    expect(words).toHaveLength(1);
    expect(words[0]).toMatch(
      /^Disk full: .*should have been written after that is missing\. \(2 messages\)$/,
    );
  });

  it('is only counted where nobody knows it, or nothing is known to be missing', () => {
    const unknown = [
      'mysql -u root --password=secret -h db',
      'at example.pm line 200\n\tmain::restore() called at example.pm line 188',
      '[% IF account %]',
    ];
    const suspended = 'The account “bob” is suspended.';
    expect(explanationsOf(suspended)[0]?.effect).toBe('maybe');
    expect(messageWords(explanationsOf(...unknown, suspended), 5)).toEqual([
      'The transfer log has 9 messages for your administrator to review.',
    ]);
    expect(messageWords([...explanationsOf(FULL), null], 0)[1]).toBe(
      'The transfer log has 1 more message for your administrator to review.',
    );
    expect(messageWords([], 0)).toEqual([]);
  });
});

it('comes as a table for a mail merge that no spreadsheet runs', () => {
  const databases = [
    ['@SUM(A1)', 'x'],
    ['-2', 'y'],
  ] as const;
  const tricky = { ...BOB, databases, name: '=1+1', domain: '+x.example' };
  const text = [...letterCsvLines([BOB, tricky])].join('');
  expect(text.split('\r\n')[0]).toMatch(/^account,new_account,domain,session,.*,subject,letter$/);
  expect(text).toContain(
    'bob,bob2,bob.example,s1,old.example.net,192.0.2.40,192.0.2.40 bob.example',
  );
  // No cell, and no line within one, begins with what is taken for a formula.
  expect(text).not.toMatch(/(?:^|[,"\n])\s*[=+@-]/m);
});

it('parts letters by a line, and says where there are none', () => {
  expect([...letterMarkdownLines([BOB, BOB])].join('').match(/^---$/gm)).toHaveLength(1);
  expect([...letterMarkdownLines([])].join('')).toBe('No account has moved.\n');
});

describe('what was found on this server', () => {
  const check = (values: Partial<Check>): string =>
    checkWords({
      ...{ check: 'account', subject: null, result: 'differs', source: null, here: null },
      ...{ note: null },
      ...values,
    });

  it('names a value once: in the sentence, or behind it', () => {
    const note = 'The account belongs to eve here';
    expect(check({ note, source: 'root', here: 'eve' })).toBe(`${note} (source root)`);
    const lost = { subject: 'bob_wp', note: 'It is not on this server', source: 'bob_wp' };
    expect(check({ check: 'database', ...lost })).toBe('It is not on this server');
    const part = { note: 'Only 50 % of what the source had', source: 2048, here: 1024 };
    expect(check({ check: 'bytes', ...part })).toBe(
      'Only 50 % of what the source had (source 2 KB, here 1 KB)',
    );
    expect(check({ source: 'eve', here: 'eve' })).toBe('source eve, here eve');
  });
});
