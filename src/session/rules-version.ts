/** The rules by which a session's rows are made from its log; each number tells one state of them from the others. */
export interface RulesVersion {
  reader: number;
  masks: number;
  grouping: number;
}

/**
 * The rules of this program. Raise a number once a release when the same log would give other rows than by the release before:
 *
 * - `reader`: what is understood of a log (importers, fold, what a row holds),
 * - `masks`: which parts of a text are secrets,
 * - `grouping`: which messages are one issue group, and what its template is.
 *
 * What older rules have made is then renewed: a session whose log is there is read again, of an archived one the texts are masked
 * and grouped again. `test/store/rules-version.test.ts` fails where a number should have been raised.
 */
export const RULES: RulesVersion = { reader: 2, masks: 2, grouping: 2 };
