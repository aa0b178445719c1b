/** A session with all names that its source is known by. */
export interface NamedSource {
  sid: number;
  /** As the session was started with it; null: it has no source. */
  sourceHost: string | null;
  /** Other names with which the session was started. */
  moreHosts: readonly string[];
  /** Names that the source gave itself: address and host name. */
  ownNames: readonly string[];
  startedAt: number | null;
}

/** One source server with its sessions. */
export interface SourceGroup {
  /** The name in its newest session. */
  name: string;
  /** All its names, in lower case. */
  names: string[];
  sids: number[];
}

/**
 * Groups sessions by their source. One server can have been given as a host name in one session and as an address in
 * the next: what it said about itself joins the two, and so do the lists of names in the configuration.
 *
 * A name that a source gave itself joins sessions only where it identifies a server: it is no private or local name,
 * and the sources that gave it were all reached by one and the same name, or by this very name. Servers behind one
 * address, or set up from one image, give the same names: these stay apart unless the administrator joins them.
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
  for (const { sourceHost, moreHosts } of own) join([sourceHost ?? '', ...moreHosts]);
  for (const names of aliases) join(names);
  // Collected before any of them join: their order must not matter.
  for (const [name, reached] of [...reachedBy(own, find)]) {
    if (reached.size === 1 && identifiesServer(name)) join([...reached, name]);
  }
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

/** Each name that sources gave themselves, with the sources that gave it and were reached by another name. */
function reachedBy(
  sessions: readonly NamedSource[],
  find: (name: string) => string,
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { sourceHost, ownNames } of sessions) {
    const host = find((sourceHost ?? '').toLowerCase());
    for (const name of ownNames.map((own) => own.toLowerCase())) {
      const reached = found.get(name) ?? new Set();
      found.set(name, reached);
      if (find(name) !== host) reached.add(host);
    }
  }
  return found;
}

function startOf({ startedAt }: NamedSource): number {
  return startedAt ?? Number.MAX_SAFE_INTEGER;
}

export function findSourceGroup(groups: readonly SourceGroup[], name: string): SourceGroup | null {
  const wanted = name.trim().toLowerCase();
  return groups.find(({ names }) => names.includes(wanted)) ?? null;
}

/** Endings that mean nothing outside the server's own network. */
const LOCAL_NAME = /\.(?:localdomain|localhost|local|lan|internal|intranet|home\.arpa)$/;
const ADDRESS_4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** This host, loopback, link-local, private, and shared by a carrier (RFC 1122, 1918, 3927, 6598). */
const LOCAL_ADDRESS_4 =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
/** Unspecified, loopback, unique local and link-local (RFC 4291, 4193). */
const LOCAL_ADDRESS_6 = /^(?:[0:]+1?$|f[cd]|fe[89ab])/;
const MAPPED = /^::ffff:(?=\d{1,3}\.)/;

/** Whether a name or an address identifies one server everywhere: no private address, no local name, no name without a domain. */
export function identifiesServer(name: string): boolean {
  const bare = name.trim().toLowerCase().replace(/\.$/, '').replace(MAPPED, '');
  if (ADDRESS_4.test(bare)) return !LOCAL_ADDRESS_4.test(bare);
  if (bare.includes(':')) return !LOCAL_ADDRESS_6.test(bare);
  return bare.includes('.') && !LOCAL_NAME.test(bare);
}
