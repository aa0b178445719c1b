import {
  isMessageWord,
  isTechnical,
  isValue,
  type Noun,
  nounOf,
  readCountedNoun,
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
import { type TemplateParam, TemplateWriter } from './writer.ts';

/** Stands for a placeholder as the word before. */
const NAME = '‹›';
/** Words between an error word and its number: "exit code is 23", "error number 1227", "status of 1". */
const KEEPS_CODE = /^(?:is|was|number|no|value|code|of)$/;
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
  /** 1 after an error word, 2 after an error number. */
  private code = 0;

  constructor(text: string, own: OwnNames) {
    this.text = text;
    this.own = own;
    this.out = new TemplateWriter(text);
    this.quotes = new QuoteFinder(text);
  }

  get params(): TemplateParam[] {
    return this.out.params;
  }

  /** The template of one line, which goes from one index to another. */
  readLine(from: number, to: number): string {
    this.noun = undefined;
    this.previous = '';
    this.previous2 = '';
    this.gap = '';
    this.code = 0;
    this.out.copied = from;
    this.read(from, to);
    return this.out.take();
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

  /** Any other character. The marks of placeholders may not come from the text itself; don't is written don’t. */
  private readSign(at: number): number {
    const sign = this.text[at] ?? '';
    if (sign === '‹' || sign === '›') this.out.replace(at, at + 1, sign === '‹' ? '<' : '>');
    if (sign === "'" && /[a-z]'[a-z]/.test(this.text.slice(at - 1, at + 2)))
      this.out.replace(at, at + 1, '’');
    this.gap = this.gap.slice(-3) + sign;
    return at + 1;
  }

  private readChunk(at: number, to: number): number {
    const { text } = this;
    const long = this.own.longNameAt(text, at);
    if (long !== null && at + long.length <= to) return this.put('name', at, at + long.length);
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
    const { text, code, gap, previous, previous2 } = this;
    const chunk = text.slice(at, chunkEnd);
    if (chunk.length > 3 && /[A-Za-z].*\.|\..*[A-Za-z.]|:.*:|@|-.*-/.test(chunk)) {
      const label = shapeOf(chunk)?.label;
      if (label != null) return this.put(label, at, chunkEnd);
    }
    const reading = readNumber(text, at);
    if (reading === null) return 0;
    const { end, label } = reading;
    if (end < chunkEnd) {
      const isJoined = text[end] === '-' && /^\d[\w-]*$/.test(chunk) && !/^\d+-[a-z]+$/.test(chunk);
      if (isJoined || /^[\p{L}\p{N}_@]/u.test(text.slice(end, chunkEnd))) return 0;
    }
    if (label === 'number' || label === 'duration') {
      const digits = at + (/^[\d.,]+/.exec(text.slice(at, end))?.[0].length ?? 0);
      if (isCode(text, at, digits, { code, gap, previous, previous2 })) {
        this.close('0');
        this.code = 2;
        return digits;
      }
    }
    this.put(label, at, end);
    return label === 'number' && end === at + 1 && text[at] === '1' ? this.readCounted(end) : end;
  }

  /** Makes "1 file was skipped" and "2 files were skipped" one message: both read as the second. */
  private readCounted(at: number): number {
    const counted = readCountedNoun(this.text, at);
    if (counted === null) return at;
    this.out.replace(at, counted.end, counted.words);
    this.close(counted.noun, nounOf(counted.noun));
    return counted.end;
  }

  private readOther(at: number, end: number, chunk: string): number {
    const { own } = this;
    if (this.previous === 'xid' && this.gap === '') return this.put('id', at, end);
    if (chunk[0] === '/') return this.readPath(at, chunk);
    const shape = isValue(chunk) ? null : shapeOf(chunk);
    if (shape !== null) {
      if (shape.label === null) return this.leave(chunk, end);
      this.out.copyTo(at + shape.keep);
      const after = this.put(shape.label, at + shape.keep, end);
      if (shape.tail !== '') this.out.append(shape.tail);
      return after;
    }
    const colon = chunk.indexOf(':');
    if (colon > 0) return this.readChunk(at, at + colon);
    const slash = chunk.indexOf('/');
    if (slash > 0) {
      if (isRelativePath(chunk, (part) => own.isUnmistakable(part)))
        return this.put('path', at, end);
      return /^[A-Za-z]+\//.test(chunk) ? this.leave(chunk, end) : this.readChunk(at, at + slash);
    }
    const label = this.labelHere();
    if (own.has(chunk) || (own.isPrefixOf(chunk) && !isValue(chunk)))
      return this.put(label ?? 'name', at, end, label !== null);
    if (isTechnical(chunk)) return this.leave(chunk, end);
    // Texts are cut in the middle with a “…”.
    if (/[\d%…]/.test(chunk) && /[A-Za-z]/.test(chunk))
      return this.put(label ?? this.labelOfBareName(null) ?? 'id', at, end, true);
    const parts = chunk.split('-');
    if (parts.length > 1 && own.isUnmistakable(parts[0] ?? '')) return this.put('name', at, end);
    const isName =
      /[_\u00c0-\uffff]/.test(chunk) ||
      (this.noun?.bare === true && !parts.every((part) => isMessageWord(part.toLowerCase())));
    return isName && label !== null ? this.put(label, at, end, true) : this.leave(chunk, end);
  }

  private readPath(at: number, chunk: string): number {
    const end = at + chunk.length;
    const path = chunk.replace(LINE_OF_FILE, '');
    const fixed = fixedPartOfPath(path, (part) => this.own.isUnmistakable(part));
    if (fixed === chunk.length) return this.leave(chunk, end);
    const start = at + (fixed === path.length ? fixed + 1 : fixed);
    this.out.copyTo(start);
    return this.put(fixed === path.length ? 'number' : 'path', start, end);
  }

  private readWord(at: number, end: number, to: number): number {
    const { text, own } = this;
    const word = text.slice(at, end);
    const date = text.charCodeAt(at) <= 90 && word.length < 10 ? endOfLongDate(text, at) : 0;
    if (date > end) return this.put('date', at, date);
    if (this.previous === 'xid' && this.gap === '') return this.put('id', at, end);
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
    if (noun?.joint !== true) {
      const named = this.labelOfBareName(label);
      if (named !== null && isBareName(word, this.placeOf(end, to), named))
        return this.put(named, at, end, true);
    }
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
    const { text, out, previous } = this;
    const content = text.slice(at + 1, end);
    const before = /^[:=(]?$/.test(this.gap) ? this.noun : undefined;
    const after = nounOf(wordAfter(text, end + 1)?.toLowerCase() ?? '');
    const place = { before, after, isCode: this.code > 0, previous };
    const reading = readQuotation(content, place, this.own);
    if (reading.as === 'name') {
      out.put(reading.label, at + 1, end, false, at, end + 1);
      this.close(NAME);
      return end + 1;
    }
    out.replace(at, at + 1, '“');
    if (reading.as === 'prose') this.read(at + 1, end);
    else out.replace(at + 1, end, content.replace(/‹/g, '<').replace(/›/g, '>'));
    out.replace(end, end + 1, '”');
    this.close(reading.as === 'prose' ? NAME : content.toLowerCase());
    return end + 1;
  }

  /** Puts a placeholder and answers where to read on. */
  private put(label: string, start: number, chunkEnd: number, isList = false): number {
    const end = this.out.put(label, start, chunkEnd, isList);
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
    if (noun?.code === true) this.code = 1;
    else if (this.code !== 0 && !KEEPS_CODE.test(word)) this.code = 0;
    this.gap = '';
  }
}
