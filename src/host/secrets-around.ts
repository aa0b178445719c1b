import type { RawLine } from '../log/log-line.ts';
import { type LineSecrets, tailOfLine } from '../log/mask-across.ts';
import { isWithin, type Stretch, secretStretches } from '../log/secret-stretch.ts';
import type { ByteSource, LineBlock } from './line-block.ts';

const NEWLINE = 0x0a;
/** So much of the line before is looked at. */
const BEFORE_BYTES = 4096;

/** Tells of the lines of a block, asked for in any order, what their neighbours say of secrets in them. */
export class SecretsAround {
  private readonly stretches: readonly Stretch[];
  private latest: { end: number; text: string } | null = null;

  constructor(
    private readonly source: ByteSource,
    private readonly block: LineBlock,
  ) {
    this.stretches = secretStretches(source, block.at, block.end);
  }

  /** Gives a line its secrets; the same line that they were given to. */
  tell<T extends RawLine & { end: number }>(raw: T): T {
    const isInKey = isWithin(this.stretches, raw.at);
    const tail = tailOfLine(this.textBefore(raw.at));
    this.latest = { end: raw.end, text: raw.text };
    if (isInKey || tail !== null) raw.secrets = { isInKey, tail } satisfies LineSecrets;
    return raw;
  }

  private textBefore(at: number): string {
    if (this.latest?.end === at) return this.latest.text;
    if (at <= 0) return '';
    const { block } = this;
    const low = Math.max(0, at - BEFORE_BYTES);
    const isHere = !block.isOverlong && low >= block.at && at <= block.end;
    const bytes = isHere
      ? block.bytes.subarray(low - block.at, at - block.at)
      : this.source.read(low, at - low);
    const end = bytes.length - 1;
    return bytes.toString(
      'utf8',
      bytes.subarray(0, Math.max(0, end)).lastIndexOf(NEWLINE) + 1,
      end,
    );
  }
}
