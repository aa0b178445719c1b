import type { SqlValue } from './driver.ts';

/** A number of one to nine bytes; null where there is none, or one that no file of ours contains. */
export function readVarint(bytes: Buffer, at: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, end: at + i + 1 } : null;
  }
  return null;
}

/**
 * How many bytes a value of each type has (https://sqlite.org/fileformat2.html#record_format); longer types are texts
 * and blobs.
 */
const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];
const FIRST_LONG_KIND = 12;

/**
 * The values of a record.
 *
 * @returns null where its header and its length do not fit together: damage has changed it
 */
export function readRecord(bytes: Buffer): SqlValue[] | null {
  const head = readVarint(bytes, 0);
  if (head === null || head.value > bytes.length) return null;
  const values: SqlValue[] = [];
  let at = head.value;
  let kindAt = head.end;
  while (kindAt < head.value) {
    const kind = readVarint(bytes, kindAt);
    if (kind === null) return null;
    kindAt = kind.end;
    const size = sizeOf(kind.value);
    if (size === null || at + size > bytes.length) return null;
    values.push(readValue(bytes, at, kind.value, size));
    at += size;
  }
  return kindAt === head.value && at === bytes.length ? values : null;
}

function sizeOf(kind: number): number | null {
  if (kind >= FIRST_LONG_KIND) return Math.floor((kind - FIRST_LONG_KIND) / 2);
  return SIZES[kind] ?? null;
}

function readValue(bytes: Buffer, at: number, kind: number, size: number): SqlValue {
  if (kind >= FIRST_LONG_KIND) {
    const part = bytes.subarray(at, at + size);
    return kind % 2 === 1 ? part.toString('utf8') : new Uint8Array(part);
  }
  if (kind === 0) return null;
  if (kind === 7) return bytes.readDoubleBE(at);
  if (size === 0) return kind - 8;
  return size === 8 ? Number(bytes.readBigInt64BE(at)) : bytes.readIntBE(at, size);
}
