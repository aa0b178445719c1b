import type { Database, Row } from '../../src/store/driver.ts';

/** Every table's rows without the numbers that SQLite gives them: what two caches must agree on. */
export function dumpCache(db: Database): Record<string, Row[]> {
  const all = (sql: string): Row[] => db.prepare(sql).all();
  const without = (row: Row, ...columns: string[]): Row =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));
  return {
    session: all('SELECT * FROM session ORDER BY id').map((row) => ({
      ...without(row, 'sid', 'log_dev', 'log_ino', 'log_generation', 'rules_cursor', 'renewals'),
      // Without the stamp of the file that the bytes was in.
      log_hash: String(row.log_hash).replace(/ .*/, ''),
    })),
    item: all(
      'SELECT session.id AS session, item.* FROM item JOIN session USING (sid) ORDER BY 1, type, name',
    ).map((row) => without(row, 'sid', 'item_id')),
    issue: all(
      `SELECT session.id AS session, item.type, item.name, issue_group.key, issue.queue, issue.text,
        issue.repair, issue.at FROM issue JOIN session USING (sid) JOIN item USING (item_id)
        JOIN issue_group USING (group_id) ORDER BY 1, issue.at, 2, 3, 4, 6`,
    ),
    group: all(
      `SELECT session.id AS session, issue_group.key, issue_group.kind, session_group.effect,
        session_group.explanation, session_group.template,
        session_group.line, session_group.count, session_group.items, session_group.first_at,
        session_group.changed_at FROM session_group JOIN session USING (sid)
        JOIN issue_group USING (group_id) WHERE session_group.count > 0 ORDER BY 1, 2`,
    ),
    tally: all(
      `SELECT session.id AS session, combo, count, size FROM tally JOIN session USING (sid)
        WHERE count > 0 ORDER BY 1, 2`,
    ),
    worker: all(
      `SELECT session.id AS session, queue, child, pid, item_type, item_name, since, restarts
        FROM worker JOIN session USING (sid) ORDER BY 1, 2, 3`,
    ),
    bucket: all(
      `SELECT session.id AS session, queue, start, size, items FROM bucket JOIN session USING (sid)
        ORDER BY 1, 2, 3`,
    ),
    mark: all(
      'SELECT session.id AS session, at, time, word FROM mark JOIN session USING (sid) ORDER BY 1, 2',
    ),
    oddity: all(
      `SELECT session.id AS session, oddity, detail, sample, count, at FROM oddity
        JOIN session USING (sid) ORDER BY 1, 6`,
    ),
  };
}
