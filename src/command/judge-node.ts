import type { InstallationFacts } from '../app/installation.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

/** The Node that page and command start with. */
export function judgeNode({ scripts, node }: InstallationFacts, repair: string): Finding[] {
  const named = scripts.filter((script) => script.node !== null);
  const nodes = [...new Set(named.map((script) => script.node))].join(' and ');
  if (named.length === 0) return [];
  if (named.some(({ running }) => running === null)) {
    const gone = named.filter(({ running }) => running === null);
    const paths = gone.map(({ path }) => path).join(' and ');
    const lost = [...new Set(gone.map((script) => script.node))].join(' and ');
    return [bad('node', `The Node of ${paths} is gone: ${lost}.`, repair)];
  }
  if (node !== null && node.distrust !== null) {
    return [
      bad(
        'node',
        `${node.path} runs as root, and others can replace it: ${node.distrust}.`,
        `Give it to root alone (chown root, chmod go-w), or choose another Node. ${repair} --node=/path/to/node`,
      ),
    ];
  }
  const replaced = named.find((script) => script.running !== script.node);
  if (replaced) {
    const words = `${replaced.node} is gone; page and command use ${replaced.running}.`;
    return [warn('node', words, repair)];
  }
  if (nodes.includes(' and ')) {
    return [warn('node', `Page and command start with different Nodes: ${nodes}.`, repair)];
  }
  return [ok('node', `Node: ${nodes}${node?.version ? `, version ${node.version}` : ''}.`)];
}

/** Null where it could not be tried, or is itself missing. */
export function judgeSqlite(facts: InstallationFacts, repair: string): Finding | null {
  const { sqlite, node, places } = facts;
  const driver = places.find(({ path }) => path.endsWith('/driver'));
  if (node === null || node.distrust !== null || driver?.found?.kind !== 'file') return null;
  if (sqlite.chosen !== 'better-sqlite3' && sqlite.chosen !== 'node:sqlite') {
    return driver.found.size === 0 ? null : bad('sqlite', 'No SQLite driver is selected.', repair);
  }
  const isReplaced =
    sqlite.madeFor !== null && node.version !== null && sqlite.madeFor !== node.version;
  const since = `It was chosen for Node ${sqlite.madeFor}, but the Node is now ${node.version}.`;
  if (sqlite.trouble !== null) {
    const words = `SQLite through ${sqlite.chosen} does not work: ${sqlite.trouble}`;
    return bad('sqlite', isReplaced ? `${words.replace(/\.?$/, '.')} ${since}` : words, repair);
  }
  return isReplaced
    ? warn('sqlite', `SQLite through ${sqlite.chosen}. ${since}`, repair)
    : ok('sqlite', `SQLite through ${sqlite.chosen}.`);
}

/**
 * With less memory Node runs no compiled code, which is slow; this leaves room for large pages (installer/page.sh has
 * the same).
 */
function neededMemory(version: string | null | undefined): number {
  return /^2[0-3]\./.test(version ?? '') ? 768 : 1200;
}

/** The memory limit, and the page under it. */
export function judgePage({ page, node }: InstallationFacts, repair: string): Finding[] {
  if (page === null) return [];
  const { maxmem, trouble, isForMemory } = page;
  const needed = neededMemory(node?.version);
  const raise = `Run: whmapi1 set_tweaksetting key=maxmem value=${needed} (or more; the default is 4096).`;
  if (isForMemory) {
    const words = `The page does not load within this server's memory limit (maxmem=${maxmem}): ${trouble}`;
    return [bad('page', words, raise)];
  }
  if (trouble !== null) return [bad('page', `The page does not load: ${trouble}`, repair)];
  if (maxmem === null) {
    return [ok('page', 'The page loads; the server sets no memory limit (maxmem).')];
  }
  return maxmem >= needed
    ? [ok('page', `The page loads within the server's memory limit (maxmem=${maxmem}).`)]
    : [
        warn(
          'page',
          `The page loads within the server's memory limit (maxmem=${maxmem}), but slowly: this Node does not use compiled code below ${needed} MB.`,
          raise,
        ),
      ];
}
