const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The lowest bit says in which byte order the checksums are calculated. */
const MAGIC = 0x377f0682;

type Sums = readonly [number, number];

/**
 * A database together with the contents of its write-ahead log: every page as of the last commit (SQLite's file format,
 * "The WAL File Format"). The log ends, as it does for SQLite, at the first frame that does not belong to it any more
 * or was cut off.
 *
 * @param limitBytes the largest result
 * @throws when it would be larger
 */
export function applyLog(database: Buffer, log: Buffer, limitBytes: number): Buffer {
  if (log.length < HEADER_BYTES || (log.readUInt32BE(0) & ~1) >>> 0 !== MAGIC) return database;
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1;
  const pageBytes = log.readUInt32BE(8);
  let sums = checksum([0, 0], log.subarray(0, 24), isBigEndian);
  if (!holds(log, 24, sums)) return database;
  if (pageBytes < 512 || pageBytes > 65_536) return database;
  const pages = new Map<number, number>();
  let open: [number, number][] = [];
  let size = database.length;
  const step = FRAME_HEADER_BYTES + pageBytes;
  for (let at = HEADER_BYTES; at + step <= log.length; at += step) {
    const page = log.readUInt32BE(at);
    const isOfLog = log.compare(log, 16, 24, at + 8, at + 16) === 0;
    sums = checksum(sums, log.subarray(at, at + 8), isBigEndian);
    sums = checksum(sums, log.subarray(at + FRAME_HEADER_BYTES, at + step), isBigEndian);
    if (page === 0 || !isOfLog || !holds(log, at + 16, sums)) break;
    open.push([page, at + FRAME_HEADER_BYTES]);
    const committed = log.readUInt32BE(at + 4);
    if (committed === 0) continue;
    size = committed * pageBytes;
    for (const [number, from] of open) pages.set(number, from);
    open = [];
  }
  if (size > limitBytes) throw new Error(`${size} bytes are too many to read in memory`);
  const whole = Buffer.alloc(size);
  database.copy(whole, 0, 0, size);
  for (const [page, from] of pages) {
    if (page * pageBytes <= size) log.copy(whole, (page - 1) * pageBytes, from, from + pageBytes);
  }
  return whole;
}

function checksum(before: Sums, bytes: Buffer, isBigEndian: boolean): Sums {
  let [a, b] = before;
  const word = (at: number): number =>
    isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + word(at) + b) >>> 0;
    b = (b + word(at + 4) + a) >>> 0;
  }
  return [a, b];
}

function holds(log: Buffer, at: number, [a, b]: Sums): boolean {
  return log.readUInt32BE(at) === a && log.readUInt32BE(at + 4) === b;
}
