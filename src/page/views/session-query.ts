import type { SessionNarrowing } from '../../app/session-report.ts';
import type { SessionQuery } from '../../views/session-input.ts';
import type { Parameters } from '../urls.ts';

/** What the address narrows the view of a session to. */
export function sessionQueryOf(parameters: Parameters): SessionQuery {
  const { tab, queue, status, kind, issue, q, sort, page } = parameters;
  return { tab: tab ?? 'overview', queue, status, kind, issue, q, sort, page: page ?? 1 };
}

/** The same in the words of the store. */
export function narrowingOf({ queue, status, kind, q, sort }: SessionQuery): SessionNarrowing {
  const by =
    sort === null
      ? null
      : (sort.replace('-', '') as 'name' | 'status' | 'size' | 'started' | 'duration');
  return {
    queue,
    status,
    kind,
    search: q,
    sort: by === null ? null : { by, descending: sort?.startsWith('-') ?? false },
  };
}
