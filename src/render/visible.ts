import { STEERING } from '../views/steering.ts';

/** Shows steering characters instead of obeying them: escape becomes "␛", a right-to-left override "‹U+202E›". */
export function showSteering(html: string): string {
  return html.replace(STEERING, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

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
