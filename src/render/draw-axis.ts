import type { AxisView, PlotPause } from '../views/plot-axis.ts';
import { element, type Markup } from './svg.ts';

/**
 * Drawings have no view box: positions along the time axis are percentages, everything else is pixels, so that texts
 * and patterns keep their shape.
 */
export function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1000}%`;
}

const TICK = 4;
const LINE = 14;
/** Nearer to an end than this, a label is placed beside its mark. */
const EDGE = 0.04;

/** The times under a plot, which are also given in words beside it. */
export function drawAxis({ ticks, last }: AxisView): Markup {
  const hasDates = ticks.some(({ date }) => date !== null);
  const height = TICK + LINE * (hasDates ? 2 : 1) + 3;
  const label = (x: number, text: string, line: number) =>
    element('text', { x: percent(x), y: TICK + LINE * line - 2, 'text-anchor': anchorOf(x) }, [
      text,
    ]);
  const marks = ticks.map(({ x, label: text, date, isMinor }) =>
    element('g', { class: isMinor ? 'tm-time-minor' : 'tm-time-mark' }, [
      element('line', { x1: percent(x), y1: 0, x2: percent(x), y2: TICK }),
      label(x, text, 1),
      ...(date === null ? [] : [label(x, date, 2)]),
    ]),
  );
  const end = element('g', { class: 'tm-time-last' }, [
    element('line', { x1: percent(last.x), y1: 0, x2: percent(last.x), y2: TICK }),
    label(last.x, last.label, 1),
  ]);
  return element('svg', { class: 'tm-time', height, 'aria-hidden': 'true' }, [...marks, end]);
}

function anchorOf(x: number): string {
  if (x < EDGE) return 'start';
  return x > 1 - EDGE * 2 ? 'end' : 'middle';
}

/** What is behind bars and lanes: lines at the times, pauses, and the end of the known time. */
export function drawBack(axis: AxisView, pauses: readonly PlotPause[], height: number): Markup[] {
  return [
    ...pauses.map(({ x, width, words }) =>
      element(
        'rect',
        {
          x: percent(x),
          y: 0,
          width: percent(Math.max(width, 0.002)),
          height,
          fill: 'url(#tm-p-pause)',
          class: 'tm-pause',
        },
        [element('title', {}, [words])],
      ),
    ),
    ...axis.ticks.map(({ x }) =>
      element('line', {
        x1: percent(x),
        y1: 0,
        x2: percent(x),
        y2: height,
        class: 'tm-grid',
      }),
    ),
  ];
}

export function drawLast({ last }: AxisView, height: number): Markup {
  const x = percent(last.x);
  return element('line', {
    x1: x,
    y1: 0,
    x2: x,
    y2: height,
    class: last.isNow ? 'tm-now' : 'tm-end',
  });
}
