import { describe, expect, it } from 'vitest';
import { describeGrouping, groupCorpus } from './grouping.ts';
import { CORPUS } from './template-corpus.ts';
import { MORE_CORPUS } from './template-corpus-2.ts';

const ACCOUNTS = 500;

describe('grouping of messages over many accounts', () => {
  it(`keeps ${CORPUS.length + MORE_CORPUS.length} messages of ${ACCOUNTS} accounts apart and together`, {
    timeout: 120_000,
  }, () => {
    const lines = [...CORPUS, ...MORE_CORPUS];
    const report = groupCorpus(lines, ACCOUNTS, 20_261_102);
    const table = describeGrouping(report);
    console.log(table.slice(0, 8000));
    expect(report.merges, table).toEqual([]);
    expect(
      report.splits.map(({ line }) => line),
      table,
    ).toEqual([]);
    expect(report.groups).toBe(lines.length);
  });

  it('notices a wrong merge and a wrong split', () => {
    const report = groupCorpus(
      [
        [null, null, 'Copied {n} files'],
        [null, null, 'Copied {n} file'],
        [null, null, 'Marker {freeword} here'],
      ],
      20,
      1,
    );
    expect(report.merges).toHaveLength(1);
    expect(report.splits).toHaveLength(1);
  });
});
