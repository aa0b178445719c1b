/** One value of a metric. Labels in the order in which they are written. */
export interface Sample {
  labels: readonly (readonly [string, string])[];
  value: number;
}

/**
 * A metric with its samples. Everything is a gauge: the only type that OpenMetrics and the older text format of
 * Prometheus (node_exporter's textfile collector, `promtool check metrics`) write in the same way.
 */
export interface Metric {
  /** Ends in `_<unit>` where it has a unit. */
  name: string;
  unit: string | null;
  help: string;
  samples: Sample[];
}

/** Labels are cut at this length, in UTF-16 units: names of hosts and sessions are shorter, hostile ones can have any length. */
const MAX_LABEL_LENGTH = 200;
/** C0, C1 and line separators: none of them is of use in a label. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * The metrics as text in the form that OpenMetrics 1.0 asks for, ending in `# EOF`. A metric without samples is left out.
 * Example: `# TYPE jobs gauge`, `# HELP jobs Jobs by state.`, `jobs{state="open"} 3`.
 */
export function formatMetrics(metrics: readonly Metric[]): string {
  const lines: string[] = [];
  for (const { name, unit, help, samples } of metrics) {
    if (samples.length === 0) continue;
    lines.push(`# TYPE ${name} gauge`);
    if (unit !== null) lines.push(`# UNIT ${name} ${unit}`);
    lines.push(`# HELP ${name} ${help}`);
    for (const { labels, value } of samples) {
      const set = labels.map(([label, text]) => `${label}="${escapeLabel(text)}"`).join(',');
      lines.push(`${name}${set === '' ? '' : `{${set}}`} ${value}`);
    }
  }
  lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

function escapeLabel(text: string): string {
  return text
    .slice(0, MAX_LABEL_LENGTH)
    .replace(HALF_PAIR, '\ufffd')
    .replace(CONTROL, '\ufffd')
    .replace(/["\\]/g, (sign) => `\\${sign}`);
}

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

/** The unit is the end of the name, as OpenMetrics requires. */
export function metric(name: string, help: string, samples: Sample[]): Metric {
  const unit = /_(seconds|bytes|ratio)$/.exec(name)?.[1] ?? null;
  return {
    name: `${PREFIX}_${name}`,
    unit: name.endsWith('_per_second') ? null : unit,
    help,
    samples,
  };
}
