/** A session with all names that its source is known by. */
export interface NamedSource {
  sid: number;
  /** As the session was started with it; null: it has no source. */
  sourceHost: string | null;
  /** As the source has named itself: address and host name. */
  ownNames: readonly string[];
  startedAt: number | null;
}

/** One source server with its sessions. */
export interface SourceGroup {
  /** The name of its newest session. */
  name: string;
  /** All its names, in lower case. */
  names: string[];
  sids: number[];
}

/**
 * Sessions by their source. One server can have been given as a host name in one session and as an address in the next: what it has
 * said of itself joins them, and so do the lists of names that an administrator has written down.
 */
export function groupSources(
  sessions: readonly NamedSource[],
  aliases: readonly (readonly string[])[],
): SourceGroup[] {
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    let at = name;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const join = (names: readonly string[]): void => {
    const [first, ...rest] = names.map((name) => name.toLowerCase());
    if (first === undefined) return;
    for (const name of [first, ...rest]) {
      if (!parent.has(name)) parent.set(name, name);
      parent.set(find(name), find(first));
    }
  };
  const own = sessions.filter((session) => session.sourceHost !== null);
  for (const { sourceHost, ownNames } of own) join([sourceHost ?? '', ...ownNames]);
  for (const names of aliases) join(names);
  const groups = new Map<string, SourceGroup>();
  const newestFirst = [...own].sort((a, b) => startOf(b) - startOf(a) || b.sid - a.sid);
  for (const { sid, sourceHost } of newestFirst) {
    const name = sourceHost ?? '';
    const key = find(name.toLowerCase());
    const group = groups.get(key) ?? { name, names: [], sids: [] };
    group.sids.push(sid);
    groups.set(key, group);
  }
  for (const name of parent.keys()) groups.get(find(name))?.names.push(name);
  return [...groups.values()];
}

function startOf({ startedAt }: NamedSource): number {
  return startedAt ?? Number.MAX_SAFE_INTEGER;
}

export function findGroup(groups: readonly SourceGroup[], name: string): SourceGroup | null {
  const wanted = name.trim().toLowerCase();
  return groups.find(({ names }) => names.includes(wanted)) ?? null;
}
