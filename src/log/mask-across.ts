import { splitLine } from './item-record.ts';
import { maskSecrets, mightHoldSecret } from './mask.ts';
import { MASK } from './mask-span.ts';
import { describeRecord } from './record-text.ts';

/** What a line's neighbours show of secrets in it. */
export interface LineSecrets {
  /** It is between the first and the last line of a private key. */
  isInKey: boolean;
  /** The end of the line before, when its secret is in this line: see {@link pendingTail}. */
  tail: string | null;
}

/** What a line says, be it a record or text. */
export function textOfLine(line: string): string {
  if (!line.includes('{"')) return line.trim();
  return splitLine(line.trim())
    .map(({ text, record }) => (record === null ? text : describeRecord(record).text))
    .join('\n')
    .trim();
}

/** The text of a line with its secrets masked, including those that only its neighbours reveal. */
export function maskLine(text: string, secrets: LineSecrets | undefined): string {
  if (secrets === undefined) return maskSecrets(text);
  return maskAfter(secrets.tail, secrets.isInKey ? hideKeyBody(text) : text);
}

/** A line of base64 or hex, as the bodies of keys and access hashes have them; also with an armor's checksum. */
const BODY_LINE = /^\s*[A-Za-z0-9+/=]{1,100}\s*$/;
/** The header lines of a key; of these only the initialisation vector of its cipher is secret. */
const HEADER = /^\s*(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash):\s/;
const LONG_TOKEN = /[A-Za-z0-9+/]{16,}={0,2}/g;

/** Whether a text can be a line within a key: nothing but characters of base64, an empty line, or a header. */
export function isKeyBody(text: string): boolean {
  return text.trim() === '' || BODY_LINE.test(text) || HEADER.test(text);
}

/** A text between the lines of a key: what may belong to the key is hidden, what others wrote stays. */
function hideKeyBody(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (line.trim() === '') return line;
      return isKeyBody(line) ? MASK : line.replace(LONG_TOKEN, MASK);
    })
    .join('\n');
}

/** A line of an access hash, which covers many lines. */
const HASH_LINE = /(?:^|[^0-9a-z])[0-9a-f]{32}$/i;
const ONLY_HASH = /^\s*[0-9a-f]{16,64}\s*$/i;

const TAIL_LENGTH = 200;
/** A line that ends like this may have its value on the line below; no other line is looked at. */
const MAY_OWE = /(?:[:=>|＝：]|[|>][+-]|ugfzc3dvcmq6|\b(?:login|user)\s{1,8}\S{1,100})\s{0,8}$/i;
/** Values that the line below could hold, none of which shows by itself that it is a secret. */
const PROBES = ['Zq7RkT4wXp2', 'password geheim', '<string>geheim</string>'];

/**
 * The end of a line whose secret is on the line below (`<password>`, `password =`, `login bob` of a `.netrc`); null
 * where there is none. The masking of a text of several lines decides.
 */
function pendingTail(text: string): string | null {
  const line = text.slice(text.lastIndexOf('\n') + 1).slice(-TAIL_LENGTH);
  if (HASH_LINE.test(line.trimEnd())) return line.trimEnd();
  if (!MAY_OWE.test(line)) return null;
  const isOwed = PROBES.some((below) => !maskSecrets(`${line}\n${below}`).endsWith(`\n${below}`));
  return isOwed ? line : null;
}

/**
 * The same for a line as it is in a log.
 *
 * @param mayHold what `mightHoldSecret` says of it
 */
export function pendingTailOf(line: string, mayHold = mightHoldSecret(line)): string | null {
  if (!line.includes('{"')) {
    const end = line.slice(-TAIL_LENGTH);
    return MAY_OWE.test(end) || HASH_LINE.test(end.trimEnd()) ? pendingTail(line.trim()) : null;
  }
  return mayHold || endsWithHash(line) ? pendingTail(textOfLine(line)) : null;
}

/** Whether the text of a record (the first list in it) ends with a line of an access hash. */
function endsWithHash(line: string): boolean {
  const quote = line.indexOf('"]');
  if (quote < 33) return false;
  const end = line.startsWith('\\n', quote - 2) ? quote - 2 : quote;
  return HASH_LINE.test(line.slice(end - 33, end));
}

/** A text with its secrets masked, including the one that belongs to the line before it. */
function maskAfter(tail: string | null, text: string): string {
  if (tail === null) return maskSecrets(text);
  if (HASH_LINE.test(tail)) return ONLY_HASH.test(text) ? MASK : maskSecrets(text);
  const masked = maskSecrets(`${tail}\n${text}`);
  const newline = masked.indexOf('\n');
  // The secret covers the end of the line as well: then everything below it is secret, too.
  return newline < 0 ? MASK : maskSecrets(masked.slice(newline + 1));
}
