import { expect, test } from 'vitest';
import { eventsOf, NEWS_SECONDS } from '../../src/notify/notification-event.ts';
import type { SessionSummary } from '../../src/views/contract.ts';
import { measuredSession } from '../views/measured-session.ts';

const NOW = 1_793_600_000;
const PLACE = { generation: 0, offset: 500 };

function events(more: Partial<SessionSummary>, place = PLACE, grownAt: number | null = NOW - 60) {
  const counts = { success: 1, warning: 0, failed: 0, active: 0, pending: 0, unfinished: 0 };
  const { summary } = measuredSession('s1', { summary: { counts, ...more } });
  return eventsOf(summary, grownAt, place, NOW).map(({ event, key }) => `${event} ${key}`);
}

const FAILED = { success: 0, warning: 0, failed: 1, active: 0, pending: 0, unfinished: 0 };
const STALLED = { since: NOW - 1000, reason: 'the master is gone' };

test.each([
  ['a session that goes on', { state: 'RUNNING' }, []],
  ['one that ended well', { state: 'COMPLETED' }, ['end end']],
  ['one that was aborted', { state: 'ABORTED' }, ['end end']],
  ['one that failed', { state: 'FAILED' }, ['failure failure', 'end end']],
  ['one with a failed item', { state: 'RUNNING', counts: FAILED }, ['failure failure']],
  ['one that stalls', { state: 'RUNNING', stalled: STALLED }, ['stall stall:0:500']],
  [
    'one whose stall ended with it',
    { state: 'FAILED', stalled: STALLED },
    ['failure failure', 'end end'],
  ],
])('of %s', (_, summary, expected) => {
  expect(events(summary)).toEqual(expected);
});

test('a stall is another one when the log has grown since', () => {
  const stalled = { state: 'RUNNING', stalled: STALLED };
  expect(events(stalled)).toEqual(events(stalled));
  expect(events(stalled, { generation: 0, offset: 900 })).not.toEqual(events(stalled));
});

test('what happened long ago is no news', () => {
  const old = {
    state: 'COMPLETED',
    endedAt: NOW - NEWS_SECONDS,
    lastActivityAt: NOW - NEWS_SECONDS,
  };
  expect(events(old, PLACE, NOW - NEWS_SECONDS)).toEqual([]);
  expect(events(old, PLACE, NOW - NEWS_SECONDS + 1)).toEqual(['end end']);
});
