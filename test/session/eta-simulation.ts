import { type Eta, estimateEta } from '../../src/session/eta.ts';
import type { QueueName } from '../../src/session/item.ts';
import { BUCKET_SECONDS } from '../../src/session/slice.ts';
import type { ProgressFacts } from '../../src/session/throughput.ts';

const MB = 1_000_000;
const START = 1_793_600_000;

/** A made-up session: who works on what, how fast. Sizes in bytes, speeds in bytes a second and child. */
export interface Shape {
  name: string;
  /** The rate does not change on the way, so that an estimate can be held to it. */
  isSteady: boolean;
  sizes: (random: () => number) => number[];
  transfer: { children: number; speed: number; itemSeconds: number } | null;
  restore: { children: number; speed: number; itemSeconds: number } | null;
  hasSizes?: boolean;
  /** The speed of everything from half of the items on, as a factor. */
  laterSpeed?: number;
  /** Share of the run at which a pause begins, and its seconds. */
  pause?: { at: number; seconds: number };
}

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const spread = (count: number, median: number, sigma: number) => (random: () => number) =>
  Array.from({ length: count }, () => Math.round(median * Math.exp(sigma * normal(random))));
const equal = (count: number, size: number) => () => Array.from({ length: count }, () => size);
const work = (children: number, speed: number, itemSeconds: number) => ({
  children,
  speed: speed * MB,
  itemSeconds,
});
/** Puts one size at a place in the list. */
const withOne = (sizes: Shape['sizes'], at: number, size: number) => (random: () => number) => {
  const list = sizes(random);
  list[Math.floor(list.length * at)] = size;
  return list;
};

export const SHAPES: readonly Shape[] = [
  {
    name: 'equal accounts',
    isSteady: true,
    sizes: equal(200, 900 * MB),
    transfer: work(4, 40, 10),
    restore: work(4, 60, 15),
  },
  {
    name: 'few equal accounts',
    isSteady: true,
    sizes: equal(12, 4000 * MB),
    transfer: work(3, 40, 10),
    restore: work(3, 50, 15),
  },
  {
    name: 'ordinary mix',
    isSteady: true,
    sizes: spread(500, 600 * MB, 1),
    transfer: work(5, 30, 12),
    restore: work(5, 40, 20),
  },
  {
    name: 'wide mix',
    isSteady: true,
    sizes: spread(800, 400 * MB, 1.6),
    transfer: work(6, 40, 10),
    restore: work(6, 40, 20),
  },
  {
    name: 'very wide mix',
    isSteady: true,
    sizes: spread(1200, 150 * MB, 2),
    transfer: work(9, 40, 10),
    restore: work(9, 50, 20),
  },
  {
    name: 'many tiny accounts',
    isSteady: true,
    sizes: spread(3000, 3 * MB, 1),
    transfer: work(6, 30, 15),
    restore: work(6, 40, 25),
  },
  {
    name: 'no overhead',
    isSteady: true,
    sizes: spread(300, 800 * MB, 1),
    transfer: work(4, 30, 0),
    restore: work(4, 60, 0),
  },
  {
    name: 'slow restore',
    isSteady: true,
    sizes: spread(300, 500 * MB, 1),
    transfer: work(6, 80, 5),
    restore: work(3, 20, 30),
  },
  {
    name: 'slow transfer',
    isSteady: true,
    sizes: spread(300, 500 * MB, 1),
    transfer: work(3, 15, 10),
    restore: work(6, 80, 10),
  },
  {
    name: 'one child each',
    isSteady: true,
    sizes: spread(150, 500 * MB, 1),
    transfer: work(1, 50, 10),
    restore: work(1, 50, 10),
  },
  {
    name: 'huge account first',
    isSteady: true,
    sizes: withOne(spread(400, 400 * MB, 1), 0, 60_000 * MB),
    transfer: work(5, 40, 10),
    restore: work(5, 50, 15),
  },
  {
    name: 'huge account in the middle',
    isSteady: true,
    sizes: withOne(spread(400, 400 * MB, 1), 0.35, 40_000 * MB),
    transfer: work(5, 40, 10),
    restore: work(5, 50, 15),
  },
  {
    name: 'huge account alone at the end',
    isSteady: true,
    sizes: withOne(spread(100, 300 * MB, 0.8), 0.1, 120_000 * MB),
    transfer: work(5, 40, 10),
    restore: work(5, 200, 15),
  },
  {
    name: 'restore only',
    isSteady: true,
    sizes: spread(250, 700 * MB, 1.2),
    transfer: null,
    restore: work(4, 35, 20),
  },
  {
    name: 'log without sizes',
    isSteady: true,
    sizes: spread(400, 300 * MB, 0.8),
    transfer: work(4, 30, 10),
    restore: work(4, 35, 15),
    hasSizes: false,
  },
  {
    name: 'paused for two hours',
    isSteady: true,
    sizes: spread(400, 500 * MB, 1),
    transfer: work(4, 30, 10),
    restore: work(4, 35, 15),
    pause: { at: 0.3, seconds: 7200 },
  },
  {
    name: 'one single account',
    isSteady: true,
    sizes: equal(1, 90_000 * MB),
    transfer: null,
    restore: work(1, 40, 30),
  },
  {
    name: 'line slows to a third half way',
    isSteady: false,
    sizes: spread(400, 500 * MB, 1),
    transfer: work(4, 40, 10),
    restore: work(4, 60, 15),
    laterSpeed: 1 / 3,
  },
  {
    name: 'line doubles half way',
    isSteady: false,
    sizes: spread(400, 500 * MB, 1),
    transfer: work(4, 30, 10),
    restore: work(4, 60, 15),
    laterSpeed: 2,
  },
  {
    name: 'largest accounts last',
    isSteady: false,
    sizes: (random) => spread(300, 500 * MB, 1.2)(random).sort((a, b) => a - b),
    transfer: work(4, 40, 10),
    restore: work(4, 60, 15),
  },
];

