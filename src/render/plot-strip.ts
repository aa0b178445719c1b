import type { ErrorStrip } from '../views/log-bar.ts';
import { element, type Markup } from './svg.ts';

/**
 * The errors of a whole log beside its scroll bar, in bytes from top to bottom. It is for pointers: keys and screen readers have the
 * buttons that lead from error to error.
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
