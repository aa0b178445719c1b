import { describe, expect, test } from 'vitest';
import {
  type ItemFacts,
  NO_DETAILS,
  type PhaseFacts,
  type PhaseStatus,
} from '../../src/session/item.ts';
import { retryMethodOf, retryPlaceOf } from '../../src/session/retry-place.ts';
import { settingsFor } from '../../src/session/retry-settings.ts';

const phase = (status: PhaseStatus, failure: string | null = null): PhaseFacts => ({
  status,
  started: true,
  startedAt: 1,
  endedAt: null,
  childNumber: 1,
  pid: 1,
  logfile: null,
  attempts: 1,
  counts: { dangerous: 0, altered: 0, skipped: 0, warning: 0 },
  failure,
  message: null,
});

function item(changes: Partial<ItemFacts> = {}): ItemFacts {
  const names = { type: 'AccountRemoteRoot', name: 'bob', localName: null, label: null };
  return {
    ...names,
    ...NO_DETAILS,
    domain: null,
    phases: { TRANSFER: null, RESTORE: null },
    ...changes,
  };
}

const failed = (failure: string, changes: Partial<ItemFacts> = {}): ItemFacts =>
  item({ phases: { TRANSFER: phase('success'), RESTORE: phase('failed', failure) }, ...changes });

const ROOT = { by: 'root-session' } as const;
const heapOf = (facts: ItemFacts): [string, string | null] => {
  const { heap, cause } = retryPlaceOf(facts, ROOT);
  return [heap, cause];
};

describe('what did not move', () => {
  test.each([
    ['now', 'Connection to the source lost', 'Connection reset by peer'],
    ['after-fix', 'Disk full', 'write failed: No space left on device'],
    [
      'after-fix',
      'Licence allows no more accounts',
      'The licence of this server allows no more accounts (limit of 100 reached).',
    ],
    ['by-hand', 'Name taken by another account', 'The package belongs to another user'],
    [
      'pointless',
      'Account is not on the source',
      'The account “bob” does not exist on the source server.',
    ],
  ])('lies in the heap %s: %s', (heap, cause, failure) => {
    const place = retryPlaceOf(failed(failure), ROOT);
    expect(place).toMatchObject({ heap, cause, reason: failure });
    expect(place.fix === null).toBe(heap === 'now');
  });

  test('is moved again now where nothing is known of its failure; the same of others is one cause', () => {
    const cause = heapOf(failed('The frobnicator of “bob” has a hiccup.'));
    expect(cause[0]).toBe('now');
    const other = failed('The frobnicator of “eve” has a hiccup.', { name: 'eve' });
    expect(heapOf(other)).toEqual(cause);
  });

  test('is explained by its log where the failure says nothing in particular', () => {
    const text = 'gzip: stdout: No space left on device';
    const evidence = { errors: 1, first: { log: 'a', at: 0, text }, failedModules: [] };
    const vague = 'The archive program ended with exit code 2.';
    expect(heapOf(failed(vague))[1]).toBe('A program ended with an error');
    expect(heapOf(failed(vague, { evidence }))).toEqual(['after-fix', 'Disk full']);
    expect(heapOf(failed('Connection reset by peer', { evidence }))[0]).toBe('now');
    const harmless = { ...evidence, first: { log: 'a', at: 0, text: 'no crontab for bob' } };
    expect(heapOf(failed(vague, { evidence: harmless }))[1]).toBe('A program ended with an error');
  });

  test('is moved again now where it never started or did not end', () => {
    expect(heapOf(item())).toEqual(['now', 'Never started']);
    const active = item({ phases: { TRANSFER: phase('success'), RESTORE: phase('active') } });
    expect(retryPlaceOf(active, ROOT)).toMatchObject({
      cause: 'Unfinished',
      reason: 'It was in progress in RESTORE and did not finish.',
    });
    const between = item({ phases: { TRANSFER: phase('success'), RESTORE: null } });
    expect(retryPlaceOf(between, ROOT).reason).toContain('never restored');
  });

  test('is left to a person where the server has no function for it', () => {
    const way = { by: 'hand', reason: 'Upload it again.' } as const;
    expect(retryPlaceOf(failed('No space left on device'), way)).toMatchObject({
      heap: 'by-hand',
      cause: 'Disk full',
      fix: 'Upload it again.',
    });
  });
});

