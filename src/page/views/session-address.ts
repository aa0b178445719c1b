import type { SessionNarrowing } from '../../app/report-session.ts';
import type { SessionQuery, SessionTab } from '../../views/session-input.ts';
import type { Parameters } from '../urls.ts';

/** What the address narrows the view of a session to. */
export function sessionQueryOf(parameters: Parameters): SessionQuery {
  const { queue, status, kind, issue, q, sort, page } = parameters;
  return { tab: tabOf(parameters), queue, status, kind, issue, q, sort, page: page ?? 1 };
}

/** An address that narrows a list and names no tab means the tab that has the list. */
function tabOf({ tab, queue, status, kind, issue, q, sort, page }: Parameters): SessionTab {
  if (tab !== null) return tab;
  if (kind !== null || issue !== null) return 'issues';
  const isNarrowed = [queue, status, q, sort, page].some((value) => value !== null);
  return isNarrowed ? 'accounts' : 'todo';
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
