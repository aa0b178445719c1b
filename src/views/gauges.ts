import type { Metric, Sample } from './metric.ts';

const PREFIX = 'whm_transfers';

/** A sample for each key of a label. */
export function labelled<T extends string>(
  label: string,
  keys: readonly T[],
  read: (key: T) => number,
): Sample[] {
  return keys.map((key) => ({ labels: [[label, key]] as const, value: read(key) }));
}

export function one(
  name: string,
  help: string,
  value: number,
  labels: Sample['labels'] = [],
): Metric {
  return metric(name, help, [{ labels, value }]);
}

/** The unit is the end of the name, as OpenMetrics wants it. */
export function metric(name: string, help: string, samples: Sample[]): Metric {
  const unit = /_(seconds|bytes|ratio)$/.exec(name)?.[1] ?? null;
  return {
    name: `${PREFIX}_${name}`,
    unit: name.endsWith('_per_second') ? null : unit,
    help,
    samples,
  };
}
