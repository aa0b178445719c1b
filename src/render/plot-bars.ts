import type { ErrorStrip } from '../views/log-bar.ts';
import type { Hero } from '../views/session-hero.ts';
import { element, type Markup } from './svg.ts';

const WIDTH = 1000;
const HEIGHT = 18;
/** A non-empty segment stays visible: one failed item of 100,000 must not vanish. */
const MIN_WIDTH = 6;

/**
 * All items as a bar of segments, from done to open. Decoration: the counts are links beside it, so it is hidden from
 * screen readers.
 */
export function drawItemBar(bar: Hero['bar']): Markup {
  const wanted = bar.segments.map((segment) => Math.max(MIN_WIDTH, (segment.share / 100) * WIDTH));
  const sum = Math.max(
    WIDTH,
    wanted.reduce((total, width) => total + width, 0),
  );
  let x = 0;
  const rects = bar.segments.map((segment, index) => {
    const width = ((wanted[index] ?? 0) / sum) * WIDTH;
    const rect = element(
      'rect',
      { x, y: 0, width, height: HEIGHT, class: `tm-seg tm-seg-${segment.key}` },
      [element('title', {}, [`${segment.count} ${segment.label}`])],
    );
    x += width;
    return rect;
  });
  return element(
    'svg',
    {
      class: 'tm-item-bar',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    [element('rect', { x: 0, y: 0, width: WIDTH, height: HEIGHT, class: 'tm-seg-rest' }), ...rects],
  );
}

/**
 * The errors of a whole log beside its scroll bar, from top to bottom by their byte offsets. For pointers: keys and
 * screen readers have the buttons that lead from error to error.
 */
export function drawErrorStrip({ size, errors }: ErrorStrip): Markup {
  return element(
    'svg',
    {
      class: 'tm-log-strip',
      viewBox: `0 0 1 ${size}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    errors.map(({ at, href }) =>
      element('a', { href, tabindex: -1, 'data-error-at': at }, [
        element('title', {}, ['Go to this error']),
        element('line', { class: 'tm-strip-room', x1: 0, x2: 1, y1: at, y2: at }),
        element('line', { class: 'tm-strip-mark', x1: 0, x2: 1, y1: at, y2: at }),
      ]),
    ),
  );
}
