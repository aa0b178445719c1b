import { describe, expect, it } from 'vitest';
import type { MovedAccount } from '../../src/verify/moved-account.ts';
import { SERVER_FUNCTIONS } from '../../src/verify/read-server.ts';
import { localNamesOf, verifyAccount } from '../../src/verify/verify-account.ts';
import { seededRandom } from '../host/simulator/random.ts';
import {
  asStrings,
  NOW,
  serverRows,
  type Telling,
  type Truth,
  tellServer,
  tellSource,
  truthOf,
} from './answers.ts';

const MB = 1_048_576;

interface World {
  truths: Truth[];
  moved: MovedAccount[];
  remote: object;
}

/** Accounts that have moved whole; sizes and numbers of files differ as far as two servers count differently. */
function cleanWorld(seed: string, count: number): World {
  const random = seededRandom(seed);
  const knowsSizes = !random.chance(0.15);
  const truths = Array.from({ length: count }, (_, i) => {
    const isRenamed = random.chance(0.05);
    return truthOf(i, {
      localName: isRenamed ? `new${i}` : `user${i}`,
      owner: random.chance(0.2) ? 'user1' : 'root',
      bytes: Math.floor(random.int(1, 4000) * MB * (1 - 0.09 * random.next())),
      files: random.int(20, 60_000),
      databases: Array.from({ length: random.int(0, 3) }, (_db, n) => `user${i}_db${n}`),
      wantsIp: random.chance(0.1),
    });
  });
  // The reseller's own name must stay what the others' owner says.
  const [, reseller] = truths;
  if (reseller) Object.assign(reseller, { localName: 'user1', owner: 'root' });
  const none: ReadonlyMap<string, string> = new Map();
  const moved = truths.map((at): MovedAccount => {
    const { name, localName, domain } = at;
    const isUnknown = random.chance(0.1);
    return {
      ...{ type: 'AccountRemoteRoot', name, localName, domain },
      ...{ databaseNames: none, databaseUserNames: none },
      queued: {
        ...{ type: 'AccountRemoteRoot', name, localName, domain },
        size: isUnknown ? null : Math.floor(at.bytes / (1 - 0.05 * random.next())),
        files: isUnknown ? null : Math.floor(at.files / (1 - 0.05 * random.next())),
        ...{ wantsIp: at.wantsIp, customIp: null, skipsHome: false, skipsDatabases: false },
        ...{ skipsMail: false, skipsDns: false, sharesMysql: false },
        ...{ mayReplace: false, overwritesDatabases: false },
      },
    };
  });
  return { truths, moved, remote: knowsSizes ? {} : { has_disk_used: 0, has_files_used: 0 } };
}

/** As the guide's examples mix both. */
function asGuide(value: unknown, place = 0): unknown {
  if (typeof value === 'number') return place % 2 === 0 ? String(value) : value;
  if (Array.isArray(value)) return value.map((each, i) => asGuide(each, place + i));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each], i) => [key, asGuide(each, place + i)]),
  );
}

const SHAPES: Readonly<Record<string, (data: unknown) => unknown>> = {
  numbers: (data) => data,
  strings: asStrings,
  guide: (data) => asGuide(data),
};

function verifyWorld({ truths, moved, remote }: World, telling: Telling): Map<string, number> {
  const source = tellSource(truths, telling.shape, remote);
  const server = tellServer(serverRows(truths), truths, telling);
  const localNames = localNamesOf(moved);
  const counts = new Map<string, number>();
  for (const account of moved) {
    const { result, checks } = verifyAccount({ account, source, server, localNames, now: NOW });
    const wrong = checks.filter((check) => check.result === 'differs');
    expect([account.name, wrong]).toEqual([account.name, []]);
    counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  return counts;
}

describe.each(Object.entries(SHAPES))('clean servers that answer in %s', (name, shape) => {
  it('are twenty, and nothing of any differs', () => {
    for (let i = 0; i < 20; i++) {
      const world = cleanWorld(`${name} ${i}`, 60);
      expect(verifyWorld(world, { shape })).toEqual(new Map([['confirmed', 60]]));
    }
  });
});

it.each([...SERVER_FUNCTIONS, 'Mysql', 'Email'])(
  'calls nothing of 500 accounts different where %s is off',
  (off) => {
    const world = cleanWorld('large', 500);
    const counts = verifyWorld(world, { shape: asGuide, off: [off] });
    expect(counts.get('differs')).toBeUndefined();
    // Without the list of accounts nobody can say that one is here; all else is confirmed without one of the others.
    expect(counts.get(off === 'listaccts' ? 'not-looked' : 'confirmed')).toBe(500);
  },
);
