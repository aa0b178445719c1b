import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldProgress, progressKind } from '../../src/log/item-progress.ts';
import { maskKeptLine } from '../../src/log/mask-line.ts';
import { NO_CONTEXT, readLogLine } from '../../src/log/read-line.ts';
import { LOG_SEVERITIES, type LogLine } from '../../src/session/log-line.ts';
import { readNaively } from '../host/log-corpus.ts';

const fixture = (name: string) => readNaively(readFileSync(`test/fixtures/${name}.log`));
const read = (...texts: string[]): LogLine[] => readNaively(Buffer.from(texts.join('\n')));
const json = (type: string, contents: object, more: object = {}) =>
  JSON.stringify({ indent: 0, pid: 1, type, contents, partial: 0, ...more });
const brief = (line: LogLine) => `${line.severity} ${line.module ?? '-'} ${line.text}`;

describe('the lines of a restore', () => {
  const lines = fixture('line-kinds/item-restore');

  it('say each kind in words, with its module', () => {
    expect(lines.map(brief)).toEqual([
      'debug - Progress: 0 %',
      'info - Starting “RESTORE” for “Account” “rivergdn”.',
      'info - Restricted mode: no',
      'debug - Progress: 10 %',
      'info Homedir Started module Homedir',
      'info Homedir Step: Restoring the home directory …',
      'info Homedir ..1024..',
      'info Homedir ..2048..',
      'error Homedir rsync: link_stat "/home/rivergdn/tmp/sess_1" failed: No such file or directory (2)',
      'error Homedir rsync error: some files/attrs were not transferred (code 23)',
      'debug Homedir Step done: Restoring the home directory …',
      'info Homedir Ended module Homedir',
      'success Homedir Homedir: Home directory restored',
      'info Mysql Started module Mysql',
      'warn Mysql The system cannot grant privileges to the MySQL user “rivergdn_shopadmin”.',
      'error Mysql (XID k3v9ab) The system received an error from the “MySQL” database “rivergdn_shop”: 1227 (Access denied)\n at example.pm line 200\n\tmain::restore() called at example.pm line 188',
      'raw Mysql Disabling InnoDB strict mode for “rivergdn_shop” …',
      'debug Mysql Progress: 61 %',
      'info Mysql Ended module Mysql',
      'error Mysql Mysql: Failed to restore grants',
      'info SiteBackupPlugin (CUSTOM) Started module SiteBackupPlugin (CUSTOM)',
      'info SiteBackupPlugin (CUSTOM) Ended module SiteBackupPlugin',
      'debug - Progress: 92 %',
      'warn - Summary:\nwarning: [Mysql::_restore_grants line 312] The system cannot grant privileges to the MySQL user “rivergdn_shopadmin” because of an error: (XID k3v9ab) “rivergdn_shopadmin” is too long by 2 characters.',
      'debug - Progress: 100 %',
      'success - Success.',
    ]);
  });

  it('take the time of the latest stamped line', () => {
    expect(lines.slice(5, 12).map((line) => line.time)).toEqual([
      1_793_600_412, 1_793_600_412, 1_793_600_412, 1_793_600_412, 1_793_600_412, 1_793_600_440,
      1_793_600_440,
    ]);
  });

  it('fold into one where they are progress', () => {
    expect(foldProgress(lines).map((line) => line.text)).not.toContain('..1024..');
    expect(foldProgress(lines)).toHaveLength(lines.length - 1);
  });
});

describe('the lines of a transfer', () => {
  const lines = fixture('line-kinds/item-transfer');
  it('name the source server and judge raw text', () => {
    expect(
      lines.filter((line) => line.source === 'old.example.net').map((line) => line.severity),
    ).toEqual(['info', 'warn']);
    expect(lines.find((line) => line.text.startsWith('debug:'))?.severity).toBe('debug');
    expect(lines.find((line) => line.text === '')?.severity).toBe('raw');
  });
});

