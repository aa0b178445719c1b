import { describe, expect, it } from 'vitest';
import { importIssues, importOutcome, noCounts } from '../../src/log/action-event.ts';

const entry = {
  kind: 'warning',
  module: null,
  function: null,
  line: null,
  text: 'Something.',
  repair: null,
};

describe('an outcome', () => {
  it('has the counters as they stand, as numbers or texts, and 0 for what is no count', () => {
    const msg = {
      dangerous_items: 1,
      altered_items: '2',
      skipped_items: -3,
      warnings: 'many',
      size: '4096',
    };
    expect(importOutcome(msg, false)).toMatchObject({
      failed: false,
      counts: { dangerous: 1, altered: 2, skipped: 0, warning: 0 },
      size: 4096,
      issues: [],
      failure: null,
      message: null,
    });
  });

  it('can be words alone: the reason of a failure, or what there is to say', () => {
    const failed = importOutcome(['No space', 'is left.'], true);
    expect(failed).toMatchObject({ failure: 'No space is left.', message: null, size: null });
    const moved = importOutcome('Account moved.', false);
    expect(moved).toMatchObject({ failure: null, message: 'Account moved.', issues: [] });
    expect(moved.counts).toEqual({ dangerous: 0, altered: 0, skipped: 0, warning: 0 });
    expect(importOutcome(undefined, true)).toMatchObject({ failure: null, message: null });
  });

  it('keeps a failure and a message apart, without secrets', () => {
    const msg = { failure: 'password=hunter2hunter2 was refused', message: ' ' };
    const { failure, message } = importOutcome(msg, true);
    expect(failure).not.toContain('hunter2');
    expect(failure).toContain('was refused');
    expect(message).toBeNull();
  });

  it('counts from zero each time', () => {
    const counts = noCounts();
    counts.warning += 1;
    expect(noCounts().warning).toBe(0);
  });
});

describe('the lists of an outcome', () => {
  it('are read in the order of gravity, in each of the ways in which entries are written', () => {
    const contents = {
      warnings: [
        { msg: ['Something.'] },
        'Something.',
        ['Something.'],
        [
          ['Whostmgr::Mail', 'restore', '7'],
          ['Some', 'thing.'],
        ],
      ],
      dangerous_items: [[[null, '', -1], 'Something.', null]],
      altered_items: 'no list',
      skipped_items: [null, [], {}, ''],
    };
    expect(importIssues({ contents })).toEqual([
      { ...entry, kind: 'dangerous' },
      entry,
      entry,
      entry,
      { ...entry, module: 'Whostmgr::Mail', function: 'restore', line: 7, text: 'Some thing.' },
    ]);
  });

  it('can stand beside the counters, as in the summary of an item log', () => {
    expect(importIssues({ warnings: ['Something.'] })).toEqual([entry]);
    expect(importIssues({ warnings: 3 })).toEqual([]);
  });
});

describe('a repair', () => {
  const repairOf = (action: unknown) =>
    importIssues({ warnings: [[['M', 'f', 1], 'Something.', action]] })[0]?.repair;

  it('has a label, a path and parameters, which are texts', () => {
    expect(repairOf(['Rename', '/scripts5/x', { user: 'bob', n: 5, no: null, list: [1] }])).toEqual(
      {
        label: 'Rename',
        path: '/scripts5/x',
        params: { user: 'bob', n: '5' },
      },
    );
    expect(repairOf(['Rename', '/scripts5/x'])).toEqual({
      label: 'Rename',
      path: '/scripts5/x',
      params: {},
    });
  });

  it('is none without a label or a path', () => {
    for (const action of [
      null,
      'Rename',
      [],
      ['Rename'],
      [null, '/x'],
      ['', '/x'],
      ['Rename', 5n],
    ]) {
      expect(repairOf(action), String(action)).toBeNull();
    }
  });

  it('holds no secret and no name that means something to JavaScript', () => {
    const params = JSON.parse('{"password":"hunter2hunter2","__proto__":"x","user":"bob"}');
    const repair = repairOf(['Rename', '/x', params]);
    expect(repair?.params.user).toBe('bob');
    expect(JSON.stringify(repair)).not.toContain('hunter2');
    expect(Object.keys(repair?.params ?? {})).toEqual(['password', 'user']);
  });
});
