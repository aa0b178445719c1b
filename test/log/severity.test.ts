import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/log/actions.ts';
import { harmlessRules } from '../../src/log/harmless-rules.ts';
import { NO_CONTEXT, readLogLine } from '../../src/log/read-line.ts';
import { isTraceLine, severityOfText } from '../../src/log/severity.ts';
import {
  isSevere,
  mightHaveSeverity,
  severeWords,
  variantsOfSign,
} from '../../src/log/severity-prefilter.ts';
import { formRules, levelRules } from '../../src/log/severity-rules.ts';
import type { LogSeverity } from '../../src/session/log-line.ts';
import { logLine } from '../host/log-corpus.ts';
import { processorMs } from '../processor-time.ts';

/** Real messages with the severity that a person gives them; `{u}` is the account. */
const RAW_MESSAGES = readFileSync('test/fixtures/messages/messages.tsv', 'utf8')
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .filter(([, , carrier]) => carrier === 'raw line')
  .map(
    ([, severity = '', , , message = '']) => [severity, message.replaceAll('{u}', 'bob')] as const,
  );

const FILE_NAMES = [
  'public_html/errors/error: file.html',
  'public_html/wp-content/plugins/failed-login/warning.php',
  'public_html/Out of memory.jpg',
  'failed-orders.csv',
  'deleting public_html/error.php',
  'home/bob/mail/cur/1.M2P3.host,S=4:2,S warn: x',
  '/home/bob/public_html/Out of memory.jpg',
  '-rw-r--r-- bob/bob 1234 2026-11-02 04:13 public_html/fatal error: x',
  '>f+++++++++ public_html/error: x',
  ' inflating: backup/error: x.txt',
];

it.each([
  ['error', 'die [pkgacct] Unable to write to /home/cpmove-bob/mysql'],
  ['error', '\u001b[31mERROR\u001b[0m: the disk is full'],
  ['error', '3 of 47 databases could not be dumped.'],
  ['error', '12 databases failed, 0 skipped'],
  ['error', '500 Internal Server Error'],
  ['raw', '0 failed, 12 succeeded'],
  ['raw', 'There were 12 failed login attempts since the last successful login.'],
  ['raw', 'public_html/500 Internal Server Error.html'],
] as const)('is %s for %s', (severity, text) => {
  expect(severityOfText(text)).toBe(severity);
});

describe('the table of severities', () => {
  const rules = [...levelRules(), ...harmlessRules(), ...formRules()];

  it.each(rules.map((rule) => [rule.severity, rule.example, rule.sign] as const))(
    '%s: %s',
    (severity, example, sign) => {
      expect(severityOfText(example)).toBe(severity);
      expect(new RegExp(sign, 'i').test(example)).toBe(true);
      if (severity === 'error' || severity === 'warn') expect(sign).not.toBe('');
    },
  );

  it('misses no way of writing the signs of a rule', () => {
    const ways = rules
      .filter(({ severity }) => severity === 'error' || severity === 'warn')
      .flatMap(({ sign }) => sign.split(/\|(?![^()]*\))/))
      .flatMap(variantsOfSign)
      .map((way) =>
        way
          .replace(/\\d\??/g, '1')
          .replace(/\.\{1,6\}/, "'")
          .replace(/\[[^\]]*\]\*?/g, 'x'),
      )
      .map((way) => way.replace(/\\(.)/g, '$1'));
    const missed = ways.filter(
      (way) => !isSevere(way) || severeWords().indexIn(Buffer.from(way), 0) < 0,
    );
    expect(missed).toEqual([]);
    expect(severityOfText('mkdir: missing operand')).toBe('error');
  });

  it.each(RAW_MESSAGES)('%s: %s', (wanted, message) => {
    const severity = severityOfText(message);
    if (wanted === 'harmless') expect(severity).not.toBe('error');
    else expect(severity).toBe(wanted);
  });

  it.each(FILE_NAMES)('a name in a list of files says nothing: %s', (name) => {
    expect(severityOfText(name)).toBe('raw');
  });

  it('reads what rsync writes behind its progress', () => {
    const progress = '      1,234,567  50%  117.74MB/s    0:00:01 (xfr#9, to-chk=1/2)';
    const words = 'rsync: [sender] send_files failed to open "/home/bob/x": Permission denied (13)';
    expect(severityOfText(`\r${progress}`)).toBe('raw');
    expect(severityOfText(`\r${progress}${words}`)).toBe('error');
  });
});

