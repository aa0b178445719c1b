import {
  isMessageWord,
  isTechnical,
  isValue,
  type Noun,
  nounOf,
  pluralAt,
  wordAfter,
} from './nouns.ts';
import {
  endOfChunk,
  isBareName,
  isPlaceOfName,
  Kind,
  kindOf,
  type OwnNames,
  startsChunk,
  type WordPlace,
} from './own-names.ts';
import { QuoteFinder, readQuotation } from './quotes.ts';
import {
  endOfLongDate,
  fixedPartOfPath,
  isCode,
  isRelativePath,
  isSignOfNumber,
  readNumber,
  shapeOf,
} from './shapes.ts';
import { TemplateWriter } from './writer.ts';

/** Stands for a placeholder as the word before. */
const NAME = '‹›';
/** `/etc/ssh/ssh_known_hosts:12`, `/etc/my.cnf:3:9`: a place in a file. */
const LINE_OF_FILE = /:\d[\d,]*(?::\d+)?$/;

/** Reads one text from left to right, word by word, and writes its template. */
export class TemplateScan {
  private readonly text: string;
  private readonly own: OwnNames;
  private readonly out: TemplateWriter;
  private readonly quotes: QuoteFinder;
  /** The noun just before, the two words before in lower case, and the signs since then. */
  private noun: Noun | undefined;
  private previous = '';
  private previous2 = '';
  private gap = '';

  constructor(text: string, own: OwnNames) {
    this.text = text;
    this.own = own;
    this.out = new TemplateWriter(text);
    this.quotes = new QuoteFinder(text);
  }

  /** The template of one line, which goes from one index to another. */
  readLine(from: number, to: number): string {
    this.close('');
    this.close('');
    this.out.startAt(from);
    this.read(from, to);
    return this.out.written;
  }

  private read(from: number, to: number): void {
    const { text } = this;
    for (let at = from; at < to; ) {
      const code = text.charCodeAt(at);
      // One blank between words is by far the most common character that is no letter.
      if (code === 32 && text.charCodeAt(at + 1) > 32) {
        at++;
        continue;
      }
      const kind = kindOf(code);
      if (kind === Kind.Letter || kind === Kind.Digit) at = this.readChunk(at, to);
      else if (kind === Kind.Blank) at = this.readBlanks(at, to);
      else if (kind === Kind.Quote) at = this.readQuote(at, to);
      else if (kind === Kind.Joint && startsChunk(text, at)) at = this.readChunk(at, to);
      else at = (isSignOfNumber(text, at) && this.readNumber(at, at + 1)) || this.readSign(at);
    }
    this.out.copyTo(to);
  }

  private readBlanks(at: number, to: number): number {
    let end = at + 1;
    while (end < to && kindOf(this.text.charCodeAt(end)) === Kind.Blank) end++;
    if (end > at + 1 || this.text[at] !== ' ') this.out.replace(at, end, ' ');
    return end;
  }

  /** Any other character. The marks of placeholders may not come from the text itself. */
  private readSign(at: number): number {
    const sign = this.text[at] ?? '';
    if (sign === '‹' || sign === '›') this.out.replace(at, at + 1, sign === '‹' ? '<' : '>');
    this.gap = this.gap.slice(-3) + sign;
    return at + 1;
  }

  private readChunk(at: number, to: number): number {
    const { text } = this;
    let end = at;
    let c = text.charCodeAt(end);
    while (end < to && ((c >= 97 && c <= 122) || (c >= 65 && c <= 90))) c = text.charCodeAt(++end);
    const kind = end < to ? kindOf(c) : Kind.Blank;
    const isWord = kind === Kind.Blank || kind === Kind.Other || kind === Kind.Quote;
    if (end > at && isWord) return this.readWord(at, end, to);
    end = endOfChunk(text, at, to);
    const chunk = text.slice(at, end);
    if (/^[A-Za-z]+$/.test(chunk)) return this.readWord(at, end, to);
    return (/^\d/.test(chunk) && this.readNumber(at, end)) || this.readOther(at, end, chunk);
  }

  /** A number, size or date; 0 when the chunk only begins with a digit. */
  private readNumber(at: number, chunkEnd: number): number {
    const { text, noun, gap, previous } = this;
    const chunk = text.slice(at, chunkEnd);
    const shape = shapeOf(chunk)?.label;
    if (shape != null) return this.put(shape, at, chunkEnd);
    const reading = readNumber(text, at);
    if (reading === null) return 0;
    const { end, label } = reading;
    if (end < chunkEnd) {
      const isJoined = text[end] === '-' && /^\d[\w-]*$/.test(chunk) && !/^\d+-[a-z]+$/.test(chunk);
      if (isJoined || /^[\p{L}\p{N}_@]/u.test(text.slice(end, chunkEnd))) return 0;
    }
    if (
      label === 'number' &&
      isCode(text, at, end, { isCode: noun?.code === true, gap, previous })
    ) {
      this.close('0');
      return end;
    }
    this.put(label, at, end);
    // "1 file was skipped" and "2 files were skipped" are one message: both read as the second.
    const counted = text.slice(at, end) === '1' ? pluralAt(text, end) : null;
    if (counted === null) return end;
    this.out.replace(end, counted.end, counted.words);
    this.close('');
    return counted.end;
  }

