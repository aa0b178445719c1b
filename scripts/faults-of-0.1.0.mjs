// Tries the numbered faults of docs/faults-of-0.1.0.md on a build: `node scripts/faults-of-0.1.0.mjs --dist DIR --src DIR`
// (without them: this build). One line a fault: whether it is there, and what was measured.
import childProcess, { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BODY,
  cpuSeconds,
  DANGEROUS,
  FORMS,
  KEY,
  load,
  record,
  SECRET,
  STEERING_LINE,
} from './fault-parts.mjs';
import { killRounds } from './kill-rounds.mjs';
import { SMALLER_FAULTS } from './smaller-faults.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return resolve(at < 0 ? otherwise : (process.argv[at + 1] ?? ''));
};
const dist = option('dist', join(top, 'dist'));
const src = option('src', join(top, 'src'));
const DATA = 'var/cpanel/transfer_monitor';
const SESSIONS = 'var/cpanel/transfer_sessions';
const ID = 'copyacctfaults';
const work = fs.mkdtempSync(join(tmpdir(), 'transfer-monitor-faults-'));

const simulator = await load(
  ['plan', 'write-session', 'databases'].map((name) => join(top, `test/host/simulator/${name}.ts`)),
);
const first = (...paths) =>
  paths.map((path) => join(src, path)).find((path) => fs.existsSync(path));
const own = await load([
  first('log/mask.ts'),
  first('views/csv.ts'),
  first('session/explanation.ts'),
  first('whm/api/command-route.ts', 'host/api/command-route.ts'),
]);

const newRoot = () => {
  const root = fs.mkdtempSync(join(work, 'root-'));
  fs.mkdirSync(join(root, DATA), { recursive: true, mode: 0o700 });
  return root;
};
/** A session with nothing but this master log. */
const withLog = (text) => {
  const root = newRoot();
  fs.mkdirSync(join(root, SESSIONS, ID), { recursive: true });
  fs.writeFileSync(join(root, SESSIONS, ID, 'master.log'), text);
  return root;
};
/** A session of the simulator, all of whose items fail. */
const failed = () => {
  const root = newRoot();
  const startedAt = simulator.DEFAULT_START;
  const plan = simulator.planSession({
    seed: 'x',
    accounts: 3,
    startedAt,
    failureRate: 1,
    renameRate: 0,
  });
  return { root, ...simulator.writeSession(root, plan) };
};
function run(program, args, env, timeout) {
  const start = performance.now();
  const ran = spawnSync(join(dist, program), args, {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout,
    killSignal: 'SIGKILL',
  });
  return { ...ran, seconds: (performance.now() - start) / 1000 };
}
const command = (root, ...args) =>
  run('whm-transfers', args, { WHM_TRANSFERS_ROOT: root }, 120_000);
