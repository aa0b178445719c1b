import { issueContext } from './issue-context.ts';
import { type IssueTemplate, templatesOf } from './issue-templates.ts';
import { accountName, FEATURE_LISTS, PACKAGE_NAMES } from './names.ts';
import { type Random, seededRandom } from './random.ts';

export type QueueName = 'TRANSFER' | 'RESTORE';
export type FormatVersion = '1.6' | '2.3';

/** What becomes of an item; a death is one of the child process that works on it. */
export type Fate =
  | 'clean'
  | 'failed-transfer'
  | 'failed-restore'
  | 'dies-transfer'
  | 'dies-restore';

export interface PlannedIssue {
  kind: 'dangerous' | 'altered' | 'skipped' | 'warning';
  /** The template's id, for tests; not written. */
  template: string;
  at: [module: string, fn: string, line: number];
  text: string;
  repair: [string, string, Record<string, string>] | null;
}

export interface PlannedItem {
  type: string;
  /** The localized label of the type, as logs name it. */
  label: string;
  name: string;
  localName: string;
  domain: string | null;
  /** Bytes for accounts; a small weight for the rest. */
  size: number;
  fate: Fate;
  /** Text of a failure; for deaths the server has its own words. */
  failure: string | null;
  /** What RESTORE reports at the item's end. */
  issues: PlannedIssue[];
  /** Simulated seconds in each queue. */
  seconds: Record<QueueName, number>;
}

/** At `atSeconds` after the start, the administrator (or bad luck) does something. */
export interface PlannedDeed {
  atSeconds: number;
  deed: 'pause' | 'abort' | 'fail';
  /** For `pause`: resume so many seconds after the pause took effect; null = stays paused. */
  resumeAfterSeconds?: number | null;
}

export interface SessionPlan {
  id: string;
  seed: string;
  initiator: string;
  creator: string;
  sourceHost: string;
  targetHost: string;
  formatVersion: FormatVersion;
  /** Epoch seconds. */
  startedAt: number;
  children: Record<QueueName, number>;
  items: PlannedItem[];
  deeds: PlannedDeed[];
  /** Nothing that happens later than this is written: the session is seen in the middle. Null: all of it. */
  untilSeconds: number | null;
  /** Never started: the index and the queue exist, no log. */
  pending: boolean;
  itemLogs: 'full' | 'short' | 'none';
}

export interface PlanOptions {
  seed: string;
  accounts: number;
  packages?: number;
  featureLists?: number;
  startedAt?: number;
  formatVersion?: FormatVersion;
  /** Of 1; how many accounts have something to report, and how many fail. */
  issueRate?: number;
  failureRate?: number;
  deathRate?: number;
  renameRate?: number;
  issuesPerAccount?: number;
  children?: number;
  /** Mean simulated seconds of an account in one queue. */
  meanSeconds?: number;
  itemLogs?: SessionPlan['itemLogs'];
  initiator?: string;
}

/** 2026-11-02 03:13:20 UTC: when simulated sessions start that nobody gives a time. */
export const DEFAULT_START = 1_793_589_200;

/** A session id as the server makes it: initiator, UTC time, random letters, at most 36 characters. */
export function sessionIdOf(initiator: string, startedAt: number, random: Random): string {
  const time = new Date(startedAt * 1000).toISOString().replace(/\D/g, '').slice(0, 14);
  return `${initiator}${time}${random.letters(6)}`.slice(0, 36);
}

