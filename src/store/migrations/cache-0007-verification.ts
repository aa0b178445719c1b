import type { Step } from '../migrate.ts';

/**
 * What is needed to tell whether accounts are really here. `source_look` is what the source said about itself when the
 * session was made (`analysis`: the named fields of its answer as JSON; null with a `note` where there was none),
 * `queue_look` says that the queue was read into `queued_account`. `verification` and `verified_account` are the last
 * look at this server; `before` is the account's result in the look before that one ('': there was none; with a null
 * there, a row of a damaged file could be one of `queued_account` as well). `verify_run` is a look that is going on, or
 * has failed.
 *
 * None of these comes from the log: they stay when it is read again, and name items by type and name.
 */
const SQL = `
CREATE TABLE source_look (
  sid INTEGER PRIMARY KEY,
  asked_at INTEGER NOT NULL,
  taken_at INTEGER,
  note TEXT,
  analysis TEXT,
  host TEXT,
  hostname TEXT
) STRICT;

CREATE TABLE queue_look (
  sid INTEGER PRIMARY KEY,
  accounts INTEGER NOT NULL
) STRICT;

CREATE TABLE queued_account (
  sid INTEGER NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  local_name TEXT,
  domain TEXT,
  size INTEGER,
  files INTEGER,
  settings TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (sid, type, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE verification (
  sid INTEGER PRIMARY KEY,
  checked_at INTEGER NOT NULL,
  server_at INTEGER NOT NULL,
  unanswered TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE verified_account (
  sid INTEGER NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  local_name TEXT NOT NULL,
  result TEXT NOT NULL,
  before TEXT NOT NULL DEFAULT '',
  checked_at INTEGER NOT NULL,
  checks TEXT NOT NULL,
  PRIMARY KEY (sid, type, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE verify_run (
  sid INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  pid INTEGER,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  failure TEXT
) STRICT;
`;

export const verification: Step = { name: 'verification', up: (db) => db.exec(SQL) };
