import { first } from './cache-0001-first.ts';
import { rules } from './cache-0002-rules.ts';
import { results } from './cache-0003-results.ts';
import { places } from './cache-0004-places.ts';
import { search } from './cache-0005-search.ts';
import { openEvidence } from './cache-0006-open-evidence.ts';
import { verification } from './cache-0007-verification.ts';
import { searchGrams } from './cache-0008-search-grams.ts';
import type { Step } from './step.ts';

/** In this order. A new one is a file beside these, and the last entry of this list. */
export const cacheSteps: readonly Step[] = [
  first,
  rules,
  results,
  places,
  search,
  openEvidence,
  verification,
  searchGrams,
];
