// Speed of the built program as ratios to other programs on the same machine in the same minute. Whole processes are
// timed from outside, in pairs that take turns, and the median of the pairs' ratios counts: a busy machine slows both.
// `--full` takes the sizes that the project promises its figures for; without it the large logs are smaller. `--check` is
// short, counts processor time instead (so that a busy machine fails nothing), and fails where a ratio is beyond its limit.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(top, 'dist/plugin/index.cgi');
const command = join(top, 'dist/whm-transfers');
const isFull = process.argv.includes('--full');
const isCheck = process.argv.includes('--check');
const pairs = isCheck ? 3 : 7;
const largeAccounts = isFull ? 100_000 : isCheck ? 2000 : 10_000;
const firstAccounts = isCheck ? 1000 : 5000;
const largeLogBytes = (isFull ? 1024 : isCheck ? 32 : 128) * 1024 * 1024;

/**
 * `goal`: the highest ratio of times on an idle machine. `limit`: ratio of processor times beyond which `--check`
 * fails: half as much again as was measured, on short logs and with the native file of the tests (2026-11: 12.4, 2.3,
 * 1.3 and 2.2 in this order).
 */
const LIMITS = {
  firstIngest: { goal: 1, limit: 20 },
  page: { goal: 1.5, limit: 3.5 },
  poll: { goal: 1.25, limit: 1.8 },
  change: { goal: 1.6, limit: 3.4 },
  firstScreen: { goal: 1.3, limit: 1.6 },
};
/** A measurement beyond its limit is repeated: what is slow only because the machine is busy is not slow each time. */
const MAX_TRIES = 2;
const beyond = [];

/** The processor time of what has run since it was set to 0; only `--check` counts it. */
let processorMs = 0;
/**
 * Runs its arguments and writes their processor time to a file; bash knows it to the millisecond, while Node does not
 * report it.
 */
const TIMED = 'TIMEFORMAT="%U %S"; { time "$@" 2>&4; } 4>&2 2>"$0"';

/**
 * Every start of Node reads the certificates that this variable names, where it is set; page and command ignore them.
 * So comparisons with a bare Node are made without it, and with it where this shell has it.
 */
const CERTIFICATES = 'NODE_EXTRA_CA_CERTS';
const environments = [
  { words: '', variables: {} },
  ...(process.env[CERTIFICATES]
    ? [{ words: ` with ${CERTIFICATES}`, variables: { [CERTIFICATES]: process.env[CERTIFICATES] } }]
    : []),
];

