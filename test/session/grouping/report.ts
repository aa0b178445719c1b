import { templateOf } from '../../../src/session/grouping/template.ts';
import { FakeAccount } from './fake-account.ts';

/** Module, function and text of a message, with slots for what differs. */
export type CorpusLine = readonly [string | null, string | null, string];

/** What grouping makes of a corpus whose lines are one problem each. */
export interface GroupingReport {
  messages: number;
  /** Messages outside the largest group of their line. */
  off: number;
  groups: number;
  /** Groups that hold messages of several lines. */
  merges: { template: string; lines: string[] }[];
  /** Lines whose messages ended in more than one group, with one message of each. */
  splits: { line: string; off: number; samples: string[] }[];
}

/** Accounts with names of every kind, every third of which is a word of messages. */
export function mixedAccounts(count: number, seed: number): FakeAccount[] {
  return Array.from({ length: count }, (_, index) => new FakeAccount(index, seed));
}

/** Fills every line for every account and groups the messages by the id of their template. */
export function groupCorpus(
  corpus: readonly CorpusLine[],
  accounts: readonly FakeAccount[],
): GroupingReport {
  const linesOf = new Map<string, { template: string; lines: Set<string> }>();
  const report: GroupingReport = { messages: 0, off: 0, groups: 0, merges: [], splits: [] };
  for (const [module, fn, line] of corpus) {
    const groups = new Map<string, { count: number; sample: string }>();
    for (const account of accounts) {
      const text = account.fill(line);
      const entry = { kind: 'warning', module, function: fn, text };
      const { id, template } = templateOf(entry, account);
      const group = groups.get(id) ?? { count: 0, sample: `${text}\n      → ${template}` };
      groups.set(id, { ...group, count: group.count + 1 });
      const known = linesOf.get(id) ?? { template, lines: new Set() };
      known.lines.add(line);
      linesOf.set(id, known);
    }
    const counts = [...groups.values()].sort((a, b) => b.count - a.count);
    const off = accounts.length - (counts[0]?.count ?? 0);
    report.off += off;
    const samples = counts.map(({ count, sample }) => `${count} × ${sample}`);
    if (off > 0) report.splits.push({ line, off, samples });
  }
  report.messages = corpus.length * accounts.length;
  report.groups = linesOf.size;
  for (const { template, lines } of linesOf.values()) {
    if (lines.size > 1) report.merges.push({ template, lines: [...lines] });
  }
  return report;
}

/** One line of a table for people. */
export function describeGrouping(
  name: string,
  corpus: readonly CorpusLine[],
  report: GroupingReport,
): string {
  const { messages, off, groups, merges, splits } = report;
  const percent = ((100 * off) / messages).toFixed(2);
  return `${name}: ${corpus.length} lines, ${messages} messages, ${off} off their group (${percent} %), ${groups} groups, ${splits.length} lines split, ${merges.length} wrong merges`;
}
