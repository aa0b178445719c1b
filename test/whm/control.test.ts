import { describe, expect, test } from 'vitest';
import type { ApiAnswer, ApiArguments, TransferApi } from '../../src/whm/api/answer.ts';
import { controlSession, fetchLog, readApiState } from '../../src/whm/session-calls.ts';

const ID = 'copyacctroot20240101';

function fakeApi(answer: ApiAnswer): TransferApi & { calls: [string, ApiArguments][] } {
  const calls: [string, ApiArguments][] = [];
  return {
    calls,
    call: async (functionName, args) => {
      calls.push([functionName, args]);
      return answer;
    },
  };
}

const success = (data: unknown, reason: string | null = 'OK'): ApiAnswer => ({
  ok: true,
  data,
  reason,
  via: 'session',
});
const refusal: ApiAnswer = {
  ok: false,
  kind: 'failed',
  reason: 'The session is not running.',
  via: 'command',
  mayHaveRun: false,
};

describe('controlSession', () => {
  test.each([
    ['pause', 'pause_transfer_session'],
    ['abort', 'abort_transfer_session'],
    ['resume', 'start_transfer_session'],
  ] as const)('%s calls %s', async (action, functionName) => {
    const api = fakeApi(success({ pid: 12 }, 'Session started.'));
    expect(await controlSession(api, ID, action)).toEqual({
      ok: true,
      words: 'Session started.',
      via: 'session',
    });
    expect(api.calls).toEqual([[functionName, { transfer_session_id: ID }]]);
  });

  test('success without words', async () => {
    expect(await controlSession(fakeApi(success(null, null)), ID, 'pause')).toMatchObject({
      ok: true,
      words: 'OK',
    });
  });

  test("a failure is the server's", async () => {
    expect(await controlSession(fakeApi(refusal), ID, 'pause')).toEqual(refusal);
  });

  test.each(['../../etc', '', 'a b', 'x'.repeat(37), 'a=b&c'])('%j is never sent', async (id) => {
    const api = fakeApi(success(null));
    expect(await controlSession(api, id, 'abort')).toMatchObject({ ok: false, kind: 'not-asked' });
    expect(await readApiState(api, id)).toMatchObject({ ok: false, kind: 'not-asked' });
    expect(await fetchLog(api, id, 'master.log', { active: false })).toMatchObject({
      kind: 'not-asked',
    });
    expect(api.calls).toEqual([]);
  });
});

describe('readApiState', () => {
  test('names the state, also one that no list knows', async () => {
    for (const state of ['RUNNING', 'TRANSFER_INPROGRESS', 'NEWSTATE']) {
      expect(await readApiState(fakeApi(success({ state_name: state })), ID)).toEqual({
        ok: true,
        state,
        via: 'session',
      });
    }
  });

  test.each([
    [null],
    [[]],
    [{}],
    [{ state_name: 20 }],
    [{ state_name: '' }],
    [{ state_name: '<b>' }],
  ])('an answer without one: %j', async (data) => {
    expect(await readApiState(fakeApi(success(data)), ID)).toEqual({
      ok: false,
      kind: 'odd-answer',
      reason: "The server's answer names no state.",
      via: 'session',
      mayHaveRun: false,
    });
  });

  test("a failure is the server's", async () => {
    expect(await readApiState(fakeApi(refusal), ID)).toEqual(refusal);
  });
});

describe('fetchLog', () => {
  test('gives the log, also an empty one', async () => {
    for (const log of ['{"indent":0}\n', '']) {
      const api = fakeApi(success({ log }));
      expect(await fetchLog(api, ID, 'item-RESTORE_P_my pkg ü', { active: false })).toEqual({
        ok: true,
        log,
        via: 'session',
      });
      expect(api.calls).toEqual([
        [
          'fetch_transfer_session_log',
          { transfer_session_id: ID, logfile: 'item-RESTORE_P_my pkg ü' },
        ],
      ]);
    }
  });

  test('an active log is never asked for', async () => {
    const api = fakeApi(success({ log: 'x' }));
    expect(await fetchLog(api, ID, 'master.log', { active: true })).toMatchObject({
      ok: false,
      kind: 'not-asked',
    });
    expect(api.calls).toEqual([]);
  });

  test.each(['.master.log', '../x', 'a/b', '', 'a\0b', 'a\nb'])(
    'the name %j is never sent',
    async (name) => {
      const api = fakeApi(success({ log: 'x' }));
      expect(await fetchLog(api, ID, name, { active: false })).toMatchObject({ kind: 'not-asked' });
      expect(api.calls).toEqual([]);
    },
  );

  test('an answer without a log', async () => {
    expect(await fetchLog(fakeApi(success({})), ID, 'master.log', { active: false })).toMatchObject(
      {
        ok: false,
        kind: 'odd-answer',
        reason: "The server's answer has no log.",
      },
    );
  });
});
