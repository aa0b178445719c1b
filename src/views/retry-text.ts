import { lookUp } from '../session/look-up.ts';
import type { RetryItem, RetryPlan } from '../session/retry.ts';
import { encodeParameter } from './link.ts';
import { formatCount } from './size.ts';

/** The parameter of `enqueue_transfer_item` that names an item, by the types that the server documents. */
const NAMED_BY: Readonly<Record<string, string>> = {
  AccountRemoteRoot: 'user',
  AccountRemoteUser: 'user',
  PackageRemoteRoot: 'package',
  FeatureListRemoteRoot: 'featurelist',
};

/** Restores of archives that lie on this server: they have no source to be asked again. */
const LOCAL_TYPES: readonly string[] = ['AccountLocal', 'LegacyAccountBackup', 'AccountUpload'];

const USER_TYPE = 'AccountRemoteUser';
const FILL_IN = 'FILL-IN';

/** The items for which commands can be made; for the others {@link retryComments} says why not. */
function makeableItems(plan: RetryPlan): RetryItem[] {
  if (plan.sourceHost === null) return [];
  return plan.items.filter(({ type }) => Object.hasOwn(NAMED_BY, type));
}

/** What the reader must know before running the commands, a sentence each; also where there are no commands. */
export function retryComments(plan: RetryPlan): string[] {
  const words: string[] = [];
  if (!plan.isOver) words.push('The session is still going on: more can fail.');
  if (plan.resolvedLater > 0) {
    words.push(`Moved by a later session and left out here: ${formatCount(plan.resolvedLater)}.`);
  }
  if (plan.unnamed > 0) {
    words.push(
      `Counted by the log but never named, so missing here: ${formatCount(plan.unnamed)}.`,
    );
  }
  if (plan.items.length < plan.total) {
    words.push(
      `Only the first ${formatCount(plan.items.length)} of ${formatCount(plan.total)} stand here. All of them: whm-transfers retry ${plan.sessionId}`,
    );
  }
  if (plan.settingsTrouble !== null) words.push(plan.settingsTrouble);
  if (plan.sourceHost === null && plan.items.some(({ type }) => !LOCAL_TYPES.includes(type))) {
    words.push('The source server is not known: no commands can be made.');
  }
  const local = plan.items.filter(({ type }) => LOCAL_TYPES.includes(type));
  if (local.length > 0) {
    words.push(
      `Restores of archives on this server are started again in WHM (Restore a Full Backup/cpmove File): ${nameList(local)}.`,
    );
  }
  const other = plan.items.filter(
    ({ type }) => !Object.hasOwn(NAMED_BY, type) && !LOCAL_TYPES.includes(type),
  );
  if (other.length > 0) {
    words.push(`To be chosen again by hand in WHM’s Transfer Tool: ${nameList(other)}.`);
  }
  return words;
}

function nameList(items: readonly RetryItem[]): string {
  const isPlain = (item: RetryItem): boolean => LOCAL_TYPES.includes(item.type);
  return items
    .map((item) => (isPlain(item) ? item.name : `${item.name} (${item.type})`))
    .join(', ');
}

/**
 * A script for `sh` that moves the items again: it makes a new session, puts the items into its queue and starts it. It
 * runs in a subshell, so that it can be pasted as well. Secrets are never known: where one is needed stands a word to be
 * replaced. Values are URI-encoded, as `whmapi1` takes them on its command line, and so hold nothing that a shell acts on.
 *
 * @returns null where no command can be made; the comments then say why
 */
export function retryScript(plan: RetryPlan): string | null {
  const items = makeableItems(plan);
  const host = plan.sourceHost;
  if (items.length === 0 || host === null) return null;
  const byRoot = items.filter(({ type }) => type !== USER_TYPE);
  const byUser = items.filter(({ type }) => type === USER_TYPE);
  const lines = [
    `# What transfer session ${plan.sessionId} left undone, to be moved again from ${host}.`,
    '# Run this on this server as root, with sh. It needs words that Transfer Monitor never reads: replace FILL-IN.',
    ...retryComments(plan).map((words) => `# ${words}`),
  ].map(oneLine);
  const parts = [...HELPERS];
  if (byRoot.length > 0) parts.push('', ...rootCommands(plan, host, byRoot));
  for (const item of byUser) parts.push('', ...userCommands(host, item));
  return `${[...lines, '(', ...parts, ')'].join('\n')}\n`;
}

