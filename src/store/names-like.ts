import { foldText } from '../log/search-query.ts';
import { textCell } from './cell.ts';
import type { Database, SqlValue } from './driver.ts';
import { likePattern } from './search-hits.ts';
import { NAME_COLUMNS } from './search-index.ts';
import { currentIndexes, scanIndex } from './search-scan.ts';

/** Takes one pattern for each of `NAME_COLUMNS`. */
export const LIKE_NAMES = `(${NAME_COLUMNS.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`;
/** More than are wanted are fetched: what the words of an index select is sorted by the rows. */
const MARGIN = 4;

/**
 * Keeps a query from looking through all items for a text: a condition on their names, which the indexes of large
 * sessions find; other sessions are searched row by row.
 *
 * @param limit how many items are wanted at most
 * @returns nothing where no session has an index
 */
export function narrowByName(
  db: Database,
  text: string,
  limit: number,
): { where: string; params: SqlValue[] } {
  const indexes = currentIndexes(db);
  if (indexes.length === 0) return { where: '', params: [] };
  const names = candidates(db, text, indexes, limit * MARGIN);
  return {
    where: 'name IN (SELECT value FROM json_each(?)) AND',
    params: [JSON.stringify(names)],
  };
}

function candidates(
  db: Database,
  text: string,
  indexes: readonly { sid: number; searchId: number }[],
  limit: number,
): string[] {
  const [holds, begins] = patternsOf(text);
  const itemIds = indexes.flatMap(({ searchId }) => firstHolding(db, searchId, text, limit));
  const others = db
    .prepare(
      `SELECT DISTINCT name FROM item WHERE ${LIKE_NAMES} AND sid IN
        (SELECT sid FROM session WHERE sid NOT IN (SELECT value FROM json_each(?)))
        ORDER BY ${LIKE_NAMES} DESC, name LIMIT ?`,
    )
    .all(
      ...NAME_COLUMNS.map(() => holds),
      JSON.stringify(indexes.map(({ sid }) => sid)),
      ...NAME_COLUMNS.map(() => begins),
      limit,
    );
  const found = db
    .prepare('SELECT name FROM item WHERE item_id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(itemIds));
  return [...new Set([...found, ...others].map((row) => textCell(row, 'name') ?? ''))];
}

/** Numbers of items one of whose names contains a text, those with a name that begins with it first, then by name. */
function firstHolding(db: Database, searchId: number, text: string, limit: number): number[] {
  const wanted = foldText(text);
  const [longest = ''] = wanted.split(/\s+/).sort((a, b) => b.length - a.length);
  let first: { line: string; isLater: boolean; itemId: number }[] = [];
  const cut = (): void => {
    first.sort((a, b) => Number(a.isLater) - Number(b.isLater) || (a.line < b.line ? -1 : 1));
    first = first.slice(0, limit);
  };
  scanIndex(db, searchId, [longest], (_word, words, groupId, itemId) => {
    if (groupId !== null) return false;
    const line = ` ${words()}`;
    if (line.includes(wanted)) {
      first.push({ line, isLater: !line.includes(` ${wanted}`), itemId });
      if (first.length > 100 * limit) cut();
    }
    return true;
  });
  cut();
  return first.map(({ itemId }) => itemId);
}

/** Patterns for LIKE: for what contains a text, and for what begins with it. */
export function patternsOf(text: string): [holds: string, begins: string] {
  const holds = likePattern(text);
  return [holds, holds.slice(1)];
}