  private readOther(at: number, end: number, chunk: string): number {
    const { own } = this;
    if (chunk[0] === '/') return this.readPath(at, chunk);
    const shape = isValue(chunk) ? null : shapeOf(chunk);
    if (shape !== null) {
      if (shape.label === null) return this.leave(chunk, end);
      this.put(shape.label, at, end);
      this.out.replace(end, end, shape.tail);
      return end;
    }
    const colon = chunk.indexOf(':');
    if (colon > 0) return this.readChunk(at, at + colon);
    const slash = chunk.indexOf('/');
    if (slash > 0) {
      if (isRelativePath(chunk, (part) => own.isUnmistakable(part)))
        return this.put('path', at, end);
      return this.leave(chunk, end);
    }
    const label = this.labelHere();
    if (own.has(chunk) || own.isPrefixOf(chunk))
      return this.put(label ?? 'name', at, end, label !== null);
    if (isTechnical(chunk)) return this.leave(chunk, end);
    // Texts are cut in the middle with a “…”.
    if (/[\d%…]/.test(chunk) && /[A-Za-z]/.test(chunk))
      return this.put(label ?? this.labelOfBareName(null) ?? 'id', at, end, true);
    const isName =
      /[_\u00c0-\uffff]/.test(chunk) ||
      (this.noun?.bare === true && !chunk.split('-').every((part) => isMessageWord(part)));
    return isName && label !== null ? this.put(label, at, end, true) : this.leave(chunk, end);
  }

  private readPath(at: number, chunk: string): number {
    const end = at + chunk.length;
    const path = chunk.replace(LINE_OF_FILE, '');
    const fixed = fixedPartOfPath(path, (part) => this.own.isUnmistakable(part));
    if (fixed === chunk.length) return this.leave(chunk, end);
    const start = at + (fixed === path.length ? fixed + 1 : fixed);
    return this.put(fixed === path.length ? 'number' : 'path', start, end);
  }

  private readWord(at: number, end: number, to: number): number {
    const { text, own } = this;
    const word = text.slice(at, end);
    const date = text.charCodeAt(at) <= 90 && word.length < 10 ? endOfLongDate(text, at) : 0;
    if (date > end) return this.put('date', at, date);
    // No word is so long with hexadecimal letters alone.
    if (word.length >= 8 && /^[a-f]+$/.test(word)) return this.put('id', at, end);
    // A list of a text that was cut in the middle: `bob_a, bo…, bob_z`.
    if (text[end] === '…' && this.previous === NAME && this.gap === ',')
      return this.put('name', at, end);
    const lower = word.toLowerCase();
    const noun = nounOf(lower);
    const label = this.labelHere();
    if (own.has(word) && (own.isUnmistakable(word) || isPlaceOfName(word, this.placeOf(end, to))))
      return this.put(label ?? 'name', at, end, label !== null);
    const named = this.labelOfBareName(label);
    if (named !== null && noun?.joint !== true && isBareName(word, this.placeOf(end, to), named))
      return this.put(named, at, end, true);
    this.close(lower, noun);
    return end;
  }

  /** The label that a bare word can have here: "user bob", "by another user (bob)", "failed password for bob". */
  private labelOfBareName(label: string | null): string | null {
    if (this.noun?.bare === true) return this.gap === '(' ? (this.noun.label ?? null) : label;
    const isUser = this.previous === 'for' && this.gap === '';
    return isUser && /^(?:password|failures?|failed)$/.test(this.previous2) ? 'user' : null;
  }

  /** The label of the noun just before, if its name can stand here: "user bob", "database: bob_shop", "user=bob". */
  private labelHere(): string | null {
    const { gap } = this;
    return gap === '' || gap === ':' || gap === '=' ? (this.noun?.label ?? null) : null;
  }

  private placeOf(end: number, to: number): WordPlace {
    const { previous, previous2, gap, text } = this;
    const next = end < to ? (text[end] ?? '') : '';
    const after = wordAfter(text, end);
    return { previous, previous2, gap, after, next: next === ' ' ? (text[end + 1] ?? '') : next };
  }

  private readQuote(at: number, to: number): number {
    const end = this.quotes.endOf(at, to);
    if (end < 0) return this.readSign(at);
    const { text, out } = this;
    const content = text.slice(at + 1, end);
    const before = /^[:=(]?$/.test(this.gap) ? this.noun : undefined;
    const after = nounOf(wordAfter(text, end + 1)?.toLowerCase() ?? '');
    const reading = readQuotation(content, before, after, this.own);
    if (reading.as === 'name') return this.put(reading.label, at, end + 1);
    out.replace(at, at + 1, '“');
    if (reading.as === 'prose') this.read(at + 1, end);
    else out.replace(at + 1, end, content.replace(/‹/g, '<').replace(/›/g, '>'));
    out.replace(end, end + 1, '”');
    this.close(reading.as === 'prose' ? NAME : content.toLowerCase());
    return end + 1;
  }

  /** Puts a placeholder and answers where to read on. */
  private put(label: string, start: number, end: number, isList = false): number {
    this.out.put(label, start, end, isList);
    this.close(NAME);
    return end;
  }

  private leave(chunk: string, end: number): number {
    const lower = chunk.toLowerCase();
    this.close(lower, nounOf(lower));
    return end;
  }

  /** A word has been read: it is the word before from now on. */
  private close(word: string, noun?: Noun): void {
    this.previous2 = this.previous;
    this.previous = word;
    if (noun?.joint !== true || this.noun === undefined) this.noun = noun;
    this.gap = '';
  }
}
