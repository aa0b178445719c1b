import { describe, expect, it } from 'vitest';
import { describeGrouping, groupCorpus } from './grouping.ts';
import { CORPUS } from './template-corpus.ts';
import { MORE_CORPUS } from './template-corpus-2.ts';
import { LAST_CORPUS } from './template-corpus-3.ts';

const ACCOUNTS = 500;
const ALL = [...CORPUS, ...MORE_CORPUS, ...LAST_CORPUS];

describe('grouping of messages over many accounts', () => {
  it(`keeps ${ALL.length} messages of ${ACCOUNTS} accounts apart and together`, {
    timeout: 120_000,
  }, () => {
    const report = groupCorpus(ALL, ACCOUNTS, 20_261_102);
    const table = describeGrouping(report);
    console.log(table.slice(0, 8000));
    expect(report.merges, table).toEqual([]);
    expect(
      report.splits.map(({ line }) => line),
      table,
    ).toEqual([]);
    expect(report.groups).toBe(ALL.length);
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
