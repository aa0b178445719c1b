import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MovedAccount } from '../../src/verify/moved-account.ts';
import { SERVER_FUNCTIONS, type ServerFunction } from '../../src/verify/read-server.ts';
import type { ServerInventory } from '../../src/verify/server-inventory.ts';
import type { SourceInventory } from '../../src/verify/source-inventory.ts';
import {
  localNamesOf,
  type VerifiedAccount,
  verifyAccount,
} from '../../src/verify/verify-account.ts';
import {
  asStrings,
  NOW,
  serverRows,
  type Truth,
  tellServer,
  tellSource,
  truthOf,
} from './answers.ts';

function movedOf(at: Truth): MovedAccount {
  const { name, localName, domain } = at;
  const queued = {
    type: 'AccountRemoteRoot',
    name,
    localName,
    domain,
    size: at.bytes,
    files: at.files,
    wantsIp: at.wantsIp,
    customIp: null,
    skipsHome: false,
    skipsDatabases: false,
    skipsMail: false,
    skipsDns: false,
    sharesMysql: false,
    mayReplace: false,
    overwritesDatabases: false,
  };
  const none = new Map<string, string>();
  return {
    type: 'AccountRemoteRoot',
    name,
    localName,
    domain,
    queued,
    databaseNames: none,
    databaseUserNames: none,
  };
}

function verifyAll(
  moved: readonly MovedAccount[],
  source: SourceInventory | null,
  server: ServerInventory,
): VerifiedAccount[] {
  const localNames = localNamesOf(moved);
  return moved.map((account) => verifyAccount({ account, source, server, localNames, now: NOW }));
}

const truths = Array.from({ length: 10 }, (_, i) =>
  truthOf(i, i % 3 === 0 ? { owner: 'user1' } : {}),
);

interface World {
  rows: Record<ServerFunction, unknown>;
  sizes: Map<string, number>;
  roots: Map<string, 'there' | 'missing' | 'empty'>;
}

type Rows = Record<string, unknown>[];
const rowsIn = (world: World, name: ServerFunction, list: string): Rows =>
  (world.rows[name] as Record<string, Rows>)[list] ?? [];
const drop = (
  world: World,
  name: ServerFunction,
  list: string,
  isIt: (row: Rows[0]) => boolean,
): void => {
  (world.rows[name] as Record<string, Rows>)[list] = rowsIn(world, name, list).filter(
    (row) => !isIt(row),
  );
};
const change = (
  world: World,
  name: ServerFunction,
  list: string,
  isIt: (row: Rows[0]) => boolean,
  to: object,
): void => {
  for (const row of rowsIn(world, name, list)) if (isIt(row)) Object.assign(row, to);
};

