import { type Explanation, explanationOf } from './explanation.ts';
import { generalRules } from './explanations/general.ts';
import { readTemplate } from './grouping/template.ts';
import { failureOf, type ItemFacts } from './item.ts';
import { lookUp } from './look-up.ts';
import type { RestoreTask, RetryMethod, RetryPlace } from './retry-plan.ts';

/** Why an item is not here, and which heap that puts it in. */
export function retryPlaceOf(item: ItemFacts, way: RetryMethod): RetryPlace & { reason: string } {
  const found = isFailed(item) ? placeOfFailure(item) : placeOfUnfinished(item);
  if (way.by !== 'hand') return found;
  return { heap: 'by-hand', cause: found.cause, fix: way.reason, reason: found.reason };
}

function isFailed({ phases }: ItemFacts): boolean {
  return phases.TRANSFER?.status === 'failed' || phases.RESTORE?.status === 'failed';
}

function placeOfUnfinished({ phases }: ItemFacts): RetryPlace & { reason: string } {
  const place = { heap: 'now', fix: null } as const;
  if (phases.TRANSFER === null && phases.RESTORE === null) {
    return { ...place, cause: 'Never started', reason: 'No worker took it.' };
  }
  const where = phases.RESTORE?.status === 'active' ? 'RESTORE' : 'TRANSFER';
  const reason =
    phases[where]?.status === 'active'
      ? `It was in progress in ${where} and did not finish.`
      : 'It was packaged and copied, but never restored.';
  return { ...place, cause: 'Unfinished', reason };
}

function placeOfFailure(item: ItemFacts): RetryPlace & { reason: string } {
  const { phases } = item;
  const reason =
    failureOf(phases) ??
    phases.TRANSFER?.message ??
    phases.RESTORE?.message ??
    'The log gives no reason.';
  const known = explain(item, reason);
  if (known === null) {
    const entry = { kind: 'failure', module: null, function: null, text: reason };
    // The same text about other accounts is the same cause.
    return { heap: 'now', cause: readTemplate(entry, item).template, fix: null, reason };
  }
  const fix = known.retry === 'now' ? null : known.advice;
  return { heap: known.retry, cause: known.title, fix, reason };
}

/** What the failure means or, where it says nothing specific, what the log says besides. */
function explain({ evidence }: ItemFacts, failure: string): Explanation | null {
  const place = { module: null, function: null };
  const byFailure = explanationOf({ ...place, kind: 'failure', text: failure });
  const isGeneral = generalRules().some(({ title }) => title === byFailure?.title);
  const line = evidence?.first?.text;
  if ((byFailure !== null && !isGeneral) || line === undefined) return byFailure;
  const byLog = explanationOf({ ...place, kind: null, text: line });
  return byLog === null || byLog.effect === 'none' ? byFailure : byLog;
}

const ARCHIVE_PAGE = '“Transfer or Restore a cPanel Account”';

/** Types that the API cannot queue, or not with what is known: where a person finds them. */
const BY_HAND: Readonly<Record<string, (name: string) => string>> = {
  AccountLocal: (name) =>
    `The path of its archive is not known: restore it in WHM under ${ARCHIVE_PAGE}, or with: whmapi1 start_local_cpmove_restore cpmovepath=/… username=${name}`,
  AccountUpload: () =>
    `Its archive was uploaded with the browser: upload it again in WHM under ${ARCHIVE_PAGE}.`,
  LegacyAccountBackup: (name) =>
    `Restore its backup in WHM under ${ARCHIVE_PAGE}, or with: whmapi1 restoreaccount user=${name} type=daily all=1 (or weekly, monthly)`,
  RearrangeAccount: () => 'Move its home directory again in WHM under “Rearrange an Account”.',
  MailboxConversion: () => 'Convert its mailboxes again in WHM under “Mailbox Conversion”.',
};

const QUEUED_BY_ROOT: readonly string[] = [
  'AccountRemoteRoot',
  'PackageRemoteRoot',
  'FeatureListRemoteRoot',
];

/** Whether no command can be made for items of the type, whatever is known of them. */
export function isMovedByHand(type: string): boolean {
  return type !== 'AccountRemoteUser' && type !== 'AccountLocal' && !QUEUED_BY_ROOT.includes(type);
}

/** What decides how an item is moved again, apart from its type. */
export interface MethodFacts {
  sourceHost: string | null;
  /** The session is one of the restore queue. */
  isRestoreQueue: boolean;
  /** What the restore queue knows of it. */
  task: RestoreTask | null;
  /** The whole path of its archive. */
  archive: string | null;
}

export function retryMethodOf(
  { type, name }: Pick<ItemFacts, 'type' | 'name'>,
  { sourceHost, isRestoreQueue, task, archive }: MethodFacts,
): RetryMethod {
  const isByUser = type === 'AccountRemoteUser';
  if (isByUser || QUEUED_BY_ROOT.includes(type)) {
    if (sourceHost === null) return { by: 'hand', reason: 'The source server is not known.' };
    return { by: isByUser ? 'user-session' : 'root-session' };
  }
  if (type === 'AccountLocal' && isRestoreQueue) {
    if (task !== null) return { by: 'restore-queue', task };
    return {
      by: 'hand',
      reason: `Its restore point is no longer known: restore it again in WHM under “Backup Restoration”, or with: whmapi1 restore_queue_add_task user=${name} restore_point=YYYY-MM-DD, then whmapi1 restore_queue_activate`,
    };
  }
  if (type === 'AccountLocal' && archive !== null) return { by: 'archive', path: archive };
  const words = lookUp(BY_HAND, type);
  const reason =
    words?.(name) ?? 'The API cannot queue it: select it again in WHM’s Transfer Tool.';
  return { by: 'hand', reason };
}
