import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { sendMail } from '../../src/notify/mail.ts';
import { askWithCommand } from '../../src/whm/api/command-route.ts';

// Not a mocked module: what another test file has loaded in this process would keep the true one.
let spawn: MockInstance;
beforeEach(() => {
  spawn = vi.spyOn(childProcess, 'spawn');
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const LIMITS = { timeoutMs: 1000, maxBytes: 1000 };
const MAIL = {
  to: ['a@example.com'],
  subject: 's',
  body: 'b',
  id: '1',
  date: 0,
  server: 'h.example',
};

/** What Node does with no descriptor or process left: a child without pipes, which says why a moment later. */
function givesNoPipes(): void {
  spawn.mockImplementation(() => {
    const child = new EventEmitter();
    setImmediate(() => child.emit('error', new Error('spawn x EMFILE')));
    return child;
  });
}

/** What Node does with no memory left. */
function throws(): void {
  spawn.mockImplementation(() => {
    throw new Error('spawn ENOMEM');
  });
}

describe('a program that cannot be started', () => {
  test.each([
    ['gives no pipes', givesNoPipes, 'spawn x EMFILE'],
    ['makes Node throw', throws, 'spawn ENOMEM'],
  ])('is an answer in words where it %s', async (_, fail, words) => {
    fail();
    expect(await askWithCommand({ path: '/w', env: {} }, 'f', {}, LIMITS)).toEqual({
      ok: false,
      kind: 'unreachable',
      reason: `whmapi1 cannot be started (/w): ${words}`,
      mayHaveRun: false,
    });
    expect(await sendMail('/', {}, MAIL)).toEqual({
      ok: false,
      reason: `sendmail cannot be started: ${words}`,
      retryAfterSeconds: null,
    });
  });
});
