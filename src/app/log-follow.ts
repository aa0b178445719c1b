import type { LogHandle } from '../logfile/log-file.ts';
import { LogStream } from '../logfile/log-stream.ts';
import type { LogLine, LogSeverity } from '../session/log-line.ts';

/** The state of a followed log after a look at it. */
export interface FollowState {
  /** It has never existed so far. */
  isMissing: boolean;
  /** It has its completed name: nothing more will be written, unless its item is retried. */
  isComplete: boolean;
  hasGrown: boolean;
  /**
   * It has been written again from its start since the last look, because its item is retried: these lines belong to
   * the new one.
   */
  isRestarted: boolean;
}

/** This many bytes at the beginning, and before the place reached, show whether the file is still the same. */
const SNIPPET_BYTES = 256;

/**
 * Follows a log across its renaming when it is complete, its truncation, and its replacement by another file. Each line
 * is returned once, as soon as it has its newline.
 */
export class LogFollower {
  private log: LogHandle | null = null;
  private stream: LogStream | null = null;
  private isComplete = false;
  private snippets: { at: number; bytes: Buffer }[] = [];

  /** @param open looks for the log under both names; null: it does not exist */
  constructor(
    private readonly open: () => LogHandle | null,
    private readonly severities: ReadonlySet<LogSeverity> | null,
  ) {}

  /**
   * The lines that have come since the last look.
   *
   * @param isLast nothing more will be written: a last line without newline is returned too
   */
  *look(isLast: boolean): Generator<LogLine, FollowState, undefined> {
    const found = this.open();
    let isRestarted = false;
    if (found !== null) {
      if (this.log !== null && !isSameFile(this.log, found)) {
        yield* this.read(true);
        isRestarted = true;
      } else if (this.log !== null && this.isChanged(found)) isRestarted = true;
      this.adopt(found, isRestarted);
    }
    const before = this.stream?.at ?? 0;
    yield* this.read(isLast || this.isComplete);
    const { stream } = this;
    return {
      isMissing: stream === null,
      isComplete: this.isComplete,
      hasGrown: isRestarted || (stream !== null && stream.at > before),
      isRestarted,
    };
  }

  close(): void {
    this.log?.close();
    this.log = null;
  }

  /** Keeps the newest descriptor: it is the file that the name leads to. */
  private adopt(found: LogHandle, isRestarted: boolean): void {
    this.log?.close();
    this.log = found;
    this.isComplete = !found.isActive;
    if (this.stream !== null && !isRestarted) return;
    const current = (): LogHandle => this.log ?? found;
    const source = {
      size: () => current().size(),
      read: (at: number, into: number | Buffer) => current().read(at, into),
    };
    this.stream = new LogStream(source, this.severities);
    this.snippets = [];
  }

  private *read(includesTail: boolean): Generator<LogLine, void, undefined> {
    const { stream, log } = this;
    if (stream === null || log === null) return;
    yield* stream.read(includesTail);
    const head = Math.min(SNIPPET_BYTES, stream.at);
    this.snippets = [0, stream.at - head].map((at) => ({ at, bytes: log.read(at, head) }));
  }

  private isChanged(found: LogHandle): boolean {
    if (found.size() < (this.stream?.at ?? 0)) return true;
    return this.snippets.some(({ at, bytes }) => !found.read(at, bytes.length).equals(bytes));
  }
}

function isSameFile(one: LogHandle, other: LogHandle): boolean {
  return one.identity.ino === other.identity.ino && one.identity.dev === other.identity.dev;
}
