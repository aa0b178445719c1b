import { type ItemProgress, itemProgressOf } from '../log/item-progress.ts';
import type { ByteSource } from './line-block.ts';

const FIRST_BYTES = 16 * 1024;
const MAX_BYTES = 1024 * 1024;

/**
 * Progress of an item from the end of its log: a bounded read that grows only while no `percentage` stands in it, from
 * 16 KB to 1 MB. Throws a system error.
 */
export function readItemProgress(source: ByteSource): ItemProgress {
  const size = source.size();
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const length = Math.min(bytes, size, MAX_BYTES);
    const progress = itemProgressOf(source.read(size - length, length).toString());
    if (progress.percent !== null || length >= size || length >= MAX_BYTES) return progress;
  }
}