describe('severity of raw text by its own signs', () => {
  it.each([
    ['ERROR: could not open the archive', 'error'],
    ['[2026-11-02 04:13:22 +0000] error [pkgacct] disk is full', 'error'],
    ['ERROR 1227 (42000) at line 5: Access denied; you need SUPER', 'error'],
    ['mysqldump: Got error: 1045: "Access denied" when trying to connect', 'error'],
    ['mysqldump: Error: Tablespace is missing', 'error'],
    ['rsync: link_stat "/home/a/tmp/sess_1" failed: No such file or directory (2)', 'error'],
    ['rsync error: some files/attrs were not transferred (code 23) at main.c(1179)', 'error'],
    ['rsync warning: some files vanished before they could be transferred (code 24)', 'warn'],
    ['file has vanished: "/home/a/tmp/x"', 'warn'],
    ['fatal: Could not read from remote repository.', 'error'],
    ['PHP Fatal error: Uncaught thing', 'error'],
    ['tar: ./x: Cannot open: Permission denied', 'error'],
    ['The command exited with status 255', 'error'],
    ['pigz exited with code 1', 'error'],
    ['Can’t locate object method "x" at /usr/local/x.pm line 12.', 'error'],
    ['Use of uninitialized value in string eq at /usr/local/example.pm line 12.', 'warn'],
    ['(XID k3v9ab) The system received an error', 'error'],
    ['warn [pkgacct] database “x” is empty', 'warn'],
    ['[2026-11-02 04:13:22 +0000] warn [restorepkg] quota', 'warn'],
    ['mysql: [Warning] Using a password on the command line is insecure.', 'warn'],
    ['Warning: Permanently added the host', 'warn'],
    ['debug: Established cpanel session', 'debug'],
    ['debug1: Connecting to old.example.net', 'debug'],
    ['Traceback (most recent call last):', 'error'],
    ['curl: (60) SSL certificate problem: certificate has expired', 'error'],
    ['./public_html/error_log', 'raw'],
    ['./errors/warning.html', 'raw'],
    ['0 errors', 'raw'],
    ['exited with status 0', 'raw'],
    ['Disabling InnoDB strict mode for “a” …', 'raw'],
    ['', 'raw'],
  ] as const)('%s → %s', (text, severity) => expect(severityOfText(text)).toBe(severity));

  it('knows the lines of stack traces', () => {
    expect(isTraceLine('\tmain::restore() called at example.pm line 188')).toBe(true);
    expect(isTraceLine('    at restore (/x/y.js:1:2)')).toBe(true);
    // The outermost frame of a trace can stand without its indent.
    expect(isTraceLine('main::restore(CODE(0x3d)) called at example.pm line 188')).toBe(true);
    expect(isTraceLine('The function was called at noon')).toBe(false);
    expect(isTraceLine('  ./a file at home')).toBe(false);
  });

  it('takes time linear in the text, whatever stands in it', () => {
    const judgeAll = () => {
      for (const piece of [' ', '[', '\n', ' at ', 'a: ', '\t', ' at x line', 'exit ']) {
        severityOfText(piece.repeat(65_536 / piece.length));
        isTraceLine(piece.repeat(65_536 / piece.length));
      }
    };
    expect(processorMs(judgeAll)).toBeLessThan(2000);
  });
});

it('the hint of a filter never denies a severity that a line has', () => {
  fc.assert(
    fc.property(logLine, (text) => {
      const { severity } = readLogLine(
        { at: 0, text, isCut: false, isFragment: false },
        NO_CONTEXT,
      ).line;
      expect(mightHaveSeverity(text, new Set([severity]))).toBe(true);
    }),
    { numRuns: 2000 },
  );
  const grave = new Set<LogSeverity>(['error']);
  for (const { severity, example } of [...levelRules(), ...formRules()]) {
    if (severity === 'error') expect(mightHaveSeverity(example, grave), example).toBe(true);
  }
  expect(mightHaveSeverity('curl: (60) SSL certificate problem: has expired', grave)).toBe(true);
  const plain = '{"pid":1,"type":"out","contents":{"msg":["./public_html/picture.jpg\\n"]}}';
  // Whether it is whole, only reading it tells: broken, it is raw text.
  const others = new Set<LogSeverity>(['error', 'warn', 'success']);
  expect(mightHaveSeverity(plain, others)).toBe(false);
});

