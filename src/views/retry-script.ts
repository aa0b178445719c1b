import { lookUp } from '../session/look-up.ts';
import type { RetryHeap, RetryItem, RetryPlan } from '../session/retry-plan.ts';
import { ARCHIVE_PARAMETERS } from '../session/retry-settings.ts';
import { SCHEMA_VERSION } from './contract.ts';
import { rootSession } from './retry-root-session.ts';
import {
  ANSWER_FUNCTIONS,
  comment,
  encode,
  enqueueLine,
  FILL_IN,
  jsonWord,
  PASSWORD_FUNCTIONS,
  parameters,
  quote,
  START_SESSION,
  UNRESTRICTED,
} from './retry-shell.ts';
import { groupRetry, outlookWords, retryComments } from './retry-text.ts';

/** The heaps whose items a script moves again. */
export const SCRIPT_HEAPS: readonly RetryHeap[] = ['now', 'after-fix'];

/**
 * A script for `sh` that moves the items of some heaps again: it creates new sessions, puts the items into their queues
 * and starts them. It runs in a subshell, so that it can also be pasted. Secrets are never known: where one is needed a
 * placeholder is to be replaced, or it is asked for. Where no command can be made the script consists of comments that
 * say why.
 */
export function retryScript(plan: RetryPlan, heaps: readonly RetryHeap[] = SCRIPT_HEAPS): string {
  const items = plan.items.filter(({ heap }) => heaps.includes(heap));
  const commands = retryCommands(plan, items);
  const from = plan.sourceHost === null ? '' : `, to be moved again from ${plan.sourceHost}`;
  return [
    comment(`What transfer session ${plan.sessionId} did not move${from}.`),
    ...retryComments(plan, heaps).map(comment),
    commands ?? '',
  ].join('\n');
}

/** Whether a script has any commands, for the heaps that it contains by default. */
export function hasCommands({ items }: RetryPlan): boolean {
  return items.some(({ way, heap }) => way.by !== 'hand' && SCRIPT_HEAPS.includes(heap));
}

/** The commands for some items of a plan; null where none can be made. */
export function retryCommands(plan: RetryPlan, items: readonly RetryItem[]): string | null {
  const byWay = (by: RetryItem['way']['by']): RetryItem[] =>
    items.filter(({ way, heap }) => way.by === by && heap !== 'by-hand');
  const byRoot = byWay('root-session');
  const byUser = byWay('user-session');
  const archives = byWay('archive');
  const tasks = byWay('restore-queue');
  if ([byRoot, byUser, archives, tasks].every((some) => some.length === 0)) return null;
  const host = plan.sourceHost ?? '';
  const lines = [comment('Run this on this server as root, with sh.')];
  if (byRoot.length > 0) {
    lines.push(
      comment(`Replace ${FILL_IN} first: Transfer Monitor never reads what belongs there.`),
    );
  }
  lines.push('(', 'failed=0', ...ANSWER_FUNCTIONS);
  if (byRoot.length + byUser.length > 0) lines.push(...PASSWORD_FUNCTIONS);
  if (byRoot.length + archives.length > 0) lines.push('', ...unrestrictedLines(plan, byRoot));
  if (byRoot.length > 0) lines.push('', ...rootSession(plan, host, byRoot));
  for (const item of byUser) lines.push('', ...userSession(host, item));
  for (const group of groupRetry(archives)) {
    lines.push('', ...group.comments.map(comment), ...group.items.map(archiveLine));
  }
  if (tasks.length > 0) lines.push('', ...restoreQueue(tasks));
  return `${[...lines, '[ "$failed" -eq 0 ]', ')'].join('\n')}\n`;
}

