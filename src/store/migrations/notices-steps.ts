import { first } from './notices-0001-first.ts';
import type { Step } from './step.ts';

/** In this order. A new one is a file beside these, and the last entry of this list. */
export const noticesSteps: readonly Step[] = [first];
