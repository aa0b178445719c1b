import type { Step } from '../migrate.ts';

/**
 *
 * What items lack. `session_group.effect` is the effect of the group's explanation ('' where there is none);
 * `item.issue_level` what the outcomes say, `item.evidence_level` what the item's logs say besides (null: not read).
 * `result_tally` counts items by both phases and the more severe of the two levels. `evidence` holds how far each log
 * of an item has been searched (`reading`, `read`; `gone`: it should exist and does not; `none`: there is none to
 * read); `evidence_sum` counts them.
 *
 */
const SQL = `
ALTER TABLE session_group ADD COLUMN effect TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN issue_level INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN evidence_level INTEGER;

CREATE TABLE result_tally (
  sid INTEGER NOT NULL,
  combo INTEGER NOT NULL,
  level INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (sid, combo, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
  sid INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  queue TEXT NOT NULL,
  logfile TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  state TEXT NOT NULL,
  dev INTEGER,
  ino INTEGER,
  offset INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  level INTEGER NOT NULL DEFAULT 0,
  first_at INTEGER,
  first_text TEXT,
  modules TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (item_id, queue)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_session ON evidence (sid);

CREATE TABLE evidence_sum (
  sid INTEGER PRIMARY KEY,
  read INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  none INTEGER NOT NULL
) STRICT;
`;

export const results: Step = { name: 'results', up: (db) => db.exec(SQL) };
