import { expect, it } from 'vitest';
import { deleteArchivedSession } from '../../src/store/archive-row.ts';
import { openCache } from '../../src/store/cache.ts';
import { ensureSession, saveArchived } from '../../src/store/session-row.ts';
import { findSourceLook, saveSourceLook } from '../../src/store/source-look-store.ts';
import {
  iterateVerified,
  readQueued,
  saveQueuedAccounts,
  saveVerification,
  summarizeVerified,
} from '../../src/store/verification-store.ts';
import type { Verified } from '../../src/verify/check.ts';
import type { VerifiedAccount } from '../../src/verify/verify-account.ts';
import { testDriver } from '../host/open-database.ts';

const HEAD = { checkedAt: 200, serverAt: 190, unanswered: ['listzones'] };
const NOBODY = { host: null, hostname: null };

function found(name: string, result: Verified): VerifiedAccount {
  const check = { check: 'account' as const, subject: null, result, source: name, here: null };
  return { type: 'A', name, localName: name, result, checks: [{ ...check, note: null }] };
}

it('keeps what the last look found, and what the one before did', () => {
  const db = openCache(testDriver, ':memory:', 0);
  const { sid } = ensureSession(db, 's1');
  saveVerification(db, sid, HEAD, [found('a', 'differs'), found('b', 'confirmed')], true);
  saveVerification(db, sid, HEAD, [found('a', 'confirmed'), found('c', 'differs')], true);
  const names = [...iterateVerified(db, sid)].map(({ name, before }) => [name, before]);
  // What is wrong comes first; an account that is no part of the whole any more is gone.
  expect(names).toEqual([
    ['c', null],
    ['a', 'differs'],
  ]);
  expect(summarizeVerified(db, sid)).toMatchObject({ items: 2, differs: 1, fixed: 1 });
  // A look at one account leaves the others, and what was fixed of them.
  saveVerification(db, sid, HEAD, [found('c', 'confirmed')], false);
  expect(summarizeVerified(db, sid)).toMatchObject({ items: 2, confirmed: 2, fixed: 2 });
  db.close();
});

it('keeps the first word of a source, and a later one only where there was none', () => {
  const db = openCache(testDriver, ':memory:', 0);
  const { sid } = ensureSession(db, 's1');
  const look = (askedAt: number, analysis: { remote: object } | null) =>
    saveSourceLook(
      db,
      sid,
      { askedAt, takenAt: analysis && askedAt, note: analysis ? null : 'off', analysis },
      NOBODY,
    );
  look(1, null);
  expect(findSourceLook(db, sid)).toMatchObject({ note: 'off', analysis: null });
  look(2, { remote: { host: 'a' } });
  look(3, { remote: { host: 'b' } });
  look(4, null);
  expect(findSourceLook(db, sid)).toMatchObject({
    takenAt: 2,
    analysis: { remote: { host: 'a' } },
  });
  db.close();
});

it('forgets all of it with an archived session', () => {
  const db = openCache(testDriver, ':memory:', 0);
  const session = ensureSession(db, 's1');
  const { sid } = session;
  const account = {
    ...{ type: 'A', name: 'a', localName: null, domain: 'a.example', size: 5000, files: null },
    ...{ wantsIp: true, customIp: '192.0.2.1', skipsHome: false, skipsDatabases: true },
    ...{ skipsMail: false, skipsDns: false, sharesMysql: false },
    ...{ mayReplace: true, overwritesDatabases: false },
  };
  saveQueuedAccounts(db, sid, [account]);
  expect([...readQueued(db, sid).values()]).toEqual([account]);
  saveVerification(db, sid, HEAD, [found('a', 'differs')], true);
  saveArchived(db, session, true);
  expect(deleteArchivedSession(db, 's1')).toBe(true);
  expect([...iterateVerified(db, sid)]).toEqual([]);
  expect(readQueued(db, sid).size).toBe(0);
  db.close();
});
