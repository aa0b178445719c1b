import { describe, expect, it } from 'vitest';
import { renamingOf } from '../../src/verify/moved-account.ts';
import {
  readDatabaseSizes,
  readMailboxes,
  readServerAnswers,
  SERVER_FUNCTIONS,
  type ServerAnswers,
} from '../../src/verify/read-server.ts';
import { readSourceInventory, reduceAnalysis } from '../../src/verify/source-inventory.ts';
import { asStrings, documented } from './answers.ts';

const ANALYSIS = 'retrieve_transfer_session_remote_analysis';

function answersOf(shape: (data: unknown) => unknown): ServerAnswers {
  return Object.fromEntries(
    SERVER_FUNCTIONS.map((name) => [name, { ok: true, value: shape(documented(name)) }]),
  ) as ServerAnswers;
}

describe.each([
  ['as documented', (data: unknown) => data],
  ['with texts for numbers', asStrings],
])('answers %s', (_, shape) => {
  const server = readServerAnswers(answersOf(shape));

  it('are read', () => {
    expect(server.hasQuota).toEqual({ ok: true, value: true });
    expect(server.accounts.ok && server.accounts.value.get('alice')).toMatchObject({
      domain: 'example.org',
      ip: '192.0.2.10',
      hasTemporaryDomain: false,
    });
    expect(server.usage.ok && server.usage.value.get('bob')).toEqual({
      bytes: 935_936 * 1024,
      files: 20_431,
    });
    expect(server.domains.ok && server.domains.value.get('shop.example.net')).toEqual({
      domain: 'shop.example.net',
      user: 'bob',
      type: 'addon',
      documentRoot: '/home/bob/shop',
    });
    expect(server.databases.ok && server.databases.value.get('alice_crm')).toEqual([
      { owner: 'alice', engine: 'postgresql' },
    ]);
    expect(server.phpVersions.ok && server.phpVersions.value.get('alice')).toEqual([
      { site: 'example.org', version: 'inherit' },
    ]);
    expect(server.sites.ok && server.sites.value.get('bob')).toEqual([
      {
        name: 'example.com',
        user: 'bob',
        certificateNames: ['example.com', 'www.example.com'],
        notAfter: 1_772_125_000,
        isSelfSigned: false,
      },
    ]);
    expect(server.zones.ok && [...server.zones.value]).toEqual(['example.com', 'example.org']);
    expect(server.ips.ok && [...server.ips.value]).toEqual([
      ['192.0.2.10', false],
      ['192.0.2.40', true],
      ['192.0.2.41', false],
    ]);
  });

  it('tell of single accounts', () => {
    const sizes = readDatabaseSizes(shape(documented('uapi_cpanel.Mysql.list_databases')));
    expect(sizes.ok && [...sizes.value]).toEqual([
      ['bob_wp', 18_972_672],
      ['bob_shop', 0],
    ]);
    const mail = readMailboxes(shape(documented('uapi_cpanel.Email.list_pops_with_disk')));
    expect(mail).toEqual({ ok: true, value: 2 });
    expect(readMailboxes(shape(documented('variants/uapi_cpanel.failed')))).toEqual({
      ok: false,
      reason: '(text)',
    });
  });

  it('tell of the source, also from what is kept of them', () => {
    const analysis = shape(documented(ANALYSIS));
    const source = readSourceInventory(analysis);
    expect(source).toMatchObject({
      host: '192.0.2.32',
      hostname: 'old.example.net',
      hasOwners: true,
      hasDiskUsed: true,
      sharesMysql: false,
      isRestricted: false,
      hasLinkedNodes: true,
      conflicts: null,
    });
    expect([...(source?.accounts?.keys() ?? [])]).toEqual(['bob', 'alice']);
    expect(source?.databases?.get('bob')?.map(({ name }) => name)).toEqual(['bob_shop', 'bob_wp']);
    const kept = JSON.stringify(reduceAnalysis(analysis));
    const read = readSourceInventory(JSON.parse(kept));
    // Of this server only what is in the way of these accounts.
    expect(read?.local).toMatchObject({ users: new Set(), freeIps: ['192.0.2.41'] });
    expect({ ...read, local: null }).toEqual({ ...source, local: null });
    expect(source?.databaseServer).toEqual({ type: 'mysql', version: '8.0' });
    // Names of this server's own accounts and of logins are nobody's business.
    expect(kept).not.toMatch(/carol|nobody|username/);
  });
});

it('says of an answer in another form that it says nothing', () => {
  for (const odd of [{}, null, 'text', [1, 2], { acct: [{ name: 'x' }] }]) {
    const answers = { ...answersOf((data) => data), listaccts: { ok: true as const, value: odd } };
    expect(readServerAnswers(answers).accounts.ok).toBe(false);
  }
});

it('takes rows of an object for rows of a list', () => {
  const { versions } = documented('php_get_vhost_versions') as { versions: unknown[] };
  const asObject = { versions: { 'example.com': versions[0] } };
  const answers = {
    ...answersOf((data) => data),
    php_get_vhost_versions: { ok: true as const, value: asObject },
  };
  const { phpVersions } = readServerAnswers(answers);
  expect(phpVersions.ok && phpVersions.value.get('bob')).toHaveLength(1);
});

it('reads accounts of strings, of objects and by name', () => {
  const read = (accounts: unknown) =>
    readSourceInventory({ items: { accounts }, remote: {} })?.accounts ?? null;
  expect(read(['Bob'])?.get('bob')).toEqual({ user: 'bob', domain: null, owner: null, size: null });
  expect(read([{ user: 'bob', owner: 'al', size: '4096' }])?.get('bob')).toMatchObject({
    owner: 'al',
    size: 4096,
  });
  expect(read({ bob: { domain: 'example.com', size: 1 } })?.get('bob')).toMatchObject({
    domain: 'example.com',
    size: null,
  });
  expect(read([])).toBeNull();
  expect(readSourceInventory(documented(`variants/${ANALYSIS}.empty`))).toMatchObject({
    accounts: null,
    databases: null,
    hasDiskUsed: false,
    isRestricted: true,
    version: null,
  });
  expect(readSourceInventory({})).toBeNull();
});

it('finds new names in messages of the log', () => {
  expect(renamingOf('MySQL database “shop_crm” restored as “shop_crm4”', null)).toEqual({
    kind: 'database',
    from: 'shop_crm',
    to: 'shop_crm4',
  });
  expect(renamingOf("MySQL user 'shop_u' was renamed to 'shop_u2'.", null)).toEqual({
    kind: 'user',
    from: 'shop_u',
    to: 'shop_u2',
  });
  const params = { orig: 'a_b', new: 'a_b2' };
  expect(renamingOf('MySQL database a_b restored as a_b2.', { params })?.to).toBe('a_b2');
  expect(renamingOf('The account was restored as bob2.', null)).toBeNull();
});