/** What can be lost on the way, and the check that has to see it. */
const DEFECTS: Record<string, [check: string, (world: World, at: Truth) => void]> = {
  'account missing': [
    'account',
    (w, at) => drop(w, 'listaccts', 'acct', ({ user }) => user === at.localName),
  ],
  'other owner': [
    'account',
    (w, at) =>
      change(w, 'listaccts', 'acct', ({ user }) => user === at.localName, { owner: 'eve' }),
  ],
  'half the bytes': [
    'bytes',
    (w, at) =>
      change(w, 'get_disk_usage', 'accounts', ({ user }) => user === at.localName, {
        blocks_used: at.bytes / 2048,
      }),
  ],
  'files missing': [
    'files',
    (w, at) =>
      change(w, 'get_disk_usage', 'accounts', ({ user }) => user === at.localName, {
        inodes_used: at.files * 0.8,
      }),
  ],
  'database missing': [
    'database',
    (w, at) => drop(w, 'list_databases', 'payload', ({ name }) => name === at.databases[1]),
  ],
  'database empty': ['database', (w, at) => w.sizes.set(at.databases[0] ?? '', 0)],
  'database of another owner': [
    'database',
    (w, at) =>
      change(w, 'list_databases', 'payload', ({ name }) => name === at.databases[0], {
        cpuser: 'eve',
      }),
  ],
  'database user missing': [
    'database-user',
    (w, at) =>
      drop(w, 'list_database_users', 'payload', ({ name }) => name === `${at.localName}_wp`),
  ],
  'domain missing': [
    'domain',
    (w, at) => drop(w, 'get_domain_info', 'domains', ({ domain }) => domain === at.domain),
  ],
  'domain of another account': [
    'domain',
    (w, at) =>
      change(w, 'get_domain_info', 'domains', ({ domain }) => domain === at.domain, {
        user: 'eve',
      }),
  ],
  'no document root': [
    'document-root',
    (w, at) =>
      change(w, 'get_domain_info', 'domains', ({ domain }) => domain === at.domain, {
        docroot: null,
      }),
  ],
  'empty document root': [
    'document-root',
    (w, at) => w.roots.set(`/home/${at.localName}/public_html`, 'empty'),
  ],
  'IP lost': [
    'ip',
    (w, at) =>
      change(w, 'listaccts', 'acct', ({ user }) => user === at.localName, { ip: '192.0.2.10' }),
  ],
  'PHP missing': [
    'php',
    (w, at) =>
      change(w, 'php_get_vhost_versions', 'versions', ({ account }) => account === at.localName, {
        version: 'ea-php56',
      }),
  ],
  'no zone': [
    'zone',
    (w, at) => drop(w, 'listzones', 'zone', ({ domain }) => domain === at.domain),
  ],
  'certificate expired': [
    'certificate',
    (w, at) =>
      change(w, 'fetch_ssl_vhosts', 'vhosts', ({ user }) => user === at.localName, {
        crt: { domains: [at.domain], not_after: NOW - 1 },
      }),
  ],
  'certificate for another name': [
    'certificate',
    (w, at) =>
      change(w, 'fetch_ssl_vhosts', 'vhosts', ({ user }) => user === at.localName, {
        crt: { domains: ['*.other.example'], not_after: NOW + 9 },
      }),
  ],
};

function world(): World {
  return { rows: serverRows(truths), sizes: new Map(), roots: new Map() };
}

function tell(
  { rows, sizes, roots }: World,
  telling: Parameters<typeof tellServer>[2] = {},
): ServerInventory {
  const server = tellServer(rows, truths, telling, sizes);
  return { ...server, documentRoots: new Map([...(server.documentRoots ?? []), ...roots]) };
}

const SHAPES: [string, (data: unknown) => unknown][] = [
  ['numbers', (data) => data],
  ['strings', asStrings],
];

describe.each(SHAPES)('a server that answers with %s', (_, shape) => {
  const source = tellSource(truths, shape);

  it('has all of a clean server confirmed', () => {
    const results = verifyAll(truths.map(movedOf), source, tell(world(), { shape }));
    expect(results.map(({ result }) => result)).toEqual(truths.map(() => 'confirmed'));
    const differing = results.flatMap(({ checks }) => checks.filter((c) => c.result === 'differs'));
    expect(differing).toEqual([]);
  });

  it.each(Object.entries(DEFECTS))('shows: %s', (_name, [check, make]) => {
    const bent = world();
    // The sixth account has asked for an address of its own.
    const at = truths[5] as Truth;
    make(bent, at);
    const results = verifyAll(truths.map(movedOf), source, tell(bent, { shape }));
    const differing = results.filter(({ result }) => result === 'differs');
    expect(differing.map(({ name }) => name)).toEqual([at.name]);
    const found = differing[0]?.checks.filter(({ result }) => result === 'differs');
    expect(found?.map((one) => one.check)).toEqual([check]);
    expect(found?.[0]?.note ?? null).not.toBeNull();
  });
});

