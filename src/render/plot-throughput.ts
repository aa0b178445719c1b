import type { PlotBar, ThroughputPlot } from '../views/throughput-plot.ts';
import { drawAxis, drawBack, drawLast, percent } from './draw-axis.ts';
import { element, type Markup } from './svg.ts';

const HEIGHT = 92;
const TOP = 8;
const FOOT = HEIGHT - 2;

/** A panel for each queue, both with the same scale. The same figures are in a table. */
export function drawThroughput(plot: ThroughputPlot): Markup {
  const panels = plot.panels.flatMap(({ label, bars }) => [
    element('span', { class: 'tm-flow-label' }, [label]),
    drawScale(plot.scale),
    element('svg', { class: 'tm-flow-panel', height: HEIGHT, 'aria-hidden': 'true' }, [
      ...drawBack(plot.axis, plot.pauses, HEIGHT),
      ...[0, 0.5, 1].map((share) => {
        const y = placeOf(1 - share);
        return element('line', { x1: 0, y1: y, x2: '100%', y2: y, class: 'tm-grid' });
      }),
      ...bars.flatMap(drawBar),
      drawLast(plot.axis, HEIGHT),
    ]),
  ]);
  return element('div', { class: 'tm-flow' }, [...panels, drawAxis(plot.axis)]);
}

function placeOf(height: number): number {
  return FOOT - height * (FOOT - TOP);
}

/** An empty bar is not drawn; its words still appear under the pointer. */
function drawBar({ x, width, height, isOpen, words }: PlotBar): Markup[] {
  const place = { x: percent(x), width: percent(width) };
  const y = placeOf(height);
  return [
    element('g', { class: 'tm-bar' }, [
      element('title', {}, [words]),
      element('rect', { ...place, y: 0, height: HEIGHT, class: 'tm-bar-hit' }),
      ...(height === 0
        ? []
        : [
            element('rect', {
              ...place,
              y,
              height: FOOT - y,
              ...(isOpen
                ? { class: 'tm-bar-open', fill: 'url(#tm-p-open)' }
                : { class: 'tm-bar-box' }),
            }),
          ]),
    ]),
  ];
}

function drawScale(labels: readonly string[]): Markup {
  const steps = Math.max(1, labels.length - 1);
  return element(
    'svg',
    { class: 'tm-flow-scale', height: HEIGHT, 'aria-hidden': 'true' },
    labels.map((label, index) =>
      element(
        'text',
        {
          x: '100%',
          y: placeOf(1 - index / steps) + (index === steps ? 0 : 4),
          'text-anchor': 'end',
        },
        [label],
      ),
    ),
  );
}
