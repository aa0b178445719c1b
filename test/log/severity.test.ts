import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CONTEXT, readLogLine } from '../../src/log/log-line.ts';
import { isTraceLine, severityOfText } from '../../src/log/severity.ts';
import { mightHaveSeverity } from '../../src/log/severity-hint.ts';
import { LOG_SEVERITIES } from '../../src/session/log-line.ts';
import { logLine } from '../host/log-corpus.ts';

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
    expect(isTraceLine('main::restore() called at example.pm line 188')).toBe(false);
    expect(isTraceLine('  ./a file at home')).toBe(false);
  });

  it('takes time linear in the text, whatever stands in it', () => {
    const started = performance.now();
    for (const piece of [' ', '[', '\n', ' at ', 'a: ', '\t', ' at x line', 'exit ']) {
      severityOfText(piece.repeat(65_536 / piece.length));
      isTraceLine(piece.repeat(65_536 / piece.length));
    }
    expect(performance.now() - started).toBeLessThan(2000);
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
  const plain = '{"pid":1,"type":"out","contents":{"msg":["./public_html/picture.jpg\\n"]}}';
  const others = new Set(LOG_SEVERITIES.filter((name) => name !== 'info' && name !== 'debug'));
  expect(mightHaveSeverity(plain, others)).toBe(false);
});
