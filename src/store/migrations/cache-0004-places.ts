import type { Step } from './step.ts';

/**
 * Where in an item's log its first error stands, and the last line that says what the item failed of: a log of hundreds of megabytes is
 * opened there without being looked through again.
 */
const SQL = `
ALTER TABLE evidence ADD COLUMN error_at INTEGER;
ALTER TABLE evidence ADD COLUMN failure_at INTEGER;
`;

export const places: Step = { name: 'places', up: (db) => db.exec(SQL) };
