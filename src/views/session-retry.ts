import { pageHref } from './link.ts';
import { HEAP_WORDS } from './retry-text.ts';
import type { Retry } from './session-input.ts';
import { countNoun } from './size.ts';

/** What is to be done again, on the page of its session. */
export interface RetryView {
  title: string;
  names: string;
  commands: string;
  hasCommands: boolean;
  comments: string[];
  /** By what kept the items from moving. */
  groups: { head: string; count: string; notes: string[]; names: string }[];
  csvHref: string;
  scriptHref: string;
}

export function buildRetry(session: string, retry: Retry): RetryView | null {
  if (retry.names.length === 0) return null;
  return {
    title: `Retry ${countNoun(retry.total ?? retry.names.length, 'item')}`,
    names: retry.names.join('\n'),
    commands: retry.commands ?? '',
    hasCommands: retry.commands !== null,
    comments: retry.comments ?? [],
    groups: (retry.groups ?? []).map(({ heap, cause, items, comments }) => ({
      head: `${HEAP_WORDS[heap]}${cause === null ? '' : `: ${cause}`}`,
      count: countNoun(items.length, 'item'),
      notes: comments.slice(1),
      names: items.map(({ name }) => name).join(', '),
    })),
    csvHref: pageHref({ session, report: 'retry', format: 'csv' }),
    scriptHref: pageHref({ session, report: 'retry', format: 'raw' }),
  };
}
