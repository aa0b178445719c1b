/** What is between two parts of a list: "a, b and c". */
const LIST_GAP = /^[ ,;…/&|]*(?:(?:and|or) )?$/;
const NUMERIC: ReadonlySet<string> = new Set(['number', 'size', 'date', 'time', 'duration']);

/** Writes a template: copies what stays, puts placeholders for the rest, and makes one placeholder of a list. */
export class TemplateWriter {
  private readonly text: string;
  /** The text is copied up to this index. */
  private copied = 0;
  /** The template up to the last placeholder, and what follows it: kept apart so that lists cost little. */
  private head = '';
  private tail = '';
  /** The label of the last placeholder of the line; '' where there is none. */
  private lastLabel = '';

  constructor(text: string) {
    this.text = text;
  }

  /** Begins a line at an index. */
  startAt(from: number): void {
    this.copied = from;
    this.head = '';
    this.tail = '';
    this.lastLabel = '';
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

  /** What was written since the start of the line. */
  get written(): string {
    return this.head + this.tail;
  }

  /**
   * Puts a placeholder for the text from `start` to `end`. In a list it becomes part of the placeholder before, so that lists of any
   * length are one template.
   */
  put(label: string, start: number, end: number): void {
    this.copyTo(start);
    if (!this.joins(label)) {
      this.head += `${this.tail}‹${label}›`;
      this.lastLabel = label;
    }
    this.tail = '';
    this.copied = end;
  }

  private joins(label: string): boolean {
    const { tail: gap, lastLabel } = this;
    if (lastLabel === '' || !LIST_GAP.test(gap)) return false;
    // Two own names in a row, as in "group group exists", are two.
    if (label === lastLabel && label !== 'name') return true;
    // "1 h 12 min", "2026-11-02 04:13" have blanks, names have commas between them.
    const isNumber = NUMERIC.has(label);
    return isNumber === NUMERIC.has(lastLabel) && isNumber === (gap === ' ');
  }
}
