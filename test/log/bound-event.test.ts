import { expect, it } from 'vitest';
import { importMasterLine } from '../../src/log/master-event.ts';
import type { TransferEvent } from '../../src/session/event.ts';
import { foldEvent } from '../../src/session/fold.ts';
import { emptyHeader } from '../../src/session/header.ts';
import { openSlice } from '../../src/session/slice.ts';

const MUCH = 70_000;

function read(contents: object): TransferEvent {
  const event = importMasterLine(JSON.stringify({ type: 'control', contents }), 7);
  if (event === null) throw new Error('no record');
  return event;
}

const ended = (more: object, item = 'rivergdn'): TransferEvent =>
  read({
    action: 'failed-item',
    queue: 'TRANSFER',
    item,
    item_type: 'AccountRemoteRoot',
    child_number: 1,
    msg: more,
  });

function longest(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.entries(value).flatMap(([k, v]) => [k.length, longest(v)]));
}

it('leaves names and texts that a server has as they are', () => {
  const event = ended({ failure: 'x'.repeat(65_536) }, 'a'.repeat(255));
  expect(event.isCut).toBeUndefined();
  expect(event.body).toMatchObject({
    item: { name: 'a'.repeat(255) },
    outcome: { failure: 'x'.repeat(65_536) },
  });
});

it('keeps no name beyond 255 characters and no text beyond 65,536, whatever field it stands in', () => {
  const name = 'n'.repeat(MUCH);
  const text = 't'.repeat(MUCH);
  const params = Object.fromEntries([
    [name, text],
    ...Array.from({ length: 120 }, (_, i) => [`p${i}`, 'v']),
  ]);
  const list = [[[name, name, 1], text, [name, text, params]]];
  const event = read({
    action: 'failed-item',
    queue: 'TRANSFER',
    item: name,
    item_type: name,
    local_item: name,
    item_name: name,
    logfile: name,
    child_number: 1,
    msg: { failure: text, message: text, contents: { warnings: list } },
  });
  expect(event.isCut).toBe(true);
  expect(longest(event.body)).toBe(65_536);
  if (event.body.kind !== 'item-ended') throw new Error(event.body.kind);
  const { item, logfile, outcome } = event.body;
  for (const one of [item.type, item.name, item.localName, item.label, logfile]) {
    expect(one).toHaveLength(255);
    expect(one).toMatch(/^n+…[0-9a-f]{16}$/);
  }
  expect(Object.keys(outcome.issues[0]?.repair?.params ?? {})).toHaveLength(100);
  expect(read({ action: 'initiator', msg: name }).isCut).toBe(true);
});

it('keeps two long names apart that differ only at their ends, and cuts no character in two', () => {
  const names = ['1', '2'].map((end) => {
    const { body } = ended({}, `${'😀'.repeat(400)}${end}`);
    return body.kind === 'item-ended' ? body.item.name : '';
  });
  expect(names[0]).not.toBe(names[1]);
  for (const name of names) expect(name).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
});

it('counts a line that was cut as one that is worth a warning', () => {
  const none = { findItem: () => null, findTypes: () => [], findWorker: () => null };
  const slice = openSlice(emptyHeader(), { ...none, findTally: () => null });
  foldEvent(slice, ended({ failure: 'x'.repeat(MUCH) }));
  foldEvent(slice, ended({ failure: 'short' }));
  expect([...slice.oddities.values()]).toEqual([
    { kind: 'oddity', oddity: 'long', detail: '', sample: '', count: 1, at: 7 },
  ]);
});
