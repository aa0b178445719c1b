/** The result of one check of `doctor`. */
export interface Finding {
  /** Stable, for scripts: `place:/usr/local/bin/whm-transfers`, `node`, `hooks`. */
  id: string;
  level: 'ok' | 'warn' | 'bad';
  /** The finding, in one sentence. */
  words: string;
  /** What to do about it; null where all is well. */
  fix: string | null;
  /** Lines with details. */
  details?: string[];
}

export function ok(id: string, words: string): Finding {
  return { id, level: 'ok', words, fix: null };
}

export function bad(id: string, words: string, fix: string): Finding {
  return { id, level: 'bad', words, fix };
}

export function warn(id: string, words: string, fix: string): Finding {
  return { id, level: 'warn', words, fix };
}

/** With a capital letter, for the beginning of a sentence. */
export function sentence(what: string): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}
