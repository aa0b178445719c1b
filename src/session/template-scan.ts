import { type ChunkReading, readIdentifier, readShape } from './template-chunk.ts';
import { Kind, kindOf } from './template-kind.ts';
import { AGREEING, FIXED_VALUES, NAME_LIKE, type WordInfo, wordInfo } from './template-lexicon.ts';
import { endOfLongDate, readNumber } from './template-number.ts';
import type { OwnNames } from './template-own.ts';
import { goesOn, isBareName, isEnglish, isPlaceOfName, NAME, wordAfter } from './template-place.ts';
import { type Quoted, QuoteFinder } from './template-quote.ts';
import { readQuoted } from './template-quoted.ts';
import { isMessageWord } from './template-vocabulary.ts';

/** A part of a text that differs from account to account; `start` is its index in the text. */
export interface TemplateParam {
  name: string;
  value: string;
  start: number;
}

/** What stands between two parts of a list: "a, b and c". */
const LIST_GAP = /^[ ,;…/&|]*(?:(?:and|or) )?$/;
const NUMERIC = new Set(['number', 'size', 'date', 'time', 'duration']);
/** Reads one text from left to right and builds its template. */
export class TemplateScan {
  readonly params: TemplateParam[] = [];
  private readonly text: string;
  private readonly own: OwnNames;
  private readonly quotes: QuoteFinder;
  /** Start of the text that is to be copied as it is. */
  private copied = 0;
  /** Whether the next placeholder may continue a list, and the name of the last one. */
  private joinable = false;
  /** The template up to the last placeholder, and what follows it: kept apart so that lists cost little. */
  private head = '';
  private tail = '';
  private lastName = '';
  private isList = false;

  noun: WordInfo | undefined;
  previous = '';
  previous2 = '';
  private first = '';
  /** Whether something other than blanks stands since the word before; and what. */
  gap = '';
  private code = 0;
  /** The last quotation, if it stayed. */
  private fixedQuote = '';
  private counted = 0;

  constructor(text: string, own: OwnNames) {
    this.text = text;
    this.own = own;
    this.quotes = new QuoteFinder(text);
  }

