import { FIXED_VALUES, TECHNICAL } from './template-lexicon.ts';
import type { OwnNames } from './template-own.ts';
import {
  fixedPartOfPath,
  isCodeFile,
  isCodeIdentifier,
  isDataFile,
  isDomain,
  isIpv4,
  isIpv6,
  isRelativePath,
  isTableName,
  isUuid,
} from './template-shape.ts';

/**
 * What a run of text without blanks is: its first `fixed` characters stay, the rest becomes the placeholder
 * `label`; no label when all of it stays.
 */
export interface ChunkReading {
  label: string | null;
  fixed: number;
  /** Text that follows the placeholder. */
  suffix?: string;
}

const STAYS: ChunkReading = { label: null, fixed: 0 };

function all(label: string): ChunkReading {
  return { label, fixed: 0 };
}

const FINGERPRINT = /^(?:SHA256|SHA1|MD5):./i;

/** What shape says about a chunk, wherever it stands; null when its shape says nothing. */
export function readShape(chunk: string, own: OwnNames): ChunkReading | null {
  if (FINGERPRINT.test(chunk)) return { label: 'id', fixed: chunk.indexOf(':') + 1 };
  if (chunk.includes('://')) return readUrl(chunk);
  const at = chunk.indexOf('@');
  if (at > 0 && at < chunk.length - 1 && !chunk.includes('/')) return all('address');
  const c = chunk[0];
  if (c === '~') return all('path');
  if (c === '/') return readPath(chunk, own);
  if (isUuid(chunk)) return all('id');
  if (chunk.includes(':')) {
    if (isIpv6(chunk)) return all('ip');
    if (/^[0-9a-f]{2}(?::[0-9a-f]{2}){5,}$/i.test(chunk)) return all('id');
    if (isCodeIdentifier(chunk)) return STAYS;
    const host = chunk.replace(/:\d{1,5}$/, '');
    if (host !== chunk && (isDomain(host) || isIpv4(host))) return all('host');
    return null;
  }
  if (chunk.includes('/')) {
    return isRelativePath(chunk, (part) => own.has(part) && !own.isOrdinary(part))
      ? all('path')
      : null;
  }
  if (FIXED_VALUES.has(chunk)) return STAYS;
  if (chunk.includes('.')) {
    if (isIpv4(chunk)) return all('ip');
    if (isCodeFile(chunk)) return STAYS;
    if (isDataFile(chunk)) return all('file');
    if (isTableName(chunk)) return all('table');
    if (isDomain(chunk)) return all('domain');
    return null;
  }
  return null;
}

/** `/etc/ssh/ssh_known_hosts:12`, `/etc/my.cnf:3:9`: a place in a file. */
const LINE_OF_FILE = /:\d[\d,]*(?::\d+)?$/;

function readPath(chunk: string, own: OwnNames): ChunkReading {
  const end = LINE_OF_FILE.exec(chunk)?.index ?? chunk.length;
  const isOwn = (part: string) => own.has(part) && !own.isOrdinary(part);
  const fixed = fixedPartOfPath(chunk.slice(0, end), isOwn);
  if (fixed < end) return { label: 'path', fixed };
  return end === chunk.length ? STAYS : { label: 'number', fixed: end + 1 };
}

/** An address keeps the function of the server that it calls; all else of it differs. */
const SERVER_CALL = /\/(?:json-api|xml-api|execute|cpsess[^/]*\/json-api)\/[\w/]+/;

function readUrl(chunk: string): ChunkReading {
  const call = SERVER_CALL.exec(chunk);
  return call === null ? all('url') : { label: 'url', fixed: 0, suffix: call[0] };
}

/** A chunk of letters and digits or with underscores that no rule of shape knows, outside quotes. */
export function readIdentifier(chunk: string, own: OwnNames): ChunkReading | null {
  const ordinaryTechnical = FIXED_VALUES.has(chunk) || TECHNICAL.test(chunk);
  if (own.has(chunk)) return own.isOrdinary(chunk) && ordinaryTechnical ? STAYS : all('name');
  if (own.isPrefixOf(chunk) && !FIXED_VALUES.has(chunk)) return all('name');
  if (ordinaryTechnical || isCodeIdentifier(chunk)) return STAYS;
  if (chunk.includes('%') || chunk.includes('…'))
    return /[A-Za-z_]/.test(chunk) ? all('name') : null;
  const hasDigit = /\d/.test(chunk);
  const hasLetter = /[A-Za-z]/.test(chunk);
  if (hasDigit && hasLetter) {
    // E2BIG, HY000, AH00526: upper case is what programs call their errors.
    if (/^(?:(?:AH|HY|IM|ORA|RFC|SQL|MY|PG|ERR?|E)\d{3,6}|E2BIG)$/.test(chunk)) return STAYS;
    return all('id');
  }
  return null;
}
