import { lookUp } from '../session/look-up.ts';
import type { RetryItem } from '../session/retry-plan.ts';
import { encodeParameter } from './link.ts';

/** The placeholder that a person has to replace. */
export const FILL_IN = 'FILL-IN';

/** Leaves only letters, digits and `-._~`, as `whmapi1` takes values on its command line: nothing that a shell interprets. */
export function encode(value: string): string {
  return encodeParameter(value).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `name='value'` of each, encoded. */
export function parameters(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${quote(encode(value))}`)
    .join(' ');
}

/** A comment ends with its line: anything that could end it early, or control a terminal, becomes a space. */
export function comment(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return `# ${line}`;
}

/** A text as JSON in ASCII, in single quotes for the shell. */
export function jsonWord(text: string): string {
  const json = JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return quote(json);
}

/** `accepted` shows what the server refused; `session_id` returns the id of the session that a call has created. */
export const ANSWER_FUNCTIONS = [
  'session_id() {',
  '  answer=$(cat)',
  `  id=$(printf '%s' "$answer" | sed -n 's/.*"transfer_session_id" *: *"\\([0-9A-Za-z_]*\\)".*/\\1/p' | head -n 1)`,
  `  if [ -z "$id" ]; then printf 'No session was created: %s\\n' "$answer" >&2; fi`,
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

/**
 * `read_password` asks for a password, without showing it, on standard input, and puts it as JSON into `password`. The
 * server gets it on standard input as well: arguments of a program are visible in the process list, what the shell
 * itself prints is not.
 */
export const PASSWORD_FUNCTIONS = [
  'read_password() {',
  `  printf '%s' "$1" >&2`,
  '  [ ! -t 0 ] || stty -echo',
  '  IFS= read -r password || :',
  `  [ ! -t 0 ] || { stty echo; echo >&2; }`,
  '  case $password in',
  `    '') echo 'No password was given.' >&2; return 1 ;;`,
  `    *[[:cntrl:]]*) echo 'A password cannot contain control characters.' >&2; return 1 ;;`,
  '  esac',
  `  password=$(printf '%s' "$password" | sed 's/["\\\\]/\\\\&/g')`,
  '}',
  `trap 'stty echo 2>/dev/null; exit 1' INT TERM`,
];

/** The script's variable that says whether the new restore is unrestricted. */
export const UNRESTRICTED = 'UNRESTRICTED_RESTORE';

export const START_SESSION =
  'whmapi1 --output=json start_transfer_session transfer_session_id="$session" </dev/null | accepted start_transfer_session && echo "Started: $session"';

/** The parameter of `enqueue_transfer_item` that names an item. */
const NAMED_BY: Readonly<Record<string, string>> = {
  PackageRemoteRoot: 'package',
  FeatureListRemoteRoot: 'featurelist',
};

/** Puts an item into the queue of the session that the variable `session` names. */
export function enqueueLine(item: RetryItem): string {
  const name = lookUp(NAMED_BY, item.type);
  const fields: Record<string, string> = { module: item.type, [name ?? 'user']: item.name };
  if (name === undefined) {
    fields.localuser = item.localName ?? item.name;
    if (item.domain !== null && item.domain !== '') fields.domain = item.domain;
  }
  // 1 is the server's word for an unknown size; the size decides where an account is put.
  if (item.size !== null && item.size > 1) fields.size = String(item.size);
  if (name === undefined) Object.assign(fields, item.settings);
  return `whmapi1 --output=json enqueue_transfer_item transfer_session_id="$session" ${parameters(fields)} </dev/null | accepted ${quote(encode(item.name))}`;
}