  /** Reads the text from one index to another; `copyTo` ends a piece. */
  read(from: number, to: number): void {
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
      if (kind === Kind.Letter || kind === Kind.Digit || kind === Kind.Underscore)
        i = this.readChunk(i, to);
      else if (kind === Kind.Blank) i = this.readBlanks(i, to);
      else if (kind === Kind.Quote) i = this.readQuote(i, to);
      else if (kind === Kind.Joint && this.startsChunk(i, to)) i = this.readChunk(i, to);
      else i = this.readSign(i);
    }
    this.copyTo(to);
  }

  /** What was read since the last call, as a template; forgets the sentence. */
  takeLine(): string {
    const line = this.head + this.tail;
    this.head = '';
    this.tail = '';
    this.noun = undefined;
    this.previous = '';
    this.previous2 = '';
    this.gap = '';
    this.code = 0;
    this.counted = 0;
    this.joinable = false;
    return line;
  }

  private copyTo(end: number): void {
    if (end > this.copied) this.tail += this.text.slice(this.copied, end);
    this.copied = end;
  }

  private readBlanks(i: number, to: number): number {
    let end = i + 1;
    while (end < to && kindOf(this.text.charCodeAt(end)) === Kind.Blank) end++;
    if (end > i + 1 || this.text[i] !== ' ') {
      this.copyTo(i);
      this.tail += ' ';
      this.copied = end;
    }
    return end;
  }

  /** Any other character. The marks of placeholders may not come from the text itself. */
  private readSign(i: number): number {
    const sign = this.text[i] ?? '';
    if (sign === '‹' || sign === '›') {
      this.copyTo(i);
      this.tail += sign === '‹' ? '<' : '>';
      this.copied = i + 1;
    }
    this.gap = this.gap.slice(-GAP_LENGTH) + sign;
    return i + 1;
  }

  private startsChunk(i: number, to: number): boolean {
    const next = i + 1 < to ? kindOf(this.text.charCodeAt(i + 1)) : Kind.Blank;
    const c = this.text[i];
    if (c === '/' || c === '~')
      return (
        next === Kind.Letter ||
        next === Kind.Digit ||
        next === Kind.Underscore ||
        this.text[i + 1] === '.'
      );
    if (c === '.') return next === Kind.Letter || (this.text[i + 1] === '/' && this.gap !== '.');
    if (c === ':') return this.text[i + 1] === ':' && /[0-9a-f]/.test(this.text[i + 2] ?? '');
    if (c === '*') return this.text[i + 1] === '.';
    return (c === '$' || c === '@' || c === '%') && next === Kind.Letter;
  }

  private endOfChunk(i: number, to: number): number {
    const { text } = this;
    const c = text[i];
    const isPath = c === '/' || c === '~' || (c === '.' && text[i + 1] === '/');
    let isUrl = false;
    let end = i + 1;
    const limit = Math.min(to, i + (isPath ? PATH_LENGTH : CHUNK_LENGTH));
    for (; end < limit; end++) {
      const code = text.charCodeAt(end);
      const kind = kindOf(code);
      if (kind === Kind.Letter || kind === Kind.Digit || kind === Kind.Underscore) continue;
      if (kind === Kind.Joint) {
        if (code === 0x2e && text[end + 1] === '.' && !isPath) break;
        if (code === 0x2f && text[end - 1] === '/' && text[end - 2] === ':') isUrl = true;
        continue;
      }
      if (isUrl && '?=&#,;!()'.includes(text[end] ?? ' ')) continue;
      if (isPath && '=,&#!?['.includes(text[end] ?? ' ') && /[\w.]/.test(text[end + 1] ?? ' '))
        continue;
      break;
    }
    while (end > i + 1 && '.,:;!?-*)…'.includes(text[end - 1] ?? ' ')) end--;
    while (end > i + 1 && '@\\'.includes(text[end - 1] ?? ' ')) end--;
    return end;
  }

  private readChunk(i: number, to: number): number {
    const { text } = this;
    const long = this.own.longNameAt(text, i);
    if (long !== null && i + long.length <= to)
      return this.emitName(this.labelHere() ?? 'name', i, i + long.length);
    let end = i;
    let c = text.charCodeAt(end);
    while (end < to && ((c >= 97 && c <= 122) || (c >= 65 && c <= 90))) c = text.charCodeAt(++end);
    const kind = end < to ? kindOf(c) : Kind.Blank;
    if (end > i && (kind === Kind.Blank || kind === Kind.Other || kind === Kind.Quote))
      return this.readWord(i, end, to);
    end = this.endOfChunk(i, to);
    const chunk = text.slice(i, end);
    if (/^[A-Za-z]+$/.test(chunk)) return this.readWord(i, end, to);
    if (text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) {
      const numeric = this.readNumeric(i, end, chunk);
      if (numeric > 0) return numeric;
    }
    return this.readOther(i, end, to, chunk);
  }

  /** A number, size, date; 0 when the chunk only begins with a digit. */
  private readNumeric(i: number, end: number, chunk: string): number {
    const shape = chunk.length > 6 ? readShape(chunk, this.own) : null;
    if (
      shape !== null &&
      shape.label !== null &&
      shape.label !== 'domain' &&
      shape.label !== 'path'
    ) {
      return this.emitReading(shape, i, end);
    }
    const gap = this.gap;
    const reading = readNumber(this.text, i, {
      code: this.code,
      apart: gap !== '',
      before: gap.slice(-1),
      previous: this.previous,
      previous2: this.previous2,
      first: this.first,
    });
    const next = this.text.charCodeAt(reading.end);
    const after = kindOf(next);
    if (
      reading.end < end &&
      (after === Kind.Letter || after === Kind.Digit || after === Kind.Underscore)
    )
      return 0;
    if (
      reading.end < end &&
      this.text[reading.end] === '-' &&
      /^\d[\w-]*$/.test(chunk) &&
      !/^\d+-[a-z]+$/.test(chunk)
    )
      return 0;
    if (reading.end < end && this.text[reading.end] === '@') return 0;
    if (reading.label === null) {
      this.code = 2;
      this.closeWord('0');
      this.code = 2;
      return reading.end;
    }
    this.emitName(reading.label, i, reading.end);
    if (reading.label === 'number') this.counted = 3;
    return reading.end;
  }

  private readOther(i: number, end: number, to: number, chunk: string): number {
    if (this.code > 0 && ERROR_NAME.test(chunk)) {
      this.leave(chunk, end);
      this.code = 2;
      return end;
    }
    if (this.previous === 'XID' && this.gap === '') return this.emitName('id', i, end);
    if (this.isLineHead(chunk, end)) return this.leave(chunk, end);
    const shape = readShape(chunk, this.own);
    if (shape !== null)
      return shape.label === null ? this.leave(chunk, end) : this.emitReading(shape, i, end);
    const colon = chunk.indexOf(':');
    if (colon > 0 && this.own.has(chunk.slice(0, colon)) && this.own.has(chunk.slice(colon + 1))) {
      return this.emitName('name', i, end);
    }
    if (colon > 0) return this.readChunk(i, i + colon);
    const slash = chunk.indexOf('/');
    if (slash > 0) {
      const word = chunk.slice(0, slash);
      return /^[A-Za-z]+$/.test(word) ? this.leave(chunk, end) : this.readChunk(i, i + slash);
    }
    if (this.text[end] === '(' && this.own.isOrdinary(chunk.slice(0, chunk.indexOf('_')))) {
      return this.leave(chunk, end);
    }
    const label = this.labelHere();
    const reading = readIdentifier(chunk, this.own);
    if (reading !== null)
      return reading.label === null
        ? this.leave(chunk, end)
        : this.emitName(label ?? reading.label, i, end, label !== null);
    if (label !== null && /[_\u00c0-\uffff]/.test(chunk)) return this.emitName(label, i, end);
    if (/^[A-Za-z]+-/.test(chunk)) {
      const stem = chunk.slice(0, chunk.indexOf('-'));
      if (this.own.has(stem) && !this.own.isOrdinary(stem)) return this.emitName('name', i, end);
    }
    if (
      label !== null &&
      this.noun?.bare === true &&
      !chunk.split('-').every((part) => isMessageWord(part.toLowerCase()))
    ) {
      return this.emitName(label, i, end);
    }
    return this.leave(chunk, Math.min(end, to));
  }

  /** `dns_master_load: …`: a program's name, though an account may be called dns. */
  private isLineHead(chunk: string, end: number): boolean {
    if (this.previous !== '' || this.text[end] !== ':' || !/^[a-z]+_[a-z_]+$/.test(chunk))
      return false;
    return !this.own.has(chunk) && chunk.split('_').every(isMessageWord);
  }

  private readWord(i: number, end: number, to: number): number {
    const { text, own } = this;
    const word = text.slice(i, end);
    if (text.charCodeAt(i) <= 90) {
      const date = endOfLongDate(text, i, word);
      if (date > 0) return this.emitName('date', i, date);
    }
    if (this.previous === 'XID' && this.gap === '') return this.emitName('id', i, end);
    const info = wordInfo(word.toLowerCase());
    if (own.has(word) && (!own.isOrdinary(word) || isPlaceOfName(text, word, end, to, this))) {
      return this.emitName(this.labelHere() ?? 'name', i, end);
    }
    if (
      this.noun?.bare === true &&
      info?.keep !== true &&
      (this.labelHere() === null
        ? this.gap === '(' && text[end] === ')' && word === word.toLowerCase()
        : isBareName(word, this.noun))
    ) {
      this.isList = true;
      return this.emitName(this.noun.label ?? 'name', i, end, true);
    }
    if (this.isList && this.joinable && this.continuesList(word, i, end)) {
      return this.emitName(this.lastName, i, end, true);
    }
    if (this.counted !== 0) this.countNoun(word, info, i, end);
    // don't, doesn’t: one way of writing them.
    const apostrophe = text[end];
    if ((apostrophe === "'" || apostrophe === '’') && /[a-z]/.test(text[end + 1] ?? '')) {
      this.copyTo(end);
      this.tail += '’';
      this.copied = end + 1;
      end++;
      while (end < to && /[a-z]/.test(text[end] ?? '')) end++;
    }
    this.closeWord(word, info);
    return end;
  }

  private closeWord(word: string, info?: WordInfo): void {
    if (this.first === '') this.first = word;
    this.previous2 = this.previous;
    this.previous = word;
    if (info?.keep !== true || this.noun === undefined) this.noun = info;
    if (info?.code === true) this.code = 1;
    else if (this.code !== 0 && !KEEPS_CODE.has(word)) this.code = 0;
    this.gap = '';
  }

  private leave(chunk: string, end: number): number {
    this.closeWord(chunk, wordInfo(chunk.toLowerCase()));
    return end;
  }

  /** The label of the noun just before, if its name can stand here: "user bob", "database: bob_shop", "user=bob". */
  labelHere(): string | null {
    const label = this.noun?.label;
    if (label === undefined) return null;
    return this.gap === '' || this.gap === ':' || this.gap === '=' ? label : null;
  }

  private continuesList(word: string, i: number, end: number): boolean {
    const gap = this.tail + this.text.slice(this.copied, i);
    if (gap.length > 6 || !/[,;&]| and /.test(gap) || !LIST_GAP.test(gap)) return false;
    if (isMessageWord(word) && !NAME_LIKE.has(word)) return false;
    const after = wordAfter(this.text, end);
    return !isEnglish(word) && (after === null || goesOn(after));
  }

  /** "1 file was skipped" and "2 files were skipped" are one message: both read as the second. */
  private countNoun(word: string, info: WordInfo | undefined, i: number, end: number): void {
    if (this.gap !== '') {
      this.counted = 0;
      return;
    }
    let put: string | undefined;
    if (this.counted > 0) {
      const after = wordAfter(this.text, end)?.toLowerCase();
      const afterInfo = after === undefined ? undefined : wordInfo(after);
      const nounFollows = afterInfo?.plural !== undefined || afterInfo?.isPlural === true;
      this.counted--;
      if ((info?.plural !== undefined || info?.isPlural === true) && !nounFollows) {
        put = info.plural;
        this.counted = -3;
      }
    } else {
      this.counted++;
      put = AGREEING.get(word);
      if (put !== undefined) this.counted = 0;
    }
    if (put === undefined || word === put) return;
    this.copyTo(i);
    this.tail += put;
    this.copied = end;
  }

  private readQuote(i: number, to: number): number {
    const quoted = this.quotes.at(i, to);
    if (quoted === null) return this.readSign(i);
    const content = this.text.slice(quoted.start, quoted.end);
    const reading = readQuoted(
      content,
      {
        before: this.labelOrFixedHere(),
        after: this.infoAfter(quoted.after, to),
        code: this.code > 0,
        previous: this.previous,
        paired: this.isPaired(content, quoted.after),
      },
      this.own,
    );
    if (reading.as === 'name')
      return this.emitName(reading.label, quoted.start, quoted.end, false, i, quoted.after);
    this.copyTo(i);
    this.tail += '“';
    this.fixedQuote = reading.as === 'fixed' ? content : '';
    if (reading.as === 'fixed') this.tail += content.replace(/‹/g, '<').replace(/›/g, '>');
    else this.readProse(quoted);
    this.tail += '”';
    this.copied = quoted.after;
    this.closeWord(content);
    return quoted.after;
  }

  private isPaired(content: string, after: number): boolean {
    if (this.previous === 'to' && this.fixedQuote !== '') return this.fixedQuote !== content;
    if (this.previous !== 'from') return false;
    PAIRED.lastIndex = after;
    const partner = PAIRED.exec(this.text)?.[1];
    return partner !== undefined && partner !== content && FIXED_VALUES.has(partner);
  }

  /** A sentence in quotes: read with the same rules; the noun before it counts for its first word only. */
  private readProse(quoted: Quoted): void {
    this.read(quoted.start, quoted.end);
  }

  private labelOrFixedHere(): WordInfo | undefined {
    return this.gap === '' || this.gap === ':' || this.gap === '=' || this.gap === '('
      ? this.noun
      : undefined;
  }

  private infoAfter(at: number, to: number): WordInfo | undefined {
    if (at >= to) return undefined;
    const word = wordAfter(this.text, at);
    return word === null ? undefined : wordInfo(word.toLowerCase());
  }

  private emitReading(reading: ChunkReading, i: number, end: number): number {
    if (reading.fixed > 0) this.copyTo(i + reading.fixed);
    this.emitName(reading.label ?? 'name', i + reading.fixed, end);
    if (reading.suffix !== undefined) {
      this.tail += reading.suffix;
      this.joinable = false;
    }
    return end;
  }

  /** Puts a placeholder for the text from `start` to `end`; quotes around it (`from`, `to`) go with it. */
  private emitName(
    name: string,
    start: number,
    end: number,
    listed = false,
    from = start,
    to = end,
  ): number {
    this.copyTo(from);
    const gap = this.joinable ? this.tail : '-';
    const last = this.params[this.params.length - 1];
    const joins =
      gap.length <= 8 &&
      LIST_GAP.test(gap) &&
      (NUMERIC.has(name) || NUMERIC.has(this.lastName)
        ? name === this.lastName || (NUMERIC.has(name) && NUMERIC.has(this.lastName) && gap === ' ')
        : true);
    if (joins && last !== undefined) {
      last.value = this.text.slice(last.start, end);
    } else {
      this.head += `${this.tail}‹${name}›`;
      this.params.push({ name, value: this.text.slice(start, end), start });
      this.lastName = name;
      this.isList = listed;
    }
    this.tail = '';
    this.joinable = true;
    this.copied = to;
    this.closeWord(NAME);
    return to;
  }
}

/** As much of the signs between two words as any rule looks at. */
const GAP_LENGTH = 3;
/** Longer runs without a blank are read in pieces. */
const CHUNK_LENGTH = 300;
const PATH_LENGTH = 4096;

/** What follows an error word and is no plain number: SQLSTATE, OpenSSL's and Windows' codes. */
const ERROR_NAME = /^(?:[0-9A-Z]{5}|[0-9A-F]{8}|0x[0-9A-Fa-f]{1,8})$/;

const PAIRED = / to [“"'‘`]([A-Za-z]+)[”"'’`]/y;

/** Words between an error word and its number: "exit code is 23", "error number 1227", "status of 1". */
const KEEPS_CODE = new Set(['is', 'was', 'number', 'no', 'value', 'code', 'of']);
