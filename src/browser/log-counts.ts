import type { LogLineView } from '../views/log-lines.ts';
import { formatCount } from '../views/size.ts';
import { askAddress } from './address.ts';
import { ask, fieldsOf } from './ask.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** The numbers of errors and warnings in the log's filters, and the marks of errors beside the scroll bar. */
export class LogCounts {
  readonly #root: HTMLElement;
  readonly #strip: Element | null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#strip = root.querySelector('.tm-log-strip');
  }

  /** The page of a long log comes with what could be counted at once. */
  async complete(): Promise<void> {
    if (this.#root.dataset.uncounted === undefined) return;
    const address = { format: 'json', counts: 'whole', at: null, before: null, q: null, go: null };
    const answer = await ask(askAddress(location.search, address));
    const counts = fieldsOf(answer.is === 'data' ? fieldsOf(answer.data).counts : null);
    const { errors, warnings, errorsAt, isComplete } = counts;
    if (typeof errors !== 'number' || typeof warnings !== 'number') return;
    const more = isComplete === true ? '' : '+';
    this.#write('error', `${formatCount(errors)}${more}`);
    this.#write('warn', `${formatCount(warnings)}${more}`);
    if (!Array.isArray(errorsAt) || !this.#strip) return;
    this.#strip.replaceChildren();
    for (const at of errorsAt) if (typeof at === 'number') this.#mark(at);
  }

  /** Counts lines that have come while the log is followed. */
  add(lines: readonly LogLineView[]): void {
    for (const severity of ['error', 'warn']) {
      const found = lines.filter((line) => line.severity === severity);
      if (severity === 'error') for (const { at } of found) this.#mark(at);
      const shown = this.#field(severity)?.textContent ?? '';
      if (found.length === 0 || shown.endsWith('+')) continue;
      this.#write(severity, formatCount(Number(shown.replaceAll(',', '')) + found.length));
    }
  }

  /** The marks are at byte offsets of a log of this size. */
  grow(size: number): void {
    if (size > 0) this.#strip?.setAttribute('viewBox', `0 0 1 ${size}`);
  }

  #field(severity: string): Element | null {
    return this.#root.querySelector(`.tm-chips [data-severity="${severity}"] .tm-num`);
  }

  #write(severity: string, text: string): void {
    const field = this.#field(severity);
    if (field) field.textContent = text;
    if (!text.endsWith('+')) field?.closest('a')?.removeAttribute('title');
  }

  /** As the server draws it. */
  #mark(at: number): void {
    if (!this.#strip || this.#strip.querySelector(`[data-error-at="${at}"]`)) return;
    const link = document.createElementNS(SVG, 'a');
    const address = { severity: null, q: null, before: null, go: null, at: String(at) };
    link.setAttribute('href', askAddress(location.search, address));
    link.setAttribute('tabindex', '-1');
    link.setAttribute('data-error-at', String(at));
    for (const name of ['tm-strip-room', 'tm-strip-mark']) {
      const line = document.createElementNS(SVG, 'line');
      for (const [key, value] of Object.entries({ class: name, x1: 0, x2: 1, y1: at, y2: at })) {
        line.setAttribute(key, String(value));
      }
      link.append(line);
    }
    this.#strip.append(link);
  }
}