const work = mkdtempSync(join(tmpdir(), 'transfer-monitor-bench-'));
try {
  await main();
  if (isCheck && beyond.length > 0) {
    say(`\nBeyond the limits:\n${beyond.join('\n')}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function main() {
  const write = await bundleWriters();
  say(
    `Node ${process.versions.node}; ${pairs} pairs each, medians; ratio = the first to the second\n`,
  );
  firstIngestAndPage(write);
  poll(write);
  viewer(write);
}

/** The tests' simulator, which is TypeScript, as a module that this Node can load. */
async function bundleWriters() {
  const outfile = join(work, 'large-log.mjs');
  await build({
    entryPoints: [join(top, 'test/host/simulator/large-log.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

function firstIngestAndPage({ writeLargeMasterLog }) {
  const root = join(work, 'first');
  const id = 'copyacctbench';
  const log = join(sessionFolder(root, id), 'master.log');
  const bytes = writeLargeMasterLog(log, firstAccounts);
  const ingest = {
    before: () =>
      rmSync(join(root, 'var/cpanel/transfer_monitor'), { recursive: true, force: true }),
    run: () => run(command, ['ingest'], { root }),
  };
  if (spawnSync('jq', ['--version']).error === undefined) {
    const jq = { run: () => run('jq', ['-r', '.contents.action', log]) };
    compare(
      `first ingest of ${firstAccounts.toLocaleString('en')} accounts (${mega(bytes)}, no cache) to jq`,
      ingest,
      jq,
      LIMITS.firstIngest,
    );
  } else {
    say('jq is not installed: the first ingest is not measured');
    ingest.run();
  }
  const shown = { run: (variables) => request(root, `session=${id}`, variables) };
  compareToNode('second request of its page', shown, LIMITS.page);
}

function poll({ writeLargeMasterLog }) {
  const root = join(work, 'poll');
  const id = 'copyacctpoll';
  const folder = sessionFolder(root, id);
  const completed = join(folder, 'master.log');
  // A session that goes on: without the last record of its log, under the name of an active log.
  writeLargeMasterLog(completed, largeAccounts);
  const log = join(folder, '.master.log');
  renameSync(completed, log);
  truncateSync(log, readFileSync(log).lastIndexOf(0x0a, -2) + 1);
  run(command, ['ingest'], { root });
  const address = (cursor) => `session=${id}&format=json&since=${cursor}`;
  let cursor = JSON.parse(bodyOf(request(root, `session=${id}&format=json&per_page=1`))).cursor;
  const words = `session of ${largeAccounts.toLocaleString('en')} accounts`;
  const unchanged = {
    run: (variables) => {
      const answer = request(root, address(cursor), variables);
      if (!answer.startsWith('Status: 304')) throw new Error('the poll was not answered with 304');
    },
  };
  compareToNode(`poll of an unchanged ${words}`, unchanged, LIMITS.poll);
  let number = 0;
  const changed = {
    before: () => {
      number += 1;
      appendFileSync(log, newLines(10 * 1024, number));
    },
    run: (variables) => request(root, address(cursor), variables),
    after: (answer) => {
      const { cursor: next, items } = JSON.parse(bodyOf(answer));
      if (items.length === 0) throw new Error('the poll did not show what is new');
      cursor = next;
    },
  };
  compareToNode('the same with 10 KB more in its log', changed, LIMITS.change);
}

/** Lines of accounts that begin and end, as a server writes them. */
function newLines(bytes, number) {
  let text = '';
  for (let i = 0; text.length < bytes; i++) {
    const item = `late${number}x${i}`;
    const line = (action, more) =>
      `${JSON.stringify({
        pid: 4711,
        type: 'control',
        contents: {
          action,
          item,
          item_type: 'AccountRemoteRoot',
          item_name: 'Account',
          queue: 'TRANSFER',
          child_number: 1,
          local_item: item,
          logfile: `item-TRANSFER_AccountRemoteRoot_${item}`,
          time: 1_793_700_000 + number,
          ...more,
        },
      })}\n`;
    text += line('start', {});
    text += line('start-item', { msg: { size: 1000 } });
    text += line('success-item', { msg: { warnings: 0, message: null, contents: null } });
  }
  return text;
}

function viewer({ writeLargeItemLog }) {
  const root = join(work, 'viewer');
  const small = writeItemLog(root, 'copyacctsmall', 1024 * 1024, writeLargeItemLog);
  const large = writeItemLog(root, 'copyacctlarge', largeLogBytes, writeLargeItemLog);
  const show = ({ id, name }) => ({ run: () => request(root, `session=${id}&log=${name}`) });
  const size = mega(largeLogBytes);
  compare(
    `first screen of a log of ${size} to that of one of 1 MB`,
    show(large),
    show(small),
    LIMITS.firstScreen,
  );
  const peak = peakOf(page, [], pageEnvironment(root, `session=${large.id}&log=${large.name}`));
  const bare = peakOf(process.execPath, ['-e', '0'], {});
  const more = (peak - bare) / 1024;
  say(`memory of that process above node -e 0: ${more.toFixed(0)} MB (goal: at most 40)`);

  const words = 'words that stand nowhere';
  const search = {
    run: () => run(command, ['log', large.id, large.name, '--grep', words], { root }),
  };
  const grep = { run: () => run('grep', ['-c', words, large.path], { mayFail: true }) };
  compare(`grep -c over ${size} to the search of the same log`, grep, search, null);
  say('  (goal: at least 0.5 over 1 GB: over less, the start of Node weighs more)');
}

function writeItemLog(root, id, bytes, writeLargeItemLog) {
  const name = 'item-RESTORE_AccountRemoteRoot_rivergdn';
  const folder = sessionFolder(root, id);
  const path = join(folder, name);
  writeFileSync(join(folder, 'master.log'), newLines(1, 1));
  writeLargeItemLog(path, bytes);
  return { id, name, path };
}

function sessionFolder(root, id) {
  const folder = join(root, 'var/cpanel/transfer_sessions', id);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The same, compared with a Node that does nothing, in each environment. */
function compareToNode(words, measured, goal) {
  for (const { words: where, variables } of environments) {
    const bare = () => run(process.execPath, ['-e', '0'], { env: variables });
    const first = { ...measured, run: () => measured.run(variables) };
    compare(`${words} to node -e 0${where}`, first, { run: bare }, goal);
  }
}

/** Runs two things in turn and prints the median ratio of their times, with the median of each. */
function compare(words, first, second, aims) {
  let best = measure(first, second);
  for (let tries = 1; isCheck && aims && best.ratio > aims.limit && tries < MAX_TRIES; tries++) {
    const other = measure(first, second);
    if (other.ratio < best.ratio) best = other;
  }
  const aim = aims ? ` (${isCheck ? `limit: ${aims.limit}` : `goal: at most ${aims.goal}`})` : '';
  const { ratio } = best;
  const result = `${words}: ${ratio.toFixed(2)}${aim}; ${best.first.toFixed(0)} ms, ${best.second.toFixed(0)} ms`;
  say(result);
  if (aims && ratio > aims.limit) beyond.push(result);
}

/** The medians of the pairs. */
function measure(first, second) {
  const times = { first: [], second: [], ratio: [] };
  for (let i = -2; i < pairs; i++) {
    const a = timeOf(first);
    const b = timeOf(second);
    // The first two runs fill the caches for files and code.
    if (i < 0) continue;
    times.first.push(a);
    times.second.push(b);
    times.ratio.push(a / b);
  }
  return { first: median(times.first), second: median(times.second), ratio: median(times.ratio) };
}

function timeOf({ before, run: work, after }) {
  before?.();
  const start = performance.now();
  processorMs = 0;
  const result = work();
  const elapsed = isCheck ? processorMs : performance.now() - start;
  after?.(result);
  return elapsed;
}

function request(root, query, variables = {}) {
  return run(page, [], { env: { ...variables, ...pageEnvironment(root, query) } });
}

function pageEnvironment(root, query) {
  return {
    WHM_TRANSFERS_ROOT: root,
    REMOTE_USER: 'root',
    REQUEST_METHOD: 'GET',
    QUERY_STRING: query,
  };
}

function run(file, args, { root, env = {}, mayFail = false } = {}) {
  const times = join(work, 'times');
  const [program, words] = isCheck ? ['bash', ['-c', TIMED, times, file, ...args]] : [file, args];
  const result = spawnSync(program, words, {
    env: { PATH: process.env.PATH, ...(root ? { WHM_TRANSFERS_ROOT: root } : {}), ...env },
    maxBuffer: 1 << 28,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.error) throw result.error;
  if (result.status !== 0 && !mayFail)
    throw new Error(`${file} ended with ${result.status}: ${result.stderr}`);
  if (isCheck) {
    for (const seconds of readFileSync(times, 'utf8').trim().split(' '))
      processorMs += Number(seconds) * 1000;
  }
  return result.stdout;
}

/** The largest resident memory of a Node process, in KB, as counted by the system. */
function peakOf(file, args, env) {
  const note = join(work, 'peak');
  const hook = join(work, 'peak.cjs');
  const write = `require('fs').writeFileSync(${JSON.stringify(note)}, String(process.resourceUsage().maxRSS))`;
  writeFileSync(hook, `process.on('exit', () => ${write});\n`);
  const program = file === process.execPath ? args : ['--no-warnings', file, ...args];
  run(process.execPath, ['--require', hook, ...program], { env });
  return Number(readFileSync(note, 'utf8'));
}

function bodyOf(answer) {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function mega(bytes) {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
