import { type ChunkReading, readIdentifier, readShape } from './template-chunk.ts';
import { Counting } from './template-count.ts';
import { endOfChunk, Kind, kindOf, startsChunk } from './template-kind.ts';
import { NAME_LIKE, type WordInfo, wordInfo } from './template-lexicon.ts';
import { endOfLongDate, readNumber } from './template-number.ts';
import type { OwnNames } from './template-own.ts';
import {
  goesOn,
  isBareName,
  isEnglish,
  isPlaceOfName,
  isProgram,
  NAME,
  wordAfter,
} from './template-place.ts';
import { isPairedValue, QuoteFinder } from './template-quote.ts';
import { readQuoted } from './template-quoted.ts';
import { isMessageWord } from './template-vocabulary.ts';
import { TemplateWriter } from './template-writer.ts';

/** As much of the signs between two words as any rule looks at. */
const GAP_LENGTH = 3;
/** Words between an error word and its number: "exit code is 23", "error number 1227", "status of 1". */
const KEEPS_CODE: ReadonlySet<string> = new Set([
  'is',
  'was',
  'number',
  'no',
  'value',
  'code',
  'of',
]);
/** What follows an error word and is no plain number: SQLSTATE, OpenSSL's and Windows' codes. */
const ERROR_NAME = /^(?:[0-9A-Z]{5}|[0-9A-F]{8}|0x[0-9A-Fa-f]{1,8})$/;
/** Hexadecimal without a digit: no word of the language is so long with these letters alone. */
const LETTERS_OF_HEX = /^[a-f]{8,}$/;

/** Reads one text from left to right, word by word, and writes its template. */
export class TemplateScan extends TemplateWriter {
  /** The noun just before, its two words, and the signs since then: see `isPlaceOfName`. */
  noun: WordInfo | undefined;
  previous = '';
  previous2 = '';
  gap = '';
  private readonly own: OwnNames;
  private readonly quotes: QuoteFinder;
  private readonly counting = new Counting();
  private first = '';
  /** 1 after an error word, 2 after an error number. */
  private code = 0;
  /** The last quotation, if it stayed. */
  private fixedQuote = '';
  /** Whether one of the first `seen` placeholders stands for an own name. */
  private named = false;
  private seen = 0;

  constructor(text: string, own: OwnNames) {
    super(text);
    this.own = own;
    this.quotes = new QuoteFinder(text);
  }

  /** The template of one line, which goes from one index to another. */
  readLine(from: number, to: number): string {
    this.noun = undefined;
    this.previous = '';
    this.previous2 = '';
    this.gap = '';
    this.code = 0;
    this.counting.stop();
    this.read(from, to);
    return this.takeTemplate();
  }

  private read(from: number, to: number): void {
    const { text } = this;
    this.copied = from;
    let i = from;
    while (i < to) {
      const code = text.charCodeAt(i);
      // One blank between words is by far the most common character that is no letter.
      if (code === 32 && text.charCodeAt(i + 1) > 32) {
        i++;
        continue;
      }
      const kind = kindOf(code);
      if (kind === Kind.Letter || kind === Kind.Digit || kind === Kind.Underscore) {
        i = this.readChunk(i, to);
      } else if (kind === Kind.Blank) i = this.readBlanks(i, to);
      else if (kind === Kind.Quote) i = this.readQuote(i, to);
      else if (kind === Kind.Joint && startsChunk(text, i, to, this.gap)) i = this.readChunk(i, to);
      else i = this.readSign(i);
    }
    this.copyTo(to);
  }

  private readBlanks(i: number, to: number): number {
    let end = i + 1;
    while (end < to && kindOf(this.text.charCodeAt(end)) === Kind.Blank) end++;
    if (end > i + 1 || this.text[i] !== ' ') this.replace(i, end, ' ');
    return end;
  }

  /** Any other character. The marks of placeholders may not come from the text itself. */
  private readSign(i: number): number {
    const sign = this.text[i] ?? '';
    if (sign === '‹' || sign === '›') this.replace(i, i + 1, sign === '‹' ? '<' : '>');
    this.gap = this.gap.slice(-GAP_LENGTH) + sign;
    return i + 1;
  }

