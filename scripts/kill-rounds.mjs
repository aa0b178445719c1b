// Kills the built command and page at random moments while their log is appended to, renamed both ways, truncated,
// replaced and rewritten in place; after each round the cache must hold what a fresh reading of the log gives. Prints
// the seed of every round that was wrong: `node scripts/kill-rounds.mjs --seed N --rounds 1` repeats it (at other
// moments). `--dist DIR` tries another build: 0.1.0 is wrong in 3 of the 20 rounds from seed 100.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { ChangingLog } from './kill-changes.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const OWN_BUILD = join(top, 'dist');
const ID = 'copyacctkilled';

/**
 * @param {{ rounds: number, seed: number, say?: (text: string) => void, dist?: string }} options
 * @returns {Promise<{ wrong: number[], kills: number, changes: number }>} seeds of the rounds that were wrong
 */
export async function killRounds({ rounds, seed, say = () => {}, dist = OWN_BUILD }) {
  const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-kills-'));
  try {
    const modules = await bundle();
    const result = { wrong: [], kills: 0, changes: 0 };
    for (let i = 0; i < rounds; i++) {
      const round = new Round(join(root, 'server'), dist, seed + i, modules);
      await round.run();
      result.kills += round.kills;
      result.changes += round.changes;
      const difference = round.difference();
      if (difference !== null) {
        result.wrong.push(seed + i);
        say(`seed ${seed + i}: wrong\n${difference}`);
      }
      if ((i + 1) % 20 === 0) say(`${i + 1} rounds, ${result.wrong.length} wrong`);
    }
    return result;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * The TypeScript parts: the tests' dump of a cache, their random numbers, the reading; bundled beside the build, where
 * packages are found.
 */
async function bundle() {
  const outfile = join(top, `dist/kill-rounds-${process.pid}.mjs`);
  const from = (path) => JSON.stringify(join(top, path));
  await build({
    stdin: {
      contents: `export { dumpCache } from ${from('test/store/dump.ts')};
        export { seededRandom } from ${from('test/host/simulator/random.ts')};
        export { openCache } from ${from('src/store/cache.ts')};
        export { openMonitor } from ${from('src/app/monitor.ts')};
        export { syncSession } from ${from('src/app/sync.ts')};
        export { betterSqlite3Driver } from ${from('src/store/better-sqlite3.ts')};`,
      resolveDir: top,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    external: ['better-sqlite3'],
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** How long a process may take to open the log, and how long the reading of a large one may take. */
const OPEN_MS = 3000;
const READ_MS = 120;
const RACES = [
  ['truncate and append'],
  ['overwrite'],
  ['rewrite'],
  ['truncate'],
  ['replace', 'overwrite'],
  ['rename', 'append', 'append'],
  ['append', 'rename', 'append'],
  ['rename', 'rename', 'overwrite'],
];

class Round {
  kills = 0;

  constructor(root, dist, seed, modules) {
    this.root = root;
    this.dist = dist;
    this.modules = modules;
    this.random = modules.seededRandom(seed).next;
    const folder = join(root, 'var/cpanel/transfer_sessions', ID);
    this.data = join(root, 'var/cpanel/transfer_monitor');
    rmSync(root, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    this.log = new ChangingLog(folder, (end) => this.#upTo(end));
    writeFileSync(this.log.active, '');
    this.log.write(this.#upTo(200));
  }

  get changes() {
    return this.log.changes;
  }

  async run() {
    if (this.#upTo(2) === 0) await this.#storm();
    const races = 1 + this.#upTo(2);
    for (let i = 0; i < races; i++) await this.#race();
    // A change less than two seconds old is detected by comparing bytes; an older one has a stamp of its own.
    if (this.#upTo(20) === 0) await sleep(2100);
  }

  /** A small log that changes again and again, while processes begin and are killed. */
  async #storm() {
    const processes = [];
    const steps = 3 + this.#upTo(6);
    for (let i = 0; i < steps; i++) {
      if (this.#upTo(3) > 0) processes.push(this.#start(20 + this.#upTo(400)).ended);
      await sleep(this.#upTo(120));
      this.log.change();
    }
    await Promise.all(processes);
  }

  /**
   * A log of several blocks that changes while a process has it open, and afterwards only by appending: what was read
   * of the bytes before would be trusted for good.
   */
  async #race() {
    const { log } = this;
    if (this.#upTo(3) === 0) log.prepare('rename', 0)();
    log.write(1200 + this.#upTo(1200));
    const changes = RACES[this.#upTo(RACES.length + 4)];
    const ready = changes?.map((kind) => log.prepare(kind, 300 + this.#upTo(2500)));
    const child = this.#start(this.#upTo(4) === 0 ? 100 + this.#upTo(400) : OPEN_MS);
    await this.#isOpen(child);
    await sleep(this.#upTo(READ_MS));
    if (ready) {
      for (const make of ready) {
        make();
        await sleep(this.#upTo(10));
      }
    } else await this.#writeInPieces(child);
    await child.ended;
    if (this.#upTo(2) === 0) log.prepare('append', this.#upTo(20))();
  }

  /** Lines that are never complete when they are read, also where the log has the name of a complete one. */
  async #writeInPieces(child) {
    const text = this.log.text(60);
    for (let at = 0; at < text.length && child.process.exitCode === null; ) {
      const length = 1 + this.#upTo(300);
      this.log.appendPiece(text, at, length);
      at += length;
      await sleep(1);
    }
  }

  async #isOpen({ process: { pid, exitCode } }) {
    const until = Date.now() + OPEN_MS;
    while (Date.now() < until && exitCode === null && !hasOpen(pid, this.log.folder))
      await sleep(1);
  }

  /** @returns null when the rows are those of a fresh reading, else both as text */
  difference() {
    const kept = this.#ingestAndDump();
    rmSync(this.data, { recursive: true, force: true });
    const fresh = this.#ingestAndDump();
    if (isDeepStrictEqual(kept, fresh)) return null;
    const names = Object.keys(fresh).filter((name) => !isDeepStrictEqual(kept[name], fresh[name]));
    const shown = (rows) => JSON.stringify(rows).slice(0, 500);
    return names
      .map((name) => `  ${name}: ${shown(kept[name])}\n  fresh: ${shown(fresh[name])}`)
      .join('\n');
  }

  /** @param killMs when it is killed, if it has not ended by then */
  #start(killMs) {
    const env = { PATH: process.env.PATH, WHM_TRANSFERS_ROOT: this.root };
    const request = { REMOTE_USER: 'root', REQUEST_METHOD: 'GET', QUERY_STRING: `session=${ID}` };
    const child =
      this.#upTo(2) === 0
        ? spawn(join(this.dist, 'whm-transfers'), ['ingest', ID], { env, stdio: 'ignore' })
        : spawn(join(this.dist, 'plugin/index.cgi'), [], {
            env: { ...env, ...request },
            stdio: 'ignore',
          });
    const timer = setTimeout(() => child.kill('SIGKILL'), killMs);
    const ended = new Promise((resolve) => {
      child.on('exit', (_, signal) => {
        clearTimeout(timer);
        if (signal === 'SIGKILL') this.kills += 1;
        resolve(undefined);
      });
    });
    return { process: child, ended };
  }

  /** Another version reads in a process of its own; this one here, which costs half as much. */
  #ingestAndDump() {
    const { openCache, openMonitor, syncSession, betterSqlite3Driver, dumpCache } = this.modules;
    const driver = betterSqlite3Driver(null);
    let db;
    if (this.dist === OWN_BUILD) {
      const monitor = openMonitor({ root: this.root, driver, busyMs: 1000, now: 1_793_700_000 });
      db = monitor.db;
      if (syncSession(monitor, ID)?.isFailed !== false) throw new Error('it could not be read');
    } else {
      const env = { PATH: process.env.PATH, WHM_TRANSFERS_ROOT: this.root };
      const run = spawnSync(join(this.dist, 'whm-transfers'), ['ingest', ID], {
        env,
        encoding: 'utf8',
      });
      if (run.status !== 0) throw new Error(`ingest ended with ${run.status}: ${run.stderr}`);
      db = openCache(driver, join(this.data, 'cache.sqlite'), 1000);
    }
    const dump = dumpCache(db);
    db.close();
    return dump;
  }

  #upTo(end) {
    return Math.floor(this.random() * end);
  }
}

/** Whether a process has a file of the folder open; unknown where there is no /proc. */
function hasOpen(pid, folder) {
  const fds = `/proc/${pid}/fd`;
  try {
    return readdirSync(fds).some((fd) => linkOf(join(fds, fd)).startsWith(`${folder}/`));
  } catch {
    return true;
  }
}

function linkOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(process.argv[at + 1]);
  };
  const rounds = option('rounds', 2000);
  const seed = option('seed', 1);
  const dist = process.argv.includes('--dist')
    ? process.argv[process.argv.indexOf('--dist') + 1]
    : undefined;
  const say = (text) => process.stdout.write(`${text}\n`);
  say(`${rounds} rounds from seed ${seed}`);
  const { wrong, kills, changes } = await killRounds({ rounds, seed, say, dist });
  say(
    `${kills} kills, ${changes} changes, ${wrong.length} of ${rounds} rounds wrong: ${wrong.join(', ') || 'none'}`,
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
