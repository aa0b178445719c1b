// How long open pages wait for their updates while all of them look at one session whose log grows: `node
// scripts/many-tabs.mjs [--dist DIR] [--tabs 6,20] [--seconds 15]`. Each tab asks as the page does: a second after its
// last request, with the cursor of its last answer; where answers take long it rests for half as long. Without a
// browser or server in between.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { load } from './fault-parts.mjs';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: asked } = parseArgs({
  options: {
    dist: { type: 'string', default: join(top, 'dist') },
    tabs: { type: 'string', default: '6,20' },
    seconds: { type: 'string', default: '15' },
  },
});
const page = join(resolve(asked.dist), 'plugin/index.cgi');
const STEP_MS = 1000;

const { planSession, playSession } = await load(
  ['plan', 'play-session'].map((name) => join(top, `test/host/simulator/${name}.ts`)),
);
for (const tabs of asked.tabs.split(',')) await watch(Number(tabs), Number(asked.seconds));

/** A session of 510 items, at a pace at which its log grows several times a second. */
async function watch(tabs, seconds) {
  const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-tabs-'));
  mkdirSync(join(root, 'var/cpanel/transfer_monitor'), { recursive: true, mode: 0o700 });
  const plan = planSession({ seed: 'many tabs', accounts: 510, children: 6, itemLogs: 'full' });
  const session = await playSession(root, plan, { speed: 20, headStartSeconds: 1200 });
  try {
    const address = `session=${session.id}&format=parts&have=none`;
    spawnSync(join(resolve(asked.dist), 'whm-transfers'), ['ingest'], {
      env: { ...process.env, WHM_TRANSFERS_ROOT: root },
    });
    const first = await ask(root, address);
    if (first.status !== 200) throw new Error(`the page answers ${first.status}`);
    const until = performance.now() + seconds * 1000;
    const all = await Promise.all(
      Array.from({ length: tabs }, (_, tab) =>
        poll(root, address, until, (tab / tabs) * STEP_MS, first.cursor),
      ),
    );
    const took = all.flat().sort((a, b) => a - b);
    const at = (part) => Math.round(took[Math.floor((took.length - 1) * part)] ?? 0);
    console.log(
      `${tabs} tabs, ${seconds} s: ${took.length} answers, median ${at(0.5)} ms, nine of ten within ${at(0.9)} ms, slowest ${at(1)} ms`,
    );
  } finally {
    await session.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** @returns how long each answer took, in ms */
async function poll(root, address, until, waitMs, cursor) {
  const took = [];
  let since = cursor;
  let wait = waitMs;
  for (;;) {
    await new Promise((done) => setTimeout(done, wait));
    const before = performance.now();
    if (before > until) return took;
    const answer = await ask(root, `${address}&since=${since}`);
    if (answer.status !== 200 && answer.status !== 304) {
      throw new Error(`the page answers ${answer.status}`);
    }
    since = answer.cursor ?? since;
    const ms = performance.now() - before;
    took.push(ms);
    wait = Math.max(STEP_MS - ms, ms / 2);
  }
}

function ask(root, query) {
  return new Promise((done, fail) => {
    const child = spawn(page, [], {
      env: {
        PATH: process.env.PATH,
        WHM_TRANSFERS_ROOT: root,
        REMOTE_USER: 'root',
        REQUEST_METHOD: 'GET',
        QUERY_STRING: query,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('error', fail);
    child.on('close', () => {
      const text = Buffer.concat(chunks).toString();
      const end = text.indexOf('\r\n\r\n');
      const status = Number(/^Status: (\d+)/.exec(text)?.[1]);
      done({ status, cursor: status === 200 ? JSON.parse(text.slice(end + 4)).cursor : null });
    });
  });
}
