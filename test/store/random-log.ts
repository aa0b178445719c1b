import fc from 'fast-check';

const QUEUE = fc.constantFrom('TRANSFER', 'RESTORE');
const NAME = fc.constantFrom(
  'rivergdn',
  'blueoaks',
  'mail',
  'größe gmbh',
  'a b',
  '包裹',
  '__proto__',
);
const TYPE = fc.constantFrom('AccountRemoteRoot', 'PackageRemoteRoot', 'NewTypeRemoteRoot');
const TEXT = fc.oneof(
  fc.constantFrom(
    'The crontab for “rivergdn” has no entries.',
    'MySQL database “blueoaks_shop” restored as “blueoaks_shop1”',
    'password=hunter2hunter2 was refused',
    'Zeile\nzwei\u2028drei',
  ),
  fc.string({ maxLength: 40 }),
);
const COUNTER = fc.constantFrom<unknown>(0, 1, 2, '0', '3', null, undefined, 2 ** 53 - 1);
const LIST = fc.option(
  fc.array(
    fc.oneof(
      TEXT.map((text) => [['Mysql', '_restore', 12], text, null]),
      TEXT.map((text) => [['Mail', 'restore', '7'], text, ['Rename', '/scripts5/x', { a: text }]]),
      TEXT.map((text) => ({ msg: [text] })),
    ),
    { maxLength: 3 },
  ),
);

const MASTER = fc
  .constantFrom(
    { action: 'start' },
    { action: 'initiator', msg: 'copyacct' },
    { action: 'version', msg: 2.3 },
    { action: 'version', msg: '1.6' },
    { action: 'remotehost', msg: 'old.example.net' },
    { action: 'queue_count', queue: 'TRANSFER', msg: '4' },
    { action: 'queue_count', queue: 'RESTORE', msg: 4 },
    { action: 'queue_size', queue: 'TRANSFER', msg: 100 },
    { action: 'pausing' },
    { action: 'pause' },
    { action: 'resume' },
    { action: 'aborting' },
    { action: 'abort' },
    { action: 'complete' },
    { action: 'fail' },
    { action: 'someday' },
  )
  .map((contents) => ({ ...contents, child_number: 0 }));

const ITEM = fc
  .record({
    action: fc.constantFrom(
      'start',
      'process-item',
      'start-item',
      'success-item',
      'warning-item',
      'failed-item',
    ),
    queue: QUEUE,
    item: NAME,
    item_type: fc.oneof({ weight: 6, arbitrary: TYPE }, fc.constantFrom('', null)),
    local_item: fc.option(NAME),
    child_number: fc.constantFrom<unknown>(1, 2, '3'),
    logfile: fc.constant('item-TRANSFER_x_y'),
    size: fc.constantFrom<unknown>(0, 10, '30', null, Number.MAX_SAFE_INTEGER, 2 ** 52 + 1),
    failure: fc.option(TEXT),
    warnings: COUNTER,
    skipped_items: COUNTER,
    dangerous_items: COUNTER,
    altered_items: COUNTER,
    contents: fc.record({
      warnings: LIST,
      skipped_items: LIST,
      dangerous_items: LIST,
      altered_items: LIST,
    }),
  })
  .map(({ action, queue, item, item_type, local_item, child_number, logfile, ...msg }) => ({
    action,
    queue,
    item,
    item_type,
    local_item,
    child_number,
    logfile,
    msg,
  }));

const CHILD = fc.record({
  action: fc.constantFrom('complete', 'child-failed'),
  queue: QUEUE,
  child_number: fc.constantFrom(1, 2, 3),
});

const RECORD = fc
  .record({
    contents: fc.oneof(MASTER, { weight: 5, arbitrary: ITEM }, CHILD),
    time: fc.option(fc.integer({ min: 1_793_600_000, max: 1_793_700_000 })),
    pid: fc.constantFrom<unknown>(14_358, '14360'),
  })
  .map(({ contents, time, pid }) =>
    JSON.stringify({ pid, type: 'control', contents: { ...contents, time: time ?? undefined } }),
  );

/** A record behind half of another, behind text or a hole without a newline, or beside another record. */
const MIXED = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(RECORD, fc.double({ min: 0, max: 1, noNaN: true }))
        .map(([line, part]) => Buffer.from(line.slice(0, Math.floor(line.length * part)))),
      RECORD.map((line) => Buffer.from(line)),
      fc
        .constantFrom('Killed', '\ufeff', '\0\0\0', 'größer „als“ ')
        .map((text) => Buffer.from(text)),
      fc.constant(Buffer.from([0xff, 0xc3, 0x20])),
    ),
    RECORD.map((line) => Buffer.from(line)),
    fc.constantFrom('', '', ' \r', 'Killed', '{"indent":0,"pid').map((text) => Buffer.from(text)),
  )
  .map((parts) => Buffer.concat(parts));

/** Lines of a master log: records of all kinds, half lines, lines of several pieces, text of other programs, bad UTF-8. */
export const LOG_BYTES = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: RECORD.map((line) => Buffer.from(line)) },
      RECORD.map((line) => Buffer.from(line.slice(0, Math.floor(line.length / 2)))),
      fc
        .constantFrom('', '   ', 'Use of uninitialized value', '{"type":"out"}', '[1]', 'null')
        .map((line) => Buffer.from(line)),
      fc.constant(Buffer.from([0x7b, 0xff, 0xfe, 0xc3])),
      { weight: 3, arbitrary: MIXED },
    ),
    { maxLength: 40 },
  )
  .map((lines) => Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
