import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readApiFixture } from '../host/cpsrvd/api-fixture.ts';
import type { CreatedSession } from '../host/cpsrvd/created-sessions.ts';
import { type Cpsrvd, startCpsrvd } from '../host/cpsrvd.ts';
import { openDatabase } from '../host/open-database.ts';
import { SIMULATED_SECRET } from '../host/simulator/databases.ts';
import { type PlannedItem, planSession } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { installVendorCommands, readVendorCalls, standInFolder } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommandLater } from '../warm/run.ts';

/** Ten kinds of sessions, each moved again by the script that `retry` prints, against the strict stand-in. */

const PASSWORD = 'Zq7"Rk\\T4 w\'Xp2';
const START = 1_793_589_200;
/** The stand-in's command starts a program of its own for each call, on a machine that may be busy. */
const LONG_MS = 240_000;

let root = '';
let server: Cpsrvd;
let written = 0;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'retry-sessions-'));
  installVendorCommands(root);
  server = await startCpsrvd({ root });
}, LONG_MS);
afterEach(() => rmSync(join(standInFolder(root), 'calls'), { force: true }));
afterAll(async () => {
  await server.stop();
  removeFolder(root);
});

type Columns = Record<string, string | number | null>;

function planned(name: string, changes: Partial<PlannedItem> = {}): PlannedItem {
  return {
    type: 'AccountRemoteRoot',
    label: 'Account',
    name,
    localName: name,
    domain: `${name}.example`,
    size: 4_000_000,
    fate: 'failed-restore',
    failure: 'Connection reset by peer',
    issues: [],
    seconds: { TRANSFER: 5, RESTORE: 5 },
    ...changes,
  };
}

/** Columns of an account's table on a server of the reference, and more of a newer one. */
function columnsOf(more: Record<string, string>): Map<string, string> {
  const { schema } = readApiFixture('transfer_module_schema') as {
    schema: { keys: Record<string, { def: string }> };
  };
  const known = Object.entries(schema.keys).map(([name, { def }]): [string, string] => [name, def]);
  return new Map([...known, ...Object.entries(more)]);
}

interface Old {
  id: string;
  items: PlannedItem[];
  rows: Map<string, Columns>;
}