it('looks at nothing where functions are off, and calls nothing different for it', () => {
  const all = [...SERVER_FUNCTIONS, 'Mysql', 'Email'];
  const clean = { ...world() };
  fc.assert(
    fc.property(fc.subarray(all), fc.boolean(), (off, isKnown) => {
      const source = isKnown ? tellSource(truths) : null;
      const results = verifyAll(truths.map(movedOf), source, tell(clean, { off }));
      for (const { result, checks } of results) {
        expect(result).not.toBe('differs');
        if (off.includes('listaccts')) expect(result).toBe('not-looked');
        expect(checks.every((one) => one.result !== 'differs')).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

it('confirms nothing of which only one has spoken', () => {
  const names = Object.keys(DEFECTS);
  fc.assert(
    fc.property(
      fc.subarray(names),
      fc.subarray([...SERVER_FUNCTIONS]),
      fc.constantFrom(
        null,
        {},
        { dbs: null },
        { has_disk_used: 0, has_owners: 0, has_files_used: '0' },
      ),
      (defects, off, remote) => {
        const bent = world();
        defects.forEach((name, i) => {
          DEFECTS[name]?.[1](bent, truths[i % truths.length] as Truth);
        });
        const source = remote === null ? null : tellSource(truths, undefined, remote);
        for (const { result, checks } of verifyAll(
          truths.map(movedOf),
          source,
          tell(bent, { off }),
        )) {
          for (const check of checks) {
            if (check.result === 'confirmed')
              expect([check.source, check.here]).not.toContain(null);
            if (check.result === 'not-looked') expect(check.note).not.toBeNull();
          }
          if (result !== 'confirmed') continue;
          const confirmed = checks.filter((check) => check.result === 'confirmed');
          expect(confirmed.some((check) => check.check === 'account')).toBe(true);
          expect(confirmed.some((check) => check.check !== 'account')).toBe(true);
        }
      },
    ),
    { numRuns: 100 },
  );
});

describe('sizes', () => {
  const at = truths[1] as Truth;
  const usage = (size: number, here: number, remote: object = {}): (string | undefined)[] => {
    const bent = world();
    change(bent, 'get_disk_usage', 'accounts', ({ user }) => user === at.localName, {
      blocks_used: here / 1024,
    });
    const account = movedOf({ ...at, bytes: size });
    const source = tellSource(truths, undefined, remote);
    const [found] = verifyAll([account], source, tell(bent));
    return [found?.checks.find(({ check }) => check === 'bytes')?.result, found?.result];
  };
  const MB = 1_048_576;

  it('differ where both a tenth and 50 MB are missing', () => {
    expect(usage(1000 * MB, 899 * MB)).toEqual(['differs', 'differs']);
    expect(usage(1000 * MB, 900 * MB)).toEqual(['confirmed', 'confirmed']);
    // Less than 50 MB can be caches.
    expect(usage(60 * MB, 11 * MB)).toEqual(['confirmed', 'confirmed']);
    expect(usage(60 * MB, 9 * MB)).toEqual(['differs', 'differs']);
  });

  it('are not compared where the source does not know them', () => {
    expect(usage(1000 * MB, MB, { has_disk_used: 0 })[0]).toBe('only-here');
    expect(usage(1000 * MB, MB, { has_disk_used: null })[0]).toBe('only-here');
  });
});

it('finds databases under the names that the log tells', () => {
  const at = truthOf(1);
  const rows = serverRows([{ ...at, databases: ['user1_wp', 'user1_shop4'] }]);
  const server = tellServer(rows, [{ ...at, databases: ['user1_wp', 'user1_shop4'] }]);
  const account = { ...movedOf(at), databaseNames: new Map([['user1_shop', 'user1_shop4']]) };
  const [found] = verifyAll([account], tellSource([at]), server);
  expect(found?.result).toBe('confirmed');
  expect(found?.checks.find(({ subject }) => subject === 'user1_shop')).toMatchObject({
    result: 'confirmed',
    here: 'user1_shop4',
    note: 'Its name here is user1_shop4',
  });
});

it('looks for a renamed account under its new name', () => {
  const at = truthOf(1, { localName: 'user12' });
  const rows = serverRows([at]);
  const [found] = verifyAll([movedOf(at)], tellSource([at]), tellServer(rows, [at]));
  expect(found).toMatchObject({ name: 'user1', localName: 'user12' });
  expect(found?.checks[0]).toMatchObject({ check: 'account', result: 'confirmed', here: 'user12' });
});

it('does not report databases that stay where they are', () => {
  const at = truthOf(1);
  const rows = { ...serverRows([at]), list_databases: { payload: [] } };
  const source = tellSource([at]);
  const shared = source && { ...source, sharesMysql: true };
  const [found] = verifyAll([movedOf(at)], shared, tellServer(rows, [at]));
  expect(found?.checks.filter(({ check }) => check === 'database')).toMatchObject([
    { result: 'not-looked' },
  ]);
});
