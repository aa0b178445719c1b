import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFolder } from '../../remove-folder.ts';
import { openDatabase } from '../open-database.ts';
import { HOSTILE_SECRETS } from './hostile.ts';
import { planSession } from './plan.ts';
import { type PlayedSession, playSession } from './play-session.ts';
import { SCENARIOS, scenarioPlan, writeDocumented, writeScenario } from './scenarios.ts';
import { sessionsFolder } from './write-session.ts';

let root = '';
let played: PlayedSession | null = null;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'player-'));
});
afterEach(async () => {
  await played?.stop();
  played = null;
  removeFolder(root);
});

const PLAN = planSession({ seed: 'live', accounts: 6, meanSeconds: 40, failureRate: 0 });

function readState(id: string): { state: number; pid: number } {
  const index = openDatabase(join(sessionsFolder(root), 'whmxfer.sqlite'));
  const row = index.prepare('SELECT state, pid FROM sessions WHERE sessionid = ?').get(id);
  index.close();
  return { state: Number(row?.state), pid: Number(row?.pid) };
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (what()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never happened');
}

test('plays to the end with stamps of real time and a master that names its session', async () => {
  const before = Math.floor(Date.now() / 1000) - 1;
  played = await playSession(root, PLAN, { speed: 200 });
  const pid = played.masterPid ?? 0;
  expect(readState(PLAN.id)).toEqual({ state: 20, pid });
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  expect(commandLine).toContain(`transfer_session - ${PLAN.id} - MASTER`);
  expect(existsSync(join(played.folder, '.master.log'))).toBe(true);
  await played.ended;
  expect(readState(PLAN.id).state).toBe(100);
  expect(readdirSync(played.folder).filter((name) => name.startsWith('.'))).toEqual([]);
  const times = [
    ...readFileSync(join(played.folder, 'master.log'), 'utf8').matchAll(/"time":(\d+)/g),
  ];
  expect(Math.min(...times.map((time) => Number(time[1])))).toBeGreaterThanOrEqual(before);
  expect(Math.max(...times.map((time) => Number(time[1])))).toBeLessThanOrEqual(Date.now() / 1000);
  await until(() => played?.masterPid === null);
});

test('pauses between items, resumes with a new master, aborts', async () => {
  played = await playSession(root, PLAN, { speed: 100 });
  const first = played.masterPid;
  await expect(played.start()).rejects.toThrow('cannot be started');
  played.pause();
  expect(readState(PLAN.id).state).toBe(50);
  expect(existsSync(join(played.folder, '.pause'))).toBe(true);
  await until(() => readState(PLAN.id).state === 70);
  await until(() => played?.masterPid === null);
  expect(existsSync(join(played.folder, 'pause'))).toBe(true);
  expect(() => played?.pause()).toThrow('cannot be paused');
  const second = await played.start();
  expect(second).not.toBe(first);
  expect(readState(PLAN.id)).toEqual({ state: 20, pid: second });
  played.abort();
  await played.ended;
  expect(readState(PLAN.id).state).toBe(150);
  expect(readFileSync(join(played.folder, 'master.log'), 'utf8')).toMatch(
    /"pausing"[\s\S]*"pause"[\s\S]*"resume"[\s\S]*"aborting"[\s\S]*"abort"/,
  );
});

test('a killed master leaves RUNNING behind; asking for a pause then marks it FAILED', async () => {
  played = await playSession(root, PLAN, { speed: 20 });
  await played.killMaster();
  await played.ended;
  expect(played.masterPid).toBeNull();
  expect(readState(PLAN.id).state).toBe(20);
  played.pause();
  expect(readState(PLAN.id).state).toBe(200);
});

test('a pending session waits to be started; a head start writes the past at once', async () => {
  const plan = { ...PLAN, pending: true };
  played = await playSession(root, plan, { speed: 10, headStartSeconds: 60 });
  expect(readState(plan.id)).toEqual({ state: 0, pid: 0 });
  expect(readdirSync(played.folder)).not.toContain('.master.log');
  await played.start();
  expect(readState(plan.id).state).toBe(20);
  expect(readFileSync(join(played.folder, '.master.log'), 'utf8')).toContain('success-item');
});

const EXPECTED_STATES = {
  clean: 'COMPLETED',
  running: 'RUNNING',
  paused: 'PAUSED',
  pausing: 'PAUSING',
  failed: 'FAILED',
  aborted: 'ABORTED',
  large: 'COMPLETED',
  hostile: 'COMPLETED',
  stalled: 'RUNNING',
  pending: 'PENDING',
  old: 'COMPLETED',
  resumed: 'COMPLETED',
  deaths: 'COMPLETED',
} as const;

test.each(SCENARIOS.filter((name) => name !== 'documented'))('scenario %s', (name) => {
  const { truth, folder } = writeScenario(root, name, { accounts: 60 });
  expect(truth.state).toBe(EXPECTED_STATES[name]);
  expect(readdirSync(folder)).toContain('db.sqlite');
  expect(scenarioPlan(name).id).toMatch(/^[0-9A-Za-z_]{1,36}$/);
});

test('the hostile log holds what it promises', () => {
  const { folder } = writeScenario(root, 'hostile');
  const bytes = readFileSync(join(folder, 'master.log'));
  for (const secret of HOSTILE_SECRETS) {
    expect(bytes.includes(secret)).toBe(true);
  }
  expect(bytes.includes(Buffer.from([0xff, 0xfe]))).toBe(true);
  expect(bytes.includes('over-long')).toBe(true);
});

test('the documented session is the fixture', () => {
  const { folder } = writeDocumented(root);
  expect(readFileSync(join(folder, 'master.log'), 'utf8')).toContain('vm5.docs.cpanel.net');
});
