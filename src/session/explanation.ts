import rules from './explanations.json' with { type: 'json' };
import type { IssueKind } from './issue.ts';

/** What a well-known group of messages means, whether sites break by it, and what to do. */
export interface Explanation {
  title: string;
  meaning: string;
  breaks: 'yes' | 'maybe' | 'no';
  action: string;
  /** Known to be harmless: shown as such, not hidden. */
  noise: boolean;
}

/**
 * One entry of `explanations.json`. `pattern` is a regular expression that the template's text must hold,
 * upper and lower case being one; every text that it fits holds one of `words` (in lower case), which spares most
 * expressions. `module` and `kinds` narrow it where they are given. The first that fits counts, so special ones stand
 * before general ones.
 */
export interface ExplanationRule extends Omit<Explanation, 'breaks'> {
  pattern: string;
  words: string[];
  module?: string;
  kinds?: string[];
  breaks: string;
}

/** Explains a group of issues; null for one that is not known. */
export function explanationOf(group: {
  kind: IssueKind;
  module: string | null;
  function: string | null;
  template: string;
}): Explanation | null {
  const text = group.template.toLowerCase();
  for (const rule of rules as ExplanationRule[]) {
    if (!rule.words.some((word) => text.includes(word))) continue;
    if (rule.kinds !== undefined && !rule.kinds.includes(group.kind)) continue;
    if (rule.module !== undefined && !fits(rule.module, group.module ?? '')) continue;
    if (fits(rule.pattern, group.template)) return explain(rule);
  }
  return null;
}

function fits(pattern: string, text: string): boolean {
  return new RegExp(pattern, 'i').test(text);
}

function explain({ title, meaning, breaks, action, noise }: ExplanationRule): Explanation {
  return {
    title,
    meaning,
    breaks: breaks === 'yes' || breaks === 'no' ? breaks : 'maybe',
    action,
    noise,
  };
}
