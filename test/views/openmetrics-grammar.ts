/** A metric family as a strict reader of OpenMetrics 1.0 understands it. */
export interface Family {
  type: string;
  unit: string | null;
  help: string | null;
  samples: { labels: Map<string, string>; value: number }[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*';
const VALUE = String.raw`"(?:[^"\\\n]|\\["\\n])*"`;
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?Inf|NaN`;
const DESCRIPTOR = new RegExp(`^# (TYPE|UNIT|HELP) (${NAME}) (.*)$`);
const SAMPLE = new RegExp(
  `^(${NAME})(?:\\{((?:${LABEL}=${VALUE})(?:,${LABEL}=${VALUE})*)?\\})? (${NUMBER})$`,
  'i',
);

/**
 * Reads OpenMetrics text as far as gauges go, and refuses whatever the specification does: blank lines, a missing end,
 * descriptors behind samples or twice, families torn apart, a unit that is not the end of the name, a series twice.
 *
 * @throws with the number of the line
 */
export function parseOpenMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('# EOF\n')) throw new Error('the end is missing');
  const lines = text.slice(0, -1).split('\n');
  const families = new Map<string, Family>();
  const series = new Set<string>();
  let open: string | null = null;
  for (const [index, line] of lines.entries()) {
    const refuse = (why: string): never => {
      throw new Error(`line ${index + 1}: ${why}: ${line}`);
    };
    if (line === '# EOF') {
      if (index !== lines.length - 1) refuse('something stands behind the end');
      continue;
    }
    const descriptor = DESCRIPTOR.exec(line);
    if (descriptor) {
      const [, keyword, name = '', rest = ''] = descriptor;
      if (name !== open) {
        if (families.has(name)) refuse('a family is torn apart');
        families.set(name, { type: 'unknown', unit: null, help: null, samples: [] });
        open = name;
      }
      const family = families.get(name);
      if (!family) throw new Error(`no family ${name}`);
      if (family.samples.length > 0) refuse('a descriptor stands behind samples');
      if (keyword === 'TYPE') {
        if (family.type !== 'unknown') refuse('a second type');
        if (rest !== 'gauge') refuse('only gauges are expected');
        family.type = rest;
      } else if (keyword === 'UNIT') {
        if (family.unit !== null || !name.endsWith(`_${rest}`)) refuse('a wrong unit');
        family.unit = rest;
      } else {
        if (family.help !== null) refuse('a second help');
        if (/["\\]/.test(rest)) refuse('a sign in the help that formats write differently');
        family.help = rest;
      }
      continue;
    }
    const sample = SAMPLE.exec(line);
    if (!sample) throw new Error(`line ${index + 1}: no line of this format: ${line}`);
    const [, name = '', set = '', value = ''] = sample;
    if (name !== open) refuse('a sample outside of its family');
    if (/_(?:total|created|bucket|count|sum|gcount|gsum)$/.test(name)) refuse('a reserved ending');
    const labels = new Map<string, string>();
    for (const [, label = '', quoted = ''] of set.matchAll(
      new RegExp(`(${LABEL})=(${VALUE})`, 'g'),
    )) {
      if (labels.has(label)) refuse('a label twice');
      labels.set(
        label,
        quoted.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)),
      );
    }
    const key = `${name}${JSON.stringify([...labels].sort())}`;
    if (series.has(key)) refuse('a series twice');
    series.add(key);
    families.get(name)?.samples.push({ labels, value: Number(value) });
  }
  return families;
}
