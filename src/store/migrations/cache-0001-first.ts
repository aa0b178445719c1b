import type { Step } from '../migrate.ts';

const phaseColumns = (q: 't' | 'r'): string => `
  ${q}_status TEXT,
  ${q}_started INTEGER NOT NULL DEFAULT 0,
  ${q}_started_at INTEGER,
  ${q}_ended_at INTEGER,
  ${q}_child INTEGER,
  ${q}_pid INTEGER,
  ${q}_logfile TEXT,
  ${q}_attempts INTEGER NOT NULL DEFAULT 0,
  ${q}_dangerous INTEGER NOT NULL DEFAULT 0,
  ${q}_altered INTEGER NOT NULL DEFAULT 0,
  ${q}_skipped INTEGER NOT NULL DEFAULT 0,
  ${q}_warning INTEGER NOT NULL DEFAULT 0,
  ${q}_failure TEXT,
  ${q}_message TEXT`;

const SQL = `
CREATE TABLE session (
  sid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  log_dev INTEGER,
  log_ino INTEGER,
  log_offset INTEGER NOT NULL DEFAULT 0,
  log_hash TEXT NOT NULL DEFAULT '',
  log_generation INTEGER NOT NULL DEFAULT 0,
  initiator TEXT,
  format_version TEXT,
  source_host TEXT,
  log_state TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  last_event_at INTEGER,
  transfer_count INTEGER,
  restore_count INTEGER,
  transfer_size INTEGER,
  restore_size INTEGER,
  dangerous INTEGER NOT NULL DEFAULT 0,
  altered INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  warning INTEGER NOT NULL DEFAULT 0,
  seen_state TEXT,
  seen_pid INTEGER,
  seen_initiator TEXT,
  seen_creator TEXT,
  seen_source_host TEXT,
  seen_target_host TEXT,
  seen_version TEXT,
  seen_started_at INTEGER,
  seen_ended_at INTEGER,
  seen_queue_stamp TEXT,
  seen_queue_rows INTEGER NOT NULL DEFAULT 0,
  seen_queue_unnamed INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE item (
  item_id INTEGER PRIMARY KEY,
  sid INTEGER NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  local_name TEXT,
  label TEXT,
  size INTEGER,
  first_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  combo INTEGER NOT NULL DEFAULT 0,
  seen_local_name TEXT,
  seen_domain TEXT,
  seen_size INTEGER,
  ${phaseColumns('t')},
  ${phaseColumns('r')},
  UNIQUE (name, sid, type)
) STRICT;
CREATE INDEX item_by_combo ON item (sid, combo, first_at);
CREATE INDEX item_by_change ON item (sid, changed_at);
CREATE INDEX item_by_local_name ON item (local_name) WHERE local_name <> name;
CREATE INDEX item_by_seen_local_name ON item (seen_local_name) WHERE seen_local_name <> name;
CREATE INDEX item_by_domain ON item (seen_domain) WHERE seen_domain IS NOT NULL;

CREATE TABLE issue_group (
  group_id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  module TEXT,
  function TEXT
) STRICT;

CREATE TABLE session_group (
  sid INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  template TEXT NOT NULL,
  line INTEGER,
  count INTEGER NOT NULL,
  items INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (sid, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue (
  issue_id INTEGER PRIMARY KEY,
  sid INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  item_id INTEGER NOT NULL,
  queue TEXT NOT NULL,
  text TEXT NOT NULL,
  repair TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX issue_by_group ON issue (sid, group_id, at);
CREATE INDEX issue_by_item ON issue (item_id, queue);

CREATE TABLE tally (
  sid INTEGER NOT NULL,
  combo INTEGER NOT NULL,
  count INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (sid, combo)
) STRICT, WITHOUT ROWID;

CREATE TABLE worker (
  sid INTEGER NOT NULL,
  queue TEXT NOT NULL,
  child INTEGER NOT NULL,
  pid INTEGER,
  item_type TEXT,
  item_name TEXT,
  since INTEGER,
  restarts INTEGER NOT NULL,
  PRIMARY KEY (sid, queue, child)
) STRICT, WITHOUT ROWID;

CREATE TABLE bucket (
  sid INTEGER NOT NULL,
  queue TEXT NOT NULL,
  start INTEGER NOT NULL,
  size INTEGER NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (sid, start, queue)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark (
  sid INTEGER NOT NULL,
  at INTEGER NOT NULL,
  time INTEGER,
  word TEXT NOT NULL,
  PRIMARY KEY (sid, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE oddity (
  sid INTEGER NOT NULL,
  oddity TEXT NOT NULL,
  detail TEXT NOT NULL,
  sample TEXT NOT NULL,
  count INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sid, oddity, detail)
) STRICT, WITHOUT ROWID;

CREATE TABLE follow_up (
  session_id TEXT NOT NULL,
  issue TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  done INTEGER NOT NULL,
  note TEXT,
  who TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (session_id, issue, type, name)
) STRICT, WITHOUT ROWID;
`;

/** The tables of 0.1.0. Never change this: caches of that version have exactly these. */
export const first: Step = { name: 'first', up: (db) => db.exec(SQL) };
