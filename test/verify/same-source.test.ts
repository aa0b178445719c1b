import { describe, expect, it } from 'vitest';
import { findSourceGroup, groupSources, identifiesServer } from '../../src/verify/same-source.ts';

/** One session for each source: the name that it was reached by, then what it tells of itself. */
function groupsOf(sources: readonly (readonly string[])[], aliases: readonly string[][] = []) {
  const sessions = sources.map(([host, ...ownNames], i) => ({
    ...{ sid: i + 1, sourceHost: host ?? null, moreHosts: [], ownNames, startedAt: i },
  }));
  return groupSources(sessions, aliases);
}

const sids = (groups: ReturnType<typeof groupsOf>): number[][] =>
  groups.map((group) => group.sids.toSorted((a, b) => a - b)).sort(([a = 0], [b = 0]) => a - b);

describe('sessions by their source', () => {
  it('joins a server that was reached by its name and by its address', () => {
    const own = ['192.0.2.7', 'old1.example.com'];
    const groups = groupsOf([
      ['old1.example.com', ...own],
      ['192.0.2.7', ...own],
      ['OLD1.example.com', ...own],
    ]);
    expect(sids(groups)).toEqual([[1, 2, 3]]);
  });

  it('finds a source by a name that it alone has given itself', () => {
    const groups = groupsOf([['old1', 'srv7.example.com'], ['old2']]);
    expect(findSourceGroup(groups, 'SRV7.example.com')?.sids).toEqual([1]);
  });

  it('keeps servers apart that tell the same of themselves', () => {
    const own = ['192.0.2.32', 'old.example.net'];
    const hosts = Array.from({ length: 12 }, (_, i) => [`old${i}.example.net`, ...own]);
    expect(groupsOf(hosts)).toHaveLength(12);
    // Not even by way of one that was reached by the shared name.
    const groups = groupsOf([...hosts, ['192.0.2.32', ...own]]);
    expect(groups).toHaveLength(13);
  });

  it.each(['localhost.localdomain', 'localhost', '10.1.2.3', '127.0.0.1', 'fd00::7'])(
    'does not join by %s',
    (name) => {
      expect(sids(groupsOf([['old1.example.com', name], [name]]))).toEqual([[1], [2]]);
    },
  );

  it('takes what the administrator has joined for one server that tells of itself', () => {
    const own = '192.0.2.7';
    const hosts = [['old1', own], ['old1.example.com', own], [own]];
    expect(sids(groupsOf(hosts))).toEqual([[1], [2], [3]]);
    expect(sids(groupsOf(hosts, [['old1', 'old1.example.com']]))).toEqual([[1, 2, 3]]);
  });

  it('joins what the administrator has written down, whatever the servers tell', () => {
    const groups = groupsOf(
      [['old1.example.com', '192.0.2.32'], ['10.0.0.5', '192.0.2.32'], ['old3.example.com']],
      [['old1.example.com', '10.0.0.5']],
    );
    expect(sids(groups)).toEqual([[1, 2], [3]]);
  });
});

it('knows which names and addresses mean one server everywhere', () => {
  const telling = ['old.example.net', '192.0.2.7', '172.32.0.1', '100.128.0.1', '2001:db8::1'];
  const local = [
    ...['server', 'localhost.localdomain.', 'web.local', '0.0.0.0', '172.16.0.1', '192.168.1.1'],
    ...['169.254.1.1', '100.64.0.1', '::1', '::', 'fe80::1', '::ffff:10.0.0.1'],
  ];
  expect(telling.filter((name) => !identifiesServer(name))).toEqual([]);
  expect(local.filter(identifiesServer)).toEqual([]);
});