/** A session that is over, with the whole tables of its queue. `settings`: what was chosen for each account. */
function writeOld(
  items: PlannedItem[],
  settings: Record<string, Columns> = {},
  { initiator = 'copyacct', id, unrestricted = 1 as 0 | 1, more = {} }: OldOptions = {},
): Old {
  written += 1;
  const plan = planSession({
    seed: `old ${written}`,
    accounts: 0,
    startedAt: START + written * 10_000,
    initiator,
    children: 2,
  });
  const session = writeSession(root, { ...plan, id: id ?? plan.id, items, itemLogs: 'none' });
  const db = openDatabase(join(session.folder, 'db.sqlite'));
  const rows = new Map<string, Columns>();
  for (const type of new Set(items.map((item) => item.type))) {
    if (!type.startsWith('Account')) continue;
    const columns = columnsOf(more);
    db.exec(`DROP TABLE "${type}"`);
    db.exec(
      `CREATE TABLE "${type}" (${[...columns].map(([name, def]) => `"${name}" ${def}`).join(', ')})`,
    );
    for (const { name, localName, domain, size } of items.filter((item) => item.type === type)) {
      const row = { user: name, localuser: localName, domain, size, ...settings[name] };
      const names = Object.keys(row);
      db.prepare(
        `INSERT INTO "${type}" (${names.map((each) => `"${each}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ).run(...Object.values(row));
      const [stored] = db.prepare(`SELECT * FROM "${type}" WHERE user = ?`).all(name);
      rows.set(name, stored as Columns);
    }
  }
  db.close();
  server.created.server.analyses.set(session.id, { options: { unrestricted } });
  return { id: session.id, items, rows };
}

interface OldOptions {
  initiator?: string;
  id?: string;
  unrestricted?: 0 | 1;
  more?: Record<string, string>;
}

/** A program's run; the stand-in answers in this process meanwhile. */
async function run(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<{ stdout: string; stderr: string; status: unknown }> {
  const child = spawn(program, args, { cwd: '/', env: { ...process.env, ...env } });
  const words = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => {
    words.stdout += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    words.stderr += piece.toString();
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const status = await new Promise((done) => child.on('close', done));
  return { ...words, status };
}

async function command(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await runCommandLater(root, args);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** Programs that a script starts, each of which writes down its arguments before it does its work. */
function watchedPath(): { path: string; log: string } {
  const folder = join(root, 'watched');
  const log = join(root, 'arguments');
  mkdirSync(folder, { recursive: true });
  rmSync(log, { force: true });
  for (const name of ['sed', 'tr', 'cat', 'head', 'grep', 'sort', 'stty', 'printf', 'echo']) {
    const real = ['/usr/bin', '/bin'].map((bin) => join(bin, name)).find(existsSync) ?? name;
    const script = `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>'${log}'\nexec '${real}' "$@"\n`;
    writeFileSync(join(folder, name), script, { mode: 0o755 });
  }
  return { path: folder, log };
}

/** Runs the script of a session as a person does, and gives the sessions that it has made. */
async function rerun(
  { id }: Old,
  { key = 'migration', input = '', watched = false } = {},
): Promise<CreatedSession[]> {
  const before = server.created.sessions.length;
  const script = (await command('retry', id)).replaceAll('FILL-IN', key);
  rmSync(join(standInFolder(root), 'calls'), { force: true });
  const file = join(root, 'script.sh');
  writeFileSync(file, script);
  const { path, log } = watchedPath();
  const folders = [...(watched ? [path] : []), join(root, 'usr/local/cpanel/bin')];
  const PATH = `${folders.join(':')}:${process.env.PATH ?? ''}`;
  const { stderr, status } = await run('sh', [file], { PATH }, input);
  expect(status, `${stderr}\n${script}`).toBe(0);
  const lists = readVendorCalls(root).map((call) => call.filter((word) => !/^stdin=/.test(word)));
  const seen = existsSync(log) ? readFileSync(log, 'utf8') : '';
  for (const list of [JSON.stringify(lists), seen]) {
    expect(list).not.toContain('Zq7');
    expect(list).not.toContain(SIMULATED_SECRET);
  }
  if (watched) expect(seen).toContain('sed');
  expect(script).not.toContain(SIMULATED_SECRET);
  const made = server.created.sessions.slice(before);
  for (const session of made) expect(session.isStarted).toBe(true);
  return made;
}

/** What the server itself sets, and what says the same in another way. */
const OWN = ['files', 'disabled', 'priority', 'prerequisite_user', 'copypoint', 'cpmovefile'];

/** The row that an item of the new session would have, compared with that of the old one. */
function expectSameSettings(old: Old, session: CreatedSession, more: Record<string, string> = {}) {
  const accounts = session.items.filter((item) => item.user !== undefined);
  for (const item of accounts) {
    const row = old.rows.get(item.user ?? '');
    for (const [name, definition] of columnsOf(more)) {
      if (OWN.includes(name)) continue;
      const usual = /DEFAULT (\w+)/.exec(definition)?.[1] ?? 'NULL';
      const sent = item[name] ?? (usual === 'NULL' ? null : usual);
      const was = row?.[name] ?? null;
      expect([name, sent], item.user).toEqual([name, was === null ? null : String(was)]);
    }
  }
  return accounts.map((item) => item.user);
}

test('a session of root, with what it moves beside accounts', { timeout: LONG_MS }, async () => {
  const old = writeOld(
    [
      planned('bob'),
      planned('amy', { fate: 'clean', failure: null }),
      planned('eve', { fate: 'failed-transfer', size: 1 }),
      planned('Gold “ü”', { type: 'PackageRemoteRoot', domain: null, size: 1 }),
      planned('all features', { type: 'FeatureListRemoteRoot', domain: null, size: 1 }),
    ],
    { bob: { overwrite_sameowner_dbs: 1, skiphomedir: 1, live_transfer: 1, xferpoint: 1 } },
  );
  const [session] = await rerun(old);
  expect(session?.parameters).toMatchObject({
    host: expect.stringMatching(/^old\d\.example\.net$/),
    sshkey_name: 'migration',
    unrestricted_restore: '1',
    transfer_threads: '2',
    restore_threads: '2',
  });
  if (session) expect(expectSameSettings(old, session).sort()).toEqual(['bob', 'eve']);
  expect(session?.items.map(({ package: name, featurelist }) => name ?? featurelist)).toContain(
    'Gold “ü”',
  );
  expect(session?.items).toHaveLength(4);
});

test('sessions of accounts alone, one for each', { timeout: LONG_MS }, async () => {
  const type = 'AccountRemoteUser';
  const old = writeOld(
    [planned('bob', { type }), planned('eve', { type })],
    { bob: { skipbwdata: 1, replaceip: 'basic' } },
    { initiator: 'norootcopy' },
  );
  const made = await rerun(old, { input: `${PASSWORD}\n${PASSWORD}2\n`, watched: true });
  expect(made.map(({ parameters }) => parameters.password)).toEqual([PASSWORD, `${PASSWORD}2`]);
  expect(made.flatMap((session) => expectSameSettings(old, session))).toEqual(['bob', 'eve']);
});

test('a restricted session', { timeout: LONG_MS }, async () => {
  const old = writeOld([planned('bob')], {}, { unrestricted: 0 });
  const [session] = await rerun(old);
  expect(session?.parameters.unrestricted_restore).toBe('0');
  if (session) expect(expectSameSettings(old, session)).toEqual(['bob']);
});

test('resellers', { timeout: LONG_MS }, async () => {
  const old = writeOld([planned('rita')], { rita: { reseller: 1, detected_remote_user: 'rita' } });
  const [session] = await rerun(old);
  if (session) expect(expectSameSettings(old, session)).toEqual(['rita']);
  expect(session?.items).toHaveLength(1);
});

test('dedicated addresses and another mail server', { timeout: LONG_MS }, async () => {
  const settings = { ip: 1, customip: '192.0.2.41', replaceip: 'all', mail_location: 'mailnode' };
  const old = writeOld([planned('ivan')], { ivan: { ...settings, shared_mysql_server: 1 } });
  const [session] = await rerun(old);
  if (session) expect(expectSameSettings(old, session)).toEqual(['ivan']);
  expect(session?.items[0]).toMatchObject({ customip: '192.0.2.41', ip: '1' });
});

test('a forced session is restricted, whatever the others were', { timeout: LONG_MS }, async () => {
  const old = writeOld([planned('bob'), planned('eve')], {
    bob: { force: 1, overwrite_with_delete: 1, skipaccount: 1 },
  });
  const [session] = await rerun(old);
  expect(session?.parameters.unrestricted_restore).toBe('0');
  if (session) expect(expectSameSettings(old, session).sort()).toEqual(['bob', 'eve']);
});

test('an account keeps its new name', { timeout: LONG_MS }, async () => {
  const old = writeOld([planned('bob', { localName: 'bob2' })], { bob: { skipacctdb: 1 } });
  const [session] = await rerun(old);
  if (session) expect(expectSameSettings(old, session)).toEqual(['bob']);
  expect(session?.items[0]).toMatchObject({ user: 'bob', localuser: 'bob2', size: '4000000' });
});

test('an archive on this server', { timeout: LONG_MS }, async () => {
  const old = writeOld(
    [planned('bob', { type: 'AccountLocal', localName: 'bob3' })],
    { bob: { cpmovefile: '/home/cpmove-bob.tar.gz', ip: 1, replaceip: 'all', skipres: 1 } },
    { initiator: 'start_local_cpmove_restore', id: 'bob20261102101010AbCd', unrestricted: 0 },
  );
  expect(await command('retry', old.id)).toContain('“skipres” of the old session for bob.');
  const made = await rerun(old);
  expect(made.map(({ function: name, parameters }) => [name, parameters])).toEqual([
    [
      'start_local_cpmove_restore',
      {
        cpmovepath: '/home/cpmove-bob.tar.gz',
        username: 'bob3',
        delete_archive: '0',
        dedicated_ip: '1',
        update_a_records: 'all',
        restricted: '1',
      },
    ],
  ]);
});

test('the restore queue, by what it remembers', { timeout: LONG_MS }, async () => {
  const id = 'userbackup20261126201438JqBa';
  const old = writeOld(
    [planned('bob', { type: 'AccountLocal' }), planned('eve', { type: 'AccountLocal' })],
    {},
    { initiator: 'restore_queue', id },
  );
  const options = { destid: 'local', give_ip: 0, mail_config: 1, mysql: '1', subdomains: 0 };
  server.created.server.restoreJobs.push({
    restore_job: { user: 'bob', restore_point: '2026-11-26T00:00:00.000Z', options },
    status_info: { transfer_session_id: id, restore_logfile: 'item-RESTORE_AccountLocal_bob' },
  });
  expect(await command('retry', id)).toContain('restore point is no longer known');
  expect(await rerun(old)).toEqual([]);
  expect(server.created.restoreTasks).toEqual([
    {
      user: 'bob',
      restore_point: '2026-11-26',
      destid: 'local',
      give_ip: '0',
      mail_config: '1',
      mysql: '1',
      subdomains: '0',
    },
  ]);
  const asked = readVendorCalls(root).map((call) => call[2]);
  expect(asked).toEqual(['restore_queue_add_task', 'restore_queue_activate']);
});

test('a mixed session of a newer server, by password', { timeout: LONG_MS }, async () => {
  const more = { dns_choice: 'int(1) DEFAULT 0', keep_ttl: 'int(1) DEFAULT 1' };
  server.created.server.moreColumns = more;
  const old = writeOld(
    [
      planned('bob'),
      planned('eve', { failure: 'No space left on device' }),
      planned('tom', { type: 'AccountLocal' }),
      planned('gold', { type: 'PackageRemoteRoot', domain: null, size: 1 }),
      planned('exim', { type: 'EximRemoteRoot', domain: null, size: 1 }),
    ],
    { bob: { dns_choice: 1, skipemail: 1 }, eve: { keep_ttl: 0 } },
    { more },
  );
  const [session] = await rerun(old, { key: '', input: `${PASSWORD}\n`, watched: true });
  server.created.server.moreColumns = {};
  expect(session?.parameters).toMatchObject({ password: PASSWORD, comm_transport: 'ssh' });
  if (session) expect(expectSameSettings(old, session, more).sort()).toEqual(['bob', 'eve']);
  expect(session?.items).toHaveLength(3);
  const { heaps } = JSON.parse(await command('retry', old.id, '--json')) as {
    heaps: { heap: string; cause: string; items: { name: string }[] }[];
  };
  expect(heaps.map(({ heap, items }) => [heap, ...items.map(({ name }) => name).sort()])).toEqual([
    ['now', 'bob', 'gold'],
    ['after-fix', 'eve'],
    ['by-hand', expect.any(String)],
    ['by-hand', expect.any(String)],
  ]);
});
