/** What the browser should remember. Where it stores nothing for this site, everything still works, without remembering. */
export class Memory {
  readonly #storage: () => Storage;

  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  has(key: string): boolean {
    return this.read(key) !== null;
  }

  set(key: string, isSet: boolean): void {
    this.write(key, isSet ? '1' : null);
  }

  read(key: string): string | null {
    try {
      return this.#storage().getItem(key);
    } catch {
      // Storage can be forbidden; then even naming it is an error.
      return null;
    }
  }

  write(key: string, text: string | null): void {
    try {
      if (text === null) this.#storage().removeItem(key);
      else this.#storage().setItem(key, text);
    } catch {
      // Forbidden or full: not remembered.
    }
  }
}

const memory = new Memory(() => localStorage);
const OFF = 'tm-keys-off';

/** Keys of a single letter can be turned off: people who dictate to their computer would press them by accident (WCAG 2.1.4). */
export function areKeysOff(): boolean {
  return memory.has(OFF);
}

export function turnKeys(isOff: boolean): void {
  memory.set(OFF, isOff);
}
