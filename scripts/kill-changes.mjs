// What the rounds of `kill-rounds.mjs` do to a log while it is read: each change is one that a server, an administrator
// or a broken disk can make. All randomness comes from the round's seed.
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Above this size only the ends of a growing log are compared (ARCHITECTURE.md). */
const MAX_BYTES = 1_000_000;

/** A session's log in its folder, under one of its two names, and a writer that can do anything to it. */
export class ChangingLog {
  changes = 0;
  #lines = 0;

  /** @param upTo returns a whole number from 0 to below its argument */
  constructor(folder, upTo) {
    this.folder = folder;
    this.upTo = upTo;
    this.active = join(folder, '.master.log');
    this.completed = join(folder, 'master.log');
  }

  get path() {
    return existsSync(this.active) ? this.active : this.completed;
  }

  /** A new log of so many lines replaces the one there, under the same name. */
  write(lines) {
    writeFileSync(this.path, this.text(lines));
  }

  /** Makes any change. */
  change() {
    const changes = ['rename', 'truncate', 'overwrite', 'replace', 'rewrite'];
    const kind = changes[this.upTo(8)] ?? 'append';
    this.prepare(kind, this.upTo(300))();
  }

  /**
   * Prepares a change that can be made at once, in the middle of a reading.
   *
   * @param lines how many lines it adds
   */
  prepare(kind, lines) {
    const text = this.text(lines + 1);
    return () => {
      this.changes += 1;
      this.#make(kind, text);
    };
  }

  #make(kind, text) {
    const { path } = this;
    const { size } = statSync(path);
    switch (kind) {
      case 'rename':
        renameSync(path, path === this.active ? this.completed : this.active);
        break;
      case 'truncate':
        truncateSync(path, this.upTo(size + 1));
        break;
      case 'truncate and append':
        truncateSync(path, this.upTo(size + 1));
        appendFileSync(path, text);
        break;
      case 'overwrite':
        writeFileSync(path, text);
        break;
      case 'replace': {
        const draft = join(this.folder, 'draft');
        writeFileSync(draft, text);
        renameSync(draft, path);
        break;
      }
      case 'rewrite':
        this.#rewrite(path, text);
        break;
      default:
        if (size + text.length > MAX_BYTES) truncateSync(path, 0);
        appendFileSync(path, this.upTo(3) === 0 ? text.slice(0, this.upTo(text.length)) : text);
    }
  }

  /** Writes other bytes over the existing ones: the file keeps its length. */
  #rewrite(path, text) {
    const { length } = readFileSync(path);
    const at = this.upTo(length + 1);
    const fd = openSync(path, 'r+');
    try {
      writeSync(fd, Buffer.from(text).subarray(0, length - at), 0, undefined, at);
    } finally {
      closeSync(fd);
    }
  }

  /** The next piece of a line that is written bit by bit. */
  appendPiece(text, at, length) {
    this.changes += 1;
    appendFileSync(this.path, text.slice(at, at + length));
  }

  text(lines) {
    let text = '';
    for (let i = 0; i < lines; i++) text += `${this.#line()}\n`;
    return text;
  }

  #line() {
    this.#lines += 1;
    const { upTo } = this;
    const words = ['start', 'pausing', 'resume', 'abort', 'complete', 'fail'];
    const actions = ['start', 'start-item', 'success-item', 'failed-item', 'warning-item'];
    const contents =
      upTo(20) === 0
        ? { action: words[upTo(words.length)], child_number: 0 }
        : {
            action: actions[upTo(actions.length)],
            queue: upTo(2) === 0 ? 'TRANSFER' : 'RESTORE',
            item: `acct${upTo(40)}`,
            item_type: 'AccountRemoteRoot',
            child_number: 1 + upTo(3),
            msg: { size: upTo(9999), failure: `No ${upTo(5)}`, dangerous_items: upTo(2) },
          };
    contents.time = 1_793_600_000 + this.#lines;
    return JSON.stringify({ pid: 4711, type: 'control', contents });
  }
}