/** A whole session from a seed: the same options give the same plan. */
export function planSession(options: PlanOptions): SessionPlan {
  const random = seededRandom(options.seed);
  const startedAt = options.startedAt ?? DEFAULT_START;
  const initiator = options.initiator ?? 'copyacct';
  const sourceHost = `old${random.int(1, 9)}.example.net`;
  const items: PlannedItem[] = [];
  for (let index = 0; index < (options.featureLists ?? 0); index += 1) {
    const name = FEATURE_LISTS[index % FEATURE_LISTS.length] ?? 'default';
    items.push(smallItem('FeatureListRemoteRoot', 'Feature List', name, random));
  }
  for (let index = 0; index < (options.packages ?? 0); index += 1) {
    const name = PACKAGE_NAMES[index % PACKAGE_NAMES.length] ?? 'default';
    const suffix = index < PACKAGE_NAMES.length ? '' : ` ${index}`;
    items.push(smallItem('PackageRemoteRoot', 'Package', name + suffix, random));
  }
  for (let index = 0; index < options.accounts; index += 1) {
    items.push(planAccount(index, sourceHost, options, random));
  }
  return {
    id: sessionIdOf(initiator, startedAt, random),
    seed: options.seed,
    initiator,
    creator: 'root',
    sourceHost,
    targetHost: 'new.example.com',
    formatVersion: options.formatVersion ?? '2.3',
    startedAt,
    children: { TRANSFER: options.children ?? 3, RESTORE: options.children ?? 3 },
    items,
    deeds: [],
    untilSeconds: null,
    pending: false,
    itemLogs: options.itemLogs ?? 'short',
  };
}

function smallItem(type: string, label: string, name: string, random: Random): PlannedItem {
  return {
    type,
    label,
    name,
    localName: name,
    domain: null,
    size: 1,
    fate: 'clean',
    failure: null,
    issues: [],
    seconds: { TRANSFER: random.int(1, 3), RESTORE: random.int(1, 4) },
  };
}

function planAccount(
  index: number,
  sourceHost: string,
  options: PlanOptions,
  random: Random,
): PlannedItem {
  const { user, domain } = accountName(index, random);
  const renamed = random.chance(options.renameRate ?? 0.04);
  const localName = renamed ? `${user.slice(0, 14)}2` : user;
  const account = { user, localUser: localName, domain, sourceHost };
  // Most accounts are small and a few are huge, as on real servers.
  const size = Math.round(4_000_000 * Math.exp(random.next() * random.next() * 9));
  const mean = options.meanSeconds ?? 60;
  const seconds = (): number => Math.max(2, Math.round(mean * (0.3 + 1.4 * random.next())));
  const fate = pickFate(options, random);
  const failures = templatesOf('failure').filter(({ id }) => id !== 'failure-child-exit');
  const issues = random.chance(options.issueRate ?? 0.5)
    ? planIssues(account, options.issuesPerAccount ?? 3, random)
    : [];
  return {
    type: options.initiator === 'norootcopy' ? 'AccountRemoteUser' : 'AccountRemoteRoot',
    label: 'Account',
    name: user,
    localName,
    domain,
    size,
    fate,
    failure: fate.startsWith('failed')
      ? random.pick(failures).text(issueContext(account, random))
      : null,
    issues,
    seconds: { TRANSFER: seconds(), RESTORE: seconds() },
  };
}

function pickFate(options: PlanOptions, random: Random): Fate {
  if (random.chance(options.failureRate ?? 0.02)) {
    return random.chance(0.5) ? 'failed-transfer' : 'failed-restore';
  }
  if (random.chance(options.deathRate ?? 0)) {
    return random.chance(0.5) ? 'dies-transfer' : 'dies-restore';
  }
  return 'clean';
}

const KIND_WEIGHTS = ['skipped', 'warning', 'warning', 'skipped', 'altered', 'dangerous'] as const;

/** Between one and twice `mean` messages of the catalogue, about this account. */
export function planIssues(
  account: { user: string; localUser: string; domain: string; sourceHost: string },
  mean: number,
  random: Random,
): PlannedIssue[] {
  const issues: PlannedIssue[] = [];
  const count = random.int(1, Math.max(1, mean * 2 - 1));
  for (let index = 0; index < count; index += 1) {
    const kind = random.pick(KIND_WEIGHTS);
    issues.push(issueFrom(random.pick(templatesOf(kind)), account, random));
  }
  return issues;
}

/** One message of this template about this account. Failures have no list, so they are no issue here. */
export function issueFrom(
  template: IssueTemplate,
  account: { user: string; localUser: string; domain: string; sourceHost: string },
  random: Random,
): PlannedIssue {
  if (template.kind === 'failure') {
    throw new Error(`${template.id} is a failure, not an entry of a list`);
  }
  const context = issueContext(account, random);
  return {
    kind: template.kind,
    template: template.id,
    at: [template.module, template.function, template.line],
    text: template.text(context),
    repair: template.repair?.(context) ?? null,
  };
}
