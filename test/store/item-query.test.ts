import { describe, expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { countItems, iterateItems, listItems } from '../../src/store/item-query.ts';
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
  const filter = { combos: null, found: findHits(db, session, search) };
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
