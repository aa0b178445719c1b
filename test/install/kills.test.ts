import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { seededRandom } from '../host/simulator/random.ts';
import {
  install,
  makePackage,
  makeServer,
  PLACES,
  readHooks,
  readTree,
  removeFolders,
  runScript,
  serverPath,
} from './server.ts';

// Many more than here: INSTALL_KILLS=120 INSTALL_KILLS_SEED=1 npx vitest run test/install/kills.test.ts
const ROUNDS = Number(process.env.INSTALL_KILLS ?? 2);
const SEED = Number(process.env.INSTALL_KILLS_SEED ?? 1);

/** What an administrator would miss: marks and history, what was sent, settings, kept logs. */
const KEPT = {
  'cache.sqlite': 'marks',
  'notices.sqlite': 'sent',
  'config.json': '{"retention":{"keepLogs":true}}',
  'archive/copyacct1/master.log': 'a kept log\n',
};

afterAll(removeFolders);

function writeKept(root: string): void {
  for (const [name, text] of Object.entries(KEPT)) {
    const path = join(root, PLACES.data, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
  }
}

const readKept = (root: string): Record<string, string> =>
  Object.fromEntries(
    Object.keys(KEPT).map((name) => [name, readFileSync(join(root, PLACES.data, name), 'utf8')]),
  );

/** The whole server but the follow-up of what was kept, as one word. */
const stateOf = (root: string): string =>
  createHash('sha256')
    .update(JSON.stringify(readTree(root)))
    .digest('hex');

/** Starts a script and kills it, alone or with all that it has started. @returns whether it was still there */
async function kill(script: string, root: string, ms: number, isAlone: boolean): Promise<boolean> {
  const child = spawn('sh', [script], {
    env: { PATH: serverPath(), DESTDIR: root, HOME: '/root' },
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const isOver = await Promise.race([ended.then(() => true), pause(ms, false)]);
  const { pid } = child;
  if (!isOver && pid !== undefined) process.kill(isAlone ? pid : -pid, 'SIGKILL');
  await ended;
  return !isOver;
}

test('after a kill at any moment of installing, upgrading or removing, install.sh makes all whole', {
  timeout: 120_000 + ROUNDS * 60_000,
}, async () => {
  const packages = [makePackage('1.0.0'), makePackage('2.0.0')] as const;
  const root = makeServer();
  const bare = readTree(root);
  writeKept(root);
  const whole: string[] = [];
  const took = { install: 0, uninstall: 0 };
  for (const source of packages) {
    const start = performance.now();
    expect(install(root, source)).toMatchObject({ code: 0 });
    took.install = performance.now() - start;
    whole.push(stateOf(root));
  }
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const random = seededRandom(`kills-${SEED + round}`);
    const said = `seed ${SEED + round}`;
    const isRemoving = random.next() < 0.4;
    const version = random.next() < 0.5 ? 0 : 1;
    const script = isRemoving ? 'uninstall.sh' : 'install.sh';
    // One that is not there yet is installed, else upgraded or replaced by the older one.
    const isFresh = !isRemoving && random.next() < 0.4;
    if (isFresh) expect(runScript(join(packages[0], 'uninstall.sh'), root).code, said).toBe(0);
    const limit = isRemoving ? took.uninstall || took.install / 2 : took.install;
    const isKilled = await kill(
      join(packages[version], script),
      root,
      random.next() * limit * 0.7,
      random.next() < 0.5,
    );
    if (isKilled) kills += 1;
    expect(readKept(root), said).toEqual(KEPT);
    const start = performance.now();
    const last = install(root, packages[1]);
    took.install = performance.now() - start;
    expect(last, `${said}: ${script}\n${last.out}${last.err}`).toMatchObject({ code: 0 });
    expect(readKept(root), said).toEqual(KEPT);
    expect(stateOf(root), `${said}: ${script}`).toBe(whole[1]);
    expect(readHooks(root).length, said).toBeGreaterThan(0);
    if (round % 10 !== 9 && round !== ROUNDS - 1) continue;
    const begun = performance.now();
    expect(runScript(join(packages[1], 'uninstall.sh'), root, ['--purge']).code, said).toBe(0);
    took.uninstall = performance.now() - begun;
    expect(existsSync(join(root, PLACES.data)), said).toBe(false);
    expect(readTree(root), said).toEqual(bare);
    writeKept(root);
    expect(install(root, packages[1])).toMatchObject({ code: 0 });
  }
  if (process.env.INSTALL_KILLS) console.log(`${ROUNDS} rounds, ${kills} killed`);
});
