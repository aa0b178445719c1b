/** A part of a text that differs from account to account; `start` is its index in the text. */
export interface TemplateParam {
  name: string;
  value: string;
  start: number;
}

/** What is between two parts of a list: "a, b and c". */
const LIST_GAP = /^[ ,;…/&|]*(?:(?:and|or) )?$/;
const LIST_GAP_LENGTH = 8;
const NUMERIC: ReadonlySet<string> = new Set(['number', 'size', 'date', 'time', 'duration']);

/** Writes a template: copies what stays, puts placeholders for the rest, and makes one placeholder of a list. */
export class TemplateWriter {
  readonly params: TemplateParam[] = [];
  /** The label of the last placeholder, and whether others may follow it with a blank between. */
  private lastLabel = '';
  private isList = false;
  private readonly text: string;
  /** The text is copied up to this index. */
  copied = 0;
  /** Whether the next placeholder may continue a list. */
  private joinable = false;
  /** The template up to the last placeholder, and what follows it: kept apart so that lists cost little. */
  private head = '';
  private tail = '';

  constructor(text: string) {
    this.text = text;
  }

  copyTo(end: number): void {
    if (end > this.copied) this.tail += this.text.slice(this.copied, end);
    this.copied = end;
  }

  /** Writes something else for the text between two indices. */
  replace(start: number, end: number, words: string): void {
    this.copyTo(start);
    this.tail += words;
    this.copied = end;
  }

  /** What was written since the last call. */
  take(): string {
    const template = this.head + this.tail;
    this.head = '';
    this.tail = '';
    this.joinable = false;
    return template;
  }

  /**
   * Puts a placeholder for the text from `start` to `end`; quotes around it, from `from` to `to`, go with it. In a list it becomes
   * part of the placeholder before, so that lists of any length are one template.
   *
   * @returns where to read on
   */
  put(
    label: string,
    start: number,
    stop: number,
    isList: boolean,
    from = start,
    to = stop,
  ): number {
    const end = this.isRooted(label, stop) ? stop + 1 : stop;
    this.copyTo(from);
    const last = this.params[this.params.length - 1];
    if (last !== undefined && this.joins(label)) {
      last.value = this.text.slice(last.start, end);
    } else {
      this.head += `${this.tail}‹${label}›`;
      this.params.push({ name: label, value: this.text.slice(start, end), start });
      this.lastLabel = label;
      this.isList = isList;
    }
    this.tail = '';
    this.joinable = true;
    this.copied = Math.max(to, end);
    return this.copied;
  }

  /** The dot of DNS's root: "(host.example.com.)". */
  private isRooted(label: string, at: number): boolean {
    const next = this.text.slice(at, at + 2);
    return (next === '.)' || next === '.]') && (label === 'domain' || label === 'host');
  }

  /** Text right after a placeholder that ends its list. */
  append(words: string): void {
    this.tail += words;
    this.joinable = false;
  }

  private joins(label: string): boolean {
    const gap = this.tail;
    if (!this.joinable || gap.length > LIST_GAP_LENGTH || !LIST_GAP.test(gap)) return false;
    const isNumber = NUMERIC.has(label);
    const wasNumber = NUMERIC.has(this.lastLabel);
    // "1 h 12 min", "2026-11-02 04:13"
    if (gap === ' ') return (isNumber && wasNumber) || (this.isList && label === this.lastLabel);
    return isNumber || wasNumber ? label === this.lastLabel : true;
  }
}
