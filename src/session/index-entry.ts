/** What the server's index says of a session; null where it says nothing. Times are epoch seconds. */
export interface IndexEntry {
  id: string;
  state: string | null;
  pid: number | null;
  initiator: string | null;
  creator: string | null;
  sourceHost: string | null;
  targetHost: string | null;
  version: string | null;
  startedAt: number | null;
  endedAt: number | null;
}
