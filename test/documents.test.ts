import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../src/app/problem.ts';
import { helpOf, usage, usageLine } from '../src/command/usage.ts';
import { importConfig, NOTIFY_EVENTS, WEBHOOK_KINDS } from '../src/system/config.ts';
import { repositoryRoot } from './host/repository.ts';

const top = repositoryRoot();
const read = (path: string): string => readFileSync(join(top, path), 'utf8');

/** All documents, as paths from the top of the repository. */
const DOCUMENTS = findFiles('', /\.md$/);
const SOURCES = ['src', 'test', 'scripts'].flatMap((folder) => findFiles(folder, /\.m?ts$|\.mjs$/));

function findFiles(folder: string, ending: RegExp): string[] {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (/^(node_modules|dist|\.git|test\/fixtures)$/.test(path)) return [];
    if (entry.isDirectory()) return findFiles(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

/** The anchors that a page of it has on GitHub: each heading in small letters, without punctuation, hyphens for spaces. */
function anchorsOf(path: string): Set<string> {
  const headings = read(path).matchAll(/^#{1,6} +(.+)$/gm);
  const ids = [...headings].map(([, words = '']) => {
    const shown = words.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
    return shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
  });
  return new Set(ids);
}

/** Why a place in a document does not exist; null where it does. */
function missing(from: string, target: string): string | null {
  const [path = '', anchor = ''] = target.split('#');
  const file = path === '' ? from : relative(top, join(top, dirname(from), path));
  if (!existsSync(join(top, file))) return `${from}: there is no ${file}`;
  if (anchor !== '' && !anchorsOf(file).has(anchor)) return `${from}: ${file} has no #${anchor}`;
  return null;
}

/** The cells of a table's rows that begin with a word of code. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(/(?<!\\) ?\| ?/).slice(1, -1));
}

function section(text: string, heading: string): string {
  const begin = text.indexOf(`\n${heading}\n`) + 1;
  const end = text.slice(begin + heading.length).search(/\n#{2,3} /);
  return end < 0 ? text.slice(begin) : text.slice(begin, begin + heading.length + end);
}

describe('documents', () => {
  it.each(DOCUMENTS)('%s leads to files and headings that exist', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const own = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(own.map((target) => missing(document, target)).filter(Boolean)).toEqual([]);
  });

  it.each(DOCUMENTS.filter((name) => !/^CHANGELOG|^test\//.test(name)))(
    '%s names paths of the repository that exist',
    (document) => {
      const named = [
        ...read(document).matchAll(
          /`((?:src|test|scripts|docs|templates|styles|installer|hooks|contrib)\/[^`\s]*)`/g,
        ),
      ]
        .map(([, path = '']) => path)
        // A pattern, or a place for a name.
        .filter((path) => !/[*<{]|NAME|NNNN/.test(path));
      expect(named.map((path) => missing('README.md', path)).filter(Boolean)).toEqual([]);
    },
  );

  it('have the headings that the code cites', () => {
    const cited = SOURCES.flatMap((path) =>
      [...read(path).matchAll(/\b(docs\/[a-z-]+(?:\/[a-z-]+)?\.md(?:#[a-z0-9-]+)?)/g)].map(
        ([, target = '']) => ({ path, target }),
      ),
    );
    expect(cited.length).toBeGreaterThan(0);
    const wrong = cited.map(
      ({ path, target }) => missing('README.md', target) && `${path}: ${target}`,
    );
    expect(wrong.filter(Boolean)).toEqual([]);
  });

  it('name scripts of npm that exist, and README or CONTRIBUTING each of them', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const told = DOCUMENTS.filter((name) => name !== 'CHANGELOG.md')
      .map(read)
      .join('\n');
    const named = [...told.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[a-z:]+)/g)];
    expect(new Set(named.map(([, name]) => name))).toEqual(new Set(Object.keys(scripts)));
  });
});

describe('README', () => {
  const readme = read('README.md');

  it('names each setting once, with its default', () => {
    const units: Record<string, number> = { MiB: 1024 ** 2, GiB: 1024 ** 3 };
    const defaults = new Map<string, unknown>();
    const { config } = importConfig({});
    for (const [name, value] of Object.entries(config)) {
      const isSection = typeof value === 'object' && !Array.isArray(value);
      if (!isSection) defaults.set(name, value);
      else for (const [key, inner] of Object.entries(value)) defaults.set(`${name}.${key}`, inner);
    }
    const rows = rowsOf(section(readme, '### Settings'));
    const told = rows.map(([key = '', value = '']) => {
      const [, number, unit] = /^([\d.]+)(?: (\w+))?$/.exec(value) ?? [];
      const plain = value.replaceAll('`', '');
      if (number !== undefined)
        return [key, Number(number) * (unit ? (units[unit] ?? Number.NaN) : 1)];
      if (plain === 'none') return [key, []];
      if (plain === 'true' || plain === 'false') return [key, plain === 'true'];
      return [key, plain.includes(', ') ? plain.split(', ') : plain];
    });
    expect(told.map(([key]) => key)).toEqual([...defaults.keys()].map((key) => `\`${key}\``));
    expect(told.map(([, value]) => value)).toEqual([...defaults.values()]);
  });

  it('names the kinds of webhooks and the events', () => {
    const text = section(readme, '### Settings');
    expect(text).toContain(`"kind": ${WEBHOOK_KINDS.map((kind) => `"${kind}"`).join('|')}`);
    expect(text).toContain(`| ${NOTIFY_EVENTS.join(', ')} |`);
  });

  it('shows commands as they are called', () => {
    const calls = DOCUMENTS.filter((name) => name !== 'CHANGELOG.md').flatMap((name) =>
      [...read(name).matchAll(/(?:^|`)whm-transfers ((?:[a-z]+|--)[^`\n]*)/gm)].map(
        ([, call = '']) => call,
      ),
    );
    expect(calls.length).toBeGreaterThan(8);
    for (const call of calls) {
      const [name = '', ...words] = call.split(/\s{2,}/)[0]?.split(' ') ?? [];
      if (name.startsWith('--')) {
        expect(usage()).toContain(name);
        continue;
      }
      expect(helpOf(name), call).not.toBeNull();
      const options = words.filter((word) => word.startsWith('--'));
      for (const option of options) expect(usageLine(name), call).toContain(option);
    }
  });
});

describe('the help of the command', () => {
  const commands = [...usage().matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);

  it.each(commands)('names the options that %s takes', (name) => {
    const file = name === 'doctor' ? 'index' : name;
    const options = /options: \{([^}]*)\}/.exec(read(`src/command/${file}.ts`))?.[1] ?? '';
    const taken = [...options.matchAll(/'?([a-z-]+)'?: (true|false)/g)].map(
      ([, option]) => `--${option}`,
    );
    const told = usageLine(name)?.match(/--[a-z-]+/g) ?? [];
    expect([...told].sort()).toEqual(taken.sort());
  });

  it('names each exit code that a problem ends with', () => {
    const paragraph = /^Exit codes:[\s\S]*/m.exec(usage())?.[0] ?? '';
    const told = new Set(
      [...paragraph.matchAll(/^ {2}(\d) {2}/gm)].map(([, code]) => Number(code)),
    );
    expect([...told].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { exitCode } of Object.values(PROBLEMS)) expect(told).toContain(exitCode);
  });
});

describe('ARCHITECTURE', () => {
  it('has a row for each module, linked to its folder', () => {
    const folders = readdirSync(join(top, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `src/${entry.name}/`);
    const rows = section(read('ARCHITECTURE.md'), '## Modules').match(/^\| \[.*? \|/gm) ?? [];
    const linked = [...rows.join('\n').matchAll(/\[`([^`]+)`\]\(([^)]+)\)/g)];
    for (const [, name, target] of linked) expect(target).toBe(name);
    expect(linked.map(([, name]) => name)).toEqual(expect.arrayContaining(folders));
  });
});
