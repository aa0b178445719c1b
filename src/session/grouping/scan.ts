import {
  endOfChunk,
  Kind,
  kindOf,
  matchAt,
  STARTS_NUMBER,
  startsChunk,
  wordAfter,
} from './chunks.ts';
import { isTechnical, isValue, type Noun, nounOf } from './nouns.ts';
import {
  type Before,
  isBareName,
  isPlaceOfName,
  type OwnNames,
  type WordPlace,
} from './own-names.ts';
import { endOfQuote, readQuotation } from './quotes.ts';
import { fixedPartOfPath, isCode, readNumber, shapeOf } from './shapes.ts';
import { TemplateWriter } from './writer.ts';

/** Stands for a placeholder as the word before. */
const NAME = '‹›';
const LINE_START: Before = { noun: undefined, previous: '', previous2: '', gap: '' };
/** `/etc/ssh/ssh_known_hosts:12`, `/etc/my.cnf:3:9`: a place in a file. */
const LINE_OF_FILE = /:\d[\d,]*(?::\d+)?$/;

/** Reads one text from left to right, word by word, and writes its template. */
export class TemplateScan {
  private readonly text: string;
  private readonly own: OwnNames;
  private readonly out: TemplateWriter;
  private before: Before = { ...LINE_START };

  constructor(text: string, own: OwnNames) {
    this.text = text;
    this.own = own;
    this.out = new TemplateWriter(text);
  }

  /** The template of one line, which goes from one index to another. */
  readLine(from: number, to: number): string {
    this.before = { ...LINE_START };
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
      else if (kind === Kind.Joint && matchAt(startsChunk(), text, at)) at = this.readChunk(at, to);
      else
        at = (matchAt(STARTS_NUMBER, text, at) && this.readNumber(at, at + 1)) || this.readSign(at);
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
    this.before.gap += sign;
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
    const { text } = this;
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
    if (label === 'number' && isCode(text, at, end, this.before)) {
      this.close('0');
      return end;
    }
    return this.put(label, at, end);
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
    // Words such as `files/attrs`, `TCP/IP`, `text/html` are no path.
    if (chunk.includes('/'))
      return /[._\d~@%]/.test(chunk) ? this.put('path', at, end) : this.leave(chunk, end);
    const label = this.labelHere();
    if (own.has(chunk) || own.isPrefixOf(chunk)) return this.put(label ?? 'name', at, end);
    if (isTechnical(chunk)) return this.leave(chunk, end);
    // Texts are cut in the middle with a “…”.
    if (/[\d%…]/.test(chunk) && /[A-Za-z]/.test(chunk)) return this.put(label ?? 'id', at, end);
    const isName = label !== null && /[_\u00c0-\uffff]/.test(chunk);
    return isName ? this.put(label, at, end) : this.leave(chunk, end);
  }

  private readPath(at: number, chunk: string): number {
    const end = at + chunk.length;
    const path = chunk.replace(LINE_OF_FILE, '');
    const fixed = fixedPartOfPath(path);
    if (fixed === chunk.length) return this.leave(chunk, end);
    const start = at + (fixed === path.length ? fixed + 1 : fixed);
    return this.put(fixed === path.length ? 'number' : 'path', start, end);
  }

  private readWord(at: number, end: number, to: number): number {
    const { text, own } = this;
    const word = text.slice(at, end);
    const date = text.charCodeAt(at) <= 90 && word.length < 10 ? readNumber(text, at) : null;
    if (date !== null) return this.put(date.label, at, date.end);
    // No word is so long with hexadecimal letters alone.
    if (word.length >= 8 && /^[a-f]+$/.test(word)) return this.put('id', at, end);
    // A list of a text that was cut in the middle: `bob_a, bo…, bob_z`.
    if (text[end] === '…' && this.before.previous === NAME && this.before.gap === ',')
      return this.put('name', at, end);
    const lower = word.toLowerCase();
    const noun = nounOf(lower);
    const label = this.labelHere();
    if (own.has(word) && (own.isUnmistakable(word) || isPlaceOfName(word, this.placeOf(end, to))))
      return this.put(label ?? 'name', at, end);
    const isAnnounced =
      label !== null && (this.before.noun?.bare ?? this.before.noun === undefined);
    if (isAnnounced && noun?.joint !== true && isBareName(word, this.placeOf(end, to), label))
      return this.put(label, at, end);
    this.close(lower, noun);
    return end;
  }

  /** The label of a name here by the words before: "user bob", "user=bob", "another user (bob)", "failed password for bob". */
  private labelHere(): string | null {
    const { noun, gap, previous, previous2 } = this.before;
    if (noun !== undefined)
      return /^[:=]?$/.test(gap) || (gap === '(' && noun.bare) ? (noun.label ?? null) : null;
    const isUser = previous === 'for' && gap === '';
    return isUser && /^(?:password|failures?|failed)$/.test(previous2) ? 'user' : null;
  }

  private placeOf(end: number, to: number): WordPlace {
    const next = end < to ? (this.text[end] ?? '') : '';
    return {
      ...this.before,
      after: wordAfter(this.text, end),
      next: next === ' ' ? (this.text[end + 1] ?? '') : next,
    };
  }

  private readQuote(at: number, to: number): number {
    const { text, out } = this;
    const end = endOfQuote(text, at, to);
    if (end < 0) return this.readSign(at);
    const content = text.slice(at + 1, end);
    const before = /^[:=(]?$/.test(this.before.gap) ? this.before.noun : undefined;
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
  private put(label: string, start: number, end: number): number {
    this.out.put(label, start, end);
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
    const { noun: last, previous: previous2 } = this.before;
    this.before = {
      noun: noun?.joint === true ? (last ?? noun) : noun,
      previous: word,
      previous2,
      gap: '',
    };
  }
}
