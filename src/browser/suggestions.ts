import { askAddress } from './address.ts';
import { ask, fieldsOf } from './ask.ts';
import { icon } from './viewer-line.ts';

const MIN_LETTERS = 2;
/** Somebody who is typing presses the next key within this time. */
const REST_MS = 180;
const MAX_SUGGESTIONS = 20;

interface Suggestion {
  icon: string;
  text: string;
  note: string;
  href: string;
}

/**
 * Suggests accounts, domains, sessions and causes while somebody types (a combobox as defined by ARIA). Without the
 * script the same field leads to a page with the same results.
 */
export class Suggestions {
  readonly #field: HTMLInputElement;
  readonly #list: HTMLUListElement;
  readonly #status: HTMLElement;
  #timer: number | undefined;
  /** The text for which the list was made. */
  #text = '';
  #active = -1;

  constructor(field: HTMLInputElement) {
    this.#field = field;
    this.#list = document.createElement('ul');
    this.#list.id = `${field.id}-list`;
    this.#list.className = 'tm-suggestions';
    this.#list.setAttribute('role', 'listbox');
    this.#list.setAttribute('aria-label', 'Suggestions');
    this.#list.hidden = true;
    this.#status = document.createElement('span');
    this.#status.className = 'tm-sr';
    this.#status.setAttribute('role', 'status');
    field.setAttribute('role', 'combobox');
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-controls', this.#list.id);
    field.setAttribute('aria-expanded', 'false');
    field.form?.classList.add('tm-suggesting');
    field.form?.append(this.#list, this.#status);
    field.addEventListener('input', () => this.#wait());
    field.addEventListener('keydown', (event) => this.#onKey(event));
    field.addEventListener('blur', () => this.#close());
    // The focus stays in the field while an entry is clicked.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const text = this.#field.value.trim();
    if (text.length < MIN_LETTERS) {
      this.#text = text;
      this.#close();
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(text), REST_MS);
  }

  async #ask(text: string): Promise<void> {
    this.#text = text;
    const answer = await ask(askAddress('', { suggest: text, format: 'json' }));
    // Another text has been typed meanwhile, or the field was left.
    if (this.#text !== text || document.activeElement !== this.#field) return;
    const { suggestions } = fieldsOf(answer.is === 'data' ? answer.data : null);
    this.#show(
      Array.isArray(suggestions) ? suggestions.slice(0, MAX_SUGGESTIONS).flatMap(read) : [],
    );
  }

  #show(found: readonly Suggestion[]): void {
    this.#active = -1;
    this.#field.removeAttribute('aria-activedescendant');
    this.#list.replaceChildren(...found.map((one, index) => this.#option(one, index)));
    this.#list.hidden = found.length === 0;
    this.#field.setAttribute('aria-expanded', String(found.length > 0));
    this.#status.textContent =
      found.length === 0
        ? 'No suggestions'
        : `${found.length} ${found.length === 1 ? 'suggestion' : 'suggestions'}: choose with the arrow keys`;
  }

  #option(one: Suggestion, index: number): HTMLLIElement {
    const option = document.createElement('li');
    option.id = `${this.#list.id}-${index}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.href = one.href;
    const text = document.createElement('bdi');
    text.textContent = one.text;
    const note = document.createElement('span');
    note.className = 'tm-sub';
    note.textContent = one.note;
    option.append(icon(one.icon), text, ' ', note);
    option.addEventListener('click', () => location.assign(one.href));
    return option;
  }

  #onKey(event: KeyboardEvent): void {
    const count = this.#list.hidden ? 0 : this.#list.childElementCount;
    if (event.isComposing) return;
    if (event.key === 'Escape' && count > 0) {
      event.preventDefault();
      this.#close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (count === 0) this.#wait();
      // One place more than there are entries: the field itself.
      else
        this.#choose(
          ((this.#active + 1 + (event.key === 'ArrowDown' ? 1 : count)) % (count + 1)) - 1,
        );
    } else if (event.key === 'Enter') {
      const href = this.#optionAt(this.#active)?.dataset.href;
      if (href === undefined) return;
      event.preventDefault();
      location.assign(href);
    }
  }

  #choose(index: number): void {
    this.#optionAt(this.#active)?.setAttribute('aria-selected', 'false');
    this.#active = index;
    const option = this.#optionAt(index);
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.#field.setAttribute('aria-activedescendant', option.id);
    else this.#field.removeAttribute('aria-activedescendant');
  }

  #optionAt(index: number): HTMLElement | null {
    const option = this.#list.children[index];
    return option instanceof HTMLElement ? option : null;
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#active = -1;
    this.#list.hidden = true;
    this.#field.setAttribute('aria-expanded', 'false');
    this.#field.removeAttribute('aria-activedescendant');
    this.#status.textContent = '';
  }
}

/** Only links to addresses of this page are accepted. */
function read(value: unknown): Suggestion[] {
  const { icon, text, note, href } = fieldsOf(value);
  const isWhole = typeof icon === 'string' && typeof text === 'string' && typeof note === 'string';
  if (!isWhole || typeof href !== 'string' || !href.startsWith('index.cgi?')) return [];
  return [{ icon, text, note, href }];
}
