import type { AccountFacts } from '../session/facts.ts';
import { textCell } from './cell.ts';
import type { Database, SqlValue } from './driver.ts';
import { readItem } from './item-row.ts';
import { narrowByName } from './names-like.ts';
import { likePattern } from './search-hits.ts';

/**
 * Every attempt at an account, by its old name, its new name or its domain; the newest session first. Servers keep
 * these in lower case, so that form is looked up as well; only where neither is found are all names compared without
 * regard to case.
 */
export function findAccount(db: Database, account: string): AccountFacts[] {
  const wanted = account.trim();
  const exact = findSpelled(db, '=', [...new Set([wanted, wanted.toLowerCase()])]);
  if (exact.length > 0) return exact;
  return findSpelled(
    db,
    'LIKE',
    [likePattern(wanted).slice(1, -1)],
    narrowByName(db, wanted, MAX_ALIKE),
  );
}

/** How many items whose names contain a text are compared with it. */
const MAX_ALIKE = 500;

/** @param spellings LIKE patterns, or names */
function findSpelled(
  db: Database,
  comparison: '=' | 'LIKE',
  spellings: readonly string[],
  narrowed: { where: string; params: SqlValue[] } = { where: '', params: [] },
): AccountFacts[] {
  const select = `SELECT item.*, session.id AS session_id,
    coalesce(session.started_at, session.seen_started_at, 0) AS session_started
    FROM item JOIN session USING (sid)`;
  const fits = (column: string): string =>
    comparison === '='
      ? `${column} IN (${spellings.map(() => '?').join(', ')})`
      : `${column} LIKE ? ESCAPE '\\'`;
  // The conditions match the indexes.
  return db
    .prepare(
      `${select} WHERE ${narrowed.where} ${fits('name')}
        UNION ${select} WHERE ${narrowed.where} ${fits('local_name')} AND local_name <> name
        UNION ${select} WHERE ${narrowed.where} ${fits('seen_local_name')} AND seen_local_name <> name
        UNION ${select} WHERE ${narrowed.where} ${fits('seen_domain')} AND seen_domain IS NOT NULL
        ORDER BY session_started DESC, sid DESC, first_at`,
    )
    .all(...Array.from({ length: 4 }, () => [...narrowed.params, ...spellings]).flat())
    .map((row) => ({ sessionId: textCell(row, 'session_id') ?? '', item: readItem(row) }));
}

/** An unknown name is most often mistyped behind its beginning. */
const SURE_LETTERS = 3;

/**
 * Names of items that contain a part of a name, or whose new name or domain does; where there are none, names with the
 * same beginning.
 */
export function similarNames(db: Database, part: string, limit: number): string[] {
  const wanted = part.trim();
  const holding = namesLike(db, wanted, likePattern(wanted), limit);
  if (holding.length > 0 || wanted.length <= SURE_LETTERS) return holding;
  const beginning = wanted.slice(0, SURE_LETTERS);
  return namesLike(db, beginning, likePattern(beginning).slice(1), limit);
}

function namesLike(db: Database, text: string, pattern: string, limit: number): string[] {
  const { where, params } = narrowByName(db, text, limit);
  return db
    .prepare(
      `SELECT DISTINCT name FROM item WHERE ${where} (name LIKE ? ESCAPE '\\' OR local_name LIKE ? ESCAPE '\\'
        OR seen_domain LIKE ? ESCAPE '\\') ORDER BY name LIMIT ?`,
    )
    .all(...params, pattern, pattern, pattern, limit)
    .map((row) => textCell(row, 'name') ?? '');
}
