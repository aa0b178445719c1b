import { maskSecrets, mightHoldSecret } from './mask.ts';
import { type LineSecrets, maskLine, textOfLine } from './mask-across.ts';
import { MASK } from './mask-span.ts';
import { isTooDeep } from './value.ts';

/** In a log that is kept, ASCII replaces a secret: a line should not grow, since links lead to offsets in it. */
const KEPT_MASK = '*****';

/**
 * A line of a log as it is kept: secrets that it or its neighbours reveal are masked, also within its JSON. A line
 * without a secret is returned unchanged.
 *
 * @param line without its newline
 * @param mayHold what `mightHoldSecret` says of it
 */
export function maskKeptLine(
  line: string,
  secrets?: LineSecrets,
  mayHold = mightHoldSecret(line),
): string {
  if (secrets !== undefined) {
    const words = textOfLine(line);
    if (maskLine(words, secrets) !== maskSecrets(words)) return KEPT_MASK;
  }
  if (!mayHold) return line;
  return maskRecord(line).replaceAll(MASK, KEPT_MASK);
}

/** A record stays a record where possible; otherwise it is text from then on. */
function maskRecord(line: string): string {
  return maskSecrets(maskPieces(line));
}

/** A child that dies leaves half a line, and the next record follows: at most so many beginnings are tried. */
const MAX_STARTS = 20;

/** Records with their texts masked as they read without the escapes of JSON, and the text around them. */
function maskPieces(line: string): string {
  let start = line.indexOf('{');
  for (let tries = 0; start >= 0 && tries < MAX_STARTS; tries++) {
    const record = parseRecord(line.slice(start));
    if (record !== null)
      return maskBroken(line.slice(0, start)) + maskParsed(line.slice(start), record);
    start = line.indexOf('{"', start + 1);
  }
  return maskBroken(line);
}

function parseRecord(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !isTooDeep(value) ? value : null;
  } catch {
    return null;
  }
}

function maskParsed(text: string, record: object): string {
  const masked = JSON.stringify(maskValue(record));
  return masked === JSON.stringify(record) ? text : masked;
}

/** What is left of records without their ends: the pieces of a text are still side by side. */
function maskBroken(text: string): string {
  if (!mightHoldSecret(text)) return text;
  const joined = text.replace(/"\s*,\s*"/g, ' ');
  const masked = maskSecrets(joined);
  return masked === joined ? text : masked;
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (Array.isArray(value)) return maskList(value);
  if (typeof value !== 'object' || value === null) return value;
  const masked: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const pair = `${name}=`;
    const isSecret =
      typeof inner === 'string' && maskSecrets(`${pair}${inner}`) === `${pair}${MASK}`;
    Object.defineProperty(masked, name, {
      value: isSecret ? MASK : maskValue(inner),
      enumerable: true,
    });
  }
  return masked;
}

/** A secret can be in a piece of its own (`["password:", "…"]`); readers join the pieces with a space. */
function maskList(list: unknown[]): unknown[] {
  const pieces = list.map(maskValue);
  if (!list.every((piece) => typeof piece === 'string')) return pieces;
  const joined = pieces.join(' ');
  const masked = maskSecrets(joined);
  return masked === joined ? pieces : [masked];
}
