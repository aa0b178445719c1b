/** What every object answers to without having it: the names that a table must not find. */
export const INHERITED_NAMES: readonly string[] = Object.getOwnPropertyNames(Object.prototype);
