import { describe, expect, it } from 'vitest';
import { evidenceLine, evidenceNote } from '../../src/views/evidence-words.ts';

const first = { log: 'item-TRANSFER_AccountRemoteRoot_bob', at: 120, text: 'tar: x: Cannot open' };

describe('what logs hold against a moved item', () => {
  it('is said with its first error and the place of it', () => {
    const item = {
      result: 'incomplete',
      evidence: { errors: 31, first, failedModules: ['Mysql'] },
    } as const;
    expect(
      evidenceNote(
        { ...item, evidence: { ...item.evidence, failedModules: ['Mysql'] } },
        's1',
        true,
      ),
    ).toEqual({
      tone: 'bad',
      icon: 'alert',
      words:
        'Reported as moved, but its log contains 31 errors, and the module Mysql ended with an error.',
      first: {
        text: first.text,
        href: 'index.cgi?session=s1&log=item-TRANSFER_AccountRemoteRoot_bob&at=120',
      },
      explanation: null,
    });
    expect(evidenceLine({ ...item, evidence: { errors: 1, first, failedModules: [] } })).toBe(
      'Reported as moved, but its log contains an error. The first: tar: x: Cannot open',
    );
  });

  it('comes with what its first error means and whether another attempt helps', () => {
    const text = 'tar: ./a: Cannot write: Disk quota exceeded';
    const evidence = { errors: 1, first: { ...first, text }, failedModules: [] };
    const note = evidenceNote({ result: 'incomplete', evidence }, 's1', true);
    expect(note?.explanation?.title).toMatch(/quota/i);
    expect(note?.explanation?.advice).toContain('again');
  });

  it('is no graver than the result that the page shows of the item', () => {
    const evidence = { errors: 1, first, failedModules: [] };
    expect(evidenceNote({ result: 'review', evidence }, 's1', true)?.tone).toBe('check');
  });

  it('is not said of one that did not move, or of which nothing is known', () => {
    expect(
      evidenceNote(
        { result: 'failed', evidence: { errors: 2, first, failedModules: [] } },
        's1',
        true,
      ),
    ).toBeNull();
    expect(evidenceNote({ result: 'clean', evidence: null }, 's1', true)).toBeNull();
    expect(
      evidenceNote(
        { result: 'clean', evidence: { errors: 0, first: null, failedModules: [] } },
        's1',
        true,
      ),
    ).toBeNull();
  });

  it('leads nowhere where the logs are gone', () => {
    const item = { result: 'review', evidence: { errors: 2, first, failedModules: [] } } as const;
    expect(
      evidenceNote({ ...item, evidence: { ...item.evidence, failedModules: [] } }, 's1', false)
        ?.first?.href,
    ).toBeNull();
  });
});
