import { expect, it } from 'vitest';
import { NO_EVIDENCE, reportedBy } from '../../src/log/evidence.ts';
import { readEvidence } from '../../src/logfile/log-evidence.ts';
import { MemoryLog } from '../store/memory-log.ts';

const record = (type: string, msg: string) => JSON.stringify({ type, contents: { msg: [msg] } });
const TRACE = 'at example.pm line 200\n\tmain::restore() called at example.pm line 188';
const WORDS = 'The mailbox “info” could not be read.';
const ERROR = record('error', WORDS);

function evidenceOf(lines: readonly string[], reported: readonly string[] = []) {
  const log = new MemoryLog();
  log.append(Buffer.from(`${lines.join('\n')}\n`));
  const from = { offset: 0, evidence: NO_EVIDENCE };
  return readEvidence(log, from, reportedBy(reported, null), true, () => true).evidence;
}

it('takes a record that holds only a trace for a part of the error before it', () => {
  const traces = [record('out', TRACE), record('out', 'at example.pm line 12.')];
  expect(evidenceOf([ERROR, ...traces], [WORDS])).toEqual({ ...NO_EVIDENCE, errorAt: 0 });
  expect(evidenceOf([ERROR, ...traces])).toMatchObject({ errors: 1, first: { at: 0 } });
});

it.each([
  ['behind what is no error', [record('out', 'Restoring mail'), record('out', TRACE)]],
  ['that says something before the trace', [ERROR, record('out', `Can't open x ${TRACE}`)]],
  ['that says something behind the trace', [ERROR, record('out', `${TRACE}\nFatal error: gone`)]],
  ['that is called an error by its type', [ERROR, record('error', TRACE)]],
])('counts a record %s', (_what, lines) => {
  expect(evidenceOf(lines, [WORDS])).toMatchObject({ errors: 1 });
});

it.each(['error', 'failed', 'failure'])(
  'counts a record of the type %s, whatever it says',
  (type) => {
    const line = record(type, 'Kaputt.');
    expect(evidenceOf([line])).toMatchObject({ errors: 1, level: 2, first: { text: 'Kaputt.' } });
  },
);

const summary = (kind: string, text: string) =>
  JSON.stringify({
    type: 'control',
    contents: { action: 'summary', [kind]: [[['Mysql', '_restore', 12], text]] },
  });

it('counts what the log’s own summary calls not restored, where the outcome does not say it', () => {
  const text = 'The database “bob_wp” is not restored.';
  const lines = [summary('warnings', text), summary('dangerous_items', text)];
  expect(evidenceOf(lines)).toMatchObject({ errors: 1, level: 2, first: { text } });
  expect(evidenceOf(lines, [text])).toMatchObject({ errors: 0, level: 0 });
  const long = `${'x'.repeat(1500)} ${'y'.repeat(1500)}`;
  const cut = `${long.slice(0, 1023)}…${long.slice(-1023)}`;
  expect(evidenceOf([summary('dangerous_items', long)], [cut])).toMatchObject({ errors: 0 });
});

it('counts the error of a program that a module hands on as a warning, and not the module’s own warnings', () => {
  const error = 'mysqldump: Got error: 1045: Access denied for user';
  expect(evidenceOf([record('warn', `One table is left out.\n${error}`)])).toMatchObject({
    errors: 1,
  });
  expect(evidenceOf([record('warn', 'The system failed to grant privileges.')])).toMatchObject({
    errors: 0,
  });
  expect(evidenceOf([record('warn', 'tar: ./a: file changed as we read it')])).toMatchObject({
    errors: 0,
  });
});

it.each([70_000, 300_000, 1_500_000])(
  'finds an error at the end of a line of %i bytes',
  (length) => {
    const error = 'rsync: [sender] write failed on "/home/bob/x": No space left on device (28)';
    const progress = '  1,024  10%  1.2MB/s  0:00:01\r'.repeat(Math.ceil(length / 31));
    const found = { errors: 1, first: { at: 6, text: error } };
    expect(evidenceOf(['first', progress + error])).toMatchObject(found);
    expect(
      evidenceOf(['first', record('out', `${progress.replaceAll('\r', '\n')}${error}`)]),
    ).toMatchObject({
      errors: 1,
      first: { at: 6 },
    });
    expect(evidenceOf(['first', record('debug', progress + error)])).toMatchObject({ errors: 0 });
    expect(evidenceOf(['first', progress + error], [error])).toMatchObject({ errors: 0 });
  },
);
