import { describe, expect, it } from 'vitest';
import type { SessionFacts } from '../../src/session/facts.ts';
import { emptyHeader } from '../../src/session/header.ts';
import type { SessionState } from '../../src/session/state.ts';
import { countsOf, lastActivityOf, statusOf } from '../../src/session/status.ts';

interface Said {
  index?: SessionState | null;
  log?: SessionFacts['header']['state'];
  archived?: boolean;
}

function factsOf({ index = null, log = null, archived = false }: Said): SessionFacts {
  const unknown = { pid: null, initiator: null, creator: null, sourceHost: null, targetHost: null };
  return {
    id: 'copyacctstatus',
    header: { ...emptyHeader(), state: log },
    seen: {
      id: 'copyacctstatus',
      state: index,
      ...unknown,
      version: null,
      startedAt: null,
      endedAt: null,
    },
    tallies: [],
    queueRows: 0,
    archived,
    oddities: [],
    workers: [],
    results: [],
    evidence: { read: 0, gone: 0, none: 0 },
    followUps: { total: 0, done: 0 },
  };
}

describe('the state of a session', () => {
  it.each<[string, boolean, Said, SessionState]>([
    ['the index, where it has the session', true, { index: 'FAILED', log: 'RUNNING' }, 'FAILED'],
    ['the log, where the index has it not', false, { index: 'RUNNING', log: 'ABORTED' }, 'ABORTED'],
    ['the log, where the index has no word', true, { log: 'PAUSED' }, 'PAUSED'],
    ['the index’s last word of one without a log', false, { index: 'RUNNING' }, 'RUNNING'],
    [
      'the index’s last word of an archived one',
      false,
      { index: 'FAILED', log: 'RUNNING', archived: true },
      'FAILED',
    ],
    ['nothing: it waits', false, {}, 'PENDING'],
  ])('is decided by %s', (_, inIndex, said, state) => {
    expect(statusOf(factsOf(said), inIndex).state).toBe(state);
  });

  it('is over for good once the server has deleted the session', () => {
    expect(statusOf(factsOf({ log: 'RUNNING' }), true).over).toBe(false);
    expect(statusOf(factsOf({ log: 'RUNNING', archived: true }), false).over).toBe(true);
  });
});

describe('the counts of a session', () => {
  it('put what nothing has named to the waiting ones, and to the unfinished ones at its end', () => {
    const facts = factsOf({ log: 'RUNNING' });
    facts.header.queueCount = { TRANSFER: 5, RESTORE: 5 };
    // 5 × TRANSFER + RESTORE of each item's phases, see tally.ts: one has moved, one has failed.
    facts.tallies = [
      { combo: 12, count: 1, size: 0 },
      { combo: 24, count: 1, size: 0 },
    ];
    const running = countsOf(facts, statusOf(facts, false));
    expect(running).toMatchObject({ success: 1, failed: 1, pending: 3, unfinished: 0 });
    facts.header.state = 'COMPLETED';
    const over = countsOf(facts, statusOf(facts, false));
    expect(over).toMatchObject({ success: 1, failed: 1, pending: 0, unfinished: 3 });
  });
});

describe('the last activity of a session', () => {
  const facts = factsOf({ log: 'RUNNING' });
  facts.header.lastEventAt = 1000;
  const running = statusOf(facts, false);

  it('is the growth of any of its logs while it runs, and its log’s last stamp at its end', () => {
    expect(lastActivityOf(facts, running, 1200)).toBe(1200);
    expect(lastActivityOf(facts, running, 900)).toBe(1000);
    expect(lastActivityOf(facts, { ...running, over: true }, 1200)).toBe(1000);
  });
});
