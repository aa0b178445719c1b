import type { LogLine, LogSeverity } from '../session/log-line.ts';
import { type ByteSource, blocksForward, lineStartAt } from './line-block.ts';
import { ContextTracker } from './log-window.ts';

const BLOCK_BYTES = 256 * 1024;

/**
 * Reads a log from beginning to end, and continues when it has grown. Memory is bounded by a block. Time and module of
 * a line come from the lines before it, however far above they are.
 */
export class LogStream {
  /** How far it has read: the start of a line. */
  at = 0;
  private readonly tracker: ContextTracker;

  constructor(
    private readonly source: ByteSource,
    private readonly severities: ReadonlySet<LogSeverity> | null = null,
  ) {
    this.tracker = new ContextTracker(source);
  }

  /**
   * The lines up to the present end.
   *
   * @param includeTail a last line without newline is returned too; false where it may still be written
   */
  *read(includeTail: boolean): Generator<LogLine, void, undefined> {
    const size = this.source.size();
    const stop = includeTail ? size : lineStartAt(this.source, size).at;
    for (const block of blocksForward(this.source, this.at, stop, BLOCK_BYTES)) {
      for (const { line } of this.tracker.read(block, this.severities)) yield line;
      this.at = block.end;
    }
  }
}
