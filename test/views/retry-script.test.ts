import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RetryItem, RetryPlan } from '../../src/session/retry-plan.ts';
import { RETRY_HEAPS } from '../../src/session/retry-plan.ts';
import { hasCommands, retryScript } from '../../src/views/retry-script.ts';
import { removeFolder } from '../remove-folder.ts';

/**
 * Records its arguments and then what comes on standard input where it takes that, each ended by a NUL and each call by an empty one, and
 * answers as the server does.
 */
const STAND_IN = `#!/bin/sh
for argument in "$@"; do printf '%s\\0' "$argument" >>"$CALLS"; done
case "$*" in *--input=json*) cat >>"$CALLS"; printf '\\0' >>"$CALLS" ;; esac
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
afterEach(() => removeFolder(folder));

function item(changes: Partial<RetryItem> = {}): RetryItem {
  const base = {
    type: 'AccountRemoteRoot',
    name: 'bob',
    localName: null,
    domain: null,
    size: null,
  };
  const place = {
    heap: 'now',
    cause: 'Unfinished',
    fix: null,
    reason: 'It did not end.',
  } as const;
  const byUser = changes.type === 'AccountRemoteUser';
  const way = { by: byUser ? 'user-session' : 'root-session' } as const;
  return { ...base, ...place, way, notCopied: [], settings: {}, ...changes };
}

function plan(items: RetryItem[], changes: Partial<RetryPlan> = {}): RetryPlan {
  return {
    sessionId: 'copyacct20261101020304ab3Kd',
    sourceHost: 'old.example.net',
    state: 'COMPLETED',
    outlook: 'over',
    items,
    total: items.length,
    resolvedLater: 0,
    unnamed: 0,
    threads: { transfer: 3, restore: 2 },
    unrestricted: true,
    isOnServer: true,
    settingsTrouble: null,
    ...changes,
  };
}

interface Call {
  name: string;
  fields: Record<string, string>;
  /** All arguments, as the list of processes shows them. */
  arguments: string[];
}

/** Runs a script and gives the calls that it made, values decoded as `whmapi1` does. */
function run(
  script: string,
  { refused = 'nothing of this name', input = '' } = {},
): { calls: Call[]; status: number } {
  const calls = join(folder, 'calls');
  rmSync(calls, { force: true });
  writeFileSync(join(folder, 'script'), script);
  let status = 0;
  try {
    const env = { PATH: `${folder}:/usr/bin:/bin`, CALLS: calls, REFUSED: refused };
    execFileSync('sh', ['script'], { cwd: folder, env, stdio: 'pipe', input });
  } catch (error) {
    status = (error as { status: number }).status;
  }
  const text = existsSync(calls) ? readFileSync(calls, 'utf8') : '';
  const made = text.split('\0\0').filter((call) => call !== '');
  return {
    status,
    calls: made.map((call) => {
      const words = call.split('\0');
      expect(words[0]).toBe('--output=json');
      if (words[1] === '--input=json') {
        const fields = JSON.parse(words[3] ?? '') as Record<string, string>;
        return { name: words[2] ?? '', fields, arguments: words.slice(0, 3) };
      }
      const fields = words
        .slice(2)
        .map((pair) => [
          pair.slice(0, pair.indexOf('=')),
          decodeURIComponent(pair.slice(pair.indexOf('=') + 1)),
        ]);
      return { name: words[1] ?? '', fields: Object.fromEntries(fields), arguments: words };
    }),
  };
}

/** The key's name filled in, as the script asks for it. */
const filled = (script: string): string =>
  script.replace("SSH_KEY='FILL-IN'", "SSH_KEY='migration'");
const byPassword = (script: string): string => script.replace("SSH_KEY='FILL-IN'", "SSH_KEY=''");
const names = (calls: readonly Call[]): string[] => calls.map(({ name }) => name);
const SESSION_CALLS = ['enqueue_transfer_item', 'start_transfer_session'];

describe('a script to move items again', () => {
  test('makes a session, puts every item into its queue with its settings, and starts it', () => {
    const items = [
      item({
        localName: 'bob2',
        domain: 'bob.example',
        size: 4096,
        settings: { overwrite_with_delete: '1', skiphomedir: '0' },
      }),
      item({ type: 'PackageRemoteRoot', name: 'Gold plan “ü”', size: 1 }),
    ];
    const { calls, status } = run(filled(retryScript(plan(items))));
    expect(status).toBe(0);
    expect(names(calls)).toEqual([
      'create_remote_root_transfer_session',
      'enqueue_transfer_item',
      ...SESSION_CALLS,
    ]);
    // All twelve that the reference requires, the port, and the key.
    expect(calls[0]?.fields).toEqual({
      host: 'old.example.net',
      user: 'root',
      comm_transport: 'ssh',
      port: '22',
      transfer_threads: '3',
      restore_threads: '2',
      unrestricted_restore: '1',
      copy_reseller_privs: '0',
      compressed: '1',
      unencrypted: '0',
      use_backups: '0',
      low_priority: '0',
      enable_custom_pkgacct: '0',
      sshkey_name: 'migration',
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
    // A size of 1 is the server's word for one that it does not know.
    expect(calls[2]?.fields).toEqual({
      transfer_session_id: 'new2026abc',
      module: 'PackageRemoteRoot',
      package: 'Gold plan “ü”',
    });
    expect(calls[3]?.fields).toEqual({ transfer_session_id: 'new2026abc' });
  });

  test('does nothing as long as the name of the key is not filled in', () => {
    const { calls, status } = run(retryScript(plan([item()])));
    expect(calls).toEqual([]);
    expect(status).toBe(1);
  });

  test('gives a password of root on standard input alone', () => {
    const password = `it's "5%" \\ 'ü' $HOME`;
    const { calls, status } = run(byPassword(retryScript(plan([item()]))), {
      input: `${password}\n`,
    });
    expect(status).toBe(0);
    expect(names(calls)).toEqual(['create_remote_root_transfer_session', ...SESSION_CALLS]);
    expect(calls[0]?.fields).toMatchObject({ host: 'old.example.net', compressed: '1', password });
    expect(calls[0]?.fields.sshkey_name).toBeUndefined();
    expect(calls.flatMap((call) => call.arguments).join(' ')).not.toContain('5%');
    expect(run(byPassword(retryScript(plan([item()])))).calls).toEqual([]);
  });

  test('is restricted where an item is forced, and where nobody knows', () => {
    const restore = (items: RetryItem[], changes: Partial<RetryPlan> = {}): string | undefined => {
      const { calls } = run(filled(retryScript(plan(items, changes))));
      return calls.find(({ name }) => name.startsWith('create'))?.fields.unrestricted_restore;
    };
    expect(restore([item({ settings: { force: '1' } }), item({ name: 'eve' })])).toBe('0');
    expect(restore([item({ settings: { force: '0' } })])).toBe('1');
    expect(restore([item()], { unrestricted: false })).toBe('0');
    expect(restore([item()], { unrestricted: null, isOnServer: false })).toBe('0');
    // The stand-in's answer names no options.
    expect(restore([item()], { unrestricted: null })).toBe('0');
    const asked = retryScript(plan([item()], { unrestricted: null }));
    for (const [analysis, value] of [
      ['{"options":{"unrestricted":"1"}}', '1'],
      ['{\n "options" : {"skip_reseller_privs":0, "unrestricted" : 1}\n}', '1'],
      ['{"options":{"unrestricted":0}}', '0'],
      // A source can name an account or a database so: it must not open the restore.
      ['{"options":{"unrestricted":0},"remote":{"dbs":{"options":{"unrestricted":1}}}}', '0'],
      ['{"options":{"unrestricted":0},"remote":{"resellers":{"unrestricted":1}}}', '0'],
    ]) {
      const answer = STAND_IN.replace(
        'case "$*" in\n  *create',
        `case "$*" in\n  *retrieve*) printf '%s' '${analysis}' ;;\n  *create`,
      );
      expect(answer).not.toBe(STAND_IN);
      writeFileSync(join(folder, 'whmapi1'), answer);
      const { calls } = run(filled(asked));
      expect(calls[1]?.fields.unrestricted_restore, analysis).toBe(value);
    }
  });

  test('is not started when the server has refused an item', () => {
    const script = filled(retryScript(plan([item(), item({ name: 'alice' })])));
    const { calls, status } = run(script, { refused: 'user=bob' });
    expect(status).toBe(1);
    expect(names(calls)).not.toContain('start_transfer_session');
    expect(calls).toHaveLength(3);
  });

  test('asks for the password of each account that moves alone, and leaves out those without', () => {
    const script = retryScript(
      plan([
        item({ type: 'AccountRemoteUser', settings: { skiphomedir: '1' } }),
        item({ type: 'AccountRemoteUser', name: 'eve' }),
      ]),
    );
    expect(script).not.toContain('FILL-IN');
    expect(run(script)).toEqual({ calls: [], status: 1 });
    const { calls, status } = run(script, { input: 'a&b\n"c"\n' });
    expect(status).toBe(0);
    const one = ['create_remote_user_transfer_session', ...SESSION_CALLS];
    expect(names(calls)).toEqual([...one, ...one]);
    expect(calls[0]?.fields).toEqual({
      host: 'old.example.net',
      password: 'a&b',
      unrestricted_restore: '1',
    });
    expect(calls[1]?.fields).toMatchObject({ user: 'bob', localuser: 'bob', skiphomedir: '1' });
    expect(calls[3]?.fields.password).toBe('"c"');
    expect(calls[4]?.fields).toMatchObject({ module: 'AccountRemoteUser', user: 'eve' });
    expect(calls.flatMap((call) => call.arguments).join(' ')).not.toMatch(/a&b|"c"/);
    const left = run(script, { input: '\nsecret\n' });
    expect(names(left.calls)).toEqual(one);
    expect(left.status).toBe(1);
  });

  test('restores an archive from its path, and a backup by the restore queue', () => {
    const archive = item({
      type: 'AccountLocal',
      localName: 'bob2',
      settings: { ip: '1', force: '1', replaceip: 'all', mail_location: '.local' },
      way: { by: 'archive', path: '/home/cpmove-bob ü.tar.gz' },
    });
    const options = { destid: 'local', mysql: '1' };
    const task = item({
      type: 'AccountLocal',
      name: 'eve',
      way: { by: 'restore-queue', task: { restorePoint: '2026-11-26', options } },
    });
    const changes = { sourceHost: null, unrestricted: false };
    const { calls, status } = run(retryScript(plan([archive, task], changes)));
    expect(status).toBe(0);
    expect(calls.map(({ name, fields }) => [name, fields])).toEqual([
      [
        'start_local_cpmove_restore',
        {
          cpmovepath: '/home/cpmove-bob ü.tar.gz',
          username: 'bob2',
          delete_archive: '0',
          dedicated_ip: '1',
          overwrite: '1',
          update_a_records: 'all',
          mail_location: '.local',
          restricted: '1',
        },
      ],
      ['restore_queue_add_task', { user: 'eve', restore_point: '2026-11-26', ...options }],
      ['restore_queue_activate', {}],
    ]);
  });

  test('holds what is to be done now and after a fix; the pointless where it is asked for', () => {
    const fix = 'Free some space here.';
    const items = [
      item({ heap: 'after-fix', cause: 'Disk full', fix }),
      item({
        heap: 'pointless',
        cause: 'Gone from the source',
        fix: 'Nothing to do.',
        name: 'eve',
      }),
      item({ heap: 'by-hand', cause: 'Name taken', fix: 'Rename it.', name: 'tom' }),
      item({ name: 'amy' }),
    ];
    const users = (script: string): (string | undefined)[] =>
      run(filled(script))
        .calls.filter(({ name }) => name === 'enqueue_transfer_item')
        .map(({ fields }) => fields.user);
    const script = retryScript(plan(items));
    expect(users(script)).toEqual(['amy', 'bob']);
    expect(script).toContain(`Fix first: ${fix}`);
    expect(script).toContain('Another attempt changes nothing, 1 item: Gone from the source. eve');
    expect(script).toContain('By hand, 1 item: Name taken. tom');
    expect(users(retryScript(plan(items), RETRY_HEAPS))).toEqual(['amy', 'bob', 'eve']);
  });

  test('says what cannot be made, and is nothing but comments where nothing can', () => {
    const reason = 'Restore it in WHM under “Transfer or Restore a cPanel Account”.';
    const byHand = item({ heap: 'by-hand', fix: reason, way: { by: 'hand', reason } });
    const script = retryScript(plan([byHand]));
    expect(script).toContain(reason);
    expect(script.split('\n').every((line) => line === '' || line.startsWith('# '))).toBe(true);
    expect(hasCommands(plan([byHand]))).toBe(false);
    expect(hasCommands(plan([byHand, item()]))).toBe(true);
    const lost = retryScript(plan([item({ notCopied: ['dns_choice'] })]));
    expect(lost).toContain(
      'Left out, because the API may not accept it: the setting “dns_choice” of the old session for bob.',
    );
  });

  test('names first what the state of the old session asks for', () => {
    const words = (changes: Partial<RetryPlan>): string => retryScript(plan([item()], changes));
    expect(words({ outlook: 'dead', state: 'RUNNING' })).toContain(
      'Abort it first, so that the server does not consider it running: whm-transfers control',
    );
    // Only what the server and `control` allow.
    for (const state of ['ABORTING', 'REACHEDMAXMEM']) {
      expect(words({ outlook: 'dead', state })).toContain('The server marks it as failed');
      expect(words({ outlook: 'dead', state })).not.toContain('Abort it first');
    }
    expect(words({ outlook: 'paused', state: 'PAUSED' })).toContain('resumed');
    expect(words({ outlook: 'going-on', state: 'RUNNING' })).toContain('more can fail');
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
    const check = (all: readonly string[], host: string, type: string, isKey: boolean): void => {
      const items = all.map((name) => item({ type, name }));
      // What no command is made for is in a comment, and so does what kept an item from moving.
      const odd = all.map((name) =>
        item({ type: name, name, heap: 'by-hand', way: { by: 'hand', reason: name } }),
      );
      const first = all[0] ?? '';
      if (items[0] !== undefined) Object.assign(items[0], { cause: first, notCopied: all });
      const alone = item({ type: 'AccountRemoteUser', name: first });
      const script = retryScript(plan([...items, ...odd, alone], { sourceHost: host }));
      const input = isKey ? 'one\n' : 'one\ntwo\n';
      const { calls } = run(isKey ? filled(script) : byPassword(script), { input });
      expect(calls[0]?.fields.host).toBe(host);
      const key = { PackageRemoteRoot: 'package', FeatureListRemoteRoot: 'featurelist' }[type];
      const queued = calls.filter(({ name }) => name === 'enqueue_transfer_item');
      const sent = queued.slice(0, -1).map(({ fields }) => fields[key ?? 'user']);
      expect(sent.sort()).toEqual([...all].sort());
      expect(queued.at(-1)?.fields.user).toBe(first);
      expect(calls.at(-3)?.fields.host).toBe(host);
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    };
    for (const host of known.slice(0, 4))
      check(known, host, 'AccountRemoteRoot', host === known[0]);
    const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(anything, { minLength: 1, maxLength: 4 }),
        anything,
        fc.constantFrom('AccountRemoteRoot', 'PackageRemoteRoot', 'FeatureListRemoteRoot'),
        fc.boolean(),
        check,
      ),
      { numRuns: 6 },
    );
  }, 90_000);
});