/** `accepted` shows what the server refused; `session_id` gives the id of the session that a call has made. */
const HELPERS = [
  'session_id() {',
  '  answer=$(cat)',
  `  id=$(printf '%s' "$answer" | sed -n 's/.*"transfer_session_id" *: *"\\([0-9A-Za-z_]*\\)".*/\\1/p')`,
  `  if [ -z "$id" ]; then printf 'No session was made: %s\\n' "$answer" >&2; fi`,
  `  printf '%s' "$id"`,
  '}',
  'accepted() {',
  '  answer=$(cat)',
  `  case $(printf '%s' "$answer" | tr -d '[:space:]') in`,
  `    *'"result":1'* | *'"result":"1"'*) return 0 ;;`,
  '  esac',
  `  printf '%s: %s\\n' "$1" "$answer" >&2`,
  '  return 1',
  '}',
];

function rootCommands(plan: RetryPlan, host: string, items: readonly RetryItem[]): string[] {
  const create = parameters({
    remote_server_type: 'cpanel',
    host,
    port: '22',
    user: 'root',
    transfer_threads: String(plan.threads.transfer ?? 1),
    restore_threads: String(plan.threads.restore ?? 1),
    unrestricted_restore: '1',
    copy_reseller_privs: '0',
    compressed: '1',
    unencrypted: '0',
    low_priority: '0',
  });
  return [
    '# The name of root’s SSH key for the source, as WHM lists it under “Manage root’s SSH Keys”. With a password instead:',
    '# write password=… (URI-encoded) in place of sshkey_name=…; it then shows in the process list while the call runs.',
    `SSH_KEY='${FILL_IN}'`,
    '# Port, user and what stands between them and the key are usual values: the old session keeps its own beside its secrets.',
    `session=$(whmapi1 --output=json create_remote_root_transfer_session ${create} sshkey_name="$SSH_KEY" | session_id)`,
    '[ -n "$session" ] || exit 1',
    'refused=0',
    ...items.map((item) => `${enqueue(item)} || refused=$((refused + 1))`),
    'if [ "$refused" -gt 0 ]; then',
    `  echo "$refused refused: the session was not started. To start it without them:" >&2`,
    '  echo "whmapi1 start_transfer_session transfer_session_id=$session" >&2',
    '  exit 1',
    'fi',
    START,
  ];
}

const START =
  'whmapi1 --output=json start_transfer_session transfer_session_id="$session" | accepted start_transfer_session && echo "Started: $session"';

function userCommands(host: string, item: RetryItem): string[] {
  const create = parameters({ host, unrestricted_restore: '1' });
  return [
    oneLine(`# ${item.name}: the password of this account on the source, URI-encoded.`),
    `PASSWORD='${FILL_IN}'`,
    `if [ "$PASSWORD" = '${FILL_IN}' ]; then echo ${quote(`${encode(item.name)}: left out, its password is not filled in.`)} >&2; else`,
    `session=$(whmapi1 --output=json create_remote_user_transfer_session ${create} password="$PASSWORD" | session_id)`,
    `[ -n "$session" ] && ${enqueue(item)} && ${START}`,
    'fi',
  ];
}

function enqueue(item: RetryItem): string {
  const isAccount = lookUp(NAMED_BY, item.type) === 'user';
  const fields: Record<string, string> = {
    module: item.type,
    [lookUp(NAMED_BY, item.type) ?? 'user']: item.name,
  };
  if (isAccount) {
    fields.localuser = item.localName ?? item.name;
    if (item.domain !== null) fields.domain = item.domain;
    if (item.size !== null && item.size > 0) fields.size = String(item.size);
    Object.assign(fields, item.settings);
  }
  const values = parameters(fields);
  return `whmapi1 --output=json enqueue_transfer_item transfer_session_id="$session" ${values} | accepted ${quote(encode(item.name))}`;
}

function parameters(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${quote(encode(value))}`)
    .join(' ');
}

/** Leaves letters, digits and `-._~` only. */
function encode(value: string): string {
  return encodeParameter(value).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A comment ends with its line: whatever could end it early, or steer a terminal, becomes a space. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
