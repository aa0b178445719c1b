import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { removeFolder } from '../../remove-folder.ts';
import { type ApiAnswer, NEVER } from './api-call.ts';
import { ApiFunctions, type ApiSwitches, FORBIDDEN_FUNCTIONS } from './api-functions.ts';
import { TransferFunctions } from './transfer-functions.ts';

let root = '';
let transfers: TransferFunctions;
let switches: ApiSwitches;
let functions: ApiFunctions;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'functions-'));
  transfers = new TransferFunctions(root);
  switches = { types: 'numbers', rolesOff: new Set(), hasBatch: true, answerMs: 0 };
  functions = new ApiFunctions([transfers.table], switches);
});
afterEach(() => removeFolder(root));

async function ask(name: string, fields: Record<string, string> = {}): Promise<ApiAnswer> {
  const answer = await functions.call({
    function: name,
    arguments: fields,
    user: 'root',
    by: 'command',
  });
  if (answer === NEVER) throw new Error('no answer');
  return answer;
}

async function refusal(name: string, fields: Record<string, string>): Promise<string | null> {
  const { metadata } = await ask(name, fields);
  return metadata.result === 0 ? metadata.reason : null;
}

const ROOT_SESSION = {
  host: 'old.example.net',
  user: 'root',
  comm_transport: 'ssh',
  transfer_threads: '3',
  restore_threads: '2',
  unrestricted_restore: '1',
  copy_reseller_privs: '0',
  compressed: '1',
  unencrypted: '0',
  use_backups: '0',
  low_priority: '0',
  enable_custom_pkgacct: '0',
};

