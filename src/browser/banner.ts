import { withoutToken } from './address.ts';

/** How long good news is shown. */
const BRIEF_MS = 4_000;

/**
 * One line about the connection between page and server. It is a polite live region: each text is spoken once. A
 * problem stays until it is over and replaces brief messages.
 */
export class Banner {
  readonly #element: HTMLElement;
  #timer: number | undefined;
  #trouble: string | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** A message about something that was done, for a few seconds. */
  say(text: string): void {
    if (this.#trouble === null) this.#showBriefly(text);
  }

  /**
   * @param fault id of the server's fault, where it gives one
   * @param asOf the age of what the page shows
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

  /** The link leads back to the same view: the server asks for a login and then goes on to it. */
  expired(): void {
    if (this.#trouble === 'expired') return;
    const link = document.createElement('a');
    link.href = withoutToken(location.pathname) + location.search;
    link.textContent = 'Log in again';
    this.#showTrouble('expired', 'Your login has expired.', link);
  }

  /** The page will not be updated any more. */
  ended(message: string): void {
    if (this.#trouble === 'ended') return;
    const link = document.createElement('a');
    link.href = location.href;
    link.textContent = 'Reload';
    this.#showTrouble('ended', `No more updates: ${message}`, link);
  }

  /** This script has failed; `fault` is the id in the server's log. It stays until something else has to be said. */
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

  /** In a new box each time: a box that became wider or higher would count as a layout shift. */
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
