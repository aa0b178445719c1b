import type { QueueName } from '../session/item.ts';
import { lookUp } from '../session/look-up.ts';
import type { LogNote } from './log-input.ts';
import { formatSize } from './size.ts';
import { queueWord } from './words.ts';

/** What to say when a jump within a log has found nothing. */
const NOWHERE: Readonly<Record<string, string>> = {
  'first-error': 'There is no error in the whole log.',
  'next-error': 'No more errors below.',
  'previous-error': 'No more errors above.',
  'next-match': 'No more matches below.',
  'previous-match': 'No more matches above.',
};

/**
 * The jump `go` has found nothing.
 *
 * @param resumeAt the last byte that was examined, if the time ran out; null: everything was examined
 */
export function noteJump(go: string, resumeAt: number | null): LogNote {
  if (resumeAt === null) return { words: lookUp(NOWHERE, go) ?? '', tone: 'check', link: null };
  const isBackward = go.startsWith('previous-');
  const way = go === 'first-error' ? 'next-error' : go;
  return {
    words: `Nothing found ${isBackward ? 'back to' : 'in the first'} ${formatSize(resumeAt)}.`,
    tone: 'check',
    link: {
      words: 'Keep searching',
      to: { go: way, at: isBackward ? resumeAt : resumeAt - 1 },
    },
  };
}

/** The search for the first match has not reached the end of the log. */
export function noteSearch(searchedTo: number): LogNote {
  return noteJump('next-match', searchedTo);
}

/** The log of a failed item does not lead to the reason for its failure; null where it does. */
export function noteFailure(
  is: 'failure' | 'silent' | 'error' | 'none',
  isOpen: boolean,
): LogNote | null {
  if (is === 'failure') return null;
  if (isOpen) {
    return {
      words: 'This item failed. Its log is long, so this is the end of it.',
      tone: 'check',
      link: { words: 'Go to the first error', to: { go: 'first-error' } },
    };
  }
  if (is === 'silent') {
    return {
      words:
        'This item failed, and its log just stops: the worker died without an error message. This is the end of the log.',
      tone: 'check',
      link: { words: 'Go to the first error', to: { go: 'first-error' } },
    };
  }
  if (is === 'none') return null;
  const words =
    'This item failed. Its log does not repeat the reason; this is the first error in it.';
  return { words, tone: 'check', link: null };
}

/** The log of a failed item does not say why it failed, but another log of the item does. */
export function noteElsewhere(queue: QueueName, log: string, at: number | null): LogNote {
  return {
    words: `This item failed. The reason is in its log of ${queueWord(queue)}.`,
    tone: 'check',
    link: { words: 'Go to the reason', to: { log, at } },
  };
}

/** The address leads to a byte offset beyond the log's end. */
export function noteBeyondEnd(): LogNote {
  return {
    words:
      'The log is shorter than this link expects, because it has been rewritten or truncated. This is its end.',
    tone: 'check',
    link: null,
  };
}

/** The search is not one that can be run. */
export function noteBadSearch(words: string): LogNote {
  return { words, tone: 'bad', link: null };
}
