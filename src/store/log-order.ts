import type { Combo } from '../session/tally.ts';

/**
 * A query for the ids of a session's items in the order of the log, for a FROM clause. The items of each pair of phases lie in
 * that order: the first of each are merged by their keys alone, so that a page costs what it shows and not a sort of all items.
 *
 * @param combos at least one
 */
export function firstInLogOrder(
  sid: number,
  combos: readonly Combo[],
  { limit, offset }: { limit: number; offset: number },
): { sql: string; params: number[] } {
  const firsts = combos.map(
    () =>
      'SELECT * FROM (SELECT item_id, first_at FROM item WHERE sid = ? AND combo = ? ORDER BY first_at LIMIT ?)',
  );
  return {
    sql: `(${firsts.join(' UNION ALL ')} ORDER BY first_at LIMIT ? OFFSET ?)`,
    params: [...combos.flatMap((combo) => [sid, combo, limit + offset]), limit, offset],
  };
}
