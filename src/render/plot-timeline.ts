import type { SpanStatus } from '../session/timeline.ts';
import type { LaneMark, TimelineLane, TimelinePlot } from '../views/timeline-plot.ts';
import { drawBack, drawLast, percent } from './draw-axis.ts';
import { element, type Markup } from './svg.ts';

const HEIGHT = 22;
const TOP = 2;
const FOOT = HEIGHT - 2;
/** Everything must be visible, however short it was; and what is severe, however rare. */
const MIN_WIDTH = 0.004;
const MIN_HEIGHT = 5;

/** One worker's lane: its lifetime, what it worked on, and behind both the session's pauses. Every mark is a link. */
export function drawLane(lane: TimelineLane, { axis, pauses }: TimelinePlot): Markup {
  const { x, width, words } = lane.life;
  return element(
    'svg',
    { class: 'tm-lane', height: HEIGHT, role: 'group', 'aria-label': lane.label },
    [
      element(
        'rect',
        { x: percent(x), y: TOP, width: percent(width), height: FOOT - TOP, class: 'tm-life' },
        [element('title', {}, [words])],
      ),
      ...drawBack(axis, pauses, HEIGHT),
      ...lane.marks.map(drawMark),
      drawLast(axis, HEIGHT),
    ],
  );
}

function drawMark(mark: LaneMark): Markup {
  const inner = [element('title', {}, [mark.words]), ...drawShares(mark)];
  return mark.href === null
    ? element('g', {}, inner)
    : element('a', { href: mark.href, class: 'tm-work-link' }, inner);
}

function drawShares({ x, width, shares }: LaneMark): Markup[] {
  const place = { x: percent(x), width: percent(Math.max(width, MIN_WIDTH)) };
  const room = FOOT - TOP - MIN_HEIGHT * shares.length;
  let y = TOP;
  return shares.map(({ kind, share }) => {
    const height = MIN_HEIGHT + room * share;
    const rect = element('rect', { ...place, y, height, ...looksOf(kind) });
    y += height;
    return rect;
  });
}

/** Each kind except the good one has a pattern besides its colour. */
function looksOf(kind: SpanStatus): { class: string; fill?: string } {
  return kind === 'success'
    ? { class: 'tm-work tm-work-success' }
    : { class: 'tm-work', fill: `url(#tm-p-${kind})` };
}

/** What a kind of mark looks like, for the legend. */
export function drawSwatch(kind: SpanStatus | 'pause' | 'life'): Markup {
  const looks =
    kind === 'pause'
      ? { class: 'tm-pause', fill: 'url(#tm-p-pause)' }
      : kind === 'life'
        ? { class: 'tm-life' }
        : looksOf(kind);
  return element(
    'svg',
    { class: 'tm-legend-swatch', width: 20, height: 12, 'aria-hidden': 'true' },
    [element('rect', { x: 0, y: 0, width: 20, height: 12, ...looks })],
  );
}
