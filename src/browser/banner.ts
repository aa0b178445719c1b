import { withoutToken } from './address.ts';

/** How long good news stay. */
const BRIEF_MS = 4_000;

/**
 * The one line that tells how the page and the server get on. It is a polite live region: each text is spoken once. A trouble stays
 * until it is over; brief words give way to it.
 */
export class Banner {
  readonly #element: HTMLElement;
  #timer: number | undefined;
  #trouble: string | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** Something that was done, for a few seconds. */
  say(text: string): void {
    if (this.#trouble === null) this.#showBriefly(text);
  }

  /**
   * @param fault id of what the server has met, where it says one
   * @param asOf from when the page is
   */
  lost(tryNow: () => void, fault: string | null, asOf: string): void {
    if (this.#trouble === 'lost') return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'tm-link-button';
    button.textContent = 'Try now';
    button.addEventListener('click', tryNow);
    const words =
      fault === null
        ? `Connection lost, trying again. Shown as of ${asOf}.`
        : `The server reported an error (fault ${fault}), trying again. Shown as of ${asOf}.`;
    this.#showTrouble('lost', words, button);
  }

  /** The server answers, but has no time for this. */
  busy(asOf: string): void {
    if (this.#trouble === null)
      this.#showTrouble('busy', `The server is busy. Shown as of ${asOf}.`);
  }

  /** The way back in leads to the same view: the server asks for a login and goes on to it. */
  expired(): void {
    if (this.#trouble === 'expired') return;
    const link = document.createElement('a');
    link.href = withoutToken(location.pathname) + location.search;
    link.textContent = 'Log in again';
    this.#showTrouble('expired', 'Your login has expired.', link);
  }

  /** The page will not be asked for again. */
  ended(message: string): void {
    if (this.#trouble === 'ended') return;
    const link = document.createElement('a');
    link.href = location.href;
    link.textContent = 'Reload';
    this.#showTrouble('ended', `No more updates: ${message}`, link);
  }

  /** This script has met an error; `fault` is its id in the server's log. It stays until something else is to be said. */
  failed(fault: string | null): void {
    const link = document.createElement('a');
    link.href = location.href;
    link.textContent = 'Reload';
    const words = fault === null ? '' : ` Its id in the fault log is ${fault}.`;
    this.#showTrouble('failed', `An error in this page’s script.${words}`, link);
  }

  recovered(): void {
    if (this.#trouble === null || this.#trouble === 'failed') return;
    this.#trouble = null;
    this.#showBriefly('Connected again.');
  }

  #showTrouble(kind: string, text: string, way: HTMLElement | string = ''): void {
    this.#trouble = kind;
    clearTimeout(this.#timer);
    this.#element.dataset.connection = kind;
    this.#show(`${text} `, way);
  }

  /** In a box of its own each time: one that became wider or lower would move. */
  #show(...words: (HTMLElement | string)[]): void {
    const box = document.createElement('span');
    box.append(...words);
    this.#element.replaceChildren(box);
  }

  #showBriefly(text: string): void {
    clearTimeout(this.#timer);
    this.#element.dataset.connection = 'fine';
    this.#show(text);
    this.#timer = setTimeout(() => {
      this.#element.dataset.connection = '';
      this.#element.replaceChildren();
    }, BRIEF_MS);
  }
}
