import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OWN_FAMILIES, OWN_FILES } from '../../src/system/paths.ts';
import { repositoryRoot } from '../host/repository.ts';

const text = (name: string): string => readFileSync(join(repositoryRoot(), name), 'utf8');

/** Names that are in the data folder: of each family one, and what is beside a file while it is written. */
const NAMES = [
  ...Object.values(OWN_FILES),
  `${OWN_FAMILIES.code}list-html`,
  `${OWN_FAMILIES.renewal}copyacctA20261101-1.1.1.sqlite`,
  `${OWN_FAMILIES.shared}7`,
  'cache.sqlite-wal',
  'cache.sqlite.damaged-20261101-000000',
  'csrf.key.4711',
  'faults.log.1',
  'clock.4711',
];

/** The patterns of a shell list: `"$folder"/cache.sqlite* "$folder"/…`. */
function patternsIn(script: string, start: RegExp, variable: string): string[] {
  const list = start.exec(script)?.[0] ?? '';
  return [...list.matchAll(new RegExp(`"\\$${variable}"/(\\S+?)(?=[ ;\\n]|$)`, 'g'))].map(
    ([, pattern]) => pattern ?? '',
  );
}

/** All that these lists need of a shell's patterns. */
function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

const isIn =
  (patterns: readonly string[]) =>
  (name: string): boolean =>
    patterns.some((pattern) => matches(name, pattern));

/** What the administrator loses when it is gone; all else is made again. */
const KEPT = ['cache', 'notices', 'archive', 'config', 'ingestLog', 'repairLog'] as const;
const isKept = (name: string): boolean => KEPT.some((file) => name.startsWith(OWN_FILES[file]));

describe('the list of own files', () => {
  const uninstall = text('uninstall.sh');
  const made = NAMES.filter((name) => name !== OWN_FILES.package);

  it('is all that --purge removes from a folder that others may use as well', () => {
    const purged = patternsIn(uninstall, /for file in "\$folder"[^;]*; do/, 'folder');
    expect(made.filter((name) => !isIn(purged)(name))).toEqual([]);
    const known = purged.filter((pattern) => made.some((name) => matches(name, pattern)));
    expect(known).toEqual(purged);
  });

  it('has what is made again removed by an uninstallation, and no history', () => {
    const removed = patternsIn(uninstall, /for file in "\$data"\/code-[^;]*; do/, 'data');
    expect(made.filter(isIn(removed))).toEqual(made.filter((name) => !isKept(name)));
    const passed = /^ {6}(package \|.*)\) ;;$/m.exec(uninstall)?.[1]?.split(' | ') ?? [];
    expect(NAMES.filter(isIn(passed))).toEqual(NAMES.filter((name) => !isKept(name)));
  });

  it('is what the README names', () => {
    const paragraph = /^Its own data is in [\s\S]*?\n\n/m.exec(text('README.md'))?.[0] ?? '';
    const named = [...paragraph.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
    const all = [
      ...Object.values(OWN_FILES),
      ...Object.values(OWN_FAMILIES).map((start) => `${start}*`),
    ];
    expect(all.filter((name) => !named.some((word) => word.replace(/\/$/, '') === name))).toEqual(
      [],
    );
  });
});
