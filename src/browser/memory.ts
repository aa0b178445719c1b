/** What the browser is to remember. Where it keeps nothing for this site, everything still works, forgetfully. */
export class Memory {
  readonly #storage: () => Storage;

  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  has(key: string): boolean {
    try {
      return this.#storage().getItem(key) !== null;
    } catch {
      // Storage can be forbidden; merely naming it is then an error.
      return false;
    }
  }

  set(key: string, isSet: boolean): void {
    try {
      if (isSet) this.#storage().setItem(key, '1');
      else this.#storage().removeItem(key);
    } catch {
      // Forbidden or full: not remembered.
    }
  }
}
