import { describe, expect, it } from 'vitest';
import { MARK_WORDS } from '../../src/session/slice.ts';
import { kindCell, wordCell } from '../../src/store/cell.ts';

describe('a word of a fixed list', () => {
  it('is read where the list has it', () => {
    expect(wordCell({ word: 'paused' }, 'word', MARK_WORDS)).toBe('paused');
    expect(kindCell({ kind: 'dangerous' })).toBe('dangerous');
  });

  it.each(['PAUSED', 'rewound', '', 'constructor', null, 7])('is none where it is %j', (word) => {
    expect(wordCell({ word }, 'word', MARK_WORDS)).toBeNull();
    expect(kindCell({ kind: word })).toBe('warning');
  });
});
