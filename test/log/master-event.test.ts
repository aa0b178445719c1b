import { describe, expect, it } from 'vitest';
import { importMasterLine, importMixedLine } from '../../src/log/master-event.ts';
import type { EventBody, TransferEvent } from '../../src/session/event.ts';
import { processorMs } from '../processor-time.ts';

const record = (contents: object): string =>
  JSON.stringify({ indent: 0, pid: 101, type: 'control', contents, partial: 0 });

const failure = record({
  action: 'failed-item',
  queue: 'RESTORE',
  item: 'größe',
  item_type: 'AccountRemoteRoot',
  child_number: 2,
  msg: { failure: 'The disk of “größe” is full.' },
});
const end = record({ action: 'complete', child_number: 0 });

/** The events of a line as its bytes give them. */
function eventsOf(line: string | Buffer, at = 0): TransferEvent[] {
  const bytes = Buffer.from(line);
  const whole = importMasterLine(bytes.toString(), at);
  if (whole !== null) return [whole];
  const decode = (from: number, to: number) => bytes.toString('utf8', from, to);
  return importMixedLine(bytes.toString('latin1'), at, decode);
}

function bodyOf(contents: object): EventBody | undefined {
  return eventsOf(record(contents))[0]?.body;
}

describe('a line that is not one record', () => {
  it('gives half a record and the record that follows it, each at its byte', () => {
    const half = '{"indent":0,"pid":101,"type":"contr';
    const events = eventsOf(half + failure, 1000);
    expect(events).toMatchObject([
      { at: 1000, body: { kind: 'oddity', oddity: 'broken', sample: half } },
      {
        at: 1000 + half.length,
        body: { kind: 'item-ended', outcome: { failure: 'The disk of “größe” is full.' } },
      },
    ]);
  });

  it('finds the next record wherever the first one was cut', () => {
    const long = record({
      action: 'warning-item',
      queue: 'RESTORE',
      item: 'rivergdn',
      item_type: 'AccountRemoteRoot',
      child_number: 1,
      msg: {
        contents: {
          warnings: [
            { msg: ['one "quoted" \\ text'] },
            [['Mysql', '_restore', 12], 'two', ['Rename', '/scripts5/x', { a: '{"b":1}' }]],
          ],
        },
        warnings: 2,
      },
    });
    for (let cut = 1; cut < long.length; cut++) {
      const kinds = eventsOf(long.slice(0, cut) + failure).map(({ body }) => body.kind);
      expect([cut, kinds]).toEqual([cut, ['oddity', 'item-ended']]);
    }
  });

  it('counts bytes, not letters, before a record', () => {
    const bad = Buffer.concat([Buffer.from('„Fehler“ größer '), Buffer.from([0xff, 0xc3])]);
    const events = eventsOf(Buffer.concat([bad, Buffer.from(end)]), 7);
    expect(events).toMatchObject([
      { at: 7, body: { kind: 'oddity', oddity: 'text' } },
      { at: 7 + bad.length, body: { kind: 'state', state: 'COMPLETED' } },
    ]);
  });

  it('reads all records that stand together, and the text behind them', () => {
    expect(eventsOf(`${failure}${end} Killed`)).toMatchObject([
      { at: 0, body: { kind: 'item-ended' } },
      { at: Buffer.byteLength(failure), body: { kind: 'state' } },
      { body: { kind: 'oddity', oddity: 'text', sample: ' Killed' } },
    ]);
  });

  it('passes over zero bytes and a byte order mark', () => {
    expect(eventsOf(`\ufeff${end}`)).toMatchObject([{ at: 3, body: { kind: 'state' } }]);
    expect(eventsOf(`${'\0'.repeat(20)}${end}`)).toMatchObject([
      { at: 20, body: { kind: 'state' } },
    ]);
    expect(eventsOf('\ufeff{"type":"out"}')).toMatchObject([{ at: 3, body: { oddity: 'type' } }]);
    expect(eventsOf('\0\0 ')).toEqual([]);
    expect(eventsOf('  \r')).toEqual([]);
  });

  it('takes no part of a whole object for a record', () => {
    const quoted = `refused: {"line":${end}}`;
    expect(eventsOf(quoted)).toMatchObject([{ at: 0, body: { kind: 'oddity', sample: quoted } }]);
  });

  it('is read in bearable time whatever it holds', () => {
    const read = () => expect(eventsOf('{"a":['.repeat(100_000))).toHaveLength(1);
    expect(processorMs(read)).toBeLessThan(3000);
  });
});

describe('a record that lies deep', () => {
  const nested = (open: string, close: string) =>
    `${open.repeat(20_000)}"x"${close.repeat(20_000)}`;

  it.each([
    ['lists', nested('[', ']')],
    ['objects', nested('{"a":', '}')],
  ])('of %s is still the end of its item', (_, deep) => {
    for (const msg of [`{"warnings":1,"contents":{"warnings":[{"msg":${deep}}]}}`, deep]) {
      const line = record({ action: 'warning-item', queue: 'RESTORE', item: 'a', msg: '@' });
      const events = eventsOf(line.replace('"@"', msg));
      expect(events).toMatchObject([{ body: { kind: 'item-ended', item: { name: 'a' } } }]);
    }
    for (const action of ['complete', 'remotehost', 'queue_count', 'nothing']) {
      const line = record({ action, child_number: 0, msg: '@' }).replace('"@"', deep);
      expect(eventsOf(line)).toHaveLength(1);
    }
    expect(eventsOf(`Killed${deep}`)).toHaveLength(1);
  });
});

