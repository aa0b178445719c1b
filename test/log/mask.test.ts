import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Hints,
  hintsIn,
  maskSecrets,
  mightHoldSecret,
  plainHintsIn,
} from '../../src/log/mask.ts';
import { findKeyedSecrets } from '../../src/log/mask-keyed.ts';
import { findShapedSecrets, secretShapes } from '../../src/log/mask-shaped.ts';
import { coverSpans, type Span } from '../../src/log/mask-span.ts';

const MYSQL_HASH = '*ABCDEF0123456789ABCDEF0123456789ABCDEF01';

describe('maskSecrets', () => {
  it.each([
    ['password=hunter2', 'password=•••••'],
    ['password = hunter2, user = bob', 'password = •••••, user = bob'],
    ['pass: "two words" end', 'pass: "•••••" end'],
    ['dbpass=x9 db_passwd=y8 rootPw=z7', 'dbpass=••••• db_passwd=••••• rootPw=•••••'],
    ['--password=abc --user=bob', '--password=••••• --user=bob'],
    ['--password abc123 -u bob', '--password ••••• -u bob'],
    ["mysql -u root -p'geheim' shop", 'mysql -u root -p••••• shop'],
    ['mysqldump --opt -pgeheim shop', 'mysqldump --opt -p••••• shop'],
    ["sshpass -p 'geheim' ssh root@host", 'sshpass -p ••••• ssh root@host'],
    ['curl -u bob:geheim https://host/', 'curl -u bob:••••• https://host/'],
    [
      "GRANT ALL ON a.* TO 'b'@'c' IDENTIFIED BY 'geheim'",
      "GRANT ALL ON a.* TO 'b'@'c' IDENTIFIED BY '•••••'",
    ],
    [`IDENTIFIED BY PASSWORD '${MYSQL_HASH}'`, "IDENTIFIED BY PASSWORD '•••••'"],
    [
      "IDENTIFIED WITH mysql_native_password AS 'x'",
      "IDENTIFIED WITH mysql_native_password AS '•••••'",
    ],
    ["SET PASSWORD FOR 'a'@'b' = 'geheim'", "SET PASSWORD FOR 'a'@'b' = '•••••'"],
    ["PASSWORD('geheim')", "PASSWORD('•••••')"],
    ["define('DB_PASSWORD', 'geheim');", "define('DB_PASSWORD', '•••••');"],
    ['https://host:2087/cpsess0123456789/x', 'https://host:2087/cpsess•••••/x'],
    ['Authorization: whm root:ABCDEFGHIJKLMNOP', 'Authorization: whm •••••'],
    ['Authorization: Basic cm9vdDpwYXNz', 'Authorization: Basic •••••'],
    ['sent whm root:ABCDEFGHIJKLMNOP', 'sent whm root:•••••'],
    ['Bearer abcdefghijklmnopqrstuvwx', 'Bearer •••••'],
    ['ftp://bob:geheim@host/x', 'ftp://bob:•••••@host/x'],
    ['{"password":"a\\"b","user":"x"}', '{"password":"•••••","user":"x"}'],
    ['"{\\"token\\":\\"abc\\",\\"n\\":1}"', '"{\\"token\\":\\"•••••\\",\\"n\\":1}"'],
    ["'pass' => 'geheim',", "'pass' => '•••••',"],
    ['root:$6$abc$defghijkl:19000:0', 'root:•••••:19000:0'],
    ['hash $2y$10$abcdefghijklmnopqrstuv ok', 'hash ••••• ok'],
    [`user ${MYSQL_HASH} ok`, 'user ••••• ok'],
    ['Cookie: whostmgrsession=abc; x=y', 'Cookie: •••••'],
    ['whostmgrsession=abcd%3a1', 'whostmgrsession=•••••'],
    ['access hash: 0123456789abcdef0123456789abcdef\n0123456789abcdef', 'access hash: •••••'],
    ['The password is hunter22.', 'The password is •••••.'],
    ["with password 'hunter2'", "with password '•••••'"],
    ['password: letmein', 'password: •••••'],
    ['MYSQL_PWD=abc mysql', 'MYSQL_PWD=••••• mysql'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----\nok',
      '-----BEGIN RSA PRIVATE KEY-----•••••-----END RSA PRIVATE KEY-----\nok',
    ],
    ['x -----BEGIN PRIVATE KEY-----\nMIIabc', 'x -----BEGIN PRIVATE KEY-----•••••'],
    ['…abcDEF+/=\n-----END PRIVATE KEY----- ok', '…•••••-----END PRIVATE KEY----- ok'],
  ])('masks %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
    expect(mightHoldSecret(text)).toBe(true);
    expect(mightHoldSecret(JSON.stringify({ msg: [text] }).replaceAll('/', '\\/'))).toBe(true);
  });

  it.each([
    'The password was changed.',
    'password strength: 60',
    '(using password: YES)',
    'Failed to set the password: Permission denied',
    'The password is too short.',
    'The MySQL user “bob” has no password in the archive.',
    'passwords: 12 restored',
    'The bypass: yes, the compass=3, the passage: long',
    'session=start_copy_20261102041322abc',
    'The API token “deploy” of «bob» has expired.',
    'Basic authentication failed',
    'rsync -pvz /home/a b:/home/a',
    'mysql database “bob_shop” restored',
    'https://host:2087/json-api/accountsummary?user=bob',
    'mail to bob@example.com: ok',
    'ERROR 1045 (28000): Access denied',
  ])('leaves %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('laws of masking', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'password',
      'pass',
      'pw',
      'token',
      'secret',
      'api_key',
      'Authorization',
      'Cookie',
      'IDENTIFIED BY',
      'cpsess0123456789',
      'Bearer ',
      'Basic ',
      'whm root',
      'mysql ',
      ' -p',
      'curl -u ',
      'sshpass -p',
      '$6$',
      '$2y$10$',
      MYSQL_HASH,
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
      'http://',
      'accesshash',
      'eyJabcdefghij.',
      '{SSHA}',
      'session_id',
      '•••••',
      'MYSQL_PWD',
      ...secretShapes().map(({ example }) => example),
      ...secretShapes().flatMap(({ hints }) => hints),
      'contraseña',
      'Пароль',
      '密码',
      'hasło',
      '<token>',
      'signing_key',
      'SALT',
      'name="password" value=',
    ),
    fc.constantFrom(...'=:"\'`“”‘’@/\\$*-_ \n\t,;.(){}[]&'),
    fc.constantFrom(
      ' => ',
      ' is ',
      ' for ',
      ' to ',
      'YES',
      'hunter2',
      'abcdefghijklmnop1',
      'Word',
      'bob',
    ),
    fc.string({ maxLength: 8 }),
  );
  const text = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));

  it('finds the same hints with the sieve and without it', () => {
    // No hint has this sign; longer texts go through the sieve.
    const filler = '\u007f'.repeat(101);
    fc.assert(
      fc.property(text, (raw) => {
        const sorted = (hints: Hints | null) =>
          hints && { ...hints, shapes: [...hints.shapes].sort((a, b) => a - b) };
        expect(sorted(plainHintsIn(raw))).toEqual(sorted(hintsIn(raw + filler)));
      }),
    );
  });

  it('masking twice changes nothing', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const once = maskSecrets(raw);
        expect(maskSecrets(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('the cheap check never refuses a text, or its JSON, in which a rule finds something', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const spans: Span[] = [];
        findKeyedSecrets(raw, spans);
        findShapedSecrets(raw, spans);
        if (spans.length === 0) return;
        expect(mightHoldSecret(raw)).toBe(true);
        expect(mightHoldSecret(JSON.stringify(raw))).toBe(true);
        expect(mightHoldSecret(JSON.stringify(raw).replaceAll('/', '\\/'))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('what the rules find whose hints stand in a text is what all rules find', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const spans: Span[] = [];
        findKeyedSecrets(raw, spans);
        findShapedSecrets(raw, spans);
        const hints = hintsIn(raw);
        const found: Span[] = [];
        if (hints?.hasName) findKeyedSecrets(raw, found);
        findShapedSecrets(raw, found, hints?.shapes ?? []);
        expect(coverSpans(raw, found)).toBe(coverSpans(raw, spans));
      }),
      { numRuns: 3000 },
    );
  });

  it('a value after a name of a secret never stays', () => {
    const value = fc
      .stringMatching(/^[A-Za-z0-9!#%+*^]{6,20}$/)
      .filter((word) => /\d/.test(word) && /[A-Za-z]/.test(word));
    const say = fc.constantFrom<(v: string) => string>(
      (v) => `password=${v}`,
      (v) => `"password":"${v}"`,
      (v) => `{\\"passwd\\":\\"${v}\\"}`,
      (v) => `user_password: ${v}`,
      (v) => `'secret' => '${v}'`,
      (v) => `api_token = "${v}"`,
      (v) => `ftp://bob:${v}@host`,
      (v) => `IDENTIFIED BY '${v}'`,
      (v) => `mysql -u bob -p${v}`,
    );
    fc.assert(
      fc.property(say, value, (write, secret) => {
        expect(maskSecrets(`a ${write(secret)} b`)).not.toContain(secret);
      }),
    );
  });
});
