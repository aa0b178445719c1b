import { loadText } from './ask.ts';
import { addCopyButtons } from './copying.ts';

/** Shows the commands that a link would download, in place and ready to be copied. Without the script the link downloads them. */
export function listenForScripts(root: HTMLElement): void {
  root.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const clicked = event.target instanceof Element ? event.target : null;
    const link = clicked?.closest<HTMLAnchorElement>('a[data-script]');
    if (!link) return;
    event.preventDefault();
    const place = link.closest('.tm-row, .tm-work-foot');
    const open = place?.querySelector('.tm-script');
    if (open) open.remove();
    else if (place) void show(place, link);
  });
}

async function show(place: Element, link: HTMLAnchorElement): Promise<void> {
  const box = document.createElement('div');
  box.className = 'tm-script';
  // What was opened stays when the surrounding row is updated.
  box.dataset.fetched = '';
  box.textContent = 'Loading…';
  place.append(box);
  const text = await loadText(link.href);
  if (!box.isConnected) return;
  if (text === null) {
    location.assign(link.href);
    box.remove();
    return;
  }
  const id = `script-${Math.random().toString(36).slice(2)}`;
  const label = document.createElement('label');
  label.htmlFor = id;
  label.textContent = 'Commands to run as root on this server. Fill in what only you know.';
  const area = document.createElement('textarea');
  area.id = id;
  area.readOnly = true;
  area.rows = Math.min(16, text.split('\n').length + 1);
  area.spellcheck = false;
  area.value = text;
  const download = document.createElement('a');
  download.href = link.href;
  download.textContent = 'Download';
  box.replaceChildren(label, area, download);
  addCopyButtons(box);
  area.focus({ preventScroll: true });
}