describe('a line that lies deep', () => {
  it.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('%s is shown as far as it can be read', (open, close) => {
    const deep = `${open.repeat(20_000)}"x"${close.repeat(20_000)}`;
    for (const type of ['out', 'modulestatus', 'control']) {
      for (const field of ['msg', 'other', 'statusmsg', 'warnings']) {
        const line = json(type, { action: 'summary', [field]: '@' }).replace('"@"', deep);
        expect(read(line)[0]?.text.length).toBeLessThan(1000);
      }
    }
    expect(() =>
      maskKeptLine(`${json('out', { password: '@' }).replace('"@"', deep)}`),
    ).not.toThrow();
  });
});

describe('a line of several pieces', () => {
  it('says all of them, in their order', () => {
    const [line] = read(
      `\ufeffKilled${json('out', { msg: ['one'] })}${json('error', { msg: ['two'], time: 1_793_600_001 })} three`,
    );
    expect(line).toMatchObject({
      severity: 'error',
      time: 1_793_600_001,
      text: 'Killed\none\ntwo\n three',
    });
  });

  it('knows the module of the last one', () => {
    const ended = json('control', { action: 'end_module', msg: ['Mail'] });
    const started = json('control', { action: 'start_module', msg: ['Mysql'] });
    expect(read(`${ended}${started}`, 'next').map(({ module }) => module)).toEqual([
      'Mail',
      'Mysql',
    ]);
  });
});

describe('the lines of a master log', () => {
  it('tell the master’s words from a child’s', () => {
    const say = (contents: object) => read(json('control', contents))[0]?.text;
    expect(say({ action: 'complete', child_number: 0 })).toBe('The session is completed');
    expect(say({ action: 'complete', queue: 'RESTORE' })).toBe(
      'Worker ? (RESTORE) has no more work',
    );
    expect(say({ action: 'complete', child_number: '3' })).toBe('Worker 3 (?) has no more work');
  });

  it('show a failure that comes in pieces', () => {
    const contents = {
      action: 'failed-item',
      queue: 'RESTORE',
      item: 'a',
      msg: { failure: ['b', 'c'] },
    };
    expect(read(json('control', contents))[0]?.text).toContain('\nb c');
  });

  it('say what happened', () => {
    const lines = fixture('line-kinds/master-2.3').map((line) => `${line.severity} ${line.text}`);
    for (const wanted of [
      'info The session started',
      'info Log format version 2.3',
      'info TRANSFER: 3 items in total',
      'info Worker 2 (TRANSFER) took Account “blueoaks” as “blueoak2”',
      'warn Use of uninitialized value in string eq at /usr/local/cpanel/example.pm line 12.',
      'success TRANSFER Account “rivergdn” succeeded, size 530000000',
      'error Worker 2 (TRANSFER) died: death 1 of 3 allowed',
      'warn The session is aborted',
    ]) {
      expect(lines).toContain(wanted);
    }
    const outcome = lines.find((line) =>
      line.startsWith('warn RESTORE Account “rivergdn” ended with issues'),
    );
    expect(outcome).toContain(
      'dangerous 1, altered 1, skipped 1, warnings 1\nAccount Restore Complete\n',
    );
    expect(outcome).toContain(
      'altered: [Mysql::_rename line 437] MySQL database “rivergdn_shop” restored as',
    );
    expect(lines.find((line) => line.startsWith('error RESTORE'))).toContain(
      'did not report an error.',
    );
  });

  it('of version 1.6 show success with counters as issues', () => {
    const lines = fixture('documented-session/master');
    expect(lines.filter((line) => line.severity === 'warn')).toHaveLength(3);
    expect(lines.at(-1)).toMatchObject({
      severity: 'success',
      text: 'The session is completed',
      time: null,
    });
  });
});