interface Stretch {
  queue: QueueName;
  size: number;
  from: number;
  to: number;
}

/** A repeatable source of numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Plays a session and gives what each child did; seconds from its start, pauses left out. */
function play(shape: Shape, random: () => number): Stretch[] {
  const sizes = shape.sizes(random);
  const stretches: Stretch[] = [];
  const slower = (index: number) => (index >= sizes.length / 2 ? (shape.laterSpeed ?? 1) : 1);
  let waiting = sizes.map((size, index) => ({ size, index, readyAt: 0 }));
  for (const queue of ['TRANSFER', 'RESTORE'] as const) {
    const crew = queue === 'TRANSFER' ? shape.transfer : shape.restore;
    if (crew === null) continue;
    const freeAt = Array.from({ length: crew.children }, () => 0);
    const passed: typeof waiting = [];
    for (const item of waiting) {
      const child = freeAt.indexOf(Math.min(...freeAt));
      const from = Math.max(freeAt[child] ?? 0, item.readyAt);
      const pace = crew.speed * slower(item.index) * (0.8 + 0.4 * random());
      const to = from + crew.itemSeconds * (0.7 + 0.6 * random()) + item.size / pace;
      freeAt[child] = to;
      stretches.push({ queue, size: item.size, from, to });
      passed.push({ ...item, readyAt: to });
    }
    waiting = passed.sort((a, b) => a.readyAt - b.readyAt);
  }
  return stretches;
}

/** What the page would know of it at a time (seconds from the start, without the pause). */
function factsAt(
  shape: Shape,
  stretches: readonly Stretch[],
  at: number,
  pause: { from: number; seconds: number },
): ProgressFacts {
  const clock = (time: number) =>
    Math.floor(START + time + (time > pause.from ? pause.seconds : 0));
  const buckets = new Map<
    string,
    { start: number; queue: QueueName; size: number; items: number }
  >();
  const facts = {
    now: clock(at),
    startedAt: START,
    pauses:
      pause.seconds > 0 && at > pause.from
        ? [{ from: clock(pause.from), to: clock(pause.from) + pause.seconds }]
        : [],
    hasSizes: shape.hasSizes ?? true,
    activeItems: stretches
      .filter((stretch) => stretch.from <= at && stretch.to > at)
      .map(({ queue, size, from, to }) => ({
        queue,
        size: shape.hasSizes === false ? null : size,
        percent: Math.floor((100 * (at - from)) / (to - from)),
        startedAt: clock(from),
      })),
    queues: (['TRANSFER', 'RESTORE'] as const)
      .filter((queue) => stretches.some((stretch) => stretch.queue === queue))
      .map((queue) => {
        const own = stretches.filter((stretch) => stretch.queue === queue);
        const ended = own.filter((stretch) => stretch.to <= at);
        let sizeDone = 0;
        for (const { size, from, to } of own) {
          if (from <= at)
            sizeDone +=
              to <= at ? size : (size * Math.floor((100 * (at - from)) / (to - from))) / 100;
        }
        const sizeTotal = own.reduce((sum, stretch) => sum + stretch.size, 0);
        return { queue, total: own.length, done: ended.length, sizeTotal, sizeDone };
      }),
  };
  for (const { queue, size, to } of stretches) {
    if (to > at) continue;
    const start = Math.floor(clock(to) / BUCKET_SECONDS) * BUCKET_SECONDS;
    const bucket = buckets.get(`${queue}${start}`) ?? { start, queue, size: 0, items: 0 };
    bucket.size += shape.hasSizes === false ? 0 : size;
    bucket.items++;
    buckets.set(`${queue}${start}`, bucket);
  }
  return { ...facts, endings: [...buckets.values()] };
}

export interface Trial {
  /** Seconds that are really left. */
  left: number;
  eta: Eta;
  /** Of what is left; null: no estimate. */
  error: number | null;
}

/** Plays a shape and asks for the end at a share of the way (0 to 1, of the time without pauses). */
export function tryShape(shape: Shape, seed: number, share = 0.5): Trial {
  const stretches = play(shape, randomFrom(seed));
  const length = Math.max(...stretches.map((stretch) => stretch.to));
  const pause = { from: length * (shape.pause?.at ?? 1), seconds: shape.pause?.seconds ?? 0 };
  const at = length * share;
  const eta = estimateEta(factsAt(shape, stretches, at, pause));
  const left = length - at;
  return { left, eta, error: eta.etaSeconds === null ? null : (eta.etaSeconds - left) / left };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

export interface ShapeResult {
  name: string;
  isSteady: boolean;
  trials: Trial[];
  /** Median of the absolute errors, as a share of what was left; null: no estimate. */
  error: number | null;
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7];

export function tryAllShapes(share = 0.5): ShapeResult[] {
  return SHAPES.map((shape) => {
    const trials = SEEDS.map((seed) => tryShape(shape, seed, share));
    const errors = trials.flatMap(({ error }) => (error === null ? [] : [Math.abs(error)]));
    const error = errors.length === 0 ? null : median(errors);
    return { name: shape.name, isSteady: shape.isSteady, trials, error };
  });
}
