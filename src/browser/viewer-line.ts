import type { LogLineView } from '../views/log-lines.ts';
import { formatClock, formatExact } from '../views/time.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** The offset of the server's zone in seconds, and how it is written. */
export interface Zone {
  seconds: number;
  name: string;
}

/** One line, as in `templates/log/lines.hbs`. */
export function buildLine(line: LogLineView, zone: Zone): HTMLLIElement {
  const { at, severity, badge, origin, pieces, moment } = line;
  const item = document.createElement('li');
  item.id = `at-${at}`;
  item.className = `tm-line tm-line-${severity}`;
  item.dataset.at = String(at);
  const link = document.createElement('a');
  link.className = 'tm-line-at';
  link.setAttribute('href', line.href);
  const local = moment === null ? null : moment.epoch + zone.seconds - ownOffset(moment.epoch);
  const exact = local === null ? '' : `, ${formatExact(local).slice(0, -6)}${zone.name}`;
  link.title = `Link to this line${exact}`;
  link.textContent = local === null ? '·' : formatClock(local);
  const text = span('tm-line-text');
  if (origin !== null) text.append(span('tm-line-origin', origin), ' ');
  for (const piece of pieces) text.append(piece.isMatch ? mark(piece.text) : piece.text);
  const kind = span(`tm-line-kind tm-tone-${badge.tone}`);
  kind.title = badge.word;
  kind.append(icon(badge.icon), span('tm-sr', badge.word));
  item.append(link, kind, text);
  return item;
}

/** The server's zone, taken from a line that the server has made; the browser's own where there is none. */
export function zoneOf(list: Element): Zone {
  for (const link of list.querySelectorAll<HTMLElement>('.tm-line-at[title]')) {
    const found = /([+-])(\d\d):(\d\d)$/.exec(link.title);
    if (!found) continue;
    const [name, sign, hours, minutes] = found;
    const seconds = Number(hours) * 3_600 + Number(minutes) * 60;
    return { seconds: sign === '-' ? -seconds : seconds, name };
  }
  const now = Date.now() / 1000;
  return { seconds: ownOffset(now), name: formatExact(now).slice(-6) };
}

/** The offset of the browser's zone at a moment, in seconds. */
function ownOffset(epoch: number): number {
  return new Date(epoch * 1000).getTimezoneOffset() * -60;
}

function span(className: string, text = ''): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function mark(text: string): HTMLElement {
  const element = document.createElement('mark');
  element.textContent = text;
  return element;
}

/** As the server draws it. */
export function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'tm-icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#tm-i-${name}`);
  svg.append(use);
  return svg;
}
