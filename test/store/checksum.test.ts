import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32, crc32OfTable } from '../../src/store/prefix-hash.ts';

it.each([
  // The check value that is published for CRC-32/ISO-HDLC.
  ['123456789', 0xcbf43926],
  ['', 0],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
])('of %j', (text, sum) => {
  expect(crc32(Buffer.from(text), 0)).toBe(sum);
  expect(crc32OfTable(Buffer.from(text), 0)).toBe(sum);
});

it('is the checksum of gzip, cut anywhere, with the code of the system and without', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20_000, size: 'max' }),
      fc.nat({ max: 20_000 }),
      (bytes, cut) => {
        const packed = gzipSync(bytes);
        const sum = packed.readUInt32LE(packed.length - 8);
        for (const of of [crc32, crc32OfTable]) {
          expect(of(bytes.subarray(cut), of(bytes.subarray(0, cut), 0))).toBe(sum);
        }
      },
    ),
    { numRuns: 60 },
  );
});
