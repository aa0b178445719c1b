import type { Phase } from './contract.ts';
import { formatDuration } from './duration.ts';
import { pageHref } from './link.ts';
import { countNoun } from './size.ts';
import { type Badge, describeModule, type Tone } from './words.ts';

/** A restore system or another step in an item's log; `ok` null: its outcome is not in the log. Times in epoch seconds. */
export interface OutlinedModule {
  name: string;
  at: number;
  startedAt: number | null;
  endedAt: number | null;
  ok: boolean | null;
  message: string | null;
}

export interface ModuleRow {
  name: string;
  badge: Badge;
  duration: string;
  message: string | null;
  href: string | null;
  /** Start and length as shares of the phase's duration, 0 to 1; null where the log has no times. */
  bar: { x: number; width: number; tone: Tone } | null;
}

/** "5 modules, 1 failed" */
export function describeModules(modules: readonly OutlinedModule[]): string {
  const failed = modules.filter(({ ok }) => ok === false).length;
  const all = countNoun(modules.length, 'module');
  return failed === 0 ? all : `${all}, ${failed} failed`;
}

interface Around {
  phase: Phase;
  session: string;
  hasLog: boolean;
  now: number;
}

export function viewModules(
  spans: readonly OutlinedModule[],
  { phase, session, hasLog, now }: Around,
): ModuleRow[] {
  const isActive = phase.status === 'active';
  const times = spans.flatMap((span) => [span.startedAt, span.endedAt]).filter((t) => t !== null);
  const from = times.reduce((min, time) => Math.min(min, time), phase.startedAt ?? Infinity);
  const to = times.reduce((max, time) => Math.max(max, time), isActive ? now : -Infinity);
  return spans.map((span) => {
    const isOpen = span.endedAt === null && isActive;
    const end = span.endedAt ?? (isActive ? now : null);
    const badge = describeModule(span.ok, isOpen);
    const length = span.startedAt === null || end === null ? null : end - span.startedAt;
    return {
      name: span.name,
      badge,
      duration: length === null ? '–' : formatDuration(length),
      message: span.message,
      href:
        phase.logfile === null || !hasLog
          ? null
          : pageHref({ session, log: phase.logfile, at: span.at }),
      bar:
        length === null || span.startedAt === null || to <= from
          ? null
          : {
              x: (span.startedAt - from) / (to - from),
              width: length / (to - from),
              tone: badge.tone,
            },
    };
  });
}
