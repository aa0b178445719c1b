import { type ModuleOutline, OUTLINE_MARKS, OutlineFold } from '../log/module-outline.ts';
import { type Budget, UNLIMITED } from '../system/steady-clock.ts';
import { type ByteSource, blocksForward, decodeLine } from './line-block.ts';
import { NeedleScan } from './needle-scan.ts';

const BLOCK_BYTES = 512 * 1024;

export interface LogOutline extends ModuleOutline {
  /** The bytes from here on were not examined, because the budget ran out; null when all were. */
  stoppedAt: number | null;
}

/** Modules and steps of an item's log, from its beginning on. Only lines that can matter are parsed. */
export function readOutline(source: ByteSource, budget: Budget = UNLIMITED): LogOutline {
  const size = source.size();
  const fold = new OutlineFold();
  const scan = new NeedleScan(OUTLINE_MARKS, false);
  for (const block of blocksForward(source, 0, size, BLOCK_BYTES)) {
    if (!block.isOverlong) {
      for (const { start, stop } of scan.lines(block.bytes)) {
        const line = decodeLine(block, start, stop);
        fold.add(line.text, line.at, line.end);
      }
    }
    if (block.end < size && budget.isSpent()) return { ...fold.outline, stoppedAt: block.end };
  }
  return { ...fold.outline, stoppedAt: null };
}
