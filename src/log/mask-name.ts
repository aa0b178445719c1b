import { hashText } from '../session/hash.ts';
import { maskSecrets } from './mask.ts';
import { asName } from './value.ts';

/** A name with its secrets masked; null where there is none. */
export function maskedName(value: unknown): string | null {
  const text = asName(value);
  return text === null ? null : maskSecrets(text);
}

/**
 * The same for a name that tells one thing from another: what is masked gets a sign of its own, so that two of them stay
 * two. Twelve bits of a hash give nothing away.
 */
export function maskedKey(value: unknown): string | null {
  const text = asName(value);
  if (text === null) return null;
  const masked = maskSecrets(text);
  return masked === text ? text : `${masked}~${hashText(text).slice(0, 3)}`;
}
