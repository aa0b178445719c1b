// Follows a piece of a log to the page of its session: the functions that it is handed to, in the order in which it first reaches them.
// Prints how many files these are in, how many stays the reader of the code has there (a change of file, back to the caller's as well),
// and how many of these changes lead up, to a module that imports from the one before. With `--all`: every function of that request.
//
//   node scripts/walk.mjs [--all] [ROOT]      ROOT: another checkout that can be built, such as one of version 0.1.0
//
// A copy of the checkout is built whose functions say what they are given. A message of the log contains a word that is nowhere else.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseAst } from 'rolldown/parseAst';
import { load } from './fault-parts.mjs';

const { SourceMapConsumer } = createRequire(import.meta.url)('source-map-js');
const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean' } },
  allowPositionals: true,
});
const root = resolve(positionals[0] ?? top);
const work = mkdtempSync(join(tmpdir(), 'transfer-monitor-walk-'));
const MARK = 'qzmarkzq';
/** From the lowest module up; names of both versions. */
const LAYERS =
  'session log verify forecast system views render logfile store host whm notify monitor app page'.split(
    ' ',
  );

try {
  const copy = join(work, 'copy');
  instrument(root, copy);
  run(process.execPath, ['scripts/build.mjs'], { cwd: copy });
  const { host, id } = await makeSession(join(work, 'host'));
  const hook = join(work, 'hook.cjs');
  writeFileSync(hook, `(${hookFunctions})(${JSON.stringify({ mark: values.all ? null : MARK })})`);
  const { stdout } = run(process.execPath, ['--require', hook, 'dist/plugin/index.cgi'], {
    cwd: copy,
    env: {
      PATH: process.env.PATH,
      WHM_TRANSFERS_ROOT: host,
      REMOTE_USER: 'root',
      REQUEST_METHOD: 'GET',
      QUERY_STRING: `session=${id}`,
      WALK_OUT: join(work, 'walk'),
    },
  });
  if (!stdout.includes(MARK)) throw new Error('the page does not show the marked message');
  report(readFileSync(join(work, 'walk'), 'utf8'), copy);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function run(command, args, options) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.status !== 0) throw new Error(`${args.join(' ')}: ${result.stderr}`);
  return result;
}

/** A session with a failed item whose reason contains the mark. */
async function makeSession(host) {
  const { writeScenario } = await load([join(top, 'test/host/simulator/scenarios.ts')]);
  const { id } = writeScenario(host, 'deaths');
  const log = join(host, 'var/cpanel/transfer_sessions', id, 'master.log');
  const text = readFileSync(log, 'utf8');
  const at = text.lastIndexOf('child exited unexpectedly');
  writeFileSync(log, `${text.slice(0, at)}child ${MARK} unexpectedly${text.slice(at + 25)}`);
  return { host, id };
}

/** Copies a checkout; each function in it begins with a call that names it and its arguments. */
function instrument(from, to) {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => !/\/(?:node_modules|dist|\.git)(?:\/|$)/.test(path.slice(from.length)),
  });
  symlinkSync(join(from, 'node_modules'), join(to, 'node_modules'));
  const src = join(to, 'src');
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(src, path);
    if (!entry.isFile() || !/(?<!\.d)\.ts$/.test(name) || name.startsWith('browser/')) continue;
    const text = readFileSync(path, 'utf8');
    const parts = [];
    let at = 0;
    for (const [index, words] of insertions(text, name)) {
      parts.push(text.slice(at, index), words);
      at = index;
    }
    writeFileSync(path, parts.join('') + text.slice(at));
  }
  const build = join(to, 'scripts/build.mjs');
  const script = readFileSync(build, 'utf8');
  const plain = script.includes('sourcemap')
    ? 'minify: false'
    : "minify: false, sourcemap: 'external'";
  writeFileSync(build, script.replaceAll('minify: true', plain));
}

