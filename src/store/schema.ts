import type { Schema } from './migrate.ts';
import { cacheSteps } from './migrations/cache-steps.ts';

/**
 * The cache's tables. Everything from a session's log is a function of the log's bytes up to `log_offset` and of the
 * rules that read them (`rules_*`). Offsets (`first_at`, `changed_at`, `at`) are byte offsets in the master log: they
 * order rows, and "what changed since" is a comparison with one of them.
 *
 * `seen_*` columns come from the server's index and queue databases; an archived session keeps them. `follow_up` is
 * written by administrators: no log can give it back.
 *
 * Rows of a session have its number in `sid`. Row numbers are called `item_id`, `issue_id` and `group_id` in every
 * table: copying a session from one cache to another finds and replaces them by these names (`session-copy.ts`).
 */
export const CACHE_SCHEMA: Schema = { name: 'cache', layout: 1, steps: cacheSteps };

/**
 * `first_at` of an item that only the server's queue database names starts here, far above any offset in a log: waiting
 * items come after those that the log has named, in the order of the queue.
 */
export const WAITING_AT = 2 ** 52;

/**
 * The tables whose rows come from a session's log, and are deleted when it is read again. What people have written is
 * never in one of these, nor stored under a row's number: such tables name session, item and message. The search index
 * (`search_index`, `search_chunk`, `search_gram`) is deleted as well, but is made from rows and not from the log: it is
 * never copied.
 */
export const LOG_TABLES: readonly string[] = [
  'issue',
  'session_group',
  'tally',
  'worker',
  'bucket',
  'mark',
  'oddity',
  'result_tally',
  'evidence',
  'evidence_sum',
  'item',
];

/** Tables with rows of sessions that come from no log: from the server's databases and its API. */
export const LOOK_TABLES: readonly string[] = [
  'source_look',
  'queue_look',
  'queued_account',
  'verification',
  'verified_account',
];
