import { AGREEING, type WordInfo } from './template-lexicon.ts';

/** How many words after a number its noun is looked for, and how many after the noun its verb. */
const WORDS_TO_NOUN = 3;
const WORDS_TO_VERB = 3;

/** Makes "1 file was skipped" and "2 files were skipped" one message: both read as the second. */
export class Counting {
  private toNoun = 0;
  private toVerb = 0;

  get isOn(): boolean {
    return this.toNoun > 0 || this.toVerb > 0;
  }

  /** A number was read. */
  start(): void {
    this.toNoun = WORDS_TO_NOUN;
    this.toVerb = 0;
  }

  stop(): void {
    this.toNoun = 0;
    this.toVerb = 0;
  }

  /** What to write for the next word, or null when it stays; `next` is the word after it. */
  read(word: string, info: WordInfo | undefined, next: WordInfo | undefined): string | null {
    if (this.toNoun > 0) {
      this.toNoun--;
      // In "1 email account" the second noun is the counted one.
      if (!isCountable(info) || isCountable(next)) return null;
      this.toNoun = 0;
      this.toVerb = WORDS_TO_VERB;
      return info?.plural ?? null;
    }
    this.toVerb--;
    const plural = AGREEING.get(word) ?? null;
    if (plural !== null) this.toVerb = 0;
    return plural;
  }
}

function isCountable(info: WordInfo | undefined): boolean {
  return info?.plural !== undefined || info?.isPlural === true;
}
