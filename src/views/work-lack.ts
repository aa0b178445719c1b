import { COUNTER_KINDS } from '../session/issue.ts';
import { itemKey } from '../session/item.ts';
import type { ErrorExplanation } from './contract.ts';
import { adviceWords, explainError } from './evidence-words.ts';
import { pageHref } from './link.ts';
import type { NamedItem, SessionPageInput, SilentItem, UnlistedItem } from './session-input.ts';
import { countNoun, formatCount } from './size.ts';
import { clipText } from './text.ts';
import { type Badge, isAccountType, kindWord } from './words.ts';

/** Items that count as moved and lack the same; a row of the work list. */
export interface LackRow {
  key: string;
  level: 'review' | 'incomplete';
  title: string;
  /** The message of one of them: "amy: “mysqldump: …”". */
  quote: string;
  advice: string | null;
  names: NamedItem[];
  total: number;
  /** What `total` counts. */
  noun: string;
  /** The place of the first error. */
  first: Pick<SilentItem, 'log' | 'at'> | null;
}

/** Not all items are accounts: packages and settings are moved as well. */
export function itemNounOf(items: readonly NamedItem[]): string {
  return items.every(({ type }) => isAccountType(type)) ? 'account' : 'item';
}

/** Moved items that lack something which no message names: according to their logs, or to counters without messages. */
export function lackRows({ work }: Pick<SessionPageInput, 'work'>): LackRow[] {
  if (work === undefined) return [];
  return [...silentRows(work.silent), ...unlistedRows(work.unlisted)];
}

interface SilentGroup {
  title: string;
  known: ErrorExplanation | null;
  items: SilentItem[];
}

/** How many meanings have a row of their own. */
const MAX_MEANINGS = 8;

function silentRows({ items, first }: { items: number; first: SilentItem[] }): LackRow[] {
  const groups = new Map<string, SilentGroup>();
  const seen = distinct(first);
  for (const item of seen) {
    const known = item.text === null ? null : explainError(item.text);
    const isFull = groups.size >= MAX_MEANINGS && known !== null && !groups.has(known.title);
    const meaning = isFull ? null : known;
    const title = meaning?.title ?? (item.text === null ? BAD_MODULE : UNKNOWN);
    const group = groups.get(title);
    if (group) group.items.push(item);
    else groups.set(title, { title, known: meaning, items: [item] });
  }
  const rows = [...groups.values()].map(
    (group, index): LackRow => ({
      key: index === 0 ? 'silent' : `silent-${index + 1}`,
      level: group.known === null || group.known.effect === 'not-moved' ? 'incomplete' : 'review',
      title: group.title,
      quote: quoteOf(group.items[0]),
      advice: group.known === null ? null : adviceWords(group.known),
      names: group.items,
      total: group.items.length,
      noun: itemNounOf(group.items),
      first: group.items[0] ?? null,
    }),
  );
  const unread = items - seen.length;
  return unread > 0 ? [...rows, unreadRow(unread, itemNounOf(seen))] : rows;
}

/** Of those whose errors were not read only the number is known: no advice for one cause may count them. */
function unreadRow(total: number, noun: string): LackRow {
  return {
    key: 'silent-more',
    level: 'incomplete',
    title: 'More logs of moved items contain errors',
    quote: 'These are not sorted by their cause here.',
    advice: 'The list of accounts shows all of them, each with the error in its log.',
    names: [],
    total,
    noun,
    first: null,
  };
}

const UNKNOWN = 'Reported as moved, but their logs contain errors';
const BAD_MODULE = 'Reported as moved, but a module ended with an error';

function quoteOf(item: SilentItem | undefined): string {
  if (item === undefined) return '';
  const { name, text, failedModules } = item;
  if (text !== null)
    return `Reported as moved; the log of ${name} says: “${clipText(text, 160).short}”`;
  const noun = failedModules.length === 1 ? 'module' : 'modules';
  return `${name}: the ${noun} ${failedModules.join(', ')} ended with an error`;
}

/** Items whose counters report more than their lists. */
export function unlistedRows(items: readonly UnlistedItem[]): LackRow[] {
  const row = (level: LackRow['level'], title: string, mine: UnlistedItem[]): LackRow[] => {
    const [first] = mine;
    if (first === undefined) return [];
    return [
      {
        key: `unlisted-${level}`,
        level,
        title,
        quote: `${first.name}: ${countedWords(first)}`,
        advice:
          'The log of each account may say more. If not, compare the account with the source.',
        names: mine,
        total: mine.length,
        noun: itemNounOf(mine),
        first: null,
      },
    ];
  };
  return [
    ...row(
      'incomplete',
      'Counted as not restored, but no message says what',
      items.filter(({ level }) => level === 2),
    ),
    ...row(
      'review',
      'Counted as to review, but no message says why',
      items.filter(({ level }) => level !== 2),
    ),
  ];
}

function countedWords({ unlisted }: UnlistedItem): string {
  return COUNTER_KINDS.filter((kind) => unlisted[kind] > 0)
    .map((kind) => `${formatCount(unlisted[kind])} ${kindWord(kind, unlisted[kind])}`)
    .join(', ');
}

export function lackBadge({ level, total, noun }: LackRow): Badge {
  const word = countNoun(total, noun);
  return level === 'incomplete'
    ? { word, icon: 'alert', tone: 'bad' }
    : { word, icon: 'triangle', tone: 'check' };
}

/** Where a row leads: to the first error, otherwise to the accounts. */
export function lackHref(session: string, row: LackRow, hasLogs: boolean): string {
  return hasLogs && row.first !== null && row.first.log !== ''
    ? pageHref({ session, log: row.first.log, at: row.first.at })
    : pageHref({ session, tab: 'accounts', status: row.level });
}

function distinct<T extends NamedItem>(items: readonly T[]): T[] {
  const found = new Map<string, T>();
  for (const item of items) {
    const key = itemKey(item);
    if (!found.has(key)) found.set(key, item);
  }
  return [...found.values()];
}
