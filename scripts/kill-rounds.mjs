// Kills the built command and page at random moments while their log is appended to, renamed both ways, truncated, replaced
// and rewritten in place; after each round the cache must hold what a fresh reading of the log gives. Prints the seed of
// every round that was wrong: `node scripts/kill-rounds.mjs --seed N --rounds 1` runs it again (the moments differ).
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';

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

/** What is TypeScript: the tests' dump of a cache, their random numbers, the reading; beside the build, where packages are found. */
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

class Round {
  kills = 0;
  changes = 0;
  #lines = 0;

  constructor(root, dist, seed, modules) {
    this.root = root;
    this.dist = dist;
    this.modules = modules;
    this.random = modules.seededRandom(seed).next;
    this.folder = join(root, 'var/cpanel/transfer_sessions', ID);
    this.data = join(root, 'var/cpanel/transfer_monitor');
    rmSync(root, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    this.active = join(this.folder, '.master.log');
    this.completed = join(this.folder, 'master.log');
    writeFileSync(this.active, this.#text(this.#upTo(200)));
  }

  async run() {
    const processes = [];
    const steps = 3 + this.#upTo(6);
    for (let i = 0; i < steps; i++) {
      if (this.#upTo(3) > 0) processes.push(this.#start());
      await sleep(this.#upTo(120));
      this.#change();
    }
    await Promise.all(processes);
    // A change of less than two seconds' age is looked for by itself; an older one has a stamp of its own.
    if (this.#upTo(20) === 0) await sleep(2100);
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

  #start() {
    const env = { PATH: process.env.PATH, WHM_TRANSFERS_ROOT: this.root };
    const request = { REMOTE_USER: 'root', REQUEST_METHOD: 'GET', QUERY_STRING: `session=${ID}` };
    const child =
      this.#upTo(2) === 0
        ? spawn(join(this.dist, 'whm-transfers'), ['ingest', ID], { env, stdio: 'ignore' })
        : spawn(join(this.dist, 'plugin/index.cgi'), [], {
            env: { ...env, ...request },
            stdio: 'ignore',
          });
    const timer = setTimeout(() => child.kill('SIGKILL'), 20 + this.#upTo(400));
    return new Promise((resolve) => {
      child.on('exit', (_, signal) => {
        clearTimeout(timer);
        if (signal === 'SIGKILL') this.kills += 1;
        resolve(undefined);
      });
    });
  }

  #change() {
    this.changes += 1;
    const path = existsSync(this.active) ? this.active : this.completed;
    const other = path === this.active ? this.completed : this.active;
    switch (this.#upTo(8)) {
      case 0:
        renameSync(path, other);
        break;
      case 1:
        truncateSync(path, this.#upTo(readFileSync(path).length + 1));
        break;
      case 2:
        writeFileSync(path, this.#text(this.#upTo(300)));
        break;
      case 3: {
        const draft = join(this.folder, 'draft');
        writeFileSync(draft, this.#text(this.#upTo(300)));
        renameSync(draft, path);
        break;
      }
      case 4:
        this.#rewrite(path);
        break;
      default: {
        const text = this.#text(1 + this.#upTo(200));
        appendFileSync(path, this.#upTo(3) === 0 ? text.slice(0, this.#upTo(text.length)) : text);
      }
    }
  }

  /** Other bytes over those that stand there: the file stays as long as it was. */
  #rewrite(path) {
    const bytes = readFileSync(path);
    const at = this.#upTo(bytes.length + 1);
    const room = Math.min(bytes.length - at, 1 + this.#upTo(5000));
    const fd = openSync(path, 'r+');
    try {
      writeSync(fd, Buffer.from(this.#text(60)).subarray(0, room), 0, undefined, at);
    } finally {
      closeSync(fd);
    }
  }

  #text(lines) {
    let text = '';
    for (let i = 0; i < lines; i++) text += `${this.#line()}\n`;
    return text;
  }

  #line() {
    this.#lines += 1;
    const words = ['start', 'pausing', 'resume', 'abort', 'complete', 'fail'];
    const actions = ['start', 'start-item', 'success-item', 'failed-item', 'warning-item'];
    const contents =
      this.#upTo(20) === 0
        ? { action: words[this.#upTo(words.length)], child_number: 0 }
        : {
            action: actions[this.#upTo(actions.length)],
            queue: this.#upTo(2) === 0 ? 'TRANSFER' : 'RESTORE',
            item: `acct${this.#upTo(40)}`,
            item_type: 'AccountRemoteRoot',
            child_number: 1 + this.#upTo(3),
            msg: {
              size: this.#upTo(9999),
              failure: `No ${this.#upTo(5)}`,
              dangerous_items: this.#upTo(2),
            },
          };
    contents.time = 1_793_600_000 + this.#lines;
    return JSON.stringify({ pid: 4711, type: 'control', contents });
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
