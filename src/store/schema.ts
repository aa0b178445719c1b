import type { Schema } from './migrate.ts';
import { cacheSteps } from './migrations/cache-steps.ts';

/**
 * The cache's tables. All that comes from a session's log is a function of the log's bytes up to `log_offset`
 * and of the rules that read them (`rules_*`). Offsets (`first_at`, `changed_at`, `at`) are byte offsets of the master log: they
 * order rows, and "what changed since" is a comparison with one of them.
 *
 * `seen_*` columns come from the server's index and queue databases; they are what an archived session keeps of them.
 * `follow_up` is written by administrators: no log can give it back.
 *
 * Rows of a session have its number in `sid`. Numbers of rows are called `item_id`, `issue_id` and `group_id` wherever they stand: what
 * copies a session from one cache to another gives them their new numbers by these names (`session-copy.ts`).
 */
export const CACHE_SCHEMA: Schema = { name: 'cache', layout: 1, steps: cacheSteps };

/**
 * `first_at` of an item that only the server's queue database names starts here, far above any offset in a log:
 * waiting items come after those that the log has named, in the order of the queue.
 */
export const WAITING_AT = 2 ** 52;

/**
 * The tables whose rows come from a session's log, and go when it is read again. What people have written never is in one of
 * these, nor under a row's number: such tables name session, item and message. What searches search (`search_index`, `search_chunk`,
 * `search_gram`) goes with them, but is made from rows and not from the log: it is never copied.
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

/** Tables with rows of sessions that no log gives: what the server's databases and its API have said. */
export const LOOK_TABLES: readonly string[] = [
  'source_look',
  'queue_look',
  'queued_account',
  'verification',
  'verified_account',
];
