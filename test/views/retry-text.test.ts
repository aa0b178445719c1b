import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RetryItem, RetryPlan } from '../../src/session/retry.ts';
import { retryComments, retryScript } from '../../src/views/retry-text.ts';

/** Records its arguments, each ended by a NUL and each call by an empty one, and answers as the server does. */
const STAND_IN = `#!/bin/sh
for argument in "$@"; do printf '%s\\0' "$argument" >>"$CALLS"; done
printf '\\0' >>"$CALLS"
case "$*" in
  *create_remote_*) printf '{"metadata": {"result": 1}, "data": {"transfer_session_id": "new2026abc"}}' ;;
  *"$REFUSED"*) printf '{"metadata":{"result":0,"reason":"No."},"data":{}}' ;;
  *) printf '{"metadata":{"result":"1","reason":"OK"},"data":{}}' ;;
esac
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'retry-'));
  writeFileSync(join(folder, 'whmapi1'), STAND_IN);
  chmodSync(join(folder, 'whmapi1'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function item(changes: Partial<RetryItem> = {}): RetryItem {
  const base = {
    type: 'AccountRemoteRoot',
    name: 'bob',
    localName: null,
    domain: null,
    size: null,
  };
  return { ...base, settings: {}, ...changes };
}

function plan(items: RetryItem[], changes: Partial<RetryPlan> = {}): RetryPlan {
  return {
    sessionId: 'copyacct20261101020304ab3Kd',
    sourceHost: 'old.example.net',
    isOver: true,
    items,
    total: items.length,
    resolvedLater: 0,
    unnamed: 0,
    threads: { transfer: 3, restore: 2 },
    settingsTrouble: null,
    ...changes,
  };
}

interface Call {
  name: string;
  fields: Record<string, string>;
}

/** Runs a script and gives the calls that it made, values decoded as `whmapi1` does. */
function run(script: string, refused = 'nothing of this name'): { calls: Call[]; status: number } {
  const calls = join(folder, 'calls');
  rmSync(calls, { force: true });
  writeFileSync(join(folder, 'script'), script);
  let status = 0;
  try {
    const env = { PATH: `${folder}:/usr/bin:/bin`, CALLS: calls, REFUSED: refused };
    execFileSync('sh', ['script'], { cwd: folder, env, stdio: 'pipe' });
  } catch (error) {
    status = (error as { status: number }).status;
  }
  const text = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
  const made = text.split('\0\0').filter((call) => call !== '');
  return {
    status,
    calls: made.map((call) => {
      const [option, name, ...pairs] = call.split('\0');
      expect(option).toBe('--output=json');
      const fields = pairs.map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        decodeURIComponent(pair.slice(pair.indexOf('=') + 1)),
      ]);
      return { name: name ?? '', fields: Object.fromEntries(fields) };
    }),
  };
}

describe('a script to move items again', () => {
  test('makes a session, puts every item into its queue with its settings, and starts it', () => {
    const items = [
      item({
        localName: 'bob2',
        domain: 'bob.example',
        size: 4096,
        settings: { overwrite_with_delete: '1', skiphomedir: '0' },
      }),
      item({ type: 'PackageRemoteRoot', name: 'Gold plan “ü”' }),
    ];
    const { calls, status } = run(retryScript(plan(items)) ?? '');
    expect(status).toBe(0);
    expect(calls.map(({ name }) => name)).toEqual([
      'create_remote_root_transfer_session',
      'enqueue_transfer_item',
      'enqueue_transfer_item',
      'start_transfer_session',
    ]);
    expect(calls[0]?.fields).toMatchObject({
      host: 'old.example.net',
      transfer_threads: '3',
      restore_threads: '2',
      sshkey_name: 'FILL-IN',
    });
    expect(calls[1]?.fields).toEqual({
      transfer_session_id: 'new2026abc',
      module: 'AccountRemoteRoot',
      user: 'bob',
      localuser: 'bob2',
      domain: 'bob.example',
      size: '4096',
      overwrite_with_delete: '1',
      skiphomedir: '0',
    });
    expect(calls[2]?.fields).toEqual({
      transfer_session_id: 'new2026abc',
      module: 'PackageRemoteRoot',
      package: 'Gold plan “ü”',
    });
    expect(calls[3]?.fields).toEqual({ transfer_session_id: 'new2026abc' });
  });

  test('is not started when the server has refused an item', () => {
    const script = retryScript(plan([item(), item({ name: 'alice' })])) ?? '';
    const { calls, status } = run(script, 'user=bob');
    expect(status).toBe(1);
    expect(calls.map(({ name }) => name)).not.toContain('start_transfer_session');
    expect(calls).toHaveLength(3);
  });

  test('does nothing for an account whose password is not filled in, and one session for each that is', () => {
    const script = retryScript(
      plan([item({ type: 'AccountRemoteUser' }), item({ type: 'AccountRemoteUser', name: 'eve' })]),
    );
    expect(run(script ?? '').calls).toEqual([]);
    const filled = (script ?? '').replaceAll("PASSWORD='FILL-IN'", "PASSWORD='a%26b'");
    const { calls } = run(filled);
    expect(calls.map(({ name }) => name)).toEqual([
      'create_remote_user_transfer_session',
      'enqueue_transfer_item',
      'start_transfer_session',
      'create_remote_user_transfer_session',
      'enqueue_transfer_item',
      'start_transfer_session',
    ]);
    expect(calls[3]?.fields.password).toBe('a&b');
    expect(calls[4]?.fields).toMatchObject({ module: 'AccountRemoteUser', user: 'eve' });
  });

  test('says what cannot be made, and makes the rest', () => {
    const local = item({ type: 'AccountLocal', name: 'tom' });
    expect(retryScript(plan([local]))).toBeNull();
    expect(retryComments(plan([local])).join()).toContain('tom');
    expect(retryScript(plan([item()], { sourceHost: null }))).toBeNull();
    const { calls } = run(retryScript(plan([local, item({ type: 'NewKind' }), item()])) ?? '');
    expect(calls.map(({ fields }) => fields.user)).toEqual(['root', 'bob', undefined]);
  });

  test('hostile names reach the server as they are, and nothing else is run', () => {
    const known = [
      "'; touch pwned; '",
      '$(touch pwned)',
      '`touch pwned`',
      'a\ntouch pwned\n',
      ')\ntouch pwned',
      '--input=json',
      '%27%0Atouch pwned',
      'a\u2028touch pwned',
      '\\',
      '!!',
    ];
    const check = (names: readonly string[], host: string, type: string): void => {
      const items = names.map((name) => item({ type, name }));
      // What no command is made for stands in a comment.
      const odd = names.map((name) => item({ type: name, name }));
      const { calls } = run(retryScript(plan([...items, ...odd], { sourceHost: host })) ?? '');
      expect(calls[0]?.fields.host).toBe(host);
      const key = { PackageRemoteRoot: 'package', FeatureListRemoteRoot: 'featurelist' }[type];
      expect(calls.slice(1, -1).map(({ fields }) => fields[key ?? 'user'])).toEqual(names);
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    };
    for (const host of known.slice(0, 4)) check(known, host, 'AccountRemoteRoot');
    const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(anything, { minLength: 1, maxLength: 4 }),
        anything,
        fc.constantFrom('AccountRemoteRoot', 'PackageRemoteRoot', 'FeatureListRemoteRoot'),
        check,
      ),
      { numRuns: 10 },
    );
  }, 90_000);
});
