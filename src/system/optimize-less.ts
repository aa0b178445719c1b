import { setFlagsFromString } from 'node:v8';

/** The first V8 that has other ways to say it, and gives less away by itself: Node 22. */
const FIRST_WITHOUT = 12;

/**
 * Has V8 compile to fast code only what runs for long. Node 20 does it so eagerly that a fifth of the processor time of a first reading
 * goes into compiling, most of it for what is soon over or is compiled again.
 */
export function optimizeLess(): void {
  if (Number.parseInt(process.versions.v8, 10) >= FIRST_WITHOUT) return;
  setFlagsFromString('--interrupt-budget=1000000');
}
