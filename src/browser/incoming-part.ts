import { setTimes } from './ages.ts';
import { addCopyButtons } from './copying.ts';

/** The element of a part from the server's HTML; null when the HTML is not that of this part. */
export function parsePart(id: string, html: string): HTMLElement | null {
  const template = document.createElement('template');
  template.innerHTML = html;
  const element = template.content.querySelector<HTMLElement>('[data-part]');
  return element?.dataset.part === id ? element : null;
}

/** Adds what the script contributes to the server's HTML, on the first page and in each incoming part. */
export function enhance(scope: Element): void {
  nameMembers(scope);
  for (const title of scope.querySelectorAll('[data-opens]:not([aria-expanded])')) {
    title.setAttribute('aria-expanded', 'false');
  }
  addCopyButtons(scope);
  setTimes(scope);
}

/**
 * The entries of an issue group get ids where they have none: otherwise a half-typed note would move to another account
 * when entries are inserted before it.
 */
function nameMembers(scope: Element): void {
  for (const group of scope.querySelectorAll('.tm-group[id]')) {
    const seen = new Map<string, number>();
    for (const row of group.querySelectorAll('.tm-members > tbody > tr')) {
      const key = `${group.id} ${row.querySelector('a')?.getAttribute('href') ?? ''}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      if (row.id === '') row.id = `m-${encodeURIComponent(`${key} ${count}`)}`;
    }
  }
}

/**
 * Keeps live regions quiet: progress is spoken when the state changes and at every tenth percent; an alarm is spoken
 * when it appears, and not again because its age has changed.
 */
export function quietLiveRegions(part: Element, incoming: Element): void {
  const [old, next] = [spokenIn(part), spokenIn(incoming)];
  if (old && next && milestone(old) === milestone(next)) next.textContent = old.textContent;
  const alarm = incoming.querySelector('[role=alert]');
  const known = part.querySelector('.tm-alarm strong');
  if (alarm && known && alarm.querySelector('strong')?.textContent === known.textContent) {
    alarm.removeAttribute('role');
  }
}

function spokenIn(scope: Element): Element | null {
  return scope.querySelector('[role=status][aria-live]');
}

/** "Running, 43 percent" → "Running, 4". */
function milestone({ textContent }: Element): string {
  return textContent.replace(/(\d+) percent/, (_, percent: string) =>
    String(Math.floor(Number(percent) / 10)),
  );
}

/** Marks rows that are new, or whose status has changed. */
export function markChangedRows(part: Element, incoming: Element): void {
  for (const row of incoming.querySelectorAll('tr[id][class*="tm-row-"]')) {
    const old = part.querySelector(`#${CSS.escape(row.id)}`);
    const hasChanged = old !== null && statusOf(old) !== statusOf(row);
    if (hasChanged) row.classList.add('tm-fresh');
  }
}

function statusOf(row: Element): string | undefined {
  return [...row.classList].find((name) => name.startsWith('tm-row-'));
}
