import { describe, expect, it } from 'vitest';
import { conflictsOf, withDatabases } from '../../src/forecast/conflicts.ts';
import { forecastOf } from '../../src/forecast/forecast.ts';
import type { Risk } from '../../src/forecast/risk.ts';
import { readServerRoom } from '../../src/forecast/server-facts.ts';
import type { UpcomingAccount } from '../../src/forecast/upcoming.ts';
import { readSourceInventory, reduceAnalysis } from '../../src/verify/source-inventory.ts';
import { analysisOf, answersOf, SHAPES, type Shape } from './server-answers.ts';
import { type Fate, runSession, type SimulatedAccount } from './simulated-server.ts';
import { CLEAN, STARTS_AT, TROUBLES, type World, worldOf } from './worlds.ts';

const TYPE = 'AccountRemoteRoot';
/** The server was asked so long before the forecast is made, in seconds. */
const LAG = 240;
const AHEAD = 1800;
/** The session waits for its beginning so long. */
const WAITS = 2700;

function upcoming(
  account: SimulatedAccount,
  stage: UpcomingAccount['stage'],
  begunAt: number | null = null,
  share = 1,
): UpcomingAccount {
  const { user, localUser, domain, bytes, inodes, wantsIp, customIp, isForced } = account;
  return {
    ...{ type: TYPE, name: user, localName: localUser, domain, size: bytes, files: inodes },
    ...{ wantsIp, customIp, mayReplace: isForced, skipsHome: false, skipsDatabases: false },
    ...{ overwritesDatabases: false, stage, begunAt, share },
  };
}

/** What is forecast at a time of a session that runs as the simulated server lets it. */
function forecastAt(make: () => World, now: number, shape: Shape): Risk[] {
  // When the session was made.
  const first = make();
  const wanted = {
    names: new Set(first.plan.accounts.map(({ localUser }) => localUser)),
    domains: new Set(first.plan.accounts.map(({ domain }) => domain)),
  };
  const kept = reduceAnalysis(analysisOf(first.state, first.plan, shape), wanted);
  const inventory = readSourceInventory(JSON.parse(JSON.stringify(kept)));
  // When the server was asked.
  const asked = make();
  runSession(asked.state, asked.plan, now - LAG);
  // Now.
  const { state, plan, update } = make();
  const fates = new Map(
    runSession(state, plan, now).map((fate): [string, Fate] => [fate.account.user, fate]),
  );
  const accounts = plan.accounts.flatMap((account) => {
    const fate = fates.get(account.user);
    if (fate === undefined) return upcoming(account, 'waiting');
    const { startedAt, endedAt } = fate;
    const shareAfter = (time: number): number =>
      Math.min(1, Math.max(0, (endedAt - time) / (endedAt - startedAt)));
    if (endedAt > now) return upcoming(account, 'restoring', startedAt, shareAfter(now));
    if (endedAt <= now - LAG) return [];
    return upcoming(account, 'ended', startedAt, shareAfter(now - LAG));
  });
  const all = plan.accounts.map((account) => upcoming(account, 'waiting'));
  const done = [...fates.values()].filter(({ endedAt }) => endedAt <= now);
  const left = plan.accounts.length - done.length;
  const elapsed = now - plan.startsAt;
  return forecastOf({
    ...{ now, accounts, isRunning: now >= STARTS_AT, takenAt: now - LAG },
    secondsLeft: done.length < 3 ? null : Math.round((elapsed / done.length) * left),
    room: readServerRoom(answersOf(asked.state, shape)),
    update,
    outlook: {
      conflicts: conflictsOf(all, inventory),
      here: all
        .map(({ localName }) => localName)
        .filter((name) => inventory?.local?.users.has(name)),
      freeIps: inventory?.local?.freeIps ?? null,
      source: inventory?.databaseServer ?? null,
      withDatabases: withDatabases(all, inventory),
    },
  });
}

describe.each(Object.entries(TROUBLES))('%s', (name, [kind, change]) => {
  it.each(SHAPES)('is told half an hour before, with the first account: %s', (shape) => {
    const make = (): World => worldOf(`${name} ${shape}`, change);
    const world = make();
    const fates = runSession(world.state, world.plan);
    const failure = fates.find((fate) => fate.failure !== null);
    expect(failure?.failure).toBe(kind);
    const truth = world.plan.accounts.findIndex(({ user }) => user === failure?.account.user);
    const failsAt = kind === 'update' ? (world.state.updateAt ?? 0) : (failure?.startedAt ?? 0);
    const latest = failsAt - AHEAD;
    const moments = [STARTS_AT - WAITS, (STARTS_AT + latest) / 2, latest].map(Math.round);
    // What waits has no time at which an update could meet it.
    const isSeen = (now: number): boolean => now > STARTS_AT || kind !== 'update';
    for (const now of moments.filter((each) => each <= latest && isSeen(each))) {
      const found = forecastAt(make, now, shape);
      const alarm = found.find(({ facts, level }) => facts.kind === kind && level === 'alarm');
      expect(alarm, `${kind} at ${now - STARTS_AT} s`).toBeDefined();
      // Where the time left is not known yet, nobody can say whom an update will meet.
      if (kind === 'update' && now < latest) continue;
      const place = world.plan.accounts.findIndex(({ user }) => user === alarm?.item?.name);
      expect(Math.abs(place - truth), `${alarm?.item?.name} for ${truth}`).toBeLessThanOrEqual(10);
      // Nothing else is the matter.
      expect(found.filter((one) => one.facts.kind !== kind)).toEqual([]);
      if (alarm?.at && now > STARTS_AT) {
        expect(Math.abs(alarm.at - failsAt)).toBeLessThan((failsAt - now) / 2 + 300);
      }
    }
  });
});

describe.each(Object.entries(CLEAN))('%s', (name, change) => {
  it.each(SHAPES)('is nothing to tell: %s', (shape) => {
    const make = (): World => worldOf(`${name} ${shape}`, change);
    const world = make();
    const fates = runSession(world.state, world.plan);
    expect(fates.filter(({ failure }) => failure !== null)).toEqual([]);
    const end = Math.max(...fates.map(({ endedAt }) => endedAt));
    for (const part of [-0.4, 0.05, 0.3, 0.6, 0.9, 0.99]) {
      const now = Math.round(STARTS_AT + (end - STARTS_AT) * part);
      expect(forecastAt(make, now, shape), `at ${part}`).toEqual([]);
    }
  });
});

it('has as many kinds of trouble as were asked for, and as many without', () => {
  expect(Object.keys(TROUBLES).length).toBeGreaterThanOrEqual(24);
  expect(Object.keys(CLEAN).length).toBeGreaterThanOrEqual(24);
});
