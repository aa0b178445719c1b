/** Kinds of issue, gravest first. The last four are the counters and lists of an item's outcome. */
export const ISSUE_KINDS = ['failure', 'dangerous', 'altered', 'skipped', 'warning'] as const;
export type IssueKind = (typeof ISSUE_KINDS)[number];

export type CounterKind = Exclude<IssueKind, 'failure'>;
export const COUNTER_KINDS = ['dangerous', 'altered', 'skipped', 'warning'] as const;

/** How many of each kind; for the counters of one phase, one item or one session. */
export type Counters = Record<CounterKind, number>;

/** A page of WHM that repairs what an issue tells of, as the log names it. Untrusted: see `repairHref` in views. */
export interface Repair {
  label: string;
  path: string;
  params: Record<string, string>;
}

/** One message of an item's outcome, secrets masked. `module`, `function` and `line` say where the server's code said so. */
export interface IssueEntry {
  kind: IssueKind;
  module: string | null;
  function: string | null;
  line: number | null;
  text: string;
  repair: Repair | null;
}
