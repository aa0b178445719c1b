// Builds the installable plugin and the command under dist/, or under the folder of --out.
// --reload lets an open page load itself again after each build, for `npm run dev`. --plugins=FILE adds esbuild's plugins of a module: tests build what fails on purpose with it.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { apiCodecPlugin } from './api-codec-plugin.mjs';
import { guidePictures } from './guide.mjs';
import { esbuildTemplates } from './handlebars.mjs';
import { launcher, sayOnPage, sayOnTerminal } from './launcher.mjs';
import { reloader } from './reload-page.mjs';
import { bundleStyles } from './styles.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({
  options: { out: { type: 'string' }, plugins: { type: 'string' }, reload: { type: 'boolean' } },
});
const dist = asked.out === undefined ? join(top, 'dist') : resolve(asked.out);
const morePlugins =
  asked.plugins === undefined
    ? []
    : (await import(pathToFileURL(resolve(asked.plugins)).href)).default;
const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));

/** Built beside its place and moved there when it is complete: a page that is requested meanwhile finds all its parts. */
const plugin = join(dist, `plugin-${process.pid}`);
mkdirSync(plugin, { recursive: true });

/**
 * esbuild escapes non-ASCII characters in strings, but leaves them as they are in regular expressions. Read as Latin-1,
 * which is what makes a start fast, these would match nothing that they are meant for.
 */
const asciiSources = {
  name: 'ascii-sources',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      return { contents, loader: 'ts' };
    });
  },
};

/** @throws where a program contains a character that its reader would misread */
function checkAscii(outfile) {
  const at = readFileSync(outfile).findIndex((byte) => byte > 0x7f);
  if (at >= 0) throw new Error(`${outfile} holds a letter beyond ASCII at byte ${at}`);
}

/**
 * @param banner what precedes the program
 * @param footer what follows it
 */
async function bundle(entry, outfile, { banner, footer = '' }, define = {}) {
  await build({
    entryPoints: [join(top, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    // Node reads a program in ASCII twice as fast, and importing a built-in module needs no module loader.
    charset: 'ascii',
    supported: { 'dynamic-import': false },
    define: { __VERSION__: JSON.stringify(version), ...define },
    banner: { js: banner },
    footer: { js: footer },
    sourcemap: 'external',
    sourcesContent: false,
    plugins: [...morePlugins, esbuildTemplates(), apiCodecPlugin(top), asciiSources],
    // The code that composes mails is in a file of its own.
    external: entry.endsWith('/compose-mail.ts') ? [] : ['./compose-mail.ts'],
    logLevel: 'warning',
  });
  checkAscii(outfile);
}

/**
 * Puts a bundle's source map into the plugin's folder, where the fault log looks for it. Its sources are named relative
 * to the top of the repository, wherever that is.
 */
function placeMap(outfile) {
  const map = JSON.parse(readFileSync(`${outfile}.map`, 'utf8'));
  rmSync(`${outfile}.map`);
  map.sources = map.sources.map((source) => {
    // A module made by a plugin is not a file.
    if (/^[a-z-]+:/.test(source)) return source;
    const path = relative(top, resolve(dirname(outfile), source));
    // node_modules may be a link to a folder elsewhere.
    return path.startsWith('..') ? path.slice(path.indexOf('node_modules/')) : path;
  });
  writeFileSync(join(plugin, `${basename(outfile)}.map`), JSON.stringify(map));
}

async function bundleExecutable(entry, outfile, say, define) {
  await bundle(entry, outfile, { banner: launcher(process.execPath, say) }, define);
  placeMap(outfile);
  chmodSync(outfile, 0o755);
}

const page = join(plugin, 'page.cjs');
// The function that Node wraps around a module: `index.cgi` runs it as it is.
await bundle('src/page/main.ts', page, {
  banner: '(function (exports, require, module, __filename, __dirname) {',
  footer: '})',
});
placeMap(page);
const fault = join(plugin, 'fault.cjs');
await bundle('src/page/start-fault.ts', fault, { banner: '' });
placeMap(fault);
const composer = join(plugin, 'compose-mail.cjs');
await bundle('src/notify/compose-mail.ts', composer, { banner: '' });
placeMap(composer);
const pageId = createHash('sha256').update(readFileSync(page)).digest('hex');
await bundleExecutable('src/page/index.ts', join(plugin, 'index.cgi'), sayOnPage, {
  __PROGRAM_ID__: JSON.stringify(pageId),
});
await bundleExecutable('src/command/index.ts', join(dist, 'whm-transfers'), sayOnTerminal);
if (existsSync(join(top, 'src/browser/index.ts'))) {
  const script = join(plugin, 'transfer_monitor.js');
  await build({
    entryPoints: [join(top, 'src/browser/index.ts')],
    outfile: script,
    bundle: true,
    sourcemap: 'external',
    sourcesContent: false,
    plugins: morePlugins,
    footer: { js: asked.reload ? reloader(Date.now()) : '' },
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  placeMap(script);
}
writeFileSync(join(plugin, 'transfer_monitor.css'), bundleStyles());
cpSync(join(top, 'plugin'), plugin, { recursive: true });
for (const path of guidePictures()) copyFileSync(path, join(plugin, basename(path)));

// The nearest package.json decides how Node reads a file without an extension: these are CommonJS.
writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');

const require = createRequire(import.meta.url);
const native = join(
  dirname(require.resolve('better-sqlite3/package.json')),
  'build/Release/better_sqlite3.node',
);
if (existsSync(native)) copyFileSync(native, join(plugin, 'better_sqlite3.node'));
else process.stderr.write('better-sqlite3 has no native file here: the build uses node:sqlite.\n');

const place = join(dist, 'plugin');
const former = join(dist, `plugin-${process.pid}-former`);
if (existsSync(place)) renameSync(place, former);
renameSync(plugin, place);
rmSync(former, { recursive: true, force: true });
