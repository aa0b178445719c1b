import type { Step } from '../migrate.ts';

/**
 * The index for searches of a large session, made in the background from the rows of one that is over: the words of its
 * messages that are not in their templates, and the names of its items, folded, a line a row. `stamp` describes the
 * rows when it was made: an index whose session has changed since is not used. Chunks of an incomplete index belong to
 * a process at work, or to one that was killed.
 */
const SQL = `
CREATE TABLE search_index (
  search_id INTEGER PRIMARY KEY,
  sid INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  stamp TEXT NOT NULL,
  is_whole INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX search_index_by_session ON search_index (sid);

CREATE TABLE search_chunk (
  chunk_id INTEGER PRIMARY KEY,
  sid INTEGER NOT NULL,
  search_id INTEGER NOT NULL,
  lines BLOB NOT NULL
) STRICT;
CREATE INDEX search_chunk_by_index ON search_chunk (search_id);
CREATE INDEX search_chunk_by_session ON search_chunk (sid);
`;

export const search: Step = { name: 'search', up: (db) => db.exec(SQL) };
