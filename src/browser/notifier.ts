import type { Banner } from './banner.ts';
import { Memory } from './memory.ts';

/**
 * Shows the browser's notifications, to readers who have asked for them, when a session ends, stalls or has its first
 * failure. What was shown is stored in the browser, for all tabs, and a notification is tagged with its event's name:
 * of several tabs only one is heard.
 */
export class Notifier {
  readonly #root: HTMLElement;
  readonly #button: HTMLElement;
  readonly #memory = new Memory(() => localStorage);
  readonly #key: string;

  private constructor(root: HTMLElement, button: HTMLElement, banner: Banner) {
    this.#root = root;
    this.#button = button;
    this.#key = `tm-tell-${root.dataset.session}`;
    button.addEventListener('click', () => void this.#turn(banner));
    this.look();
  }

  /** Null where the page or the browser does not offer it. */
  static start(root: HTMLElement, banner: Banner): Notifier | null {
    const button = root.querySelector<HTMLElement>('[data-tell]');
    return button !== null && 'Notification' in window && isSecureContext
      ? new Notifier(root, button, banner)
      : null;
  }

  /** Reports what is new. To be called when the page has changed. */
  look(): void {
    const told = this.#told();
    const isOver = this.#root.querySelector('#tm-sign[data-over]') !== null;
    this.#button.hidden = isOver;
    this.#button.setAttribute('aria-pressed', String(told !== null));
    if (told === null) return;
    const news = this.#news();
    for (const [key, words] of news) if (!told.includes(key)) this.#tell(key, words);
    this.#remember(isOver ? null : [...new Set([...told, ...news.keys()])]);
  }

  async #turn(banner: Banner): Promise<void> {
    if (this.#told() !== null) this.#remember(null);
    else if ((await Notification.requestPermission()) === 'granted') {
      // What has happened before is no news.
      this.#remember([...this.#news().keys()]);
      banner.say('You will be notified as long as this page is open in a tab.');
    } else banner.say('Your browser does not let this page notify you.');
    this.look();
  }

  #news(): Map<string, string> {
    const entries = [...this.#root.querySelectorAll<HTMLElement>('#tm-sign [data-news]')];
    return new Map(entries.map(({ dataset, textContent }) => [dataset.news ?? '', textContent]));
  }

  #tell(key: string, words: string): void {
    try {
      const tag = `${this.#key} ${key}`;
      const notification = new Notification(document.title, { body: words, tag });
      notification.addEventListener('click', () => window.focus());
    } catch {
      // Some browsers have the name but not the feature; the page shows the news all the same.
    }
  }

  /** Keys of what was reported; null where nobody has asked for it, or permission was withdrawn. */
  #told(): string[] | null {
    const text = Notification.permission === 'granted' ? this.#memory.read(this.#key) : null;
    return text === null ? null : text.split(' ').filter((key) => key !== '');
  }

  #remember(told: readonly string[] | null): void {
    this.#memory.write(this.#key, told === null ? null : told.join(' '));
  }
}
