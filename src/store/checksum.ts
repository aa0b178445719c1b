/** Below it, to load the system's code costs more than it saves. */
const SMALL_BYTES = 4096;
/** The polynomial of CRC-32, its bits reversed. */
const POLYNOMIAL = 0xedb88320;

type Crc32 = (bytes: Uint8Array, value: number) => number;
let native: Crc32 | null | undefined;
let table: Uint32Array | undefined;

/**
 * CRC-32 (as in gzip) of bytes that follow on others.
 *
 * The system's own code needs no time to become fast, as a loop of ours does; so a log of some megabytes costs a short process
 * a few milliseconds.
 *
 * @param value the checksum of what stands before; 0 for nothing
 */
export function crc32(bytes: Uint8Array, value: number): number {
  if (native === undefined && bytes.length >= SMALL_BYTES) native = findNative();
  return native ? native(bytes, value) : crc32OfTable(bytes, value);
}

/** Null where this Node is older than 20.16 or 22.3. */
function findNative(): Crc32 | null {
  return process.getBuiltinModule?.('node:zlib').crc32 ?? null;
}

/** The same without the system. */
export function crc32OfTable(bytes: Uint8Array, value: number): number {
  table ??= buildTable();
  let rest = ~value;
  for (let i = 0; i < bytes.length; i++) {
    rest = (table[(rest ^ (bytes[i] as number)) & 0xff] as number) ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

function buildTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
    return rest;
  });
}