function page(root, query, timeout = 60_000) {
  const request = { REMOTE_USER: 'root', REQUEST_METHOD: 'GET', QUERY_STRING: query };
  const ran = run('plugin/index.cgi', [], { WHM_TRANSFERS_ROOT: root, ...request }, timeout);
  return { ...ran, code: Number(/^Status: (\d+)/.exec(ran.stdout)?.[1] ?? 0) };
}
/** Each answers whether the fault is there, and what was measured. */
const FAULTS = {
  1: () => {
    const { root, id, folder } = failed();
    fs.rmSync(join(folder, 'master.log'));
    const codes = [['show', id], ['wait', id, '--timeout', '3'], ['ingest']].map(
      (args) => command(root, ...args).status,
    );
    return [codes.includes(0), `master log gone: show, wait, ingest end with ${codes.join(', ')}`];
  },
  2: () => {
    const { root, id } = failed();
    const data = join(root, DATA);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'none', data]);
    if (mounted.status !== 0) return [null, 'no disk can be mounted here'];
    try {
      command(root, 'ingest');
      spawnSync('sh', ['-c', `cat /dev/zero >'${data}/filler' 2>/dev/null`]);
      const queries = ['', `session=${id}`, `session=${id}&log=master.log`, 'format=json'];
      const codes = queries.map((query) => page(root, query).code);
      return [codes.some((code) => code !== 200), `full disk: pages answer ${codes.join(', ')}`];
    } finally {
      spawnSync('umount', ['-l', data]);
    }
  },
  3: () => {
    const { stdout } = page(withLog(KEY), `session=${ID}&log=master.log`);
    const shown = BODY.filter((line) => stdout.includes(line)).length;
    return [shown > 0, `${shown} of ${BODY.length} lines of a key shown`];
  },
  4: () => {
    let broken = 0;
    const damages = [(size) => size / 2, () => 4096, () => 50];
    for (const damage of damages) {
      const { root, id } = failed();
      command(root, 'ingest');
      const cache = join(root, DATA, 'cache.sqlite');
      fs.truncateSync(cache, damage(fs.statSync(cache).size));
      command(root, 'ingest');
      if (page(root, `session=${id}`).code !== 200 || command(root, 'ingest').status !== 0)
        broken++;
    }
    return [broken > 0, `${broken} of ${damages.length} cut caches still broken after an ingest`];
  },
  5: () => {
    const names = ['constructor', 'toString', '__proto__'];
    const codes = names.map(
      (name) => page(withLog(record(name, 'x')), `session=${ID}&log=master.log`).code,
    );
    return [codes.some((code) => code !== 200), `log viewer answers ${codes.join(', ')}`];
  },
  6: () => {
    const time = (length) =>
      cpuSeconds(() => own.maskSecrets('-----END PRIVATE KEY-----'.repeat(length / 25)));
    time(10_000);
    const [short, long] = [time(100_000), time(400_000)];
    const words = `100 KB in ${short.toFixed(2)} s, 400 KB in ${long.toFixed(2)} s`;
    return [long > 0.1 && long / short > 9, words];
  },
  7: async () => {
    const root = newRoot();
    const settings = { notify: { mail: ['root'] }, retention: { keepLogs: true } };
    fs.writeFileSync(join(root, DATA, 'config.json'), JSON.stringify(settings), { mode: 0o600 });
    const [tool, hook] = ['usr/local/bin/whm-transfers', `${DATA}/package/hooks/ingest`];
    for (const path of [tool, hook]) fs.mkdirSync(dirname(join(root, path)), { recursive: true });
    const calls = join(root, 'calls');
    const script = `#!/bin/sh\necho + >>'${calls}'; sleep 6; echo - >>'${calls}'\n`;
    fs.writeFileSync(join(root, tool), script, { mode: 0o755 });
    fs.copyFileSync(join(dirname(dist), 'hooks/ingest'), join(root, hook));
    for (let view = 0; view < 6; view++) {
      page(root, '');
      const stamp = join(root, DATA, 'maintained');
      if (fs.existsSync(stamp)) fs.utimesSync(stamp, 1_000_000, 1_000_000);
    }
    await new Promise((done) => setTimeout(done, 1500));
    const lines = fs.readFileSync(calls, 'utf8').split('\n');
    const running = lines.reduce(
      (sum, line) => sum + (line === '+' ? 1 : line === '-' ? -1 : 0),
      0,
    );
    await new Promise((done) => setTimeout(done, 6000));
    return [running > 1, `six page views: ${running} runs at once`];
  },
  8: () => {
    const { root, id } = failed();
    const settings = { notify: { mail: ['root'] }, retention: { keepLogs: true } };
    fs.writeFileSync(join(root, DATA, 'config.json'), JSON.stringify(settings), { mode: 0o600 });
    fs.writeFileSync(join(root, DATA, 'notices.sqlite'), 'x'.repeat(5000), { mode: 0o600 });
    const { status } = command(root, 'ingest');
    const isKept = fs.existsSync(join(root, DATA, 'archive', id));
    return [!isKept, `ingest ends with ${status}, logs ${isKept ? 'archived' : 'not archived'}`];
  },
  9: () => {
    const root = newRoot();
    page(root, '');
    const name = fs.readdirSync(join(root, DATA)).find((entry) => entry.startsWith('code-'));
    const path = join(root, DATA, name ?? '');
    const good = fs.readFileSync(path);
    let bad = 0;
    for (let round = 0; round < 20; round++) {
      const bytes = Buffer.from(good);
      const at = Math.floor(((round + 1) / 22) * good.length) + 100;
      bytes.fill(round * 11 + 1, at, at + 300);
      fs.writeFileSync(path, bytes);
      if (page(root, '', 5000).code !== 200) bad++;
    }
    return [bad > 0, `${bad} of 20 pages with damaged code not shown`];
  },
  10: () => {
    const pattern = encodeURIComponent('/(?:a?|b?){40}\\b/');
    const root = withLog(record('out', 'x'));
    const { code, seconds } = page(root, `session=${ID}&grep=${pattern}`, 12_000);
    return [code === 0, `${code === 0 ? 'no answer' : code} after ${seconds.toFixed(1)} s`];
  },
  11: async () => {
    const { wrong } = await killRounds({ rounds: 20, seed: 100, dist });
    return [wrong.length > 0, `${wrong.length} of 20 kill rounds wrong`];
  },
  12: () => {
    const shown = FORMS.filter((form) =>
      own.maskSecrets(form.replace('%s', SECRET)).includes(SECRET),
    ).length;
    return [shown > 0, `${shown} of ${FORMS.length} forms not masked`];
  },
  13: () => {
    const harmless = DANGEROUS.filter((text) => {
      const group = { kind: 'dangerous', module: null, function: null, text, template: text };
      const known = own.explanationOf(group);
      return known?.noise === true || known?.effect === 'none';
    }).length;
    return [harmless > 0, `${harmless} of ${DANGEROUS.length} dangerous messages called harmless`];
  },
  14: () => {
    const root = withLog(STEERING_LINE);
    const out = ['--csv', '--json'].map((form) => command(root, 'items', ID, form).stdout);
    const obeyed = out.filter((text) => /[\u001b\u009b]/.test(text)).length;
    return [obeyed > 0, `${obeyed} of 2 tables with signs that steer a terminal`];
  },
  15: () => {
    const cells = ['\n=1+1', '＝1+1', 'x;=1+1', 'x\t=1+1'];
    const runs = cells.filter((cell) => /(?:^|[,;\t\n"])[=＝]/.test(own.csvLine([cell]))).length;
    return [runs > 0, `${runs} of ${cells.length} cells run`];
  },
  16: async () => {
    const { spawn } = childProcess;
    childProcess.spawn = () => {
      const child = new EventEmitter().on('error', () => {});
      setImmediate(() => child.emit('error', new Error('spawn EMFILE')));
      return child;
    };
    syncBuiltinESMExports();
    try {
      const limits = { timeoutMs: 1000, maxBytes: 1000 };
      const { reason } = await own.askWithCommand({ path: '/w', env: {} }, 'f', {}, limits);
      return [false, reason];
    } catch (error) {
      return [true, `throws: ${error.message}`];
    } finally {
      childProcess.spawn = spawn;
      syncBuiltinESMExports();
    }
  },
  17: () => {
    const { root } = failed();
    const drafts = ['code-log-html.4194305', 'cache.sqlite.4194305.new'];
    command(root, 'ingest');
    for (const name of drafts) fs.writeFileSync(join(root, DATA, name), 'half');
    command(root, 'ingest');
    const left = drafts.filter((name) => fs.existsSync(join(root, DATA, name))).length;
    return [left > 0, `${left} of ${drafts.length} drafts left by an ingest`];
  },
  18: () => {
    const { code, seconds } = page(withLog('x\n'.repeat(2_000_000)), `session=${ID}`);
    return [seconds > 10, `page of 2 million short lines: ${code} after ${seconds.toFixed(1)} s`];
  },
  19: () => {
    const { IndexDatabase } = simulator;
    const tools = { newRoot, command, page, failed, dist, IndexDatabase };
    const all = Object.entries(SMALLER_FAULTS);
    const there = all.filter(([, isThere]) => isThere(tools)).map(([name]) => name);
    return [there.length > 0, `${there.length} of ${all.length}: ${there.join(', ') || 'none'}`];
  },
};

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]
  : null;
try {
  for (const [number, fault] of Object.entries(FAULTS)) {
    if (only !== null && !only.split(',').includes(number)) continue;
    const [isThere, value] = await Promise.resolve()
      .then(fault)
      .catch((error) => [null, String(error)]);
    const word = isThere === null ? 'not tried' : isThere ? 'present' : 'absent';
    process.stdout.write(`${number.padStart(2)} ${word.padEnd(9)} ${value}\n`);
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
