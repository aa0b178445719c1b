import type { Item, Phase } from './contract.ts';

export const ITEM_CSV_HEAD = [
  'type',
  'name',
  'local_name',
  'status',
  'size',
  'transfer_status',
  'restore_status',
  'started_at',
  'ended_at',
  'dangerous',
  'altered',
  'skipped',
  'warnings',
  'failure',
  'result',
  'errors',
  'verified',
];

/** One item as a line of a report; counters are sums over both queues, times are epoch seconds. */
export function itemCsvCells(item: Item): (string | number | null)[] {
  const { TRANSFER, RESTORE } = item.queues;
  const sum = (kind: keyof Phase['counts']): number =>
    (TRANSFER?.counts[kind] ?? 0) + (RESTORE?.counts[kind] ?? 0);
  return [
    item.type,
    item.name,
    item.localName,
    item.status,
    item.size,
    TRANSFER?.status ?? null,
    RESTORE?.status ?? null,
    TRANSFER?.startedAt ?? RESTORE?.startedAt ?? null,
    RESTORE?.endedAt ?? TRANSFER?.endedAt ?? null,
    sum('dangerous'),
    sum('altered'),
    sum('skipped'),
    sum('warning'),
    TRANSFER?.failure ?? RESTORE?.failure ?? null,
    item.result,
    item.evidence?.errors ?? null,
    item.verified,
  ];
}
