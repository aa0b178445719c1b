import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from './host/repository.ts';

/** Which modules a module may import from; ARCHITECTURE.md says why. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  session: [],
  log: ['session'],
  verify: ['session', 'log'],
  forecast: ['session', 'log', 'verify'],
  system: ['session', 'log'],
  views: ['session', 'verify', 'forecast'],
  render: ['views', 'session'],
  logfile: ['session', 'log', 'system'],
  store: ['session', 'log', 'system', 'verify', 'forecast'],
  whm: ['session', 'log', 'system', 'logfile', 'verify', 'forecast'],
  notify: ['session', 'log', 'system', 'store', 'views', 'verify'],
  app: [
    'session',
    'log',
    'system',
    'logfile',
    'store',
    'whm',
    'notify',
    'views',
    'verify',
    'forecast',
  ],
  page: [
    'session',
    'log',
    'system',
    'logfile',
    'store',
    'whm',
    'notify',
    'views',
    'render',
    'app',
    'verify',
  ],
  command: [
    'session',
    'log',
    'system',
    'logfile',
    'store',
    'whm',
    'notify',
    'views',
    'render',
    'app',
    'verify',
  ],
  browser: ['views'],
};

/** Modules that know nothing of the machine: no Node, no clock, no randomness. */
const PURE = ['session', 'log', 'verify', 'forecast', 'views', 'render'];

/** What of `views` makes the contract's data: JSON, CSV, metrics, the script that moves items again, what went wrong, settings. */
const DATA_WRITERS = [
  'contract',
  'session-json',
  'session-warnings',
  'setting-fields',
  'problem-words',
  'csv',
  'items-csv',
  'letter',
  'report-csv',
  'openmetrics',
  'retry-script',
  'retry-text',
].map((name) => `../views/${name}.ts`);

const top = repositoryRoot();
const src = join(top, 'src');

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
}

