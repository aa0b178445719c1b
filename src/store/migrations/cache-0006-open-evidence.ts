import type { Step } from './step.ts';

/** The error lines of a log whose item has not ended, as JSON; `"many"`: more than are kept. Null for an item that has ended. */
const SQL = 'ALTER TABLE evidence ADD COLUMN open_lines TEXT;';

export const openEvidence: Step = { name: 'open evidence', up: (db) => db.exec(SQL) };
