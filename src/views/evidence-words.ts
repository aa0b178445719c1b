import { explanationOf } from '../session/explanation.ts';
import type { RetryHope } from '../session/explanations/rule.ts';
import type { ErrorExplanation, Item } from './contract.ts';
import { pageHref } from './link.ts';
import { formatCount } from './size.ts';

/** Null: the error has no known meaning. */
export function explainError(text: string): ErrorExplanation | null {
  const known = explanationOf({ kind: null, module: null, function: null, text });
  if (known === null) return null;
  const { title, meaning, effect, impact, advice, retry } = known;
  return { title, meaning, effect, impact, advice, retry };
}

const HOPES: Readonly<Record<RetryHope, string>> = {
  now: 'Moving it again may help.',
  'after-fix': 'After that, moving it again helps.',
  pointless: 'Moving it again does not help.',
  'by-hand': 'Moving it again does not help: fix it by hand.',
};

/** What to do about it, and whether another attempt helps, unless that has been said already. */
export function adviceWords({ advice, retry }: ErrorExplanation): string {
  const isSaid = (retry === 'now' || retry === 'after-fix') && / again\b/.test(advice ?? '');
  return [advice, isSaid ? null : HOPES[retry]].filter((words) => words !== null).join(' ');
}

/** What the logs of an item say against it although the server calls it moved. */
export interface EvidenceNote {
  /** "Reported as moved, but its log contains 31 errors." */
  words: string;
  /** As bad as the item's own result. */
  tone: 'bad' | 'check';
  icon: string;
  /** The first error, and its place in the log; null where there is only the status of a module. */
  first: { text: string; href: string | null } | null;
  /** What the first error means, and what to do about it. */
  explanation: { title: string; meaning: string; advice: string } | null;
}

/** Null where its logs say nothing against it, or the item has not moved. */
export function evidenceNote(
  { result, evidence }: Pick<Item, 'result' | 'evidence'>,
  session: string,
  hasLogs: boolean,
): EvidenceNote | null {
  const isMoved = result === 'review' || result === 'incomplete' || result === 'clean';
  if (evidence === null || !isMoved) return null;
  const { errors, first, failedModules } = evidence;
  if (errors === 0 && failedModules.length === 0) return null;
  const parts: string[] = [];
  if (errors > 0) {
    parts.push(`its log contains ${errors === 1 ? 'an error' : `${formatCount(errors)} errors`}`);
  }
  if (failedModules.length > 0) {
    const noun = failedModules.length === 1 ? 'module' : 'modules';
    parts.push(`the ${noun} ${failedModules.join(', ')} ended with an error`);
  }
  const href = (at: number, log: string): string | null =>
    hasLogs ? pageHref({ session, log, at }) : null;
  const isSevere = result === 'incomplete';
  return {
    tone: isSevere ? 'bad' : 'check',
    icon: isSevere ? 'alert' : 'triangle',
    words: `Reported as moved, but ${parts.join(', and ')}.`,
    explanation: first === null ? null : explain(first.text),
    first: first === null ? null : { text: first.text, href: href(first.at, first.log) },
  };
}

function explain(text: string): EvidenceNote['explanation'] {
  const known = explainError(text);
  if (known === null) return null;
  const { title, meaning, impact } = known;
  return { title, meaning: `${meaning} ${impact ?? ''}`.trim(), advice: adviceWords(known) };
}

/** The same in one line, for lists and the terminal. */
export function evidenceLine(item: Pick<Item, 'result' | 'evidence'>): string | null {
  const note = evidenceNote(item, '', false);
  if (note === null) return null;
  return note.first === null ? note.words : `${note.words} The first: ${note.first.text}`;
}
