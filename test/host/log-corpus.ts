import fc from 'fast-check';
import { NO_CONTEXT, readLogLine } from '../../src/log/read-line.ts';
import type { ByteSource } from '../../src/logfile/line-block.ts';
import type { LogLine } from '../../src/session/log-line.ts';

/** A log in memory; its bytes can be replaced between two reads. */
export class MemorySource implements ByteSource {
  constructor(public bytes: Buffer) {}

  size(): number {
    return this.bytes.length;
  }

  read(at: number, into: number | Buffer): Buffer {
    const wanted = typeof into === 'number' ? into : into.length;
    const part = this.bytes.subarray(at, at + wanted);
    if (typeof into === 'number') return Buffer.from(part);
    part.copy(into);
    return into.subarray(0, part.length);
  }
}

/** How a reader that knows the whole log at once reads it. */
export function readNaively(bytes: Buffer): LogLine[] {
  const lines: LogLine[] = [];
  let context = NO_CONTEXT;
  let at = 0;
  while (at < bytes.length) {
    const newline = bytes.indexOf(0x0a, at);
    const stop = newline < 0 ? bytes.length : newline;
    const text = bytes.toString('utf8', at, stop);
    const read = readLogLine({ at, text, isCut: false, isFragment: false }, context);
    lines.push(read.line);
    context = read.after;
    at = stop + 1;
  }
  return lines;
}

const WORDS = [
  'Copying',
  'files',
  'rivergdn',
  '“rivergdn_shop”',
  'a/b',
  '"x"',
  'Größe',
  '日本',
  '\t',
  'failed',
  '..12..',
];
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((parts) => parts.join(' '));
const time = fc.integer({ min: 1_793_600_000, max: 1_793_700_000 });
const moduleName = fc.constantFrom('Homedir', 'Mysql', 'Mail');
const entry = fc.tuple(
  fc.tuple(moduleName, fc.constant('_restore'), fc.integer({ min: 1, max: 999 })),
  words,
);
const lists = fc.record({
  warnings: fc.option(fc.array(entry, { maxLength: 2 })),
  altered_items: fc.option(fc.array(entry, { maxLength: 2 })),
  dangerous_items: fc.constant([]),
  skipped_items: fc.constant(null),
});

const itemControl = fc.oneof(
  fc.record({
    action: fc.constant('percentage'),
    percentage: fc.integer({ min: 0, max: 100 }),
    time,
  }),
  fc.record({
    action: fc.constantFrom('start_module', 'end_module'),
    msg: moduleName.map((m) => [m]),
    time,
  }),
  fc.record({
    action: fc.constantFrom('start_action', 'end_action'),
    msg: words.map((w) => [w]),
    time,
  }),
  lists.map((body) => ({ action: 'summary', ...body })),
);
const masterControl = fc.oneof(
  fc.record({
    action: fc.constantFrom('start', 'complete', 'child-failed', 'queue_count', 'queue_size'),
    queue: fc.constantFrom('TRANSFER', 'RESTORE'),
    child_number: fc.integer({ min: 0, max: 3 }),
    item: fc.constantFrom('rivergdn', 'blueoaks'),
    item_name: fc.constant('Account'),
    msg: fc.constantFrom('1/3', 7, '12'),
    time,
  }),
  fc.record({
    action: fc.constantFrom(
      'process-item',
      'start-item',
      'success-item',
      'warning-item',
      'failed-item',
    ),
    queue: fc.constantFrom('TRANSFER', 'RESTORE'),
    child_number: fc.constant(1),
    item: fc.constant('rivergdn'),
    local_item: fc.constantFrom('rivergdn', 'river2'),
    msg: fc.oneof(
      fc.constant('item-TRANSFER_X_rivergdn'),
      fc.record({
        size: fc.integer({ min: 0 }),
        failure: fc.option(words),
        message: fc.option(words),
        warnings: fc.integer({ min: 0, max: 2 }),
        dangerous_items: fc.integer({ min: 0, max: 2 }),
        contents: lists,
      }),
    ),
    time,
  }),
  fc.record({
    action: fc.constantFrom(
      'initiator',
      'version',
      'remotehost',
      'fail',
      'abort',
      'aborting',
      'pausing',
      'pause',
      'resume',
      'newly-made',
    ),
    child_number: fc.constant(0),
    msg: fc.option(words),
    time,
  }),
);

const record = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      'out',
      'out',
      'warn',
      'error',
      'success',
      'failed',
      'start',
      'debug',
      'novel',
    ),
    contents: fc.oneof(
      fc.record({ msg: words.map((w) => [`${w}\n`]) }),
      fc.record({ msg: words.map((w) => [w]), time }),
    ),
    source: fc.option(fc.constant('old.example.net'), { nil: undefined }),
  }),
  itemControl.map((contents) => ({ type: 'control', contents })),
  masterControl.map((contents) => ({ type: 'control', contents })),
  fc.record({
    type: fc.constant('modulestatus'),
    contents: fc.record({
      module: moduleName,
      status: fc.constantFrom(0, 1, '0', '1'),
      statusmsg: fc.constantFrom('', 'Restored'),
      output: words,
    }),
  }),
);
const escaped = (json: string) =>
  json.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const recordLine = fc
  .tuple(record, fc.constantFrom('plain', 'escaped', 'slashes'))
  .map(([body, style]) => {
    const json = JSON.stringify({ indent: 0, pid: 21734, ...body, partial: 0 });
    return style === 'escaped'
      ? escaped(json)
      : style === 'slashes'
        ? json.replaceAll('/', '\\/')
        : json;
  });
const textLine = fc.oneof(
  words,
  fc.constantFrom(
    '',
    'rsync error: some files/attrs were not transferred (code 23)',
    'warn [pkgacct] database is empty',
    'debug: Established cpanel session',
    'Use of uninitialized value in string eq at /x/example.pm line 12.',
    '\tmain::restore() called at example.pm line 188',
    '    at restore (/x/y.js:1:2)',
    'ERROR 1227 (42000) at line 5: Access denied',
    'mysql password=Sup3rGeheim9 used',
    'text {"with":"json"} inside\r',
  ),
);
const torn = fc
  .tuple(recordLine, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([line, cut]) => line.slice(0, Math.floor(line.length * cut)));
const glued = fc.tuple(fc.oneof(textLine, torn), recordLine).map(([head, line]) => head + line);

export const logLine = fc.oneof(
  { weight: 6, arbitrary: recordLine },
  { weight: 3, arbitrary: textLine },
  { weight: 1, arbitrary: torn },
  { weight: 1, arbitrary: glued },
);

/** The bytes of a log with lines of all kinds, well-formed and not, with and without a newline at its end. */
export const logBytes = fc
  .tuple(fc.array(logLine, { maxLength: 40 }), fc.boolean())
  .map(([lines, hasNewline]) => {
    const text = lines.join('\n');
    return Buffer.from(hasNewline && text !== '' ? `${text}\n` : text);
  });