describe('the way of an item', () => {
  const facts = { sourceHost: 'old.example.net', isRestoreQueue: false, task: null, archive: null };
  const wayOf = (type: string, changes: Partial<Parameters<typeof retryMethodOf>[1]> = {}) =>
    retryMethodOf({ type, name: 'bob' }, { ...facts, ...changes });

  test('is a session of root, one of the account, its archive or the restore queue', () => {
    for (const type of ['AccountRemoteRoot', 'PackageRemoteRoot', 'FeatureListRemoteRoot']) {
      expect(wayOf(type)).toEqual({ by: 'root-session' });
    }
    expect(wayOf('AccountRemoteUser')).toEqual({ by: 'user-session' });
    expect(wayOf('AccountRemoteRoot', { sourceHost: null }).by).toBe('hand');
    const archive = '/home/cpmove-bob.tar.gz';
    expect(wayOf('AccountLocal', { archive })).toEqual({ by: 'archive', path: archive });
    const task = { restorePoint: '2026-11-26', options: {} };
    const queued = { isRestoreQueue: true, task, archive };
    expect(wayOf('AccountLocal', queued)).toEqual({ by: 'restore-queue', task });
  });

  test.each([
    ['AccountLocal', 'Transfer or Restore a cPanel Account'],
    ['AccountUpload', 'Transfer or Restore a cPanel Account'],
    ['LegacyAccountBackup', 'whmapi1 restoreaccount'],
    ['EximRemoteRoot', 'Transfer Tool'],
    ['SomethingNew', 'Transfer Tool'],
  ])('of %s is a hand that knows where to go', (type, words) => {
    const way = wayOf(type);
    expect(way.by === 'hand' && way.reason).toContain(words);
  });

  test('of a backup whose restore point is not known is a hand too', () => {
    const way = wayOf('AccountLocal', { isRestoreQueue: true, archive: '/backup/bob.tar.gz' });
    expect(way.by === 'hand' && way.reason).toContain('restore_queue_add_task');
  });
});

describe('the settings of the old queue', () => {
  const own = {
    known: { ip: '1', force: '1', skipaccount: '0', skipres: '0' },
    others: { skipemail: '1', dns_choice: '1', newer: '1', usual: '1', wide: '5' },
    filled: ['note'],
  };

  test('are kept as they stand; others where the schema names them and they differ from its own', () => {
    const columns = new Map([
      ['skipemail', 'int(1) DEFAULT 0'],
      ['dns_choice', "int(1) DEFAULT '0'"],
      ['usual', 'int(1) DEFAULT 1'],
      ['wide', 'char(255) DEFAULT NULL'],
    ]);
    expect(settingsFor(own, columns, false)).toEqual({
      settings: { ...own.known, skipemail: '1', dns_choice: '1' },
      notCopied: ['note', 'newer', 'wide'],
    });
  });

  test('without a schema only those of the reference are kept, and the others are named', () => {
    expect(settingsFor(own, null, false)).toEqual({
      settings: { ...own.known, skipemail: '1' },
      notCopied: ['note', 'dns_choice', 'newer', 'usual', 'wide'],
    });
  });

  test('what needs the same name is left out of a renamed account', () => {
    const { settings, notCopied } = settingsFor({ ...own, others: {} }, null, true);
    expect(settings).toEqual({ ip: '1', skipres: '0' });
    expect(notCopied).toEqual(['note', 'force']);
  });

  test('are none where the queue is gone', () => {
    expect(settingsFor(null, null, false)).toEqual({ settings: {}, notCopied: [] });
  });
});
