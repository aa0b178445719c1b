import { expect, it } from 'vitest';
import { NO_EVIDENCE, whatIsReported } from '../../src/log/evidence.ts';
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
  return readEvidence(log, from, whatIsReported(reported, null), true, () => true).evidence;
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
