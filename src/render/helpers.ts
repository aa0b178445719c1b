import type { SpanStatus } from '../session/timeline.ts';
import type { ErrorStrip } from '../views/log-bar.ts';
import type { AxisView } from '../views/plot-axis.ts';
import type { Hero } from '../views/session-hero.ts';
import { STEERING, showSteering } from '../views/text.ts';
import type { ThroughputPlot } from '../views/throughput-plot.ts';
import type { TimelineLane, TimelinePlot } from '../views/timeline-plot.ts';
import { drawAxis } from './draw-axis.ts';
import { drawErrorStrip, drawItemBar } from './plot-bars.ts';
import { drawThroughput } from './plot-throughput.ts';
import { drawLane, drawSwatch } from './plot-timeline.ts';
import { element, escapeText, type Markup } from './svg.ts';

const icons = new Map<string, Markup>();

/** A symbol of templates/parts/sprite.hbs. The word beside it says the same, so it is hidden from screen readers. */
function drawIcon(name: string): Markup {
  const known = icons.get(name);
  if (known !== undefined) return known;
  const icon = element('svg', { class: 'tm-icon', 'aria-hidden': 'true', focusable: 'false' }, [
    element('use', { href: `#tm-i-${name}` }),
  ]);
  icons.set(name, icon);
  return icon;
}

/** Marks text that the templates insert unescaped. */
export type MakeSafe = (html: string) => unknown;

/**
 * The helpers of the templates; `scripts/handlebars.mjs` knows them by name. Drawings come from `Markup.element`, which
 * escapes everything put into it: that is why they may be inserted unescaped.
 */
export function makeHelpers(makeSafe: MakeSafe) {
  return {
    icon: (name: string) => makeSafe(drawIcon(name).html),
    itemBar: (bar: Hero['bar']) => makeSafe(drawItemBar(bar).html),
    errorStrip: (strip: ErrorStrip) => makeSafe(drawErrorStrip(strip).html),
    throughputPlot: (plot: ThroughputPlot) => makeSafe(drawThroughput(plot).html),
    timelineLane: (lane: TimelineLane, plot: TimelinePlot) => makeSafe(drawLane(lane, plot).html),
    timeAxis: (axis: AxisView) => makeSafe(drawAxis(axis).html),
    spanSwatch: (kind: SpanStatus | 'pause' | 'life') => makeSafe(drawSwatch(kind).html),
    /** A form field's value: escaped here, and steering characters kept as references. */
    fieldValue: (value: string) => makeSafe(keepSteering(escapeText(value))),
    /** A path of this WHM behind the session token; the token is ours, the path was checked by `repairHref`. */
    whmAddress: (token: string, path: string) => `${token}${path}`,
  };
}

/**
 * The same characters as references, for the value of a form field, which must be sent back unchanged. NUL and other
 * controls that HTML cannot contain are made visible.
 */
export function keepSteering(value: string): string {
  return value.replace(STEERING, (character) => {
    const code = character.charCodeAt(0);
    const isCarried = code > 0x9f || code === 0xad;
    return isCarried ? `&#${code};` : showSteering(character);
  });
}
