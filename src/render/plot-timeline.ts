import type { TimelineLane, TimelinePause } from '../views/session-activity.ts';
import { element, type Markup } from './svg.ts';

const WIDTH = 1000;
const HEIGHT = 20;
const LEAST = 1.2;

/**
 * One child's lane: what it worked on, before the session's pauses; the gaps are idle time. The lane's figures stand beside
 * it as text.
 */
export function drawLane(lane: TimelineLane, pauses: readonly TimelinePause[]): Markup {
  const waits = pauses.map((pause) =>
    element(
      'rect',
      {
        x: pause.x * WIDTH,
        y: 0,
        width: Math.max(LEAST, pause.width * WIDTH),
        height: HEIGHT,
        class: 'tm-lane-pause',
      },
      [element('title', {}, [pause.words])],
    ),
  );
  const spans = lane.spans.map((span) =>
    element(
      'rect',
      {
        x: span.x * WIDTH,
        y: 2,
        width: Math.max(LEAST, span.width * WIDTH - 0.8),
        height: HEIGHT - 4,
        class: `tm-span tm-span-${span.tone}`,
      },
      [element('title', {}, [span.words])],
    ),
  );
  return element(
    'svg',
    {
      class: 'tm-lane',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    [
      element('rect', { x: 0, y: 0, width: WIDTH, height: HEIGHT, class: 'tm-lane-rest' }),
      ...waits,
      ...spans,
    ],
  );
}