const sources = filesBelow(src, '.ts').map((path) => ({
  path,
  name: relative(top, path),
  module: relative(src, path).split('/')[0] ?? '',
  text: readFileSync(path, 'utf8'),
}));

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** What another module gives at run time: types cost nothing and decide nothing. */
function valueImportsOf(text: string): string[] {
  const statements = [...text.matchAll(/import (?!type )([^'"]*?) from '([^']+)'/g)];
  const dynamic = [...text.matchAll(/import\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  const fixed = statements.flatMap(([, names = '', target = '']) =>
    /^\{(?:\s*type \w+,?)+\s*\}$/.test(names) ? [] : [target],
  );
  return [...fixed, ...dynamic];
}

/** Circles of imports, each as the way around it: from a file through what it imports back to itself. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}

describe('circles of imports', () => {
  it('are found', () => {
    const graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a', 'd']],
      ['d', []],
    ]);
    expect(circlesOf(graph)).toEqual(['a → b → c → a']);
    expect(circlesOf(new Map([['a', ['a']]]))).toEqual(['a → a']);
  });
});

describe('the modules of src', () => {
  it('are all named here', () => {
    const modules = readdirSync(src, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(modules.map((module) => module.name).sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('import only in the directions that are allowed', () => {
    const wrong: string[] = [];
    for (const { path, name, module, text } of sources) {
      for (const target of importsOf(text)) {
        if (!target.startsWith('.')) continue;
        const other = relative(src, resolve(dirname(path), target)).split('/')[0] ?? '';
        const isOwn = other === module || other === 'version.ts';
        if (!isOwn && !MAY_IMPORT[module]?.includes(other)) wrong.push(`${name} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('import nothing that imports them in turn, neither values nor types, nor when it is asked for', () => {
    const graph = new Map(
      sources.map(({ path, text }) => [
        relative(src, path),
        importsOf(text)
          .filter((target) => target.startsWith('.'))
          .map((target) => relative(src, resolve(dirname(path), target))),
      ]),
    );
    expect(circlesOf(graph)).toEqual([]);
  });

  it('leave the words of a page to it: app/ takes from views only what writes data', () => {
    const wrong = sources
      .filter(({ module }) => module === 'app')
      .flatMap(({ name, text }) =>
        valueImportsOf(text)
          .filter((target) => target.startsWith('../views/') && !DATA_WRITERS.includes(target))
          .map((target) => `${name} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('read no log and open no cache to pause a session that the index knows', () => {
    const loaded = new Set<string>();
    for (const open = ['page/actions/session-control.ts']; open.length > 0; ) {
      const name = open.pop() ?? '';
      if (loaded.has(name)) continue;
      loaded.add(name);
      const text = readFileSync(join(src, name), 'utf8').replace(/import\(\s*'/g, '');
      const wanted = valueImportsOf(text).filter((target) => target.startsWith('.'));
      open.push(
        ...wanted.map((target) => relative(src, resolve(dirname(join(src, name)), target))),
      );
    }
    expect(loaded.size).toBeGreaterThan(40);
    expect(loaded.size).toBeLessThanOrEqual(88);
    expect([...loaded].filter((name) => /ingest|\/cache\.ts|\/fold|^render/.test(name))).toEqual(
      [],
    );
  });

  it('that are pure use no module of Node, no clock and no chance', () => {
    const wrong = sources
      .filter(({ module }) => PURE.includes(module))
      .flatMap(({ name, text }) => {
        const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
        const found = [
          ...code.matchAll(/'node:[a-z_/]+'|Date\.now|new Date\(\)|Math\.random|process\.\w/g),
        ];
        return found.map((match) => `${name}: ${match[0]}`);
      });
    expect(wrong).toEqual([]);
  });

  it('have no file that has outgrown one noun', () => {
    const long = sources
      .filter(({ text }) => text.split('\n').length > 301)
      .map(({ name, text }) => `${name}: ${text.split('\n').length} lines`);
    expect(long).toEqual([]);
  });
});

describe('tables', () => {
  /** A constant or parameter that is looked into by names of any kind, and the same with its name and type apart. */
  const TABLE = /\b(\w+)\??: (?:Readonly<|Partial<)*(?:Record<(?:string|number)\b|JsonObject\b)/g;

  it('are asked for names that come from elsewhere through lookUp', () => {
    const wrong = sources
      .filter(({ name }) => name !== 'src/session/look-up.ts')
      .flatMap(({ name, text }) => {
        const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
        const tables = new Set([...code.matchAll(TABLE)].map((match) => match[1] ?? ''));
        return [...tables].flatMap((table) => {
          // A name in quotes is this program's own. An assignment asks for nothing.
          const indexed = new RegExp(`(?<![\\w.])${table}(?:\\?\\.)?\\[[^\\]'"]+\\](?! = )`, 'g');
          return [...code.matchAll(indexed)].map((match) => `${name}: ${match[0]}`);
        });
      });
    expect(wrong).toEqual([]);
  });
});

describe('habits', () => {
  /** One way of doing a thing, where it stands, and what an old way looks like. */
  const HABITS: readonly { one: string; old: RegExp }[] = [
    { one: 'src/system/errno.ts', old: /'code' in \w+|\w+ instanceof Error\s*\? \w+\.message/g },
    { one: 'src/log/value.ts', old: /typeof \w+ === 'object' && [^;]*!Array\.isArray\(/g },
  ];

  /** What opens something else than a regular file to read or append: a folder, a pipe, a device, a lock, a damaged database. */
  const OPENERS = [
    'src/app/monitor.ts',
    'src/command/parse.ts',
    'src/logfile/log-file.ts',
    'src/page/http/security-headers.ts',
    'src/system/fault-file.ts',
    'src/system/one-at-a-time.ts',
    'src/system/safe-file.ts',
  ];

  it('open files and name own ones in one place', () => {
    const opening = sources.filter(({ text }) => /\bopenSync\(/.test(text));
    expect(opening.map(({ name }) => name).sort()).toEqual(OPENERS);
    const naming = sources.filter(({ text }) => {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      return /\/var\/cpanel\/transfer_monitor\b|\bwriteFileSync\((?!join\(folder, 'copy')/.test(
        code,
      );
    });
    expect(naming.map(({ name }) => name)).toEqual(['src/system/paths.ts']);
  });

  it('have one place each', () => {
    const wrong = HABITS.flatMap(({ one, old }) =>
      sources
        .filter(({ name, module }) => name !== one && module !== 'browser' && module !== 'session')
        .flatMap(({ name, text }) => [...text.matchAll(old)].map(([words]) => `${name}: ${words}`)),
    );
    // A pattern that cannot be read is told in the parser's words, or in ours: the log module knows no system.
    expect(wrong).toEqual(['src/log/search-query.ts: error instanceof Error ? error.message']);
  });
});

describe('templates', () => {
  it('never put text out unescaped', () => {
    const raw = filesBelow(join(top, 'templates'), '.hbs').filter((path) =>
      readFileSync(path, 'utf8').includes('{{{'),
    );
    expect(raw).toEqual([]);
  });

  it('and style sheets have lines that can be read', () => {
    const texts = [
      ...filesBelow(join(top, 'templates'), '.hbs'),
      ...filesBelow(join(top, 'styles'), '.css'),
    ];
    const long = texts.filter((path) => /^.{161}/m.test(readFileSync(path, 'utf8')));
    expect(texts.length).toBeGreaterThan(40);
    expect(long.map((path) => relative(top, path))).toEqual([]);
  });
});

describe('the lock file', () => {
  const lock = JSON.parse(readFileSync(join(top, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; optional?: boolean }>;
  };

  it('carries no download addresses', () => {
    const resolved = Object.entries(lock.packages).filter(([, entry]) => entry.resolved);
    expect(resolved).toEqual([]);
  });

  it('lets the vendor’s package be missing', () => {
    expect(lock.packages['node_modules/@cpanel/api']?.optional).toBe(true);
    expect(lock.packages['node_modules/lodash']?.optional).toBe(true);
  });
});
