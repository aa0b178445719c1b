import type { Step } from './step.ts';

/**
 * By which rules a session's rows were made (`src/session/rules-version.ts`), and up to where. 0.1.0 moves the log's cursor without
 * knowing of these: where `rules_cursor` is not where the cursor stands, it has written rows of its own. `renewals` is how many of
 * the log's generations were no other log, but the same one read by newer rules.
 */
const SQL = `
ALTER TABLE session ADD COLUMN rules_reader INTEGER NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN rules_masks INTEGER NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN rules_grouping INTEGER NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN rules_cursor TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN renewals INTEGER NOT NULL DEFAULT 0;
`;

export const rules: Step = { name: 'rules', up: (db) => db.exec(SQL) };
