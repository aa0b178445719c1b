import { areKeysOff, turnKeys } from './memory.ts';

const EVERYWHERE = [
  ['/', 'search'],
  ['j, k', 'next, previous row'],
  ['Enter', 'open the row'],
  ['e', 'next failure or error'],
  ['t', 'exact times, or how long ago'],
  ['?', 'this help'],
] as const;

const IN_LOGS = [
  ['e, E', 'next, previous error'],
  ['n, N', 'next, previous match'],
  ['g, G', 'start, end of the log'],
  ['[, ]', 'earlier, later lines'],
  ['f', 'follow'],
  ['w', 'wrap lines'],
] as const;

/** Shows the keys that there are, and lets the reader turn them off. Always true, since the key is always handled. */
export function openHelp(root: HTMLElement): true {
  const dialog = document.createElement('dialog');
  dialog.className = 'tm-help';
  dialog.setAttribute('aria-labelledby', 'tm-help-head');
  const head = make('h2', 'Keyboard shortcuts');
  head.id = 'tm-help-head';
  const parts: HTMLElement[] = [head, listOf(EVERYWHERE)];
  if (root.dataset.view === 'log') {
    parts.push(make('h3', 'When the focus is on the lines of a log'), listOf(IN_LOGS));
  }
  const close = make('button', 'Close');
  close.className = 'tm-button';
  close.addEventListener('click', () => dialog.close());
  dialog.append(...parts, makeSwitch(), close);
  dialog.addEventListener('close', () => dialog.remove());
  root.append(dialog);
  dialog.showModal();
  return true;
}

function listOf(keys: readonly (readonly [string, string])[]): HTMLElement {
  const list = document.createElement('dl');
  for (const [key, words] of keys) {
    const name = document.createElement('dt');
    name.append(...key.split(', ').flatMap((one, at) => [at === 0 ? '' : ' ', make('kbd', one)]));
    list.append(name, make('dd', words));
  }
  return list;
}

function makeSwitch(): HTMLElement {
  const label = make('label', ' Use single-key shortcuts on these pages');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = !areKeysOff();
  box.addEventListener('change', () => turnKeys(!box.checked));
  label.prepend(box);
  return label;
}

function make(name: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
