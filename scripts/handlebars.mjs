import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { GUIDE, guideTemplate } from './guide.mjs';

const TEMPLATES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'templates');
const MODULE_ID = 'virtual:templates';

/** The helpers that `src/render/helpers.ts` registers; a template that names another does not compile. */
export const HELPERS = [
  'icon',
  'itemBar',
  'errorStrip',
  'throughputPlot',
  'timelineLane',
  'timeAxis',
  'spanSwatch',
  'fieldValue',
  'whmAddress',
];

/**
 * `strict` makes a misspelt field an error instead of a blank; known helpers only, so that no data
 * can be taken for a helper. Text that reaches a page unescaped through `{{{` is refused here.
 */
export function precompile(name, source) {
  if (/\{\{~?[{&]/.test(source))
    throw new Error(`templates/${name}.hbs: unescaped output is not allowed`);
  const joined = joinLines(source)
    .replace(/\n{2,}/g, '\n')
    .trim();
  const code = Handlebars.precompile(joined, {
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(HELPERS.map((helper) => [helper, true])),
  });
  return code.replace(OWN_LOOKUP, 'container.lookupProperty').replace(PLACE, 'null');
}

/**
 * An indented line continues the one before it, so that templates have readable lines: directly, where it begins with a
 * tag or an expression; after a space, where it begins with an attribute or a word.
 */
function joinLines(source) {
  return source.replace(/\n[ \t]+(<|\{\{)?/g, (_, start) => start ?? ' ');
}

/**
 * A fallback for runtimes before 4.6, repeated in every block, and positions of fields for error messages: a quarter of
 * the code.
 */
const OWN_LOOKUP =
  /container\.lookupProperty \|\| function\(parent, propertyName\) \{\s*if \(Object\.prototype\.hasOwnProperty\.call\(parent, propertyName\)\) \{\s*return parent\[propertyName\];\s*\}\s*return undefined\s*\}/g;
const PLACE = /\{"start":\{"line":\d+,"column":\d+\},"end":\{"line":\d+,"column":\d+\}\}/g;

function listTemplates(folder = TEMPLATES) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listTemplates(path);
    return entry.name.endsWith('.hbs') ? [path] : [];
  });
}

/** Names of the templates ("session/status") in a stable order, with their files. */
function namedTemplates() {
  return listTemplates()
    .map((path) => ({ path, name: relative(TEMPLATES, path).slice(0, -4).split(sep).join('/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The source of the module `virtual:templates`: Handlebars' runtime, and for each template a function that returns its
 * precompiled specification, so that a process parses only what it renders.
 */
export function templatesModule() {
  const entries = namedTemplates().map(
    ({ name, path }) =>
      `${JSON.stringify(name)}: () => (${precompile(name, readFileSync(path, 'utf8'))})`,
  );
  // The guide is written once, for the page and for readers of the repository.
  entries.push(`"pages/guide": () => (${precompile('pages/guide', guideTemplate())})`);
  return [
    "import runtime from 'handlebars/runtime.js';",
    'export { runtime };',
    `export const specifications = {\n${entries.join(',\n')}\n};\n`,
  ].join('\n');
}

/** The plugin for esbuild. */
export function esbuildTemplates() {
  return {
    name: 'templates',
    setup(build) {
      build.onResolve({ filter: /^virtual:templates$/ }, (found) => ({
        path: found.path,
        namespace: 'templates',
      }));
      build.onLoad({ filter: /.*/, namespace: 'templates' }, () => {
        const paths = namedTemplates().map(({ path }) => path);
        return {
          contents: templatesModule(),
          loader: 'js',
          resolveDir: TEMPLATES,
          watchFiles: [...paths, GUIDE],
          watchDirs: [...new Set(paths.map(dirname))],
        };
      });
    },
  };
}

/** The plugin for Vite, and so for Vitest. */
export function viteTemplates() {
  return {
    name: 'templates',
    resolveId: (id) => (id === MODULE_ID ? `\0${MODULE_ID}` : undefined),
    load(id) {
      if (id !== `\0${MODULE_ID}`) return undefined;
      for (const { path } of namedTemplates()) this.addWatchFile(path);
      return templatesModule();
    },
  };
}
