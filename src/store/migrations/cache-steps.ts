import type { Step } from '../migrate.ts';
import { first } from './cache-0001-first.ts';
import { results } from './cache-0003-results.ts';
import { search } from './cache-0005-search.ts';
import { verification } from './cache-0007-verification.ts';
import { searchGrams } from './cache-0008-search-grams.ts';

/** In this order, each as it was released. A new step is added at the end of this list; new tables get a file beside it. */
export const cacheSteps: readonly Step[] = [
  first,
  {
    /**
     * By which rules a session's rows were made (`src/session/rules-version.ts`), and up to which place. 0.1.0 moves
     * the log's cursor without knowing these columns: where `rules_cursor` differs from the cursor, it has written rows
     * of its own. `renewals` is how many of the log's generations were not another log but the same one, read by newer
     * rules.
     */
    name: 'rules',
    up: (db) =>
      db.exec(`
        ALTER TABLE session ADD COLUMN rules_reader INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE session ADD COLUMN rules_masks INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE session ADD COLUMN rules_grouping INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE session ADD COLUMN rules_cursor TEXT NOT NULL DEFAULT '';
        ALTER TABLE session ADD COLUMN renewals INTEGER NOT NULL DEFAULT 0;
      `),
  },
  results,
  {
    /**
     * Where the first error of an item's log is, and the last line that says why the item failed: a log of hundreds of
     * megabytes is opened there without being searched again.
     */
    name: 'places',
    up: (db) =>
      db.exec(`
        ALTER TABLE evidence ADD COLUMN error_at INTEGER;
        ALTER TABLE evidence ADD COLUMN failure_at INTEGER;
      `),
  },
  search,
  {
    // The error lines of a log whose item has not ended, as JSON; "many": more than are kept. Null for an item that has ended.
    name: 'open evidence',
    up: (db) => db.exec('ALTER TABLE evidence ADD COLUMN open_lines TEXT;'),
  },
  verification,
  searchGrams,
  {
    /*
     * `explanation` is the title of the explanation that `effect` is of ('' where there is none; null in rows that an older version has
     * written, until they are renewed), `unlisted` 1 where an item's counters say more than its messages. The indexes lead a page to the few
     * rows of thousands that it shows.
     */
    name: 'short ways',
    up: (db) =>
      db.exec(`
        ALTER TABLE session_group ADD COLUMN explanation TEXT;
        ALTER TABLE item ADD COLUMN unlisted INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX item_unlisted ON item (sid) WHERE unlisted = 1;
        CREATE INDEX evidence_found ON evidence (sid) WHERE level > 0;
      `),
  },
];