  private readChunk(i: number, to: number): number {
    const { text } = this;
    const long = this.own.longNameAt(text, i);
    if (long !== null && i + long.length <= to) {
      return this.name(this.labelHere() ?? 'name', i, i + long.length);
    }
    let end = i;
    let c = text.charCodeAt(end);
    while (end < to && ((c >= 97 && c <= 122) || (c >= 65 && c <= 90))) c = text.charCodeAt(++end);
    const kind = end < to ? kindOf(c) : Kind.Blank;
    if (end > i && (kind === Kind.Blank || kind === Kind.Other || kind === Kind.Quote)) {
      return this.readWord(i, end, to);
    }
    end = endOfChunk(text, i, to);
    const chunk = text.slice(i, end);
    if (/^[A-Za-z]+$/.test(chunk)) return this.readWord(i, end, to);
    if (/^\d/.test(chunk)) {
      const numeric = this.readNumeric(i, end, chunk);
      if (numeric > 0) return numeric;
    }
    return this.readOther(i, end, chunk);
  }

  /** A number, size or date; 0 when the chunk only begins with a digit. */
  private readNumeric(i: number, end: number, chunk: string): number {
    const shape = chunk.length > 6 ? readShape(chunk, this.own) : null;
    if (shape?.label != null && shape.label !== 'domain' && shape.label !== 'path') {
      return this.namePart(shape, i, end);
    }
    const reading = readNumber(this.text, i, {
      code: this.code,
      apart: this.gap !== '',
      before: this.gap.slice(-1),
      previous: this.previous,
      previous2: this.previous2,
      first: this.first,
      afterNumber: this.previous === NAME && this.followsNumber(),
    });
    if (reading.end < end) {
      const rest = chunk.slice(reading.end - i);
      const joined = rest[0] === '-' && /^\d[\w-]*$/.test(chunk) && !/^\d+-[a-z]+$/.test(chunk);
      if (/^[\p{L}\p{N}_@]/u.test(rest) || joined) return 0;
    }
    if (reading.label === null) {
      this.close('0');
      this.code = 2;
      return reading.end;
    }
    this.name(reading.label, i, reading.end);
    if (reading.label === 'number') this.counting.start();
    return reading.end;
  }

  private readOther(i: number, end: number, chunk: string): number {
    if (this.code > 0 && ERROR_NAME.test(chunk)) {
      this.leave(chunk, end);
      this.code = 2;
      return end;
    }
    if (this.previous === 'XID' && this.gap === '') return this.name('id', i, end);
    if (isProgram(this.text, chunk, end, this.own, this.previous)) return this.leave(chunk, end);
    const shape = readShape(chunk, this.own);
    if (shape !== null) {
      return shape.label === null ? this.leave(chunk, end) : this.namePart(shape, i, end);
    }
    const colon = chunk.indexOf(':');
    if (colon > 0) {
      const isPair = this.own.has(chunk.slice(0, colon)) && this.own.has(chunk.slice(colon + 1));
      return isPair ? this.name('name', i, end) : this.readChunk(i, i + colon);
    }
    const slash = chunk.indexOf('/');
    if (slash > 0) {
      if (/^[A-Za-z]+$/.test(chunk.slice(0, slash))) return this.leave(chunk, end);
      return this.readChunk(i, i + slash);
    }
    const label = this.labelHere();
    const reading = readIdentifier(chunk, this.own);
    if (reading !== null) {
      if (reading.label === null) return this.leave(chunk, end);
      return this.name(label ?? reading.label, i, end, label !== null);
    }
    if (label !== null && /[_\u00c0-\uffff]/.test(chunk)) return this.name(label, i, end);
    const parts = chunk.split('-');
    const stem = parts[0] ?? '';
    if (parts.length > 1 && this.own.has(stem) && !this.own.isOrdinary(stem)) {
      return this.name('name', i, end);
    }
    const isSentence = parts.every((part) => isMessageWord(part.toLowerCase()));
    if (label !== null && this.noun?.bare === true && !isSentence) return this.name(label, i, end);
    return this.leave(chunk, end);
  }

  private readWord(i: number, end: number, to: number): number {
    const { text, own } = this;
    const word = text.slice(i, end);
    if (text.charCodeAt(i) <= 90) {
      const date = endOfLongDate(text, i, word);
      if (date > 0) return this.name('date', i, date);
    }
    if (this.previous === 'XID' && this.gap === '') return this.name('id', i, end);
    if (word.length >= 8 && LETTERS_OF_HEX.test(word)) return this.name('id', i, end);
    const info = wordInfo(word.toLowerCase());
    if (own.has(word) && (!own.isOrdinary(word) || isPlaceOfName(text, word, i, to, this))) {
      return this.name(this.labelHere() ?? 'name', i, end);
    }
    if (this.noun?.bare === true && info?.keep !== true && this.isNamed(word, end)) {
      return this.name(this.noun.label ?? 'name', i, end, true);
    }
    if (this.isList && this.continuesList(word, i, end)) {
      return this.name(this.lastName, i, end, true);
    }
    if (this.counting.isOn) this.count(word, info, i, end);
    const apostrophe = text[end];
    if ((apostrophe === "'" || apostrophe === '’') && /[a-z]/.test(text[end + 1] ?? '')) {
      // don't, doesn’t: one way of writing them.
      this.replace(end, end + 1, '’');
      end++;
      while (end < to && /[a-z]/.test(text[end] ?? '')) end++;
    }
    this.close(word, info);
    return end;
  }

