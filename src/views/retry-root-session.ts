import type { RetryItem, RetryPlan } from '../session/retry-plan.ts';
import {
  comment,
  encode,
  enqueueLine,
  FILL_IN,
  jsonWord,
  quote,
  START_SESSION,
  UNRESTRICTED,
} from './retry-shell.ts';
import { groupRetry } from './retry-text.ts';

/** Settings of the old session that only the server still knows: the usual values, each on a line to be changed. */
const NOT_KNOWN: readonly [variable: string, value: string, words: string][] = [
  ['COMM_TRANSPORT', 'ssh', 'ssh, whostmgr (WHM, port 2087) or whostmgr_insecure'],
  ['PORT', '22', 'port of SSH on the source'],
  ['COPY_RESELLER_PRIVS', '0', '1: privileges of resellers as well'],
  ['COMPRESSED', '1', '1: archives are compressed'],
  ['UNENCRYPTED', '0', '1: copied without encryption'],
  ['USE_BACKUPS', '0', '1: a backup of the last 24 hours instead of a new archive'],
  ['LOW_PRIORITY', '0', '1: packaged with low priority'],
  ['ENABLE_CUSTOM_PKGACCT', '0', '1: with the source’s own pkgacct modules'],
];

/**
 * Everything that `create_remote_root_transfer_session` requires, and the port (docs/whm-api.md#transfers); each value
 * as a shell word.
 */
function fieldsOf(host: string): [name: string, word: string][] {
  return [
    ['host', quote(encode(host))],
    ['user', 'root'],
    ['transfer_threads', '"$TRANSFER_THREADS"'],
    ['restore_threads', '"$RESTORE_THREADS"'],
    ['unrestricted_restore', `"$${UNRESTRICTED}"`],
    ...NOT_KNOWN.map(([variable]): [string, string] => [variable.toLowerCase(), `"$${variable}"`]),
  ];
}

/** One root session for all items that root moves: with a key or, without one, root's password on standard input. */
export function rootSession(plan: RetryPlan, host: string, items: readonly RetryItem[]): string[] {
  const groups = groupRetry(items);
  return [
    comment(
      'The name of the SSH key that logs in to the source: WHM lists it under “Manage root’s SSH Keys”. Leave it empty',
    ),
    comment(`(SSH_KEY='') if there is none: the script then asks for the source’s root password.`),
    `SSH_KEY='${FILL_IN}'`,
    ...threadLines(plan),
    comment(
      'These settings of the old session are no longer known: the server stores them with its secrets.',
    ),
    comment('The values below are the usual ones. Please change them to those of the old session.'),
    ...NOT_KNOWN.map(([variable, value, words]) => `${variable}=${value} # ${words}`),
    ...createFunction(host),
    'root_session() {',
    '  case $SSH_KEY in',
    // Not the word itself: replacing it everywhere must not change this line.
    `    FILL?IN) echo 'The name of the SSH key is not filled in.' >&2; return 1 ;;`,
    '  esac',
    '  session=$(create_root_session | session_id)',
    '  [ -n "$session" ] || return 1',
    '  refused=0',
    ...groups.flatMap((group) => [
      ...group.comments.map((words) => `  ${comment(words)}`),
      ...group.items.map((item) => `  ${enqueueLine(item)} || refused=$((refused + 1))`),
    ]),
    '  if [ "$refused" -gt 0 ]; then',
    `    echo "$refused refused: the session was not started. To start it without them:" >&2`,
    '    echo "whmapi1 start_transfer_session transfer_session_id=$session" >&2',
    '    return 1',
    '  fi',
    `  ${START_SESSION}`,
    '}',
    'root_session || failed=1',
  ];
}

function threadLines({ threads }: RetryPlan): string[] {
  const words =
    threads.transfer === null || threads.restore === null
      ? 'Workers in each queue; the log does not show all of the old session’s.'
      : 'Workers in each queue, as in the old session.';
  return [
    comment(words),
    `TRANSFER_THREADS=${threads.transfer ?? 1}`,
    `RESTORE_THREADS=${threads.restore ?? 1}`,
  ];
}

function createFunction(host: string): string[] {
  const fields = fieldsOf(host);
  const name = 'create_remote_root_transfer_session';
  const json = fields.map(([field]) => `"${field}":${field === 'host' ? '%s' : '"%s"'}`).join(',');
  const words = fields.map(([field, word]) => (field === 'host' ? jsonWord(host) : word)).join(' ');
  const pairs = fields.map(([field, word]) => `${field}=${word}`).join(' ');
  return [
    'create_root_session() {',
    '  if [ -n "$SSH_KEY" ]; then',
    `    whmapi1 --output=json ${name} ${pairs} sshkey_name="$SSH_KEY" </dev/null`,
    '  else',
    `    read_password ${quote(`Password of root on ${encode(host)}: `)} || return 1`,
    `    printf '{${json},"password":"%s"}' ${words} "$password" |`,
    `      whmapi1 --output=json --input=json ${name}`,
    '  fi',
    '}',
  ];
}
