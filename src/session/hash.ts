/**
 * A short stable fingerprint of a text: 64 bits as 16 hex digits. The same in every run, session and
 * process; spread well enough for some million texts, but no protection against somebody who wants a clash.
 * (Two 32-bit multiply-and-xor lanes, finished as in MurmurHash3.)
 */
export function hashText(text: string): string {
  let high = 0x9e3779b1;
  let low = 0x85ebca77;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  high ^= high >>> 16;
  low ^= low >>> 16;
  return hexOf(high) + hexOf(low);
}

function hexOf(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
