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
 * upper and lower case being one; `module` and `kinds` narrow it where they are given. The first that
 * fits counts, so special ones stand before general ones.
 */
export interface ExplanationRule extends Omit<Explanation, 'breaks'> {
  pattern: string;
  module?: string;
  kinds?: string[];
  breaks: string;
}

interface CompiledRule {
  text: RegExp;
  module: RegExp | null;
  kinds: readonly string[] | null;
  explanation: Explanation;
}

let compiled: CompiledRule[] | null = null;

/** Explains a group of issues; null for one that is not known. The patterns are compiled on first use. */
export function explanationOf(group: {
  kind: IssueKind;
  module: string | null;
  function: string | null;
  template: string;
}): Explanation | null {
  compiled ??= (rules as ExplanationRule[]).map(compileRule);
  for (const rule of compiled) {
    if (rule.kinds !== null && !rule.kinds.includes(group.kind)) continue;
    if (rule.module !== null && !rule.module.test(group.module ?? '')) continue;
    if (rule.text.test(group.template)) return rule.explanation;
  }
  return null;
}

function compileRule(rule: ExplanationRule): CompiledRule {
  const { title, meaning, action, noise } = rule;
  const breaks = rule.breaks === 'yes' || rule.breaks === 'no' ? rule.breaks : 'maybe';
  return {
    text: new RegExp(rule.pattern, 'i'),
    module: rule.module === undefined ? null : new RegExp(rule.module, 'i'),
    kinds: rule.kinds ?? null,
    explanation: { title, meaning, breaks, action, noise },
  };
}
