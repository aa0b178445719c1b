/** A part of a text that differs from account to account; `start` is its index in the text. */
export interface TemplateParam {
  name: string;
  value: string;
  start: number;
}

/** What stands between two parts of a list: "a, b and c". */
const LIST_GAP = /^[ ,;…/&|]*(?:(?:and|or) )?$/;
const LIST_GAP_LENGTH = 8;
const NUMERIC: ReadonlySet<string> = new Set(['number', 'size', 'date', 'time', 'duration']);

/** Writes the template of one text: copies what stays and puts placeholders for the rest. */
export class TemplateWriter {
  readonly params: TemplateParam[] = [];
  protected readonly text: string;
  /** The text is copied up to this index. */
  protected copied = 0;
  /** The name of the last placeholder, and whether it stands in a list without quotes. */
  protected lastName = '';
  protected isList = false;
  /** Whether the next placeholder may continue a list. */
  private joinable = false;
  /** The template up to the last placeholder, and what follows it: kept apart so that lists cost little. */
  private head = '';
  private tail = '';

  constructor(text: string) {
    this.text = text;
  }

  /** Copies the text up to an index. */
  protected copyTo(end: number): void {
    if (end > this.copied) this.tail += this.text.slice(this.copied, end);
    this.copied = end;
  }

  /** Writes something else for the text between two indices. */
  protected replace(start: number, end: number, words: string): void {
    this.copyTo(start);
    this.tail += words;
    this.copied = end;
  }

  /** What was written since the last call. */
  protected takeTemplate(): string {
    const template = this.head + this.tail;
    this.head = '';
    this.tail = '';
    this.joinable = false;
    return template;
  }

  /** The text since the last placeholder up to an index, or null when no list can go on there. */
  protected gapBefore(end: number): string | null {
    return this.joinable ? this.tail + this.text.slice(this.copied, end) : null;
  }

  protected isListGap(gap: string): boolean {
    return gap.length <= LIST_GAP_LENGTH && LIST_GAP.test(gap);
  }

  protected followsNumber(): boolean {
    return NUMERIC.has(this.lastName);
  }

  /**
   * Puts a placeholder for the text from `start` to `end`; quotes around it, from `from` to `to`, go with
   * it. In a list it becomes part of the placeholder before, so that lists of any length are one template.
   */
  protected putName(
    name: string,
    start: number,
    end: number,
    listed: boolean,
    from: number,
    to: number,
  ): void {
    this.copyTo(from);
    const last = this.params[this.params.length - 1];
    if (last !== undefined && this.joins(name)) {
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
  }

  /** Literal text right after a placeholder, which ends its list. */
  protected putAfterName(words: string): void {
    this.tail += words;
    this.joinable = false;
  }

  private joins(name: string): boolean {
    const gap = this.tail;
    if (!this.joinable || !this.isListGap(gap)) return false;
    const numeric = NUMERIC.has(name);
    const lastNumeric = NUMERIC.has(this.lastName);
    // "1 h 12 min", "2026-11-02 04:13"
    if (gap === ' ') return (numeric && lastNumeric) || (this.isList && name === this.lastName);
    return numeric || lastNumeric ? name === this.lastName : true;
  }
}