describe('lines that are not what they should be', () => {
  it('keep both pieces where a record stands behind half of another, or behind text', () => {
    const whole = json('error', { msg: ['broken'], time: 1_793_600_500 });
    const [glued] = read(`${json('out', { msg: ['half'] }).slice(0, 40)}${whole}`);
    expect(glued).toMatchObject({ severity: 'error', time: 1_793_600_500 });
    expect(glued?.text).toMatch(/^\{"indent":0.*\nbroken$/s);
    expect(read(`warn [x] y ${json('out', { msg: ['z'] })}`)[0]).toMatchObject({
      severity: 'warn',
      text: 'warn [x] y \nz',
    });
  });

  it('show JSON that is no record as it is', () => {
    for (const text of ['{"a":1}', '[]', '"x"', '{"type":"out"}', 'null']) {
      expect(read(text)[0]).toMatchObject({ text, severity: 'raw' });
    }
    expect(read(json('out', { msg: [{ a: [1] }, 'b'] }))[0]?.text).toBe('{"a":[1]} b');
    expect(read(json('novel', { one: 1 }))[0]?.text).toBe('{"one":1}');
  });

  it('give the lines of a stack trace the severity of the line that they explain', () => {
    const trace = '\tmain::a() called at x.pm line 2';
    expect(
      read('Use of uninitialized value at x.pm line 1.', trace, trace).map((line) => line.severity),
    ).toEqual(['warn', 'warn', 'warn']);
    expect(read('ERROR: x', trace)[1]?.severity).toBe('error');
  });

  it('judge `out` by its text, and a wrong stamp as none', () => {
    expect(read(json('out', { msg: ['ERROR: x'], time: -5 }))[0]).toMatchObject({
      severity: 'error',
      time: null,
    });
    expect(read(json('out', { msg: ['x'], time: '1793600001' }))[0]).toMatchObject({
      severity: 'info',
      time: 1_793_600_001,
    });
  });

  it('mask secrets in every kind', () => {
    for (const text of [
      'password=Sup3rGeheim9',
      json('out', { msg: ['password=Sup3rGeheim9'] }),
      json('novel', { password: 'Sup3rGeheim9' }),
      json('control', { action: 'novel', msg: 'password=Sup3rGeheim9' }),
    ]) {
      expect(read(text)[0]?.text).not.toContain('Geheim');
    }
  });

  it('never fail, whatever they hold', () => {
    const contents = fc.oneof(
      fc.jsonValue(),
      fc.record({
        action: fc.constantFrom('percentage', 'summary', 'success-item', 'start', 'child-failed'),
        msg: fc.jsonValue(),
        warnings: fc.jsonValue(),
        time: fc.jsonValue(),
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .record({
              type: fc.oneof(fc.constantFrom('control', 'modulestatus', 'out'), fc.jsonValue()),
              contents,
            })
            .map((body) => JSON.stringify(body)),
        ),
        (text) => {
          const { line } = readLogLine(
            { at: 7, text, isCut: false, isFragment: false },
            NO_CONTEXT,
          );
          expect(LOG_SEVERITIES).toContain(line.severity);
          expect(typeof line.text).toBe('string');
          expect(line.at).toBe(7);
        },
      ),
    );
  });
});

describe('progress ticks', () => {
  it.each(['..1024..', '...123...', '...50%...', ' ..7.. '])('%j is one', (text) =>
    expect(progressKind(text)).toBe('dots'),
  );
  it.each(['..', '1024', '../1024..', '..12..x', 'a ..12..'])('%j is none', (text) =>
    expect(progressKind(text)).toBeNull(),
  );

  it('fold run by run into the newest of each kind, also where the kinds alternate', () => {
    const lines = read(
      '..1..',
      '..2..',
      'x',
      '..3..',
      '..4..',
      json('control', { action: 'percentage', percentage: 5 }),
      json('control', { action: 'percentage', percentage: 6 }),
      '..5..',
      json('control', { action: 'percentage', percentage: 7 }),
      'y',
      json('control', { action: 'percentage', percentage: 8 }),
      '..6..',
    );
    expect(foldProgress(lines).map((line) => line.text)).toEqual([
      '..2..',
      'x',
      '..5..',
      'Progress: 7 %',
      'y',
      'Progress: 8 %',
      '..6..',
    ]);
  });
});
