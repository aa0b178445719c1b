/** What a message means for the account: something is missing here, sites break, sites may break, or nothing is different. */
export type Effect = 'not-moved' | 'breaks' | 'maybe' | 'none';

/**
 * Whether it helps to move the item again: at once, after the fix in `advice`, not at all, or only what a person does
 * by hand.
 */
export type RetryHope = 'now' | 'after-fix' | 'pointless' | 'by-hand';

/** What a well-known message means and what to do about it. */
export interface ExplanationRule {
  title: string;
  meaning: string;
  effect: Effect;
  advice: string;
  retry: RetryHope;
  /**
   * Matched against the message in lower case, with straight quotes and single blanks. Where a name can stand, the
   * placeholder of a template (`‹database›`) matches as well. Made when they are needed: most requests need the texts
   * of some rules and the patterns of none. Without the flag `i`, which doubles what their first use costs.
   */
  patterns: () => readonly RegExp[];
  /** One of these, in lower case, is in every text that a pattern matches: so most expressions need not run. */
  words: readonly string[];
  /** A module and function that say nothing else: their messages need no pattern, whatever the language. */
  place?: () => RegExp;
}

/** A name, in quotes or not, or the placeholder that stands for it. */
export const NAME = String.raw`(?:["']?‹[^›]{1,40}›["']?|"[^"]{0,200}"|'[^']{0,200}'|[^\s"',;]{1,200})`;

export const pattern = (source: string): RegExp => new RegExp(source);
