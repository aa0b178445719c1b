// Builds the installable plugin and the command under dist/, or under the folder of --out.
// --plugins=FILE adds esbuild's plugins of a module: tests build what fails on purpose with it.
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
import { esbuildTemplates } from './handlebars.mjs';
import { launcher } from './launcher.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({
  options: { out: { type: 'string' }, plugins: { type: 'string' } },
});
const dist = asked.out === undefined ? join(top, 'dist') : resolve(asked.out);
const morePlugins =
  asked.plugins === undefined
    ? []
    : (await import(pathToFileURL(resolve(asked.plugins)).href)).default;
const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));

const REPAIR = 'sh /var/cpanel/transfer_monitor/package/install.sh';
// The same as src/page/repair-answer.ts says where the Node is there and the program is not.
const MISSING_FOR_PAGE =
  `[ -x "$N" ] || { case "&$QUERY_STRING&" in *'&format=json&'*) T='application/json'; B='{"error":{"code":"fault","message":"Transfer Monitor needs a repair: its Node.js is gone. On the server, as root, run: ${REPAIR}"}}';; ` +
  `*) T='text/html'; B='<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Transfer Monitor</title></head><body><h1>Transfer Monitor needs a repair</h1>` +
  `<p>The Node.js that it was installed with is gone, probably replaced by an upgrade. On the server, as root, run:</p><pre>${REPAIR}</pre></body></html>';; esac; ` +
  `printf 'Status: 503 Service Unavailable\\r\\nContent-Type: %s; charset=utf-8\\r\\nRetry-After: 60\\r\\nX-Content-Type-Options: nosniff\\r\\nCache-Control: no-store\\r\\n\\r\\n%s\\n' "$T" "$B"; exit 0; }`;
const MISSING_FOR_COMMAND = `[ -x "$N" ] || { echo "whm-transfers: its Node.js ($N) is gone. Run: ${REPAIR}" >&2; exit 4; }`;

/** Made beside its place and moved there when it is whole: a page that is asked for meanwhile finds all its parts. */
const plugin = join(dist, `plugin-${process.pid}`);
mkdirSync(plugin, { recursive: true });

/**
 * @param banner what stands before the program
 * @param footer what stands behind it
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
    // In ASCII Node reads a program twice as fast, and an import of a built-in module needs no module loader.
    charset: 'ascii',
    supported: { 'dynamic-import': false },
    define: { __VERSION__: JSON.stringify(version), ...define },
    banner: { js: banner },
    footer: { js: footer },
    sourcemap: 'external',
    sourcesContent: false,
    plugins: [...morePlugins, esbuildTemplates(), apiCodecPlugin(top)],
    logLevel: 'warning',
  });
}

/**
 * Puts a bundle's map into the plugin's folder: there the fault log looks for it. Its sources are named from the top of the
 * repository, wherever that lies.
 */
function placeMap(outfile) {
  const map = JSON.parse(readFileSync(`${outfile}.map`, 'utf8'));
  rmSync(`${outfile}.map`);
  map.sources = map.sources.map((source) => {
    // What a plugin makes is no file.
    if (/^[a-z-]+:/.test(source)) return source;
    const path = relative(top, resolve(dirname(outfile), source));
    // Packages may be a link to a folder elsewhere.
    return path.startsWith('..') ? path.slice(path.indexOf('node_modules/')) : path;
  });
  writeFileSync(join(plugin, `${basename(outfile)}.map`), JSON.stringify(map));
}

async function bundleExecutable(entry, outfile, missing, define) {
  await bundle(entry, outfile, { banner: launcher(process.execPath, missing) }, define);
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
const pageId = createHash('sha256').update(readFileSync(page)).digest('hex');
await bundleExecutable('src/page/index.ts', join(plugin, 'index.cgi'), MISSING_FOR_PAGE, {
  __PROGRAM_ID__: JSON.stringify(pageId),
});
await bundleExecutable('src/command/index.ts', join(dist, 'whm-transfers'), MISSING_FOR_COMMAND);
if (existsSync(join(top, 'src/browser/index.ts'))) {
  const script = join(plugin, 'transfer_monitor.js');
  await build({
    entryPoints: [join(top, 'src/browser/index.ts')],
    outfile: script,
    bundle: true,
    sourcemap: 'external',
    sourcesContent: false,
    plugins: morePlugins,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  placeMap(script);
}
cpSync(join(top, 'plugin'), plugin, { recursive: true });

// The nearest package.json decides how Node reads a file without an ending: these are CommonJS.
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
