import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/log/search-query.ts';
import { maskedBlocks } from '../../src/logfile/archive-log.ts';
import { searchLog } from '../../src/logfile/log-search.ts';
import { readBefore, readFrom } from '../../src/logfile/log-window.ts';

const BODY = Array.from({ length: 26 }, (_, i) =>
  `MIIEpQIBAAKCAQEA${String(i).padStart(2, '0')}zzzSECRETKEYMATERIALabcdefghijklmnopqrstuvw`.slice(
    0,
    64,
  ),
);
const LAST = 'c2hvcnQ=';

function armor(kind: string): string[] {
  return [`-----BEGIN ${kind}-----`, ...BODY, LAST, `-----END ${kind}-----`];
}

const PUTTY = [
  'PuTTY-User-Key-File-3: ssh-rsa',
  'Encryption: none',
  `Private-Lines: ${BODY.length + 1}`,
  ...BODY,
  LAST,
  'Private-MAC: 0123456789abcdef0123456789abcdef',
];

const HASH = Array.from({ length: 12 }, (_, i) => `${i % 10}09f8e7d6c5b4a3f2e1d0c9b8a7f6e5d`);

const KEYS: [string, string[]][] = [
  ['RSA', armor('RSA PRIVATE KEY')],
  ['OpenSSH', armor('OPENSSH PRIVATE KEY')],
  ['EC', armor('EC PRIVATE KEY')],
  ['PKCS 8', armor('ENCRYPTED PRIVATE KEY')],
  ['PGP', armor('PGP PRIVATE KEY BLOCK')],
  ['PuTTY', PUTTY],
  ['access hash', ['The access hash is:', ...HASH]],
];

const asRecord = (text: string) =>
  JSON.stringify({ type: 'out', contents: { msg: [`${text}\n`], time: 1_793_600_520 }, indent: 0 });

const FORMS: [string, (text: string) => string][] = [
  ['raw lines', (text) => text],
  ['records', asRecord],
];

function memory(text: string) {
  const bytes = Buffer.from(text);
  return {
    size: () => bytes.length,
    read(at: number, into: number | Buffer) {
      const end = at + (typeof into === 'number' ? into : into.length);
      const part = bytes.subarray(at, end);
      if (typeof into === 'number') return Buffer.from(part);
      part.copy(into);
      return into.subarray(0, part.length);
    },
  };
}

describe.each(KEYS)('a key over several lines: %s', (_, lines) => {
  const secrets = lines.filter((line) => /^[A-Za-z0-9+/=]{8,}$/.test(line));

  function expectHidden(shown: string): void {
    for (const secret of secrets) expect(shown).not.toContain(secret);
  }

  describe.each(FORMS)('as %s', (_form, write) => {
    const before = ['begin of the log', 'copying the keys'];
    const after = ['done with the keys', 'public_html/index.php', 'end of the log'];
    const text = `${[...before, ...lines, ...after].map(write).join('\n')}\n`;
    const source = memory(text);

    it('is hidden in every window of the viewer, and the lines around it are not', () => {
      const all = readFrom(source, 0).lines.map((line) => line.text);
      expect(all).toHaveLength(before.length + lines.length + after.length);
      expectHidden(all.join('\n'));
      for (const line of [...before, ...after]) expect(all).toContain(line);
      for (let at = 0; at < text.length; at += 97) {
        for (const window of [
          readFrom(source, at, { maxLines: 3 }),
          readBefore(source, at, { maxLines: 3 }),
        ]) {
          expectHidden(window.lines.map((line) => line.text).join('\n'));
        }
      }
    });

    it('is hidden from a search, which does not tell either whether it is there', () => {
      for (const secret of secrets) {
        for (const isBackward of [false, true]) {
          expect([...searchLog(source, compileQuery(secret.slice(4, 30)), { isBackward })]).toEqual(
            [],
          );
        }
      }
      const shown = [...searchLog(source, compileQuery('.', true))].map((line) => line.text);
      expectHidden(shown.join('\n'));
    });

    it('is hidden in the download and the archive', () => {
      const kept = [...maskedBlocks(source)].join('');
      expectHidden(kept);
      expect(kept).toHaveLength(text.length);
      for (const line of [...before, ...after]) expect(kept).toContain(line);
    });
  });
});

describe('a key whose begin was cut off', () => {
  it.each(FORMS)('is known by its end, as %s', (_, write) => {
    const lines = [...BODY, LAST, '-----END RSA PRIVATE KEY-----', 'after it'];
    const source = memory(`${lines.map(write).join('\n')}\n`);
    const shown = readFrom(source, 0).lines.map((line) => line.text);
    for (const secret of [...BODY, LAST]) expect(shown.join('\n')).not.toContain(secret);
    expect(shown.at(-1)).toBe('after it');
  });
});

describe('a key whose end never comes', () => {
  it('hides the lines that look like it, and no others', () => {
    const lines = [
      '-----BEGIN RSA PRIVATE KEY-----',
      ...BODY,
      'The child died.',
      'Next',
      'file.txt',
    ];
    const shown = readFrom(memory(lines.join('\n')), 0).lines.map((line) => line.text);
    expect(shown.join('\n')).not.toContain(BODY[3]);
    expect(shown.slice(-3)).toEqual(['The child died.', 'Next', 'file.txt']);
  });

  it('keeps what another process writes between its lines', () => {
    const lines = armor('RSA PRIVATE KEY');
    lines.splice(5, 0, 'Another child says hello.');
    const shown = readFrom(memory(lines.join('\n')), 0).lines.map((line) => line.text);
    expect(shown).toContain('Another child says hello.');
    for (const secret of BODY) expect(shown.join('\n')).not.toContain(secret);
  });
});

describe('a secret on the line below its name', () => {
  it.each([
    ['<password>', 'hunter22'],
    ['[client] password =', 'hunter22x'],
    ['  <key>password</key>', '  <string>geheim</string>'],
    ['machine h login bob', 'password geheim'],
    ['login bob', 'password geheim'],
    ['password: |', '  hunter22'],
    ['334 UGFzc3dvcmQ6', 'Z2VoZWlt'],
  ])('%s', (name, value) => {
    for (const [, write] of FORMS) {
      const text = ['first', name, value, 'last'].map(write).join('\n');
      const source = memory(text);
      const secret = /geheim|hunter22|Z2VoZWlt/.exec(value)?.[0] ?? '';
      const at = text.indexOf(value);
      const shown = [
        readFrom(source, 0).lines,
        readFrom(source, at, { maxLines: 1 }).lines,
        [...searchLog(source, compileQuery('.', true))],
        [...searchLog(source, compileQuery(secret))],
      ].flatMap((lines) => lines.map((line) => line.text));
      expect(shown.join('\n')).not.toContain(secret);
      expect(shown).toContain('last');
      expect([...maskedBlocks(source)].join('')).not.toContain(secret);
    }
  });
});
