import type { EventBody, ItemRef, TransferEvent } from './event.ts';
import { endPhase, markStarted, phaseIn, restartPhase } from './fold-phase.ts';
import type { StateWord } from './header.ts';
import { itemKey, mergeDetails, NO_DETAILS, type QueueName } from './item.ts';
import {
  countOddity,
  type MarkWord,
  type Slice,
  type SliceItem,
  type WorkerFacts,
} from './slice.ts';
import { addAmount, type PhasePair, phasePairOf } from './tally.ts';

/** Applies one event of the master log to a slice. Deterministic: neither a clock nor the order of requests plays a part. */
export function foldEvent(slice: Slice, { body, at, time, isCut }: TransferEvent): void {
  const { header } = slice;
  if (time !== null && time > (header.lastEventAt ?? 0)) header.lastEventAt = time;
  if (isCut) countOddity(slice, { kind: 'oddity', oddity: 'long', detail: '', sample: '' }, at);
  switch (body.kind) {
    case 'state':
      foldState(slice, body, at, time);
      return;
    case 'fact':
      header[body.name] = body.value;
      return;
    case 'queue-count':
      header.queueCount[body.queue] = body.count;
      return;
    case 'queue-size':
      header.queueSize[body.queue] = body.size;
      return;
    case 'item-started':
    case 'item-logged':
    case 'item-details':
    case 'item-ended':
      foldItem(slice, body, at, time);
      return;
    case 'child-died':
      workerOf(slice, body.queue, body.childNumber).restarts += 1;
      return;
    case 'child-done': {
      const worker = workerOf(slice, body.queue, body.childNumber);
      worker.item = null;
      worker.since = time;
      return;
    }
    case 'oddity':
      countOddity(slice, body, at);
  }
}

const MARK_OF_STATE: Record<StateWord, MarkWord> = {
  RUNNING: 'resume',
  PAUSING: 'pausing',
  PAUSED: 'paused',
  ABORTING: 'aborting',
  ABORTED: 'aborted',
  COMPLETED: 'completed',
  FAILED: 'failed',
};

function foldState(
  slice: Slice,
  { state, first }: Extract<EventBody, { kind: 'state' }>,
  at: number,
  time: number | null,
): void {
  const { header } = slice;
  header.state = state;
  if (first && header.startedAt === null) header.startedAt = time;
  const over = state === 'COMPLETED' || state === 'FAILED' || state === 'ABORTED';
  header.endedAt = over ? time : null;
  slice.marks.push({ at, time, word: first ? 'start' : MARK_OF_STATE[state] });
}

type ItemEvent = Extract<EventBody, { item: ItemRef }>;

function foldItem(slice: Slice, event: ItemEvent, at: number, time: number | null): void {
  const item = itemOf(slice, event.item, at);
  const before = phasePairOf(item.phases);
  const sizeBefore = item.size ?? 0;
  if (event.item.localName !== null) item.localName = event.item.localName;
  if (event.item.label !== null) item.label = event.item.label;
  item.changedAt = at;

  const { queue } = event;
  switch (event.kind) {
    case 'item-started': {
      restartPhase(slice, item, queue, at);
      const phase = phaseIn(item, queue);
      phase.attempts += 1;
      phase.started = true;
      phase.startedAt = time;
      phase.pid = event.pid;
      break;
    }
    case 'item-logged':
      markStarted(item, queue, time);
      break;
    case 'item-details':
      mergeDetails(item, event.details);
      // A failure in TRANSFER is repeated in RESTORE with a start-item of its own, though nothing starts there.
      if (item.phases.TRANSFER?.status !== 'failed' || queue === 'TRANSFER') {
        markStarted(item, queue, time);
      }
      break;
    case 'item-ended':
      if (event.outcome.size !== null) item.size = event.outcome.size;
      endPhase(slice, item, event, at, time);
  }
  const phase = item.phases[queue];
  if (phase) {
    phase.childNumber = event.childNumber ?? phase.childNumber;
    // The failure of a child that died is written by the master: its pid is not the child's.
    phase.pid = phase.pid ?? event.pid;
    phase.logfile = event.logfile ?? phase.logfile;
  }
  if (event.childNumber !== null && event.childNumber > 0) {
    followWorker(slice, item, event, event.childNumber, time);
  }
  const after = phasePairOf(item.phases);
  const size = item.size ?? 0;
  if (item.firstAt === at) addTally(slice, after, 1, size);
  else if (before !== after || sizeBefore !== size) {
    addTally(slice, before, -1, -sizeBefore);
    addTally(slice, after, 1, size);
  }
}

function addTally(slice: Slice, combo: PhasePair, count: number, size: number): void {
  const tally = slice.tallies.get(combo) ?? slice.findTally(combo) ?? { count: 0, size: 0 };
  tally.count += count;
  tally.size = addAmount(tally.size, size);
  slice.tallies.set(combo, tally);
}

function itemOf(slice: Slice, ref: ItemRef, at: number): SliceItem {
  const type = ref.type === '' ? typeOf(slice, ref.name) : ref.type;
  const key = itemKey({ type, name: ref.name });
  const known = slice.items.get(key) ?? slice.findItem(type, ref.name);
  const item = known ?? {
    type,
    name: ref.name,
    localName: null,
    label: null,
    ...NO_DETAILS,
    domain: null,
    phases: { TRANSFER: null, RESTORE: null },
    restoresBefore: 0,
    firstAt: at,
    changedAt: at,
  };
  slice.items.set(key, item);
  return item;
}

/** A line without a type means the item of this name, where there is exactly one. */
function typeOf(slice: Slice, name: string): string {
  const types = new Set(slice.findTypes(name));
  for (const item of slice.items.values()) if (item.name === name) types.add(item.type);
  const [type] = types;
  return type !== undefined && types.size === 1 ? type : '';
}

function workerOf(slice: Slice, queue: QueueName, childNumber: number): WorkerFacts {
  const key = `${queue}:${childNumber}`;
  const known = slice.workers.get(key) ?? slice.findWorker(queue, childNumber);
  const worker = known ?? { queue, childNumber, pid: null, item: null, since: null, restarts: 0 };
  slice.workers.set(key, worker);
  return worker;
}

function followWorker(
  slice: Slice,
  item: SliceItem,
  event: ItemEvent,
  childNumber: number,
  time: number | null,
): void {
  const echo = event.queue === 'RESTORE' && item.phases.RESTORE?.started !== true;
  if (echo) return;
  const worker = workerOf(slice, event.queue, childNumber);
  if (event.kind === 'item-ended') {
    worker.item = null;
    worker.since = time;
    return;
  }
  worker.pid = event.pid ?? worker.pid;
  const same = worker.item?.type === item.type && worker.item.name === item.name;
  if (!same) {
    worker.item = { type: item.type, name: item.name };
    worker.since = time;
  }
}
