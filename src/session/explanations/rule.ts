/** Whether what a message reports is missing here, breaks sites, may do so, or leaves nothing different. */
export type Effect = 'not-moved' | 'breaks' | 'maybe' | 'none';

/**
 * Whether it helps to move the item again: at once, after the fix that `advice` names, not at all, or only what a person does by hand.
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
   * Fit the message once its quotes are straight and its blanks single, upper and lower case being one. Where a name can stand, also the
   * placeholder of a template (`‹database›`) fits. Made when they are asked for: most requests need the texts of some rules and the patterns of none.
   */
  patterns: () => readonly RegExp[];
  /** One of these stands, in lower case, in every text that a pattern fits: it spares most expressions. */
  words: readonly string[];
  /** The module and function that say nothing else: their messages need no pattern, whatever their language. */
  place?: () => RegExp;
}

/** A name, in quotes or not, or the placeholder that stands for it. */
export const NAME = String.raw`(?:["']?‹[^›]{1,40}›["']?|"[^"]{0,200}"|'[^']{0,200}'|[^\s"',;]{1,200})`;

export const pattern = (source: string): RegExp => new RegExp(source, 'i');
