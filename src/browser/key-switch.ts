import { Memory } from './memory.ts';

const memory = new Memory(() => localStorage);
const OFF = 'tm-keys-off';

/** Keys of a single letter can be turned off: those who speak to their computer would press them by accident (WCAG 2.1.4). */
export function areKeysOff(): boolean {
  return memory.has(OFF);
}

export function turnKeys(isOff: boolean): void {
  memory.set(OFF, isOff);
}
