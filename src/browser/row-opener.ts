import { askAddress } from './address.ts';
import { ask, fieldsOf } from './ask.ts';
import { enhance } from './incoming-part.ts';

/**
 * Opens rows of the work list and issue types in place: their contents are fetched when they are opened, so that
 * neither the page nor its updates contain them. Without the script the same links lead to the same contents.
 */
export class RowOpener {
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
    root.addEventListener('click', (event) => this.#onClick(event));
    root.addEventListener(
      'toggle',
      ({ target }) => {
        if (target instanceof HTMLDetailsElement && target.open) void this.#fillGroup(target);
      },
      true,
    );
  }

  /**
   * Fetches again what is open and has changed.
   *
   * @param all also what does not seem to have changed
   */
  refresh(all = false): void {
    for (const body of this.#root.querySelectorAll<HTMLElement>('[data-fetched]')) {
      const { fetched, seen } = body.dataset;
      if (!fetched || (!all && seen === stateOf(body))) continue;
      void fillBody(body, fetched);
    }
  }

  #onClick(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const clicked = event.target instanceof Element ? event.target : null;
    const title = clicked?.closest<HTMLElement>('a[data-opens]');
    const row = title?.closest<HTMLElement>('.tm-row');
    const issue = title?.dataset.opens;
    if (!title || !row || issue === undefined) return;
    event.preventDefault();
    const known = row.querySelector('.tm-row-body');
    if (known) {
      known.remove();
      title.setAttribute('aria-expanded', 'false');
      return;
    }
    const body = document.createElement('div');
    body.className = 'tm-row-body';
    body.id = `body-${issue}`;
    body.dataset.fetched = issue;
    body.textContent = 'Loading…';
    row.append(body);
    title.setAttribute('aria-expanded', 'true');
    void fillBody(body, issue);
  }

  /** Fetches the messages of an issue type that came without them. */
  async #fillGroup(group: HTMLDetailsElement): Promise<void> {
    const { issue } = group.dataset;
    const body = group.querySelector<HTMLElement>('.tm-group-body');
    if (issue === undefined || !body || body.querySelector('.tm-members')) return;
    body.dataset.fetched = issue;
    await fillBody(body, issue);
  }
}

/** What the surrounding row says about its members: when that changes, they have changed. */
function stateOf(body: HTMLElement): string {
  return body.closest<HTMLElement>('[data-state]')?.dataset.state ?? '';
}

async function fillBody(body: HTMLElement, issue: string): Promise<void> {
  body.dataset.seen = stateOf(body);
  const address = askAddress(sessionOnly(location.search), {
    tab: 'issues',
    issue,
    format: 'parts',
  });
  const answer = await ask(address);
  if (!body.isConnected) return;
  const parts = fieldsOf(answer.is === 'data' ? fieldsOf(answer.data).parts : null);
  const html = parts[`issue-${issue}`];
  const template = document.createElement('template');
  template.innerHTML = typeof html === 'string' ? html : '';
  const incoming = template.content.querySelector('.tm-group-body');
  if (incoming === null) {
    if (body.childElementCount === 0) {
      body.textContent = 'This could not be loaded. Close the row and open it again.';
    }
    return;
  }
  const focused = body.contains(document.activeElement) ? focusKey(document.activeElement) : null;
  if (body.matches('.tm-row-body')) body.replaceChildren(incoming);
  else body.replaceChildren(...incoming.childNodes);
  dropTitle(body);
  enhance(body);
  if (focused !== null) restoreFocus(body, focused);
}

/** The row's own title already says it, where it is the explanation's. */
function dropTitle(body: HTMLElement): void {
  const title = body.querySelector('.tm-explain-title');
  const row = body.closest('.tm-row')?.querySelector('.tm-row-title');
  if (title?.textContent.trim() === row?.textContent.trim()) title?.remove();
}

/** Identifies a control, so that it can be found again after its row was replaced: its row, and its place in the row. */
function focusKey(element: Element | null): { row: string; index: number } | null {
  const row = element?.closest('tr[id], form');
  if (!element || !row) return null;
  const controls = [...row.querySelectorAll('a, button, input, summary')];
  return { row: row.id, index: controls.indexOf(element) };
}

function restoreFocus(body: HTMLElement, { row, index }: { row: string; index: number }): void {
  const place = row === '' ? body.querySelector('form') : document.getElementById(row);
  const controls = place?.querySelectorAll<HTMLElement>('a, button, input, summary');
  (controls?.[index] ?? controls?.[controls.length - 1])?.focus({ preventScroll: true });
}

function sessionOnly(search: string): string {
  const session = new URLSearchParams(search).get('session');
  return session === null ? '' : `session=${encodeURIComponent(session)}`;
}
