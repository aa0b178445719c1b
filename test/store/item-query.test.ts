import { describe, expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { countItems, iterateItems, listItems } from '../../src/store/item-query.ts';
import { TABLE_COLUMNS } from '../../src/store/item-row.ts';
import { findHits } from '../../src/store/search-hits.ts';
import { ensureSession } from '../../src/store/session-row.ts';
import { saveQueue } from '../../src/store/waiting-store.ts';
import { testDriver } from '../host/open-database.ts';

const db = openCache(testDriver, ':memory:', 0);
const session = ensureSession(db, 'copyacct1');
const { sid } = session;
saveQueue(
  db,
  session,
  ['wäit ing', 'WAIT_ING', 'straße', 'Λόγος', 'plain%'].map((name) => ({
    type: 'PackageRemoteRoot',
    name,
    localName: null,
    domain: name === 'plain%' ? 'Größe.example' : null,
    size: null,
  })),
  null,
);

function found(search: string): string[] {
  const filter = { phasePairs: null, found: findHits(db, session, search) };
  const page = { limit: 10, offset: 0 };
  const names = listItems(db, sid, filter, { by: 'log', descending: false }, page).map(
    ({ name }) => name,
  );
  expect(countItems(db, sid, filter)).toBe(names.length);
  expect([...iterateItems(db, sid, filter)].map(({ name }) => name)).toEqual(names);
  return names;
}

describe('a search among items', () => {
  it.each([
    ['WÄIT', ['wäit ing']],
    ['wäit', ['wäit ing']],
    ['λΌΓΟΣ', ['Λόγος']],
    ['Straße', ['straße']],
    ['GRÖSSE', ['plain%']],
    ['Ä%', []],
  ])('has no regard to the case of any letter: %s', (search, names) => {
    expect(found(search)).toEqual(names);
  });

  it.each([
    ['wait', ['WAIT_ING']],
    ['N%', ['plain%']],
    ['t_i', ['WAIT_ING']],
    ['', ['wäit ing', 'WAIT_ING', 'straße', 'Λόγος', 'plain%']],
  ])('takes signs as they stand: “%s”', (search, names) => {
    expect(found(search)).toEqual(names);
  });
});

it('sorts numbers for an export, not the items themselves', () => {
  const noted: string[] = [];
  const noting = {
    ...db,
    prepare(sql: string) {
      noted.push(sql);
      return db.prepare(sql);
    },
  };
  const filter = { phasePairs: null, found: null };
  expect([...iterateItems(noting, sid, filter, TABLE_COLUMNS)]).toHaveLength(5);
  const [order] = noted;
  expect(order).toMatch(/^SELECT item_id FROM item .* ORDER BY first_at$/);
});

it('gives an export of more items than are read at once in the order of the log, each as a list has it', () => {
  const many = ensureSession(db, 'copyacct2');
  const names = Array.from({ length: 700 }, (_, i) => `u${(i * 9) % 700}`);
  saveQueue(
    db,
    many,
    names.map((name) => ({
      type: 'AccountRemoteRoot',
      name,
      localName: null,
      domain: null,
      size: 5,
    })),
    null,
  );
  const filter = { phasePairs: null, found: null };
  const items = [...iterateItems(db, many.sid, filter)];
  expect(items.map(({ name }) => name)).toEqual(names);
  const order = { by: 'log', descending: false } as const;
  expect(items).toEqual(listItems(db, many.sid, filter, order, { limit: 700, offset: 0 }));
  const rows = [...iterateItems(db, many.sid, filter, TABLE_COLUMNS)];
  expect(rows).toEqual(items);
});
