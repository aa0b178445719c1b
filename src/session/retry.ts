/** An item to be moved again. `settings`: what the old session's queue said of it, in the server's own words. */
export interface RetryItem {
  type: string;
  name: string;
  localName: string | null;
  domain: string | null;
  size: number | null;
  settings: Readonly<Record<string, string>>;
}

/** What a session left undone, and what is known for doing it again. */
export interface RetryPlan {
  sessionId: string;
  sourceHost: string | null;
  /** False while the session goes on: more can fail yet. */
  isOver: boolean;
  /** In the order of the log; as many as were asked for. */
  items: RetryItem[];
  /** How many there are. */
  total: number;
  /** How many more a later session has moved: they are left out. */
  resolvedLater: number;
  /** How many more the log counts but does not name. */
  unnamed: number;
  /** How many children worked in each queue; null = none was seen. */
  threads: { transfer: number | null; restore: number | null };
  /** Why the settings of the items are not known, in words; null = they are. */
  settingsTrouble: string | null;
}

/** A failed item that a later session has moved. */
export interface ResolvedItem {
  type: string;
  name: string;
  sessionId: string;
}
