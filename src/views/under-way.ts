import type { Item } from './contract.ts';
import { formatDuration } from './duration.ts';
import { pageHref } from './link.ts';
import type { SessionPageInput } from './session-input.ts';
import { formatSteadyPercent } from './size.ts';
import { queueWord } from './words.ts';

/** An item that has been at work for a long time. */
export interface UnderWayRow {
  name: string;
  href: string;
  queue: string;
  percentText: string;
  percent: number;
  duration: string;
  logHref: string | null;
}

export function buildUnderWay(
  { session, logs }: SessionPageInput,
  item: Item,
  now: number,
): UnderWayRow[] {
  const queue = item.queues.RESTORE?.status === 'active' ? 'RESTORE' : 'TRANSFER';
  const phase = item.queues[queue];
  if (phase?.status !== 'active') return [];
  return [
    {
      name: item.name,
      href: pageHref({ session: session.id, item: item.name, type: item.type }),
      queue: queueWord(queue),
      percent: phase.percent ?? 0,
      percentText: phase.percent === null ? '–' : formatSteadyPercent(phase.percent),
      duration: phase.startedAt === null ? '–' : formatDuration(now - phase.startedAt),
      logHref:
        phase.logfile === null || logs === 'gone'
          ? null
          : pageHref({ session: session.id, log: phase.logfile }),
    },
  ];
}
