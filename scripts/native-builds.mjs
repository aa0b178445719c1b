// Builds better-sqlite3's native file for each Node that a release serves, from the npm package's own source.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { obtainNode } from './node-versions.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'dist/native');
const source = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));

/**
 * The Node whose headers a major version's native file is built with. Since 24.19 and 26.4 `node_object_wrap.h`
 * lets a file of better-sqlite3 12 end the process as soon as one of its objects is collected (an assertion in
 * `RemoveEnvironmentCleanupHook`); built with the headers before, the same file serves all of that major version.
 */
const HEADERS = new Map([
  [20, '20'],
  [22, '22'],
  [24, '24.18.1'],
  [26, '26.3.1'],
]);

/** Node's major version and the number of its binary interface (`process.versions.modules`). */
export const NATIVE_TARGETS = [
  { major: 20, abi: 115 },
  { major: 22, abi: 127 },
  { major: 24, abi: 137 },
];

/** Tests need files that work, not files that are fast: `-O1` takes half the time to compile. A release sets nothing. */
const OPTIMIZATION = process.env.NATIVE_OPTIMIZATION ?? '';

/**
 * Makes `dist/native/better_sqlite3-<abi>.node` where it is not there yet for this version of better-sqlite3.
 * One takes a minute or two; the same compiler gives the same bytes, wherever the checkout lies.
 * @returns {string[]} the files, in the order of `NATIVE_TARGETS`
 */
export function buildNatives(say = console.log) {
  mkdirSync(target, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  return NATIVE_TARGETS.map(({ major, abi }) => {
    const made = `${version} with Node ${HEADERS.get(major)}${OPTIMIZATION && ` ${OPTIMIZATION}`}`;
    const file = join(target, `better_sqlite3-${abi}.node`);
    const stamp = join(target, `better_sqlite3-${abi}.version`);
    if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return file;
    say(`better-sqlite3 ${version} for Node ${major}: building …`);
    buildNative(major, file);
    writeFileSync(stamp, made);
    return file;
  });
}

/**
 * Builds better-sqlite3's native file for a major version of Node, proves it with the newest Node of that version,
 * and puts it where `file` says.
 * @throws Error with the compiler's last words
 */
export function buildNative(major, file) {
  const { directory, node } = obtainNode(HEADERS.get(major) ?? major);
  const work = mkdtempSync(join(tmpdir(), 'native-build-'));
  try {
    for (const part of ['src', 'deps', 'binding.gyp', 'package.json']) {
      cpSync(join(source, part), join(work, part), { recursive: true });
    }
    // Neither the folder of the build nor a number drawn by the linker may show in the bytes.
    const flags = `-ffile-prefix-map=${work}=. -ffile-prefix-map=${directory}=node ${OPTIMIZATION}`;
    execFileSync(
      node,
      [findNodeGyp(), 'rebuild', '--release', '--jobs=2', `--nodedir=${directory}`],
      {
        cwd: work,
        env: {
          ...process.env,
          PATH: `${join(directory, 'bin')}:${process.env.PATH}`,
          npm_config_nodedir: directory,
          CFLAGS: flags,
          CXXFLAGS: flags,
          LDFLAGS: '-Wl,--build-id=none -static-libgcc',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    const built = join(work, 'build/Release/better_sqlite3.node');
    execFileSync('strip', ['--strip-unneeded', built]);
    const { node: newest } = obtainNode(major);
    execFileSync(newest, [join(root, 'installer/probe-sqlite.cjs'), 'better-sqlite3', built]);
    copyFileSync(built, `${file}.part`);
    chmodSync(`${file}.part`, 0o644);
    renameSync(`${file}.part`, file);
  } catch (error) {
    const words = error.stderr ? String(error.stderr).slice(-4000) : error.message;
    throw new Error(`better-sqlite3 for Node ${major}: ${words}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** npm carries node-gyp; where this runs under `npm run`, npm says where it lies itself. */
function findNodeGyp() {
  const programs = [
    process.env.npm_execpath,
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
  ];
  for (const program of programs) {
    if (!program || !existsSync(program)) continue;
    const file = join(dirname(realpathSync(program)), '../node_modules/node-gyp/bin/node-gyp.js');
    if (existsSync(file)) return file;
  }
  throw new Error('node-gyp was not found in npm');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildNatives();
