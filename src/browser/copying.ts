import { loadText } from './ask.ts';
import type { Banner } from './banner.ts';

/** How long a button says that it has copied. */
const COPIED_MS = 2_000;

/** Adds a button to each text that is meant to be copied. */
export function addCopyButtons(scope: Element): void {
  for (const area of scope.querySelectorAll<HTMLTextAreaElement>('textarea[readonly][id]')) {
    if (area.previousElementSibling?.matches('[data-copies]')) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'tm-button tm-button-small';
    button.dataset.copies = area.id;
    button.textContent = 'Copy';
    const label = scope.querySelector(`label[for="${CSS.escape(area.id)}"]`);
    if (label) button.setAttribute('aria-label', `Copy: ${label.textContent}`);
    area.before(button);
  }
}

/** Makes the page's copy buttons and its link to the view work. One listener for all of them, present and future. */
export function listenForCopying(root: HTMLElement, banner: Banner): void {
  root.addEventListener('click', (event) => {
    const clicked = event.target instanceof Element ? event.target : null;
    const source = clicked?.closest<HTMLElement>('[data-copies], a[data-copy], a[data-copy-from]');
    if (!source || isForAnotherTab(event)) return;
    if (source instanceof HTMLAnchorElement && source.dataset.copyFrom !== undefined) {
      event.preventDefault();
      void copyFrom(source.href, banner);
      return;
    }
    const text = textToCopy(source);
    if (text === null) return;
    event.preventDefault();
    void copy(text).then((isCopied) => {
      banner.say(isCopied ? 'Copied.' : `Your browser does not let the page copy: ${text}`);
      if (isCopied) showCopied(source);
    });
  });
}

/** Copies the content at an address; where that does not work, the reader gets the address itself. */
async function copyFrom(address: string, banner: Banner): Promise<void> {
  const text = await loadText(address);
  if (text !== null && (await copy(text))) banner.say('Copied.');
  else location.assign(address);
}

/** The server makes the address of a link without the token. */
function textToCopy(source: HTMLElement): string | null {
  if (source instanceof HTMLAnchorElement) return source.href;
  const area = document.getElementById(source.dataset.copies ?? '');
  return area instanceof HTMLTextAreaElement ? area.value : null;
}

function isForAnotherTab({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey || altKey;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard outside HTTPS, or not allowed: the old way is left.
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}

/** The width is kept, so that nothing beside the button moves. */
function showCopied(source: HTMLElement): void {
  const label = source.lastChild;
  if (!label || source.hasAttribute('data-copied')) return;
  const words = label.textContent;
  source.style.minWidth = `${source.offsetWidth}px`;
  source.setAttribute('data-copied', '');
  label.textContent = 'Copied';
  setTimeout(() => {
    label.textContent = words;
    source.removeAttribute('data-copied');
    source.style.minWidth = '';
  }, COPIED_MS);
}
