import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';
import { IndexDatabase } from './databases.ts';
import { SESSION_STATE } from './effect.ts';
import { addStrangeLines, masterLogIn, planHostile } from './hostile.ts';
import { DEFAULT_START, type PlannedItem, planSession, type SessionPlan } from './plan.ts';
import { SessionFolder } from './session-folder.ts';
import { type WrittenSession, writeSession } from './write-session.ts';

export const SCENARIOS = [
  'documented',
  'clean',
  'running',
  'paused',
  'pausing',
  'failed',
  'aborted',
  'large',
  'hostile',
  'stalled',
  'pending',
  'old',
  'resumed',
  'deaths',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/** The session of the public guide; its id, as all scenarios' ids, stays the same over runs. */
export const DOCUMENTED_ID = 'copyacct20130826144530docs01';

export interface ScenarioOptions {
  /** Epoch seconds; a fixed time by default, so that the ids are fixed too. */
  startedAt?: number;
  /** For `large`. */
  accounts?: number;
}

/** The plan of a named session; `documented` has none, its log is a fixture. */
export function scenarioPlan(
  name: Exclude<ScenarioName, 'documented'>,
  options: ScenarioOptions = {},
): SessionPlan {
  const startedAt = options.startedAt ?? DEFAULT_START;
  const plan = (more: Partial<Parameters<typeof planSession>[0]>): SessionPlan =>
    planSession({ seed: name, accounts: 25, packages: 8, featureLists: 2, startedAt, ...more });
  switch (name) {
    case 'clean':
      return plan({ accounts: 12, packages: 3, issueRate: 0, failureRate: 0, itemLogs: 'full' });
    case 'running':
    case 'stalled':
      return { ...plan({ accounts: 40, failureRate: 0.06, deathRate: 0.03 }), untilSeconds: 700 };
    case 'paused':
      return { ...plan({}), deeds: [{ atSeconds: 200, deed: 'pause' }] };
    case 'pausing':
      return { ...plan({}), deeds: [{ atSeconds: 200, deed: 'pause' }], untilSeconds: 201 };
    case 'resumed':
      return {
        ...plan({}),
        deeds: [{ atSeconds: 150, deed: 'pause', resumeAfterSeconds: 3600 }],
      };
    case 'failed':
      return {
        ...plan({ failureRate: 0.2, deathRate: 0.1 }),
        deeds: [{ atSeconds: 400, deed: 'fail' }],
      };
    case 'aborted':
      return { ...plan({}), deeds: [{ atSeconds: 300, deed: 'abort' }] };
    case 'deaths':
      return plan({ deathRate: 0.3, itemLogs: 'full' });
    case 'large':
      return plan({ accounts: options.accounts ?? 500, issueRate: 0.6, children: 9 });
    case 'hostile':
      return planHostile(startedAt);
    case 'pending':
      return { ...plan({ accounts: 6 }), pending: true };
    case 'old':
      return plan({ formatVersion: '1.6', accounts: 15, failureRate: 0.1, issueRate: 0.7 });
  }
}

/** Writes a named session at once; `documented` has no truth but what its fixture's README says. */
export function writeScenario(
  root: string,
  name: Exclude<ScenarioName, 'documented'>,
  options: ScenarioOptions = {},
): WrittenSession {
  const written = writeSession(root, scenarioPlan(name, options));
  if (name === 'hostile') {
    addStrangeLines(masterLogIn(written.folder), false);
  }
  return written;
}

/** Writes the session of the public guide with its queue and index, as completed at `startedAt` + 8 minutes. */
export function writeDocumented(
  root: string,
  startedAt = DEFAULT_START,
): { id: string; folder: string } {
  const account = (name: string, domain: string): PlannedItem => ({
    type: 'AccountRemoteRoot',
    label: 'Account',
    name,
    localName: name,
    domain,
    size: 0,
    fate: 'clean',
    failure: null,
    issues: [],
    seconds: { TRANSFER: 1, RESTORE: 1 },
  });
  const plan: SessionPlan = {
    ...planSession({ seed: 'documented', accounts: 0, formatVersion: '1.6', startedAt }),
    id: DOCUMENTED_ID,
    sourceHost: 'vm5.docs.cpanel.net',
    items: [
      account('fredfred', 'fredfred.example'),
      account('colin', 'colin.example'),
      account('stacy', 'stacy.example'),
    ],
  };
  const index = new IndexDatabase(root);
  index.insert(plan, 14358, SESSION_STATE.RUNNING);
  index.update(plan.id, SESSION_STATE.COMPLETED, startedAt + 480);
  const folder = new SessionFolder(root, plan, index, true);
  for (const item of plan.items) {
    folder.apply([{ to: 'queue', type: item.type, name: item.name, state: 100, pid: 0 }]);
  }
  folder.close();
  index.close();
  mkdirSync(folder.path, { recursive: true });
  copyFileSync(
    join(repositoryRoot(), 'test/fixtures/documented-session/master.log'),
    masterLogIn(folder.path),
  );
  return { id: plan.id, folder: folder.path };
}
