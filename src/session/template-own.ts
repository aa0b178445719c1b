import { isOneChunk } from './template-kind.ts';
import { NAME_LIKE } from './template-lexicon.ts';
import { isMessageWord } from './template-vocabulary.ts';

/** MySQL names begin with at most the first 8 letters of the account's name on older servers. */
const SHORT_PREFIX = 8;

/** The names that one item goes by: its own and the one that it gets on this server. */
export class OwnNames {
  /** Names with blanks or signs, such as packages have, which reading chunk by chunk would miss. */
  private readonly long: readonly string[];
  readonly names: readonly string[];
  private readonly ordinary: readonly boolean[];
  private readonly stems: readonly string[];

  constructor(name: string, localName: string | null) {
    const names = localName === null || localName === name ? [name] : [name, localName];
    this.names = names.filter((text) => text !== '');
    this.ordinary = this.names.map(isOrdinary);
    const stems = new Set<string>();
    for (const text of this.names) {
      stems.add(text);
      if (text.length > SHORT_PREFIX) stems.add(text.slice(0, SHORT_PREFIX));
    }
    this.stems = [...stems];
    this.long = this.names.filter((text) => !isOneChunk(text));
  }

  has(text: string): boolean {
    return this.names.includes(text);
  }

  /** Whether the name could as well be a word of the message: mail, restore, user, test. */
  isOrdinary(text: string): boolean {
    const at = this.names.indexOf(text);
    return at >= 0 && this.ordinary[at] === true;
  }

  /** `bob_shop`, `bob_%`: a database or a database user of the account. */
  isPrefixOf(text: string): boolean {
    for (const stem of this.stems) {
      if (
        text.startsWith(stem) &&
        (text[stem.length] === '_' || text.startsWith('\\_', stem.length))
      )
        return true;
    }
    return false;
  }

  /** An own name that is no single word ("Gold plan") and stands whole at this place, else null. */
  longNameAt(text: string, at: number): string | null {
    for (const name of this.long) {
      if (text.startsWith(name, at) && !LETTER.test(text[at + name.length] ?? '')) return name;
    }
    return null;
  }
}

const LETTER = /[\p{L}\p{N}]/u;

function isOrdinary(name: string): boolean {
  return name.length < 3 || /^\d+$/.test(name) || NAME_LIKE.has(name) || isMessageWord(name);
}

let latest: { name: string; localName: string | null; own: OwnNames } | null = null;

/** The names of an item. Messages come item by item, so the latest item is kept. */
export function ownNamesOf(name: string, localName: string | null): OwnNames {
  if (latest === null || latest.name !== name || latest.localName !== localName) {
    latest = { name, localName, own: new OwnNames(name, localName) };
  }
  return latest.own;
}
