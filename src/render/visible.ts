import { STEERING, showSteering } from '../views/steering.ts';

/**
 * The same characters as references, for the value of a form field: it must come back as it was. NUL and the other controls that HTML
 * cannot carry are shown.
 */
export function keepSteering(value: string): string {
  return value.replace(STEERING, (character) => {
    const code = character.charCodeAt(0);
    const isCarried = code > 0x9f || code === 0xad;
    return isCarried ? `&#${code};` : showSteering(character);
  });
}
