/**
 * A short stable fingerprint of a text: 64 bits as 16 hex digits. The same in every run, session and process; spread
 * well enough for some million texts, but no protection against deliberate collisions. (Two 32-bit multiply-and-xor
 * lanes, finished as in MurmurHash3.)
 */
export function hashText(text: string): string {
  let high = SEED_HIGH;
  let low = SEED_LOW;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, STEP_HIGH);
    low = Math.imul(low ^ code, STEP_LOW);
  }
  return finish(high, low);
}

/**
 * The fingerprint of a text without regard to the case of ASCII letters and to what is between the marks ‹ and ›: two
 * templates that differ only in the names of their placeholders are one template.
 */
export function hashTemplate(text: string): string {
  let high = SEED_HIGH;
  let low = SEED_LOW;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= 65 && code <= 90) code += 32;
    else if (code === OPEN_MARK) {
      const close = text.indexOf('›', i);
      if (close > 0) i = close;
    }
    high = Math.imul(high ^ code, STEP_HIGH);
    low = Math.imul(low ^ code, STEP_LOW);
  }
  return finish(high, low);
}

const SEED_HIGH = 0x9e3779b1;
const SEED_LOW = 0x85ebca77;
const STEP_HIGH = 0x9e3779b1;
const STEP_LOW = 0x5f356495;
const OPEN_MARK = '‹'.charCodeAt(0);

function finish(high: number, low: number): string {
  let one = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  let two = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  one ^= one >>> 16;
  two ^= two >>> 16;
  return hexOf(one) + hexOf(two);
}

function hexOf(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
