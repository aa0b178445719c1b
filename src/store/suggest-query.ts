import { integer, textCell } from './cell.ts';
import type { Database } from './driver.ts';
import { LIKE_NAMES, narrowByName, patternsOf } from './names-like.ts';
import { NAME_COLUMNS } from './search-index.ts';

/** An item whose name, new name or domain contains a text; its newest session counts. */
export interface NameFound {
  name: string;
  type: string;
  localName: string | null;
  domain: string | null;
  /** How many sessions have it. */
  sessions: number;
}

export interface SessionFound {
  id: string;
  sourceHost: string | null;
  targetHost: string | null;
  startedAt: number | null;
}

/** An issue type whose common words contain a text. */
export interface CauseFound {
  id: string;
  template: string;
  /** The newest session that has it. */
  sessionId: string;
  items: number;
}

/** Names that begin with the text come first. */
export function namesHolding(db: Database, text: string, limit: number): NameFound[] {
  const [holds, begins] = patternsOf(text);
  const narrowed = narrowByName(db, text, limit);
  return db
    .prepare(
      `SELECT name, type, coalesce(seen_local_name, local_name) AS local_name, seen_domain,
          count(DISTINCT sid) AS sessions, max(sid)
        FROM item WHERE ${narrowed.where} ${LIKE_NAMES} GROUP BY name, type
        ORDER BY ${LIKE_NAMES} DESC, name LIMIT ?`,
    )
    .all(
      ...narrowed.params,
      ...NAME_COLUMNS.map(() => holds),
      ...NAME_COLUMNS.map(() => begins),
      limit,
    )
    .map((row) => ({
      name: textCell(row, 'name') ?? '',
      type: textCell(row, 'type') ?? '',
      localName: textCell(row, 'local_name'),
      domain: textCell(row, 'seen_domain'),
      sessions: integer(row, 'sessions'),
    }));
}

/** The newest first. */
export function sessionsHolding(db: Database, text: string, limit: number): SessionFound[] {
  const [holds] = patternsOf(text);
  return db
    .prepare(
      `SELECT id, coalesce(source_host, seen_source_host) AS source, seen_target_host,
          coalesce(started_at, seen_started_at) AS started
        FROM session WHERE id LIKE ? ESCAPE '\\' OR coalesce(source_host, seen_source_host) LIKE ? ESCAPE '\\'
          OR seen_target_host LIKE ? ESCAPE '\\'
        ORDER BY coalesce(started, 9e15) DESC LIMIT ?`,
    )
    .all(holds, holds, holds, limit)
    .map((row) => ({
      id: textCell(row, 'id') ?? '',
      sourceHost: textCell(row, 'source'),
      targetHost: textCell(row, 'seen_target_host'),
      startedAt: row.started === null ? null : integer(row, 'started'),
    }));
}

/** Those with the most items first. */
export function causesHolding(db: Database, text: string, limit: number): CauseFound[] {
  const [holds] = patternsOf(text);
  return db
    .prepare(
      `SELECT g.key, sg.template, sg.items, max(sg.sid), session.id AS session_id
        FROM session_group AS sg JOIN issue_group AS g USING (group_id) JOIN session ON session.sid = sg.sid
        WHERE sg.count > 0 AND sg.template LIKE ? ESCAPE '\\'
        GROUP BY g.group_id ORDER BY sum(sg.items) DESC, g.key LIMIT ?`,
    )
    .all(holds, limit)
    .map((row) => ({
      id: textCell(row, 'key') ?? '',
      template: textCell(row, 'template') ?? '',
      sessionId: textCell(row, 'session_id') ?? '',
      items: integer(row, 'items'),
    }));
}
