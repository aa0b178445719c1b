import type { Step } from '../migrate.ts';

/** The table of 0.1.0. Never change this. */
const FIRST = `
CREATE TABLE notice (
  notice_id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  event TEXT NOT NULL,
  channel TEXT NOT NULL,
  label TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  found_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  ended_at INTEGER,
  trouble TEXT,
  message TEXT,
  UNIQUE (session_id, event, channel)
) STRICT;
CREATE INDEX notice_waiting ON notice (next_at) WHERE state = 'waiting';
`;

/** In this order. A new step is added at the end of this list. */
export const notificationsSteps: readonly Step[] = [{ name: 'first', up: (db) => db.exec(FIRST) }];
