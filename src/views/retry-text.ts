import type { RetryHeap, RetryItem, RetryPlace, RetryPlan } from '../session/retry-plan.ts';
import { RETRY_HEAPS } from '../session/retry-plan.ts';
import { allowedActions } from '../session/state.ts';
import { countNoun, formatCount } from './size.ts';

/** Items that have the same cause and the same fix. */
export interface RetryGroup extends RetryPlace {
  items: RetryItem[];
  /** What to know before they are moved again, one sentence each. */
  comments: string[];
}

/** Items by heap, cause and fix; the heaps in reading order, and within each the most frequent cause first. */
export function groupRetry(items: readonly RetryItem[]): RetryGroup[] {
  const groups = new Map<string, RetryGroup>();
  for (const item of items) {
    const { heap, cause, fix } = item;
    const key = JSON.stringify([heap, cause, fix]);
    const group = groups.get(key) ?? { heap, cause, fix, items: [], comments: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.comments = groupComments(group);
  const rank = ({ heap }: RetryGroup): number => RETRY_HEAPS.indexOf(heap);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || b.items.length - a.items.length);
}

export const HEAP_WORDS: Readonly<Record<RetryHeap, string>> = {
  now: 'Now',
  'after-fix': 'After a fix',
  pointless: 'Another attempt changes nothing',
  'by-hand': 'By hand',
};

function groupComments({ heap, cause, fix, items }: RetryGroup): string[] {
  const head = `${HEAP_WORDS[heap]}, ${countNoun(items.length, 'item')}${cause === null ? '' : `: ${cause}`}`;
  const words = [/[.!?…]$/.test(head) ? head : `${head}.`];
  if (fix !== null) words.push(heap === 'after-fix' ? `Fix first: ${fix}` : fix);
  const lost = new Map<string, string[]>();
  for (const { name, notCopied } of items) {
    for (const column of notCopied) {
      const names = lost.get(column);
      if (names) names.push(name);
      else lost.set(column, [name]);
    }
  }
  for (const [column, names] of lost) {
    words.push(
      `Left out, because the API may not accept it: the setting “${column}” of the old session for ${someNames(names)}.`,
    );
  }
  return words;
}

/** What the reader must know before running the commands, one sentence each; also where there are no commands. */
export function retryComments(plan: RetryPlan, heaps: readonly RetryHeap[]): string[] {
  const words = outlookWords(plan);
  if (plan.resolvedLater > 0) {
    words.push(`Moved by a later session and left out here: ${formatCount(plan.resolvedLater)}.`);
  }
  if (plan.unnamed > 0) {
    words.push(
      `Counted in the log but never named, so missing here: ${formatCount(plan.unnamed)}.`,
    );
  }
  if (plan.items.length < plan.total) {
    words.push(
      `Only the first ${formatCount(plan.items.length)} of ${formatCount(plan.total)} are listed here. All of them: whm-transfers retry ${plan.sessionId}`,
    );
  }
  if (plan.settingsTrouble !== null) {
    words.push(`${plan.settingsTrouble} Please add what they need.`);
  }
  for (const group of groupRetry(plan.items)) {
    if (heaps.includes(group.heap)) continue;
    const names = someNames(group.items.map(nameOf));
    const [head = '', ...rest] = group.comments;
    words.push(`${head} ${names}`, ...rest);
    if (group.heap === 'pointless') {
      words.push(`With them: whm-transfers retry ${plan.sessionId} --include all`);
    }
  }
  return words;
}

/** A sentence contains at most this many names; --json has all. */
const MAX_NAMES = 100;

function someNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  const more = names.length - MAX_NAMES;
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}

function nameOf({ type, name }: RetryItem): string {
  return /^Account/.test(type) ? name : `${name} (${type})`;
}

/** What the state of the old session requires first. */
export function outlookWords({ outlook, sessionId, state }: RetryPlan): string[] {
  switch (outlook) {
    case 'over':
      return [];
    case 'dead':
      return [
        `The server still lists the session as ${state}, but its master process is gone: what is left counts as unfinished.`,
        allowedActions(state).includes('abort')
          ? `Abort it first, so that the server does not consider it running: whm-transfers control ${sessionId} abort`
          : 'The server marks it as failed when it next checks.',
      ];
    case 'paused':
      return ['The session is paused: waiting items continue when it is resumed.'];
    case 'not-started':
      return ['The session was not started: start it instead.'];
    case 'going-on':
      return ['The session is still running: more can fail.'];
  }
}
