// Builds better-sqlite3's native file for each Node that a release serves, from the npm package's own source.
import { execFile } from 'node:child_process';
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
import { promisify } from 'node:util';
import { obtainNode, obtainNodes } from './node-versions.mjs';

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

/** Tests need files that work, not files that are fast: this makes compiling three times as fast. A release sets nothing. */
export const FOR_TESTS = '-O1';

/** Where node-gyp leaves SQLite's object file: it takes nine tenths of the compiler's work, and contains nothing of Node. */
const SQLITE_OBJECT = 'build/Release/obj.target/sqlite3/gen/sqlite3/sqlite3.o';

/** Replaces `deps/sqlite3.gyp` once the object file exists: uses it instead of compiling it again. */
const SQLITE_AS_IT_IS = `{
  'targets': [{
    'target_name': 'sqlite3',
    'type': 'none',
    'direct_dependent_settings': { 'include_dirs': ['sqlite3'] },
    'link_settings': { 'libraries': ['<(module_root_dir)/sqlite3.o'] },
  }],
}
`;

const run = promisify(execFile);

/**
 * Makes `dist/native/better_sqlite3-<abi>.node` for all of `NATIVE_TARGETS`, where one is not there yet for this version of
 * better-sqlite3. The same compiler gives the same bytes, wherever the checkout lies.
 * @param {{ optimization?: string, say?: (line: string) => void }} [how]
 * @returns {Promise<string[]>} the files, in the order of `NATIVE_TARGETS`
 */
export async function buildNatives({ optimization = '', say = console.log } = {}) {
  mkdirSync(target, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const wanted = NATIVE_TARGETS.map(({ major, abi }) => ({
    major,
    made: `${version} with Node ${HEADERS.get(major)}${optimization && ` ${optimization}`}`,
    file: join(target, `better_sqlite3-${abi}.node`),
    stamp: join(target, `better_sqlite3-${abi}.version`),
  }));
  const isMade = ({ file, stamp, made }) =>
    existsSync(file) && existsSync(stamp) && readFileSync(stamp, 'utf8') === made;
  if (!wanted.every(isMade)) {
    // All of them, also where only one is missing: the first makes SQLite's object file for the others.
    say(
      `better-sqlite3 ${version} for ${wanted.map(({ major }) => `Node ${major}`).join(', ')}: building …`,
    );
    await obtainNodes([...new Set(wanted.flatMap(({ major }) => [major, headersOf(major)]))]);
    const work = mkdtempSync(join(tmpdir(), 'native-sqlite-'));
    try {
      const [first, ...others] = wanted;
      const sqlite = join(work, 'sqlite3.o');
      await buildNative(first.major, first.file, { optimization, leaveSqlite: sqlite });
      const build = ({ major, file }) => buildNative(major, file, { optimization, sqlite });
      await Promise.all(others.map(build));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    for (const { stamp, made } of wanted) writeFileSync(stamp, made);
  }
  return wanted.map(({ file }) => file);
}

function headersOf(major) {
  return HEADERS.get(major) ?? major;
}

/**
 * Builds better-sqlite3's native file for a major version of Node, proves it with the newest Node of that version,
 * and puts it where `file` says.
 * @param {{ optimization?: string, sqlite?: string, leaveSqlite?: string }} [how] SQLite's object file to take, or where to leave it
 * @throws Error with the compiler's last words
 */
export async function buildNative(major, file, { optimization = '', sqlite, leaveSqlite } = {}) {
  const { directory, node } = obtainNode(headersOf(major));
  const work = mkdtempSync(join(tmpdir(), 'native-build-'));
  try {
    for (const part of ['src', 'deps', 'binding.gyp', 'package.json']) {
      cpSync(join(source, part), join(work, part), { recursive: true });
    }
    if (sqlite !== undefined) {
      copyFileSync(sqlite, join(work, 'sqlite3.o'));
      writeFileSync(join(work, 'deps/sqlite3.gyp'), SQLITE_AS_IT_IS);
    }
    // Neither the build's folder nor a random number of the linker may appear in the bytes.
    const flags = `-ffile-prefix-map=${work}=. -ffile-prefix-map=${directory}=node ${optimization}`;
    await run(node, [findNodeGyp(), 'rebuild', '--release', '--jobs=2', `--nodedir=${directory}`], {
      cwd: work,
      env: {
        ...process.env,
        PATH: `${join(directory, 'bin')}:${process.env.PATH}`,
        npm_config_nodedir: directory,
        CFLAGS: flags,
        CXXFLAGS: flags,
        LDFLAGS: '-Wl,--build-id=none -static-libgcc',
      },
      maxBuffer: 64 * 1024 * 1024,
    });
    if (leaveSqlite !== undefined) copyFileSync(join(work, SQLITE_OBJECT), leaveSqlite);
    const built = join(work, 'build/Release/better_sqlite3.node');
    await run('strip', ['--strip-unneeded', built]);
    const { node: newest } = obtainNode(major);
    await run(newest, [join(root, 'installer/probe-sqlite.cjs'), 'better-sqlite3', built]);
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

/** npm contains node-gyp; under `npm run`, npm itself says where that is. */
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // The tests' own files: `--for-tests`.
  await buildNatives(process.argv.includes('--for-tests') ? { optimization: FOR_TESTS } : {});
}