  /** Whether a bare word is the name of the noun before: "user bob", "owned by another user (bob)". */
  private isNamed(word: string, end: number): boolean {
    if (this.labelHere() !== null) return isBareName(word, this.noun);
    return this.gap === '(' && this.text[end] === ')' && word === word.toLowerCase();
  }

  private continuesList(word: string, i: number, end: number): boolean {
    const gap = this.gapBefore(i);
    if (gap === null || !/[,;&]| and /.test(gap) || !this.isListGap(gap)) return false;
    if ((isMessageWord(word) && !NAME_LIKE.has(word)) || isEnglish(word)) return false;
    const after = wordAfter(this.text, end);
    return after === null || goesOn(after);
  }

  private count(word: string, info: WordInfo | undefined, i: number, end: number): void {
    if (this.gap !== '') {
      this.counting.stop();
      return;
    }
    const words = this.counting.read(word, info, this.infoAfter(end));
    if (words !== null && words !== word) this.replace(i, end, words);
  }

  private readQuote(i: number, to: number): number {
    const quoted = this.quotes.at(i, to);
    if (quoted === null) return this.readSign(i);
    const content = this.text.slice(quoted.start, quoted.end);
    const reading = readQuoted(
      content,
      {
        before: /^[:=(]?$/.test(this.gap) ? this.noun : undefined,
        after: this.infoAfter(quoted.after),
        code: this.code > 0,
        previous: this.previous,
        paired: isPairedValue(this.text, content, quoted.after, this.previous, this.fixedQuote),
      },
      this.own,
    );
    if (reading.as === 'name') {
      return this.name(reading.label, quoted.start, quoted.end, false, i, quoted.after);
    }
    const isFixed = reading.as === 'fixed';
    this.fixedQuote = isFixed ? content : '';
    this.replace(i, quoted.start, '“');
    if (isFixed) {
      this.replace(quoted.start, quoted.end, content.replace(/‹/g, '<').replace(/›/g, '>'));
    } else this.read(quoted.start, quoted.end);
    this.replace(quoted.end, quoted.after, '”');
    this.close(isFixed ? content : NAME);
    return quoted.after;
  }

  private infoAfter(at: number): WordInfo | undefined {
    const word = wordAfter(this.text, at);
    return word === null ? undefined : wordInfo(word.toLowerCase());
  }

  /** The label of the noun just before, if its name can stand here: "user bob", "database: bob_shop", "user=bob". */
  labelHere(): string | null {
    const label = this.noun?.label;
    if (label === undefined) return null;
    return this.gap === '' || this.gap === ':' || this.gap === '=' ? label : null;
  }

  wasNamed(): boolean {
    for (; !this.named && this.seen < this.params.length; this.seen++) {
      const value = this.params[this.seen]?.value ?? '';
      this.named = this.own.names.some((name) => value === name || isHomeOf(value, name));
    }
    return this.named;
  }

  private namePart(reading: ChunkReading, i: number, end: number): number {
    if (reading.fixed > 0) this.copyTo(i + reading.fixed);
    this.name(reading.label ?? 'name', i + reading.fixed, end);
    if (reading.suffix !== undefined) this.putAfterName(reading.suffix);
    return end;
  }

  /** Puts a placeholder and answers where to read on. */
  private name(
    name: string,
    start: number,
    end: number,
    listed = false,
    from = start,
    to = end,
  ): number {
    this.putName(name, start, end, listed, from, to);
    this.close(NAME);
    return to;
  }

  private leave(chunk: string, end: number): number {
    this.close(chunk, wordInfo(chunk.toLowerCase()));
    return end;
  }

  /** A word has been read: it is the word before from now on. */
  private close(word: string, info?: WordInfo): void {
    if (this.first === '') this.first = word;
    this.previous2 = this.previous;
    this.previous = word;
    if (info?.keep !== true || this.noun === undefined) this.noun = info;
    if (info?.code === true) this.code = 1;
    else if (this.code !== 0 && !KEEPS_CODE.has(word)) this.code = 0;
    this.gap = '';
  }
}

/** `/home2/bob`, `/home/bob/mail` */
function isHomeOf(path: string, name: string): boolean {
  if (!path.startsWith('/home')) return false;
  const at = path.indexOf('/', 1) + 1;
  return at > 0 && path.startsWith(name, at) && (path[at + name.length] ?? '/') === '/';
}
