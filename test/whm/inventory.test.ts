import { describe, expect, it } from 'vitest';
import { SERVER_FUNCTIONS } from '../../src/verify/read-server.ts';
import type { ApiAnswer, TransferApi } from '../../src/whm/api/answer.ts';
import { askAccounts, askServer } from '../../src/whm/inventory/server.ts';
import { FORBIDDEN_FUNCTIONS } from '../host/cpsrvd/api-functions.ts';

const SLOW_MS = 50;

/** A server that takes its time for each call, and notes them. */
function slowServer(hasBatch: boolean): { api: TransferApi; calls: string[]; asked: string[] } {
  const calls: string[] = [];
  const asked: string[] = [];
  const call = async (
    name: string,
    args: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<ApiAnswer> => {
    calls.push(name);
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    if (name === 'batch' && !hasBatch) {
      const reason = 'There is no such function.';
      return { ok: false, kind: 'failed', reason, via: 'command', mayHaveRun: false };
    }
    const commands = name === 'batch' ? [args.command ?? []].flat() : [name];
    asked.push(...commands.map((command) => command.split('?')[0] ?? ''));
    const one = { metadata: { result: 1, reason: 'OK' }, data: {} };
    const data = name === 'batch' ? { result: commands.map(() => one) } : {};
    return { ok: true, data, reason: 'OK', via: 'command' };
  };
  return { api: { call } as unknown as TransferApi, calls, asked };
}

describe('what this server says of itself', () => {
  it.each([true, false])(
    'needs at most twelve calls and ten seconds; many at once: %s',
    async (hasBatch) => {
      const { api, calls, asked } = slowServer(hasBatch);
      const startedAt = Date.now();
      await askServer(api);
      expect(Date.now() - startedAt).toBeLessThan(10_000);
      expect(calls.length).toBeLessThanOrEqual(hasBatch ? 1 : 12);
      expect(asked).toEqual([...SERVER_FUNCTIONS]);
      expect(asked.filter((name) => FORBIDDEN_FUNCTIONS.includes(name))).toEqual([]);
    },
  );

  it('needs a batch for each twenty of its accounts at most', async () => {
    const { api, calls, asked } = slowServer(true);
    const accounts = Array.from({ length: 500 }, (_, i) => ({ user: `u${i}`, hasDatabases: true }));
    await askAccounts(api, accounts, () => undefined);
    expect(calls.length).toBeLessThanOrEqual(500 / 20);
    expect(new Set(asked)).toEqual(new Set(['uapi_cpanel']));
  });
});
