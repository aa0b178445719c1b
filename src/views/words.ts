import type { IssueKind } from '../session/issue.ts';
import type { ItemStatus, QueueName } from '../session/item.ts';
import { lookUp } from '../session/look-up.ts';
import type { Result } from '../session/result.ts';
import type { SessionState } from '../session/state.ts';
import type { VerdictLevel, VerdictRow } from '../session/verdict.ts';
import type { LogSeverity } from './contract.ts';

/** How urgent something is. Colour follows it, but never alone: word and icon say the same. */
export type Tone = 'good' | 'neutral' | 'info' | 'check' | 'bad';

/** A word with its icon (a symbol in templates/sprite.hbs) and its tone. */
export interface Badge {
  word: string;
  icon: string;
  tone: Tone;
}

const STATES: Record<string, Badge> = {
  PENDING: { word: 'Waiting to start', icon: 'clock', tone: 'neutral' },
  RUNNING: { word: 'Running', icon: 'play', tone: 'info' },
  PAUSING: { word: 'Pausing', icon: 'pause', tone: 'check' },
  PAUSED: { word: 'Paused', icon: 'pause', tone: 'check' },
  ABORTING: { word: 'Aborting', icon: 'stop', tone: 'bad' },
  ABORTED: { word: 'Aborted', icon: 'stop', tone: 'bad' },
  // Neutral on purpose: the verdict says whether it went well.
  COMPLETED: { word: 'Completed', icon: 'flag', tone: 'neutral' },
  FAILED: { word: 'Failed', icon: 'cross', tone: 'bad' },
  REACHEDMAXMEM: { word: 'Out of memory', icon: 'alert', tone: 'bad' },
};

/** A state that this table does not know is shown by its own name. */
export function describeState(state: SessionState): Badge {
  return lookUp(STATES, state) ?? { word: state, icon: 'clock', tone: 'neutral' };
}

const STATUSES: Record<ItemStatus, Badge> = {
  pending: { word: 'Waiting', icon: 'clock', tone: 'neutral' },
  active: { word: 'In progress', icon: 'play', tone: 'info' },
  success: { word: 'Moved', icon: 'tick', tone: 'good' },
  warning: { word: 'To review', icon: 'triangle', tone: 'check' },
  failed: { word: 'Failed', icon: 'cross', tone: 'bad' },
  unfinished: { word: 'Unfinished', icon: 'broken', tone: 'bad' },
};

export function describeStatus(status: ItemStatus): Badge {
  return STATUSES[status];
}

const KINDS: Record<IssueKind, Badge> = {
  failure: { word: 'Failure', icon: 'cross', tone: 'bad' },
  dangerous: { word: 'Dangerous', icon: 'alert', tone: 'bad' },
  altered: { word: 'Altered', icon: 'swap', tone: 'check' },
  skipped: { word: 'Skipped', icon: 'skip', tone: 'check' },
  warning: { word: 'Warning', icon: 'triangle', tone: 'neutral' },
};

export function describeKind(kind: IssueKind): Badge {
  return KINDS[kind];
}

const KIND_COUNTS: Record<IssueKind, [string, string]> = {
  failure: ['failure', 'failures'],
  dangerous: ['dangerous', 'dangerous'],
  altered: ['altered', 'altered'],
  skipped: ['skipped', 'skipped'],
  warning: ['warning', 'warnings'],
};

/** The word that follows a number: "1 warning", "3 warnings", "2 skipped". */
export function kindWord(kind: IssueKind, count: number): string {
  return KIND_COUNTS[kind][count === 1 ? 0 : 1];
}

const SEVERITIES: Record<LogSeverity, Badge> = {
  error: { word: 'Error', icon: 'cross', tone: 'bad' },
  warn: { word: 'Warning', icon: 'triangle', tone: 'check' },
  success: { word: 'Success', icon: 'tick', tone: 'good' },
  info: { word: 'Info', icon: 'dot', tone: 'neutral' },
  debug: { word: 'Debug', icon: 'dot', tone: 'neutral' },
  raw: { word: 'Raw text', icon: 'dot', tone: 'neutral' },
};

