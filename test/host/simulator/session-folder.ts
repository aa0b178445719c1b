import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { removeFolder } from '../../remove-folder.ts';
import { type IndexDatabase, QueueDatabase, SESSIONS_FOLDER } from './databases.ts';
import type { Effect } from './effect.ts';
import type { SessionPlan } from './plan.ts';

/** So much text of one log is kept in memory before it is written. */
const BUFFER_CHARACTERS = 1 << 20;

export function sessionFolder(root: string, id: string): string {
  return join(root, SESSIONS_FOLDER, id);
}

/** Applies to a session's files what the simulation says. `buffered` collects text; the live one writes at once. */
export class SessionFolder {
  readonly path: string;
  readonly #plan: SessionPlan;
  readonly #index: IndexDatabase;
  readonly #queue: QueueDatabase;
  readonly #isBuffered: boolean;
  readonly #buffers = new Map<string, string[]>();
  readonly #sizes = new Map<string, number>();

  constructor(root: string, plan: SessionPlan, index: IndexDatabase, buffered: boolean) {
    this.path = sessionFolder(root, plan.id);
    this.#plan = plan;
    this.#index = index;
    this.#isBuffered = buffered;
    removeFolder(this.path);
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    this.#queue = new QueueDatabase(this.path, plan);
  }

  /** Does some effects; the databases' changes among them in one transaction. */
  apply(effects: readonly Effect[]): void {
    const doAll = (): void => {
      for (const effect of effects) {
        this.#do(effect);
      }
    };
    if (effects.some(({ to }) => to === 'queue')) {
      this.#queue.transaction(doAll);
    } else {
      doAll();
    }
  }

  #do(effect: Effect): void {
    switch (effect.to) {
      case 'master':
        this.#append('.master.log', effect.text);
        break;
      case 'errorLog':
        this.#append('.master.error_log', effect.text);
        break;
      case 'masterClose':
        this.#rename('.master.log', 'master.log');
        this.#rename('.master.error_log', 'master.error_log');
        break;
      case 'itemOpen':
        this.#open(effect.file);
        break;
      case 'item':
        this.#append(`.${effect.file}`, effect.text);
        break;
      case 'itemClose':
        this.#rename(`.${effect.file}`, effect.file);
        break;
      case 'queue':
        this.#queue.setState(effect.type, effect.name, effect.state, effect.pid);
        break;
      case 'index':
        this.#index.update(this.#plan.id, effect.state, effect.endedAt);
        break;
      case 'flag':
        this.#flag(effect.name, effect.on);
        break;
    }
  }

  #append(name: string, text: string): void {
    if (!this.#isBuffered) {
      appendFileSync(join(this.path, name), text, { mode: 0o600 });
      return;
    }
    const chunks = this.#buffers.get(name) ?? [];
    chunks.push(text);
    this.#buffers.set(name, chunks);
    const size = (this.#sizes.get(name) ?? 0) + text.length;
    this.#sizes.set(name, size);
    if (size > BUFFER_CHARACTERS) {
      this.#flush(name);
    }
  }

  #flush(name: string): void {
    const chunks = this.#buffers.get(name);
    if (chunks !== undefined) {
      appendFileSync(join(this.path, name), chunks.join(''), { mode: 0o600 });
      this.#buffers.delete(name);
      this.#sizes.delete(name);
    }
  }

  /** A retry writes the item's log again: truncated, and with the dot again. */
  #open(file: string): void {
    const done = join(this.path, file);
    const active = join(this.path, `.${file}`);
    if (existsSync(done)) {
      renameSync(done, active);
    }
    writeFileSync(active, '', { mode: 0o600 });
  }

  #rename(from: string, to: string): void {
    this.#flush(from);
    const path = join(this.path, from);
    if (existsSync(path)) {
      renameSync(path, join(this.path, to));
    }
  }

  #flag(name: string, isOn: boolean): void {
    const path = join(this.path, name);
    if (isOn) {
      writeFileSync(path, '', { mode: 0o600 });
    } else if (existsSync(path)) {
      unlinkSync(path);
    }
  }

  close(leaveWal = false): void {
    for (const name of [...this.#buffers.keys()]) {
      this.#flush(name);
    }
    this.#queue.close(leaveWal);
  }
}