describe('who speaks', () => {
  it.each(['complete', 'fail', 'abort', 'aborting', 'pausing', 'pause', 'resume'])(
    'decides whether “%s” is about the session',
    (action) => {
      const masters = [
        { child_number: 0 },
        { child_number: '0' },
        { child_number: 0, queue: 'TRANSFER' },
        {},
        { child_number: null, queue: '' },
      ];
      for (const who of masters) expect(bodyOf({ action, ...who })?.kind).toBe('state');
      const others = [
        { child_number: 3, queue: 'VERIFY' },
        { child_number: 3 },
        { child_number: 'three' },
        { queue: 'TRANSFER' },
        { queue: 'TRANSFER', child_number: null },
      ];
      for (const who of others) {
        expect(bodyOf({ action, ...who })).toMatchObject({
          kind: 'oddity',
          oddity: 'incomplete',
          detail: action,
        });
      }
      const ofChild = action === 'complete' ? 'child-done' : 'oddity';
      expect(bodyOf({ action, child_number: '3', queue: 'TRANSFER' })?.kind).toBe(ofChild);
    },
  );

  it('starts the session where neither item nor queue stand, however that is written', () => {
    const start = { kind: 'state', state: 'RUNNING', first: true };
    for (const none of [undefined, null, '']) {
      expect(bodyOf({ action: 'start', item: none, queue: none, child_number: 0 })).toEqual(start);
    }
    expect(bodyOf({ action: 'start', child_number: 2 })?.kind).toBe('oddity');
    expect(bodyOf({ action: 'start', queue: 'TRANSFER', child_number: 0 })?.kind).toBe('oddity');
  });
});

describe('texts and values', () => {
  it('come in pieces as well', () => {
    const ended = (msg: unknown) =>
      bodyOf({
        action: 'failed-item',
        queue: 'RESTORE',
        item: 'a',
        item_type: 'AccountLocal',
        msg,
      });
    expect(ended({ failure: ['a', 'b'], message: ['c'] })).toMatchObject({
      outcome: { failure: 'a b', message: 'c' },
    });
    expect(ended(['a', 'password=hunter2hunter2'])).toMatchObject({
      outcome: { failure: expect.stringMatching(/^a password=•+$/) },
    });
    expect(ended({ failure: [], message: '' })).toMatchObject({
      outcome: { failure: null, message: null },
    });
  });

  it('show a minor part in versions only', () => {
    expect(bodyOf({ action: 'version', msg: 2 })).toMatchObject({ value: '2.0' });
    expect(bodyOf({ action: 'remotehost', msg: 2 })).toMatchObject({ value: '2' });
    expect(bodyOf({ action: 'initiator', msg: 2 })).toMatchObject({ value: '2' });
  });
});

describe('a record that lacks something', () => {
  const of = (item: object) => ({ item: 'rivergdn', item_type: 'T', queue: 'TRANSFER', ...item });

  it.each([
    ['contents', '{"type":"control"}'],
    ['an action', '{"type":"control","contents":{}}'],
    ['contents that are an object', '{"type":"control","contents":["start"]}'],
    ['an item', record({ action: 'start-item', queue: 'TRANSFER' })],
    ['a queue that is known', record({ ...of({ action: 'start-item' }), queue: 'ELSEWHERE' })],
    ['a child', record({ action: 'child-failed', queue: 'TRANSFER' })],
    ['the queue of a child', record({ action: 'child-failed', child_number: 1 })],
    ['a count', record({ action: 'queue_count', queue: 'TRANSFER', msg: 'many' })],
    ['the queue of a count', record({ action: 'queue_count', msg: 3 })],
    ['a size', record({ action: 'queue_size', queue: 'TRANSFER', msg: -1 })],
    ['a name of the source', record({ action: 'remotehost', msg: '' })],
  ])('%s is counted as incomplete', (_, line) => {
    expect(eventsOf(line)[0]?.body).toMatchObject({ kind: 'oddity', oddity: 'incomplete' });
  });

  it('is of another kind, or has an action that nobody knows', () => {
    expect(eventsOf('{"type":"out","contents":{"action":"start"}}')[0]?.body).toMatchObject({
      kind: 'oddity',
      oddity: 'type',
      detail: 'out',
    });
    expect(bodyOf(of({ action: 'someday-item' }))).toMatchObject({
      kind: 'oddity',
      oddity: 'action',
      detail: 'someday-item',
    });
  });

  it('takes the name of a log from the message where it has no field of its own', () => {
    const logOf = (more: object) => bodyOf(of({ action: 'process-item', ...more }));
    expect(logOf({ msg: 'item-a' })).toMatchObject({ kind: 'item-logged', logfile: 'item-a' });
    expect(logOf({ msg: 'item-a', logfile: 'item-b' })).toMatchObject({ logfile: 'item-b' });
    expect(logOf({})).toMatchObject({ logfile: null });
  });
});
