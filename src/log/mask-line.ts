import { maskSecrets, mightHoldSecret } from './mask.ts';
import { MASK } from './mask-span.ts';

/** In a log that is kept, ASCII stands for a secret: a line should not grow, since links lead to offsets in it. */
const KEPT_MASK = '*****';
const KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY-----(?![\s\S]*-----END )/;
const KEY_ENDS = /-----END [A-Z ]*PRIVATE KEY-----/;

/**
 * Masks the lines of one log in their order: what a single line shows to be a secret, also in its JSON, and the lines
 * of a private key. Lines without a secret come back as they are.
 */
export class LineMasker {
  private isInKey = false;

  /** True when lines without any hint of a secret can pass without a look at each. */
  get isIdle(): boolean {
    return !this.isInKey;
  }

  /** @param line without its newline */
  mask(line: string): string {
    if (this.isInKey) {
      this.isInKey = !KEY_ENDS.test(line);
      return KEPT_MASK;
    }
    if (!mightHoldSecret(line)) return line;
    this.isInKey = KEY_BEGINS.test(line);
    if (this.isInKey) return KEPT_MASK;
    return maskRecord(line).replaceAll(MASK, KEPT_MASK);
  }
}

/** A record stays a record where that is possible; otherwise it is text from then on. */
function maskRecord(line: string): string {
  const within = maskWithin(line);
  return maskSecrets(within);
}

/** The record with the secrets in its texts masked, as they read once the escapes of JSON are gone. */
function maskWithin(line: string): string {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return line;
  }
  const masked = JSON.stringify(maskValue(record));
  return masked === JSON.stringify(record) ? line : masked;
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

/** A secret can stand in a piece of its own (`["password:", "…"]`); readers join the pieces with a space. */
function maskList(list: unknown[]): unknown[] {
  const pieces = list.map(maskValue);
  if (!list.every((piece) => typeof piece === 'string')) return pieces;
  const joined = pieces.join(' ');
  const masked = maskSecrets(joined);
  return masked === joined ? pieces : [masked];
}