it.each(Object.keys(ACTIONS))(
  'the words of a filter find a record that says only “%s”',
  (action) => {
    const own = { action, time: 1_793_600_000 };
    const bodies = [{}, { msg: null }, { child_number: 0 }, { queue: 'TRANSFER', child_number: 1 }];
    const counts = ['dangerous_items', 'altered_items', 'skipped_items', 'warnings'];
    const outcomes = counts.map((count) => ({
      queue: 'TRANSFER',
      child_number: 1,
      msg: { [count]: 1 },
    }));
    for (const body of [...bodies, ...outcomes]) {
      const text = JSON.stringify({ type: 'control', contents: { ...own, ...body } });
      const { line } = readLogLine({ at: 0, text, isCut: false, isFragment: false }, NO_CONTEXT);
      if (line.severity !== 'error' && line.severity !== 'warn') continue;
      expect(isSevere(text), text).toBe(true);
      expect(severeWords().indexIn(Buffer.from(text), 0), text).toBeGreaterThanOrEqual(0);
    }
  },
);

it('the words of a filter for errors and warnings stand in every line that can be one', () => {
  const rules = [...levelRules(), ...formRules()];
  // What an expression's own ways of writing give, once with blanks and once as pieces of a message.
  const examples = rules.flatMap(({ example, sign }) => [
    example,
    ...sign.split(/\|(?![^()]*\))/).map((way) =>
      way
        .replace(/\(\?:([^()|]*)[^()]*\)/, '$1')
        .replace(/\[[^\]]*\]\*/, '')
        .replaceAll('\\d', '7')
        .replace(/\.\{1,6\}/, '\u2019')
        .replaceAll('\\', ''),
    ),
  ]);
  const piece = fc.oneof(
    fc.constantFrom(...examples, 'modulestatus', '"failed_items"', 'abort', '\\u00e9', '\tat x ('),
    fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\n', '')),
    fc.constantFrom(
      '{"type":"out","contents":{"msg":["',
      '"]}}',
      ' ',
      '\t at ',
      'public_html/x.jpg',
    ),
  );
  const line = fc
    .tuple(fc.array(piece, { maxLength: 6 }), fc.constantFrom(' ', '","', '", "'), fc.boolean())
    .map(([pieces, blank, isLoud]) => {
      const text = pieces.join('').replaceAll(' ', blank);
      return isLoud ? text.toUpperCase() : text;
    });
  let grave = 0;
  fc.assert(
    fc.property(line, line, (text, other) => {
      const bytes = Buffer.from(text);
      if (!isSevere(bytes.toString('latin1'))) return;
      grave += 1;
      const before = Buffer.from('{"type":"out","contents":{"msg":["x"]}}\n');
      const found = severeWords().indexIn(Buffer.concat([before, bytes]), before.length - 1);
      expect(found).toBeGreaterThan(0);
      const behind = Buffer.concat([Buffer.from(`${other.replace(/^[ \t]/, '')}\n`), bytes]);
      expect(severeWords().indexIn(behind, behind.length - bytes.length - 1)).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
  expect(grave).toBeGreaterThan(1000);
  const plain = Buffer.from(
    '{"indent":0,"pid":1,"type":"out","contents":{"msg":["./public_html/picture.jpg\\n"]}}\n',
  );
  expect(severeWords().indexIn(Buffer.concat([plain, plain]), 0)).toBe(-1);
});

it('takes a broken record that looks whole for what it is: raw text', () => {
  for (const text of [
    '{"type":"out","contents":{"msg":["x"]}',
    '{"type":"out","contents":{"msg":["a" "b"]}}',
    '{"type":"out",}',
  ]) {
    expect(mightHaveSeverity(text, new Set(['raw']))).toBe(true);
  }
});
