import { templateOf } from '../../src/session/template.ts';
import { LINE_HEADS } from '../../src/session/template-lexicon.ts';
import { FakeAccount } from './template-names.ts';

export type CorpusLine = readonly [string | null, string | null, string];

/** What one run over a corpus shows; both lists are empty when every group holds one line's messages. */
export interface GroupingReport {
  messages: number;
  groups: number;
  /** Lines whose messages ended in more than one group: the line and one message of each group. */
  splits: {
    line: string;
    templates: Map<string, { count: number; sample: string; owner: string }>;
  }[];
  /** Groups that hold messages of several lines. */
  merges: { template: string; lines: string[] }[];
}

/**
 * What nothing but the other messages could tell: "error: unable to create" of an account called error
 * reads like the message of a program. Such a message stays as it is, so it is left out here.
 */
function isUndecidable(line: string, name: string): boolean {
  return line.startsWith('{acct}: ') && LINE_HEADS.has(name);
}

/** Fills every line for every account and groups the messages by the id of their template. */
export function groupCorpus(
  corpus: readonly CorpusLine[],
  accounts: number,
  seed: number,
): GroupingReport {
  const people = Array.from({ length: accounts }, (_, index) => new FakeAccount(index, seed));
  const owners = new Map<string, Set<number>>();
  const names = new Map<string, string>();
  const splits: GroupingReport['splits'] = [];
  corpus.forEach(([module, fn, line], index) => {
    const templates: GroupingReport['splits'][number]['templates'] = new Map();
    for (const person of people) {
      if (isUndecidable(line, person.name)) continue;
      const text = person.fill(line);
      const found = templateOf({ kind: 'warning', module, function: fn, text }, person);
      const known = templates.get(found.id);
      if (known === undefined)
        templates.set(found.id, {
          count: 1,
          sample: `${text}\n      → ${found.template}`,
          owner: person.name,
        });
      else known.count++;
      const set = owners.get(found.id) ?? new Set();
      set.add(index);
      owners.set(found.id, set);
      names.set(found.id, found.template);
    }
    if (templates.size > 1) splits.push({ line, templates });
  });
  const merges = [...owners]
    .filter(([, lines]) => lines.size > 1)
    .map(([id, lines]) => ({
      template: names.get(id) ?? '',
      lines: [...lines].map((at) => corpus[at]?.[2] ?? ''),
    }));
  return { messages: corpus.length * accounts, groups: owners.size, splits, merges };
}

/** The report as a table for people. */
export function describeGrouping(report: GroupingReport): string {
  const rows = [
    `messages ${report.messages}, groups ${report.groups}, wrong merges ${report.merges.length}, wrong splits ${report.splits.length}`,
  ];
  for (const { template, lines } of report.merges)
    rows.push(`MERGE ${template}`, ...lines.map((line) => `    ${line}`));
  for (const { line, templates } of report.splits) {
    rows.push(`SPLIT ${line} into ${templates.size}`);
    const sorted = [...templates.values()].sort((a, b) => b.count - a.count);
    for (const { count, sample, owner } of sorted.slice(0, 4))
      rows.push(`    ${count} × (${owner}) ${sample}`);
  }
  return rows.join('\n');
}
