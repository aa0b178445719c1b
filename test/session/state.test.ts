import { describe, expect, it } from 'vitest';
import {
  allowedActions,
  isSameState,
  needsMaster,
  STATE_BY_NUMBER,
} from '../../src/session/state.ts';

describe('the second set of names of states', () => {
  it('allows what the state allows that it means', () => {
    expect(allowedActions('TRANSFER_PENDING')).toEqual(['resume', 'abort']);
    expect(allowedActions('RESTORE_PENDING')).toEqual(['resume', 'abort']);
    expect(allowedActions('TRANSFER_INPROGRESS')).toEqual(['pause', 'abort']);
    expect(allowedActions('RESTORE_INPROGRESS')).toEqual(['pause', 'abort']);
    expect(allowedActions('COMPLETED')).toEqual([]);
    expect(allowedActions('NEVER_HEARD_OF')).toEqual([]);
  });

  it('agrees with the log where both mean the same', () => {
    expect(isSameState('RESTORE_INPROGRESS', 'RUNNING')).toBe(true);
    expect(isSameState('TRANSFER_INPROGRESS', 'RUNNING')).toBe(true);
    expect(isSameState('RESTORE_PENDING', 'RUNNING')).toBe(true);
    expect(isSameState('RESTORE_PENDING', 'PAUSED')).toBe(true);
    expect(isSameState('RESTORE_PENDING', 'COMPLETED')).toBe(false);
    expect(isSameState('TRANSFER_INPROGRESS', 'PAUSED')).toBe(false);
    expect(isSameState('TRANSFER_PENDING', 'RUNNING')).toBe(false);
    expect(isSameState('FAILED', 'COMPLETED')).toBe(false);
  });

  it('agrees or not in whatever order the two are given', () => {
    const states = [...Object.values(STATE_BY_NUMBER), 'RESTORE_PENDING', 'TRANSFER_INPROGRESS'];
    for (const a of states) {
      expect(isSameState(a, a)).toBe(true);
      for (const b of states) expect(isSameState(a, b), `${a}, ${b}`).toBe(isSameState(b, a));
    }
  });

  it('needs a master where the session works', () => {
    expect(needsMaster('RESTORE_INPROGRESS')).toBe(true);
    expect(needsMaster('RESTORE_PENDING')).toBe(false);
  });
});

it('the numbers of the index stand for these states', () => {
  expect(STATE_BY_NUMBER).toEqual({
    0: 'PENDING',
    10: 'REACHEDMAXMEM',
    20: 'RUNNING',
    50: 'PAUSING',
    60: 'ABORTING',
    70: 'PAUSED',
    100: 'COMPLETED',
    150: 'ABORTED',
    200: 'FAILED',
  });
});