/** Whether the restore is unrestricted: known, or asked of the server when the script runs, or the cautious value. */
function unrestrictedLines(plan: RetryPlan, byRoot: readonly RetryItem[]): string[] {
  const isForced = byRoot.some(({ settings }) => settings.force === '1');
  if (isForced) {
    return [
      comment('0: the server takes “force” only in a restricted restore.'),
      `${UNRESTRICTED}=0`,
    ];
  }
  if (plan.unrestricted !== null) {
    return [
      comment('Whether the restore is unrestricted, as in the old session.'),
      `${UNRESTRICTED}=${plan.unrestricted ? 1 : 0}`,
    ];
  }
  const unknown = comment(
    'Whether the old session’s restore was unrestricted is not known. 0 is the safe value; write 1 if it was.',
  );
  if (!plan.isOnServer) return [unknown, `${UNRESTRICTED}=0`];
  const ask = `whmapi1 --output=json retrieve_transfer_session_remote_analysis ${parameters({ transfer_session_id: plan.sessionId })} </dev/null`;
  return [
    comment('Whether the restore is unrestricted, as in the old session: the server is asked.'),
    `${UNRESTRICTED}=$(${ask} | tr -d '\\n' | grep -o '"options" *: *{[^{}]*}' | sed -n 's/.*"unrestricted" *: *"\\{0,1\\}\\([01]\\).*/\\1/p' | sort -u)`,
    unknown,
    `[ "$${UNRESTRICTED}" = 1 ] || ${UNRESTRICTED}=0`,
  ];
}

/** One session for each account: the server wants the account's own password. */
function userSession(host: string, item: RetryItem): string[] {
  const prompt = `Password of ${encode(item.name)} on ${encode(host)}: `;
  const fields = `{"host":%s,"password":"%s","unrestricted_restore":"1"}`;
  return [
    ...reasonLines(item),
    `if read_password ${quote(prompt)}; then`,
    `  session=$(printf '${fields}' ${jsonWord(host)} "$password" |`,
    '    whmapi1 --output=json --input=json create_remote_user_transfer_session | session_id)',
    '  [ -n "$session" ] &&',
    `    ${enqueueLine(item)} &&`,
    `    ${START_SESSION} || failed=1`,
    'else',
    `  echo ${quote(`${encode(item.name)}: left out.`)} >&2`,
    '  failed=1',
    'fi',
  ];
}

function reasonLines(item: RetryItem): string[] {
  return groupRetry([item]).flatMap(({ comments }) => comments.map(comment));
}

function archiveLine(item: RetryItem): string {
  const path = item.way.by === 'archive' ? item.way.path : '';
  const fields: Record<string, string> = {
    cpmovepath: path,
    username: item.localName ?? item.name,
    delete_archive: '0',
  };
  for (const [setting, value] of Object.entries(item.settings)) {
    const name = lookUp(ARCHIVE_PARAMETERS, setting);
    if (name !== undefined) fields[name] = value;
  }
  return `whmapi1 --output=json start_local_cpmove_restore ${parameters(fields)} restricted="$((1 - ${UNRESTRICTED}))" </dev/null | accepted ${quote(encode(item.name))} || failed=1`;
}

function restoreQueue(items: readonly RetryItem[]): string[] {
  const lines = groupRetry(items).flatMap((group) => [
    ...group.comments.map(comment),
    ...group.items.map((item) => {
      if (item.way.by !== 'restore-queue') return '';
      const { restorePoint, options } = item.way.task;
      const fields = { user: item.name, restore_point: restorePoint, ...options };
      return `whmapi1 --output=json restore_queue_add_task ${parameters(fields)} </dev/null | accepted ${quote(encode(item.name))} || failed=1`;
    }),
  ]);
  return [
    ...lines,
    'whmapi1 --output=json restore_queue_activate </dev/null | accepted restore_queue_activate || failed=1',
  ];
}

/** What a session left undone, for scripts. */
export interface RetryJson {
  schemaVersion: number;
  heaps: {
    heap: RetryHeap;
    cause: string | null;
    fix: string | null;
    items: { type: string; name: string; reason: string }[];
    /** Empty where there are none. */
    commands: string;
  }[];
}

export function retryJson(plan: RetryPlan): RetryJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    heaps: groupRetry(plan.items).map(({ heap, cause, fix, items }) => ({
      heap,
      cause,
      fix,
      items: items.map(({ type, name, reason }) => ({ type, name, reason })),
      commands: withOutlook(plan, retryCommands(plan, items)),
    })),
  };
}

function withOutlook(plan: RetryPlan, commands: string | null): string {
  if (commands === null) return '';
  return [...outlookWords(plan).map(comment), commands].join('\n');
}
