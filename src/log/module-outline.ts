import { type LogRecord, recordsIn } from './item-record.ts';
import { maskedName, maskSecrets } from './mask.ts';
import { asNumber, asTime, joinText } from './value.ts';

/** A stretch of a log: bytes and epoch seconds. An end is null until it is reached. */
export interface OutlineSpan {
  startAt: number;
  endAt: number | null;
  startTime: number | null;
  endTime: number | null;
}

export interface ModuleStep extends OutlineSpan {
  name: string;
}

/** A restore system (Homedir, Mysql, Mail, …) in an item's log; `message` is what its `modulestatus` says. */
export interface ModuleSpan extends OutlineSpan {
  name: string;
  outcome: 'good' | 'failed' | null;
  message: string | null;
  steps: ModuleStep[];
}

export interface ModuleOutline {
  modules: ModuleSpan[];
  /** Steps that were left out because there were too many. */
  stepsLeftOut: number;
}

/** An outline of thousands of steps helps nobody, and would grow with the log. */
const MAX_STEPS = 2000;
const MAX_MODULES = 500;

/** Only lines that hold one of these change an outline; a reader can skip all others. */
export const OUTLINE_MARKS = ['_module"', '_action"', '"modulestatus"'] as const;

/**
 * Collects modules and steps from an item log's lines, given in their order; lines of other kinds may be left out.
 * Without a beginning (in a window of a log) a module that only ends is shown from its end on.
 */
export class OutlineFold {
  readonly outline: ModuleOutline = { modules: [], stepsLeftOut: 0 };
  private current: ModuleSpan | null = null;
  private readonly openSteps: ModuleStep[] = [];
  private steps = 0;

  /** `at` and `end`: offsets of the line's first byte and of the byte after its newline. */
  add(raw: string, at: number, end: number): void {
    for (const record of recordsIn(raw)) this.addRecord(record, at, end);
  }

  private addRecord({ type, contents }: LogRecord, at: number, end: number): void {
    if (type === 'modulestatus') {
      this.setOutcome(maskedName(contents.module), asNumber(contents.status) === 1, contents, at);
      return;
    }
    if (type !== 'control') return;
    const name = maskSecrets(joinText(contents.msg));
    const time = asTime(contents.time);
    switch (contents.action) {
      case 'start_module':
        this.endModule(at, time);
        this.current = this.addModule(name, at, time);
        break;
      case 'end_module':
        this.endModule(end, time);
        break;
      case 'start_action':
        this.startStep(name, at, time);
        break;
      case 'end_action':
        this.endStep(name, end, time);
        break;
    }
  }

  private addModule(name: string, at: number, time: number | null): ModuleSpan | null {
    if (this.outline.modules.length >= MAX_MODULES) return null;
    const module: ModuleSpan = {
      name,
      startAt: at,
      endAt: null,
      startTime: time,
      endTime: null,
      outcome: null,
      message: null,
      steps: [],
    };
    this.outline.modules.push(module);
    return module;
  }

  private endModule(end: number, time: number | null): void {
    for (const step of this.openSteps.splice(0)) close(step, end, time);
    if (this.current !== null) close(this.current, end, time);
    this.current = null;
  }

  private startStep(name: string, at: number, time: number | null): void {
    if (this.current === null) return;
    if (this.steps >= MAX_STEPS) {
      this.outline.stepsLeftOut++;
      return;
    }
    this.steps++;
    const step = { name, startAt: at, endAt: null, startTime: time, endTime: null };
    this.current.steps.push(step);
    this.openSteps.push(step);
  }

  /** Steps can be nested: the innermost open one of that name ends. */
  private endStep(name: string, end: number, time: number | null): void {
    const index = this.openSteps.findLastIndex((step) => step.name === name);
    const [step] = index < 0 ? [] : this.openSteps.splice(index, 1);
    if (step !== undefined) close(step, end, time);
  }

  /** The outcome comes after the module's end; the start may call the same module "X (CUSTOM)". */
  private setOutcome(
    name: string | null,
    isGood: boolean,
    contents: Readonly<Record<string, unknown>>,
    at: number,
  ): void {
    if (name === null) return;
    const { modules } = this.outline;
    const isMeant = (known: string) => known === name || known === `${name} (CUSTOM)`;
    const known = modules.findLast((module) => isMeant(module.name));
    const module = known ?? this.addModule(name, at, null);
    if (module === null) return;
    module.outcome = isGood ? 'good' : 'failed';
    const message = joinText(contents.statusmsg) || joinText(contents.output);
    module.message = message === '' ? null : maskSecrets(message);
  }
}

function close(span: OutlineSpan, end: number, time: number | null): void {
  span.endAt = end;
  span.endTime = time;
}