function insertions(text, file) {
  const found = [];
  const visit = (node, label) => {
    if (Array.isArray(node)) for (const one of node) visit(one, label);
    if (typeof node?.type !== 'string') return;
    const name = node.id?.name ?? node.key?.name ?? label;
    if (/Function(?:Declaration|Expression)$/.test(node.type) && node.body) {
      const call = `globalThis.walked?.(${JSON.stringify(`${file}#${name}@${node.start}`)},[${node.params.flatMap(boundBy)}])`;
      if (/^(?:BlockStatement|FunctionBody)$/.test(node.body.type)) {
        found.push([node.body.start + 1, `${call};`]);
      } else {
        found.push([text.lastIndexOf('=>', node.body.start) + 2, `{${call};return (`]);
        found.push([node.end, ');}']);
      }
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'type') visit(child, name);
  };
  visit(parseAst(text, { lang: 'ts', sourceType: 'module' }).body, '');
  // Of two functions that end at one place the inner one was found later, and must be closed first.
  return found.reverse().sort(([a], [b]) => a - b);
}

/** The names that a parameter gives to its value. */
function boundBy(node) {
  if (node === null) return [];
  if (node.type === 'Identifier') return node.name === 'this' ? [] : [node.name];
  if (node.type === 'ArrayPattern') return node.elements.flatMap(boundBy);
  if (node.type === 'ObjectPattern')
    return node.properties.flatMap((one) => boundBy(one.value ?? one.argument));
  return boundBy(node.left ?? node.argument ?? node.parameter ?? null);
}

/** Runs in the page's process. Records each function that receives the mark, once, with its caller. */
function hookFunctions({ mark }) {
  const { appendFileSync } = require('node:fs');
  const out = process.env.WALK_OUT;
  const seen = new Set();
  const holds = (value, depth, been, budget) => {
    budget.left -= 1;
    if (value === null || budget.left < 0) return false;
    if (typeof value === 'string') return value.includes(mark);
    if (typeof value !== 'object') return false;
    if (value instanceof Uint8Array) return Buffer.from(value).includes(mark);
    if (depth === 0 || been.has(value)) return false;
    been.add(value);
    const isList = value instanceof Map || value instanceof Set || Array.isArray(value);
    const inner = isList
      ? [...value].flat(1)
      : Object.values(Object.getOwnPropertyDescriptors(value)).map((one) => one.value);
    return inner.some((one) => holds(one, depth - 1, been, budget));
  };
  globalThis.walked = (id, given) => {
    if (seen.has(id)) return;
    if (mark !== null && !holds(given, 7, new Set(), { left: 20_000 })) return;
    seen.add(id);
    const { prepareStackTrace, stackTraceLimit } = Error;
    Error.stackTraceLimit = 14;
    Error.prepareStackTrace = (_, frames) =>
      frames.map((one) => [one.getFileName(), one.getLineNumber(), one.getColumnNumber()]);
    const trace = {};
    Error.captureStackTrace(trace, globalThis.walked);
    const callers = trace.stack.slice(1);
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    appendFileSync(out, `${JSON.stringify([id, callers])}\n`);
  };
}

function report(text, copy) {
  const maps = new Map();
  const sourceOf = ([path, line, column]) => {
    if (!path?.startsWith(copy) || path.includes('node_modules')) return null;
    if (!maps.has(path)) {
      maps.set(path, new SourceMapConsumer(JSON.parse(readFileSync(`${path}.map`, 'utf8'))));
    }
    const { source } = maps.get(path).originalPositionFor({ line, column: column - 1 });
    return source?.split('src/')[1] ?? null;
  };
  const layerOf = (file) => LAYERS.indexOf(file.split('/')[0]);
  const walk = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const files = new Set();
  let functions = 0;
  let stays = 0;
  let climbs = 0;
  let here = null;
  const goTo = (file) => {
    if (file === here) return;
    stays += 1;
    if (here !== null && layerOf(file) > layerOf(here)) climbs += 1;
    here = file;
  };
  for (const [id, callers] of walk) {
    const caller = callers.map(sourceOf).find((file) => file !== null) ?? null;
    // Without a caller it is a module that is being evaluated.
    if (caller === null && functions > 0) continue;
    const file = id.split('#')[0];
    functions += 1;
    files.add(file);
    if (caller !== null) goTo(caller);
    goTo(file);
  }
  console.log(`${files.size} files, ${stays} stays, ${climbs} climbs, ${functions} functions`);
}