export function describeSeverity(severity: LogSeverity): Badge {
  return SEVERITIES[severity];
}

const QUEUE_WORDS: Record<QueueName, string> = { TRANSFER: 'Transfer', RESTORE: 'Restore' };

export function queueWord(queue: QueueName): string {
  return QUEUE_WORDS[queue];
}

const INITIATORS: Record<string, string> = {
  copyacct: 'Transfer, root to root',
  norootcopy: 'Transfer with a user’s login',
  start_local_cpmove_restore: 'Restore of local archives',
};

/** What started the session, in words; an unknown initiator is shown by its own name. */
export function describeInitiator(initiator: string | null): string | null {
  return initiator === null ? null : (lookUp(INITIATORS, initiator) ?? initiator);
}

/** How a module of an item's log ended; `ok` null: its outcome is not in the log. */
export function describeModule(ok: boolean | null, isOpen: boolean): Badge {
  if (isOpen) return { word: 'In progress', icon: 'play', tone: 'info' };
  if (ok === null) return { word: 'Ended', icon: 'dot', tone: 'neutral' };
  return ok
    ? { word: 'OK', icon: 'tick', tone: 'good' }
    : { word: 'Failed', icon: 'cross', tone: 'bad' };
}

const VERDICTS: Record<VerdictLevel, Badge> = {
  good: { word: 'All moved', icon: 'tick', tone: 'good' },
  open: { word: 'Under way', icon: 'play', tone: 'info' },
  review: { word: 'To review', icon: 'triangle', tone: 'check' },
  bad: { word: 'Needs work', icon: 'alert', tone: 'bad' },
};

const RESULTS: Record<VerdictRow['result'], Badge> = {
  clean: { word: 'Clean', icon: 'tick', tone: 'good' },
  review: { word: 'To review', icon: 'triangle', tone: 'check' },
  incomplete: { word: 'Incomplete', icon: 'alert', tone: 'bad' },
  failed: STATUSES.failed,
  unfinished: STATUSES.unfinished,
  active: STATUSES.active,
  pending: STATUSES.pending,
};

/** What became of an item, as far as its outcome and its logs tell; its status until it has ended. */
export function describeItem({
  status,
  result,
}: {
  status: ItemStatus;
  result: Result | null;
}): Badge {
  return result === null ? describeStatus(status) : describeResult(result);
}

/** What became of an item, as the verdict counts it. */
export function describeResult(result: VerdictRow['result']): Badge {
  return RESULTS[result];
}

export function describeVerdict(level: VerdictLevel): Badge {
  return VERDICTS[level];
}

const TYPE_WORDS: Record<string, string> = {
  FeatureListRemoteRoot: 'Feature list',
  BackupsRemoteRoot: 'Backup settings',
  EximRemoteRoot: 'Exim settings',
  ThemesRemoteRoot: 'Themes',
  ApacheRemoteRoot: 'Apache settings',
  MySQLRemoteRoot: 'MySQL settings',
  WHMConfRemoteRoot: 'WHM settings',
  GreyListRemoteRoot: 'Greylisting settings',
  HulkRemoteRoot: 'cPHulk settings',
  AutoSSLOptionsRemoteRoot: 'AutoSSL settings',
  ModSecurityRemoteRoot: 'ModSecurity settings',
  PackageRemoteRoot: 'Package',
  AccountRemoteRoot: 'Account',
  AccountRemoteUser: 'Account',
  AccountLocal: 'Account',
  LegacyAccountBackup: 'Account',
  AccountUpload: 'Account',
  RearrangeAccount: 'Account',
  MailboxConversion: 'Mailbox conversion',
};

/** The type of an item: the log's own label, otherwise ours; an unknown type is shown by its own name. */
export function describeType(type: string, label: string | null = null): string {
  return label ?? lookUp(TYPE_WORDS, type) ?? type;
}

/** Whether its size is in bytes: for other items it is a weight without a unit. */
export function isAccountType(type: string): boolean {
  return lookUp(TYPE_WORDS, type) === 'Account';
}
