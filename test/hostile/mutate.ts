import type { Random } from '../host/simulator/random.ts';

/** Stands in hostile texts; unescaped in a page it would be an element. */
export const MARK = '<fz onmark=1>';

/** What programs trip over, as texts. */
export const ODD_TEXTS: readonly string[] = [
  ...['', ' ', '0', '-1', '1e400', '9007199254740993', 'NaN', 'null', 'undefined', 'true'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'],
  ...[MARK, `"'>${MARK}`, `</script>${MARK}`, `{{${MARK}}}`, "'; DROP TABLE item; --"],
  ...['../../etc/passwd', '/dev/zero', '.', '..', 'a/b', 'a\0b', '%00', '%', '%zz', '%ff%fe'],
  ...['\u001b[2J', '\u009b31m', '\r\nX-Fuzz: 1', '\u202e', '\ud800', '\ufeff', 'ß', 'ſ', 'İ'],
  ...['=1+1', '\n=1+1', '＝1', '@SUM(A1)', '/(a+)+$/', '/(?:a?|b?){40}\\b/', '/[/', '/./g', '//'],
  ...['password=hunter22', '-----BEGIN RSA PRIVATE KEY-----', 'http://u:p@h/', 'x'.repeat(5000)],
  ...['javascript:alert(1)', 'data:text/html,x', '\\\\', '"', "'", '`', '\t', '👩‍👩‍👧', '%u0041'],
];

const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1.5, 1e308, 2 ** 53, -(2 ** 63), [], {}, [[]], [null]],
  ...[{ __proto__: null }, JSON.parse('{"__proto__":{"x":1},"constructor":1}')],
];

function oddValue(random: Random): unknown {
  return random.chance(0.6) ? random.pick(ODD_TEXTS) : random.pick(ODD_VALUES);
}

/** A value of JSON with some parts of it replaced, dropped, doubled or renamed. */
export function mutateJson(value: unknown, random: Random, rate: number): unknown {
  if (random.chance(rate)) return oddValue(random);
  if (Array.isArray(value)) {
    const list = value.map((inner) => mutateJson(inner, random, rate));
    if (random.chance(rate) && list.length > 0) list.push(random.pick(list), oddValue(random));
    return random.chance(rate / 2) ? list[0] : list;
  }
  if (typeof value !== 'object' || value === null) {
    return random.chance(rate) ? String(value) : value;
  }
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (random.chance(rate / 2)) continue;
    const name = random.chance(rate / 4) ? random.pick(ODD_TEXTS) : key;
    entries.push([name, mutateJson(inner, random, rate)]);
  }
  return Object.fromEntries(entries);
}

/** A text with some of its bytes flipped, dropped, doubled, or replaced by what is odd. */
export function mutateBytes(bytes: Buffer, random: Random, times: number): Buffer {
  let changed = Buffer.from(bytes);
  for (let i = 0; i < times; i++) {
    const at = random.int(0, Math.max(0, changed.length - 1));
    const end = Math.min(changed.length, at + random.int(1, 200));
    const kind = random.int(0, 5);
    if (kind === 0 && changed.length > 0) {
      changed[at] = (changed[at] ?? 0) ^ (1 << random.int(0, 7));
    } else if (kind === 1) {
      changed = Buffer.concat([changed.subarray(0, at), changed.subarray(end)]);
    } else if (kind === 2) {
      changed = Buffer.concat([changed.subarray(0, end), changed.subarray(at)]);
    } else if (kind === 3) {
      const odd = Buffer.from(random.pick(ODD_TEXTS));
      changed = Buffer.concat([changed.subarray(0, at), odd, changed.subarray(at)]);
    } else if (kind === 4) {
      changed.fill(random.pick([0, 10, 34, 92, 255]), at, end);
    } else if (random.chance(0.2)) {
      changed = changed.subarray(0, at);
    }
  }
  return changed;
}

/** A log of JSON lines: most lines as they are, some with odd values, some out of order, some with odd bytes. */
export function mutateLog(log: string, random: Random): Buffer {
  const lines = log.split('\n');
  const rate = random.pick([0.002, 0.01, 0.05]);
  const out: string[] = [];
  for (const line of lines) {
    if (random.chance(rate)) continue;
    let text = line;
    if (random.chance(rate * 4) && line.startsWith('{')) {
      text = JSON.stringify(mutateJson(JSON.parse(line), random, 0.1));
    }
    if (random.chance(rate) && line.startsWith('{')) {
      // One field alone: what is odd all over is refused before it gets far.
      const record = JSON.parse(line);
      const part = random.chance(0.5) ? record : (record.contents ?? record);
      const name = random.pick(['type', ...Object.keys(part)]);
      Object.defineProperty(part, name, { value: random.pick(ODD_TEXTS), enumerable: true });
      text = JSON.stringify(record);
    }
    out.push(text);
    if (random.chance(rate)) out.push(text, random.pick(out), random.pick(ODD_TEXTS));
  }
  const bytes = Buffer.from(out.join('\n'));
  return random.chance(0.5) ? mutateBytes(bytes, random, random.int(1, 20)) : bytes;
}

const INHERITED = ODD_TEXTS.filter((text) => text in {});

/** Records of the types that every object has by itself, as one who writes logs on purpose would. */
export function inheritedRecords(random: Random): string {
  const names = Array.from({ length: 3 }, () => random.pick(INHERITED));
  return names
    .map((type) => `${JSON.stringify({ type, contents: { action: type, msg: [type] } })}\n`)
    .join('');
}

/** A query string of known and unknown names, with good and odd values, some of it badly written. */
export function oddQuery(
  random: Random,
  values: Readonly<Record<string, readonly string[]>>,
): string {
  const names = Object.keys(values);
  const parts: string[] = [];
  for (let i = random.int(0, 6); i > 0; i--) {
    const name = random.chance(0.95) ? random.pick(names) : random.pick(ODD_TEXTS);
    const good = (Object.hasOwn(values, name) ? values[name] : null) ?? [''];
    const value = random.chance(0.75) ? random.pick(good) : random.pick(ODD_TEXTS);
    const written = random.chance(0.9) ? encodeURIComponent(value.toWellFormed()) : value;
    parts.push(random.chance(0.97) ? `${name}=${written}` : name);
  }
  return parts.join('&');
}
