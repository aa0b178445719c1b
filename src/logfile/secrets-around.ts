import { type LineSecrets, pendingTailOf } from '../log/mask-across.ts';
import type { RawLine } from '../log/read-line.ts';
import { isWithin, type Stretch, secretStretches } from '../log/secret-stretch.ts';
import type { ByteSource, LineBlock } from './line-block.ts';

const NEWLINE = 0x0a;
/** How much of the line before is examined. */
const BEFORE_BYTES = 4096;

/** Tells, for the lines of a block in any order, what their neighbours show of secrets in them. */
export class SecretsAround {
  private stretches: readonly Stretch[] | null = null;
  private latest: { end: number; text: string } | null = null;

  constructor(
    private readonly source: ByteSource,
    private readonly block: LineBlock,
  ) {}

  /** Adds its secrets to a line; returns the same object. */
  tell<T extends RawLine & { end: number }>(raw: T): T {
    this.stretches ??= secretStretches(this.source, this.block.at, this.block.bytes);
    const isInKey = isWithin(this.stretches, raw.at);
    const tail = pendingTailOf(this.textBefore(raw.at));
    this.latest = { end: raw.end, text: raw.text };
    if (isInKey || tail !== null) raw.secrets = { isInKey, tail } satisfies LineSecrets;
    return raw;
  }

  private textBefore(at: number): string {
    if (this.latest?.end === at) return this.latest.text;
    if (at <= 0) return '';
    const { block } = this;
    const end = at - 1 - block.at;
    if (end > 0 && !block.isOverlong && end < block.bytes.length) {
      const start = block.bytes.lastIndexOf(NEWLINE, end - 1) + 1;
      if (start > 0 || !block.isFragment) return block.bytes.toString('utf8', start, end);
    }
    const low = Math.max(0, at - BEFORE_BYTES);
    const bytes = this.source.read(low, at - 1 - low);
    return bytes.toString('utf8', bytes.lastIndexOf(NEWLINE) + 1);
  }
}
