import type { Step } from '../migrate.ts';

/**
 * Which chunks of an index contain which three successive bytes (`search-grams.ts`), in segments of chunks in the order
 * of their numbers. Older indexes have none, and are made again. Besides: which items have issues of a group is known
 * without reading the issues, and which logs have an error without reading everything about all logs.
 */
const SQL = `
CREATE TABLE search_gram (
  search_id INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  gram INTEGER NOT NULL,
  chunks BLOB NOT NULL,
  PRIMARY KEY (search_id, segment, gram)
) STRICT, WITHOUT ROWID;
DELETE FROM search_chunk;
DELETE FROM search_index;

DROP INDEX issue_by_group;
CREATE INDEX issue_by_group ON issue (sid, group_id, at, item_id);
CREATE INDEX evidence_with_text ON evidence (sid) WHERE first_text IS NOT NULL;
`;

export const searchGrams: Step = { name: 'search grams', up: (db) => db.exec(SQL) };
