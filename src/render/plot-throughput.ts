import type { ThroughputPlot } from '../views/session-activity.ts';
import { element, type Markup } from './svg.ts';

const WIDTH = 1000;
const HEIGHT = 140;

/** What ended in each span of time: transfer upwards, restore downwards from one base line. The same figures stand in a table. */
export function drawThroughput(plot: ThroughputPlot): Markup {
  const half = HEIGHT / 2;
  const bars = plot.bars.map((bar) => {
    const gap = Math.min(1.5, bar.width * WIDTH * 0.15);
    const box = { x: bar.x * WIDTH + gap / 2, width: Math.max(0.5, bar.width * WIDTH - gap) };
    const up = bar.transfer * (half - 4);
    const down = bar.restore * (half - 4);
    return element('g', { class: 'tm-bin' }, [
      element('title', {}, [bar.words]),
      element('rect', {
        x: bar.x * WIDTH,
        y: 0,
        width: bar.width * WIDTH,
        height: HEIGHT,
        class: 'tm-bin-hit',
      }),
      element('rect', { ...box, y: half - up, height: up, class: 'tm-bin-transfer' }),
      element('rect', { ...box, y: half, height: down, class: 'tm-bin-restore' }),
    ]);
  });
  return element(
    'svg',
    {
      class: 'tm-throughput',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    [...bars, element('line', { x1: 0, y1: half, x2: WIDTH, y2: half, class: 'tm-base' })],
  );
}
