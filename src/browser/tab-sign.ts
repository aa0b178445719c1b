/** Colours of the style sheet, which does not apply to an icon. */
const COLOURS: ReadonlyMap<string, string> = new Map([
  ['good', '#27662f'],
  ['review', '#b87300'],
  ['bad', '#b0221a'],
  ['open', '#19629f'],
]);

/** Signs for how it ended, distinct in shape as well as colour. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ['good', 'M9 17l5 5 9-12'],
  ['review', 'M16 8v10m0 4v2'],
  ['bad', 'M10 10l12 12m0-12-12 12'],
  ['open', 'M10 16h12'],
]);

/** Shows in the browser's tab how far the session is, and how it ended: a title, and a ring as the icon. */
export function showSign(root: HTMLElement): void {
  const {
    title,
    ring,
    tone = 'open',
    over,
  } = root.querySelector<HTMLElement>('#tm-sign')?.dataset ?? {};
  if (title === undefined || ring === undefined) return;
  if (document.title !== title) document.title = title;
  const colour = COLOURS.get(tone) ?? '#19629f';
  const icon = iconAddress(
    over === undefined ? drawRing(Number(ring), colour) : drawEnd(tone, colour),
  );
  let link = document.querySelector<HTMLLinkElement>('link[data-tm-icon]');
  if (link?.getAttribute('href') === icon) return;
  if (link === null) {
    for (const other of document.querySelectorAll('link[rel~="icon"]')) other.remove();
    link = document.createElement('link');
    link.rel = 'icon';
    link.type = 'image/svg+xml';
    link.dataset.tmIcon = '';
  }
  link.href = icon;
  document.head.append(link);
}

function drawRing(percent: number, colour: string): string {
  const circle = 'cx="16" cy="16" r="12" fill="none" stroke-width="7"';
  return (
    `<circle ${circle} stroke="#c3ccd5"/>` +
    `<circle ${circle} stroke="${colour}" pathLength="100" stroke-dasharray="${percent} 100" transform="rotate(-90 16 16)"/>`
  );
}

function drawEnd(tone: string, colour: string): string {
  return `<circle cx="16" cy="16" r="16" fill="${colour}"/><path d="${SIGNS.get(tone) ?? ''}" fill="none" stroke="#fff" stroke-width="3.5"/>`;
}

function iconAddress(drawing: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${drawing}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