const without = (fields: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

async function create(fields: Record<string, string> = {}): Promise<string> {
  const all = { ...ROOT_SESSION, sshkey_name: 'migration', ...fields };
  const { data } = await ask('create_remote_root_transfer_session', all);
  return String(data?.transfer_session_id);
}

describe('create_remote_root_transfer_session', () => {
  test.each(Object.keys(ROOT_SESSION))('wants %s', async (name) => {
    const fields = { ...without(ROOT_SESSION, name), sshkey_name: 'migration' };
    expect(await refusal('create_remote_root_transfer_session', fields)).toContain(name);
  });

  test.each<[string, Record<string, string>]>([
    ['a parameter that the reference does not name', { remote_server_type: 'cpanel' }],
    ['no number of threads', { transfer_threads: '0' }],
    ['another word than 0 or 1', { compressed: 'yes' }],
    ['another way', { comm_transport: 'rsh' }],
    ['a port beyond all ports', { port: '65536' }],
    ['a key that is not there', { sshkey_name: 'FILL-IN' }],
    ['a key and a password', { password: 'a' }],
    ['another login without a way up', { user: 'admin' }],
    ['su without a password', { user: 'admin', root_escalation_method: 'su' }],
  ])('refuses %s', async (_what, fields) => {
    const all = { ...ROOT_SESSION, sshkey_name: 'migration', ...fields };
    expect(await refusal('create_remote_root_transfer_session', all)).not.toBeNull();
    expect(transfers.created.sessions).toEqual([]);
  });

  test('wants a key or a password', async () => {
    expect(await refusal('create_remote_root_transfer_session', ROOT_SESSION)).not.toBeNull();
    const fields = { ...ROOT_SESSION, password: 'a' };
    expect(await refusal('create_remote_root_transfer_session', fields)).toBeNull();
  });
});

test('create_remote_user_transfer_session takes one account, never restricted', async () => {
  const name = 'create_remote_user_transfer_session';
  const fields = { host: 'old.example.net', password: 'a', unrestricted_restore: '1' };
  for (const wrong of [
    without(fields, 'password'),
    { ...fields, unrestricted_restore: '0' },
    { ...fields, user: 'bob' },
  ]) {
    expect(await refusal(name, wrong)).not.toBeNull();
  }
  const { data } = await ask(name, fields);
  const item = {
    transfer_session_id: String(data?.transfer_session_id),
    module: 'AccountRemoteUser',
    user: 'bob',
    localuser: 'bob',
  };
  expect(await refusal('enqueue_transfer_item', { ...item, force: '0' })).toBeNull();
  expect(await refusal('enqueue_transfer_item', item)).not.toBeNull();
});

describe('enqueue_transfer_item', () => {
  const ACCOUNT = { module: 'AccountRemoteRoot', user: 'bob', localuser: 'bob' };
  const enqueue = async (
    fields: Record<string, string>,
    session: Record<string, string> = {},
  ): Promise<string | null> => {
    const id = await create(session);
    return refusal('enqueue_transfer_item', { transfer_session_id: id, ...fields });
  };

  test('answers without data, and the session can be started', async () => {
    const id = await create();
    const start = { transfer_session_id: id };
    expect(await refusal('start_transfer_session', start)).toContain('no items');
    const answer = await ask('enqueue_transfer_item', { ...start, ...ACCOUNT, size: '4096' });
    expect(answer).toEqual({
      metadata: { version: 1, command: 'enqueue_transfer_item', result: 1, reason: 'OK' },
    });
    expect((await ask('start_transfer_session', start)).data).toEqual({ pid: 21_450 });
    expect(transfers.created.sessions).toMatchObject([
      { id, isStarted: true, items: [{ ...ACCOUNT, size: '4096' }] },
    ]);
  });

  test.each<[string, Record<string, string>]>([
    ['no local name', without(ACCOUNT, 'localuser')],
    ['an unknown module', { ...ACCOUNT, module: 'MailRemoteRoot' }],
    ['an unknown parameter', { ...ACCOUNT, dns: '1' }],
    ['a size with a unit', { ...ACCOUNT, size: '4K' }],
    ['a size of nothing', { ...ACCOUNT, size: '0' }],
    ['a size in parts of bytes', { ...ACCOUNT, size: '1.5' }],
    ['an address without a dedicated one', { ...ACCOUNT, customip: '192.0.2.1' }],
    ['force with another name', { ...ACCOUNT, localuser: 'bob2', force: '1' }],
    ['a part of an account with another name', { ...ACCOUNT, localuser: 'bob2', skipaccount: '1' }],
    ['an account of another kind of session', { ...ACCOUNT, module: 'AccountRemoteUser' }],
    ['a package by another name', { module: 'PackageRemoteRoot', user: 'gold' }],
    ['settings of a package', { module: 'PackageRemoteRoot', package: 'gold', skipemail: '0' }],
  ])('refuses %s', async (_what, fields) => {
    expect(await enqueue(fields, { unrestricted_restore: '0' })).not.toBeNull();
  });

  test('takes force in a restricted session only', async () => {
    expect(await enqueue({ ...ACCOUNT, force: '1' })).toContain('unrestricted');
    expect(await enqueue({ ...ACCOUNT, force: '1' }, { unrestricted_restore: '0' })).toBeNull();
  });

  test('takes what the schema of this server names beside the reference', async () => {
    transfers.created.server.moreColumns.dns_choice = 'int(1) DEFAULT 0';
    const { data } = await ask('transfer_module_schema', { module: 'AccountRemoteRoot' });
    expect(data).toMatchObject({ schema: { keys: { dns_choice: { def: 'int(1) DEFAULT 0' } } } });
    expect(await enqueue({ ...ACCOUNT, dns_choice: '1', skipemail: '1' })).toBeNull();
    expect(await enqueue({ ...ACCOUNT, dns_choice: 'yes' })).not.toBeNull();
  });
});

test('a local archive needs its whole path; its session begins with the name', async () => {
  const name = 'start_local_cpmove_restore';
  expect(await refusal(name, { username: 'bob' })).toContain('cpmovepath');
  expect(await refusal(name, { cpmovepath: 'cpmove-bob.tar.gz' })).not.toBeNull();
  const fields = { cpmovepath: '/home/cpmove-bob.tar.gz', username: 'bob', restricted: '1' };
  expect((await ask(name, fields)).data?.transfer_session_id).toMatch(/^bob2\d{13}/);
});

test('the types of answers can be those of other servers', async () => {
  const name = 'retrieve_transfer_session_remote_analysis';
  const id = await create();
  const analysis = { transfer_session_id: id };
  transfers.created.server.analyses.set(id, { options: { unrestricted: 0 } });
  expect((await ask(name, analysis)).data).toMatchObject({ options: { unrestricted: 0 } });
  switches.types = 'strings';
  const strings = await ask(name, analysis);
  expect(strings.metadata.result).toBe('1');
  expect(strings.data).toMatchObject({ options: { unrestricted: '0' } });
  switches.types = 'guide';
  expect((await ask(name, analysis)).data).toMatchObject({ remote: { dbs: null } });
  expect((await ask('no_such_function')).metadata.result).toBe('0');
});

test('the functions of a role that is off are disabled', async () => {
  const zones = new ApiFunctions([{ listzones: () => ({ zone: [] }) }], switches);
  const call = { function: 'listzones', arguments: {}, user: 'root', by: 'command' } as const;
  expect(await zones.call(call)).toMatchObject({ metadata: { result: 1 } });
  switches.rolesOff.add('DNS');
  expect(await zones.call(call)).toMatchObject({ metadata: { result: 0 } });
});

test.each(FORBIDDEN_FUNCTIONS)('whoever calls %s fails', async (name) => {
  functions.checkCalls();
  expect((await ask(name)).metadata.result).toBe(0);
  expect(() => functions.checkCalls()).toThrow(name);
});
