/** Lists whose children are rows with ids. */
const LISTS = 'tbody, .tm-groups';

/**
 * Gives the rows of an incoming part the order that they have on the page, in every list for which `isHeld` is true:
 * known rows keep their place, new ones come last, and one that is gone stays for now.
 *
 * @returns whether the order of any list was changed
 */
export function keepOrder(
  part: Element,
  fresh: Element,
  isHeld: (list: Element) => boolean,
): boolean {
  let isKept = false;
  for (const list of part.querySelectorAll(LISTS)) {
    const rows = rowsOf(list);
    if (rows.length === 0 || !isHeld(list)) continue;
    const incoming = listLike(fresh, rows);
    if (incoming === null) continue;
    const byId = new Map(rowsOf(incoming).map((row) => [row.id, row]));
    const kept = rows.map((row) => byId.get(row.id) ?? row.cloneNode(true));
    const known = new Set(rows.map((row) => row.id));
    const order = [...kept, ...[...byId.values()].filter((row) => !known.has(row.id))];
    const wanted = [...incoming.children];
    if (order.length === wanted.length && order.every((row, at) => row === wanted[at])) continue;
    incoming.replaceChildren(...order);
    isKept = true;
  }
  return isKept;
}

/** Lists that are read from the top while the session goes on. */
const STEADY = '.tm-causes, .tm-groups, .tm-items-table > tbody';

/**
 * Rows do not change places while they are being read: known ones keep their relative order, new ones come last and
 * are marked.
 *
 * @param news ids of the rows that have come since the part was last in order; new ones are added
 * @returns whether the order of any list was changed
 */
export function keepSteady(part: Element, fresh: Element, news: Set<string>): boolean {
  let isKept = false;
  for (const list of part.querySelectorAll(STEADY)) {
    const rows = rowsOf(list);
    const incoming = listLike(fresh, rows);
    if (incoming === null) continue;
    const wanted = rowsOf(incoming);
    const place = new Map(rows.map((row, at) => [row.id, at]));
    const placeOf = ({ id }: Element): number => place.get(id) ?? rows.length;
    for (const { id } of wanted) if (!place.has(id)) news.add(id);
    const order = [...wanted].sort((one, other) => placeOf(one) - placeOf(other));
    if (order.every((row, at) => row === wanted[at])) continue;
    incoming.append(...order);
    for (const row of order) row.toggleAttribute('data-new', news.has(row.id));
    isKept = true;
  }
  return isKept;
}

function rowsOf(list: Element): Element[] {
  return [...list.children].filter((child) => child.id !== '');
}

/** The list of the incoming part that contains one of these rows. */
function listLike(fresh: Element, rows: readonly Element[]): Element | null {
  for (const { id } of rows) {
    const row = fresh.querySelector(`#${CSS.escape(id)}`);
    if (row) return row.parentElement;
  }
  return null;
}
