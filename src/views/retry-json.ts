import type { RetryHeap, RetryPlan } from '../session/retry.ts';
import { SCHEMA_VERSION } from './contract.ts';
import { retryCommands } from './retry-script.ts';
import { comment } from './retry-shell.ts';
import { groupRetry, outlookWords } from './retry-text.ts';

/** What a session left undone, as scripts read it. */
export interface RetryJson {
  schemaVersion: number;
  heaps: {
    heap: RetryHeap;
    cause: string | null;
    fix: string | null;
    items: { type: string; name: string; reason: string }[];
    /** Empty where there are none. */
    commands: string;
  }[];
}

export function retryJson(plan: RetryPlan): RetryJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    heaps: groupRetry(plan.items).map(({ heap, cause, fix, items }) => ({
      heap,
      cause,
      fix,
      items: items.map(({ type, name, reason }) => ({ type, name, reason })),
      commands: withOutlook(plan, retryCommands(plan, items)),
    })),
  };
}

function withOutlook(plan: RetryPlan, commands: string | null): string {
  if (commands === null) return '';
  return [...outlookWords(plan).map(comment), commands].join('\n');
}
