/** An account that a session has still to restore, and how. Null: not known. */
export interface UpcomingAccount {
  type: string;
  name: string;
  /** Its name on this server. */
  localName: string;
  domain: string | null;
  /** Bytes. */
  size: number | null;
  files: number | null;
  wantsIp: boolean;
  customIp: string | null;
  /** It may replace an existing account of its name. */
  mayReplace: boolean;
  skipsHome: boolean;
  skipsDatabases: boolean;
  /** Databases with its names are overwritten, whoever owns them. */
  overwritesDatabases: boolean;
  /** `waiting`: its restore has not begun; `ended`: it is here, and came after this server was asked. */
  stage: 'waiting' | 'restoring' | 'ended';
  /** When its restore began, epoch seconds. */
  begunAt: number | null;
  /** How much of it arrived after this server was asked, or is still to come: 0 to 1. */
  share: number;
}

/** When an account of a session will be worked on, at the session's own pace, by its place in the order. */
export type Schedule = (place: number) => number | null;

/**
 * @param accounts in the order in which they run
 * @param secondsLeft until the session ends, as estimated; null: unknown
 */
export function scheduleOf(
  accounts: readonly UpcomingAccount[],
  now: number,
  secondsLeft: number | null,
): Schedule {
  if (secondsLeft === null) return () => null;
  const mean = meanSize(accounts) ?? 1;
  const before: number[] = [];
  let sum = 0;
  for (const account of accounts) {
    before.push(sum);
    // What an account costs beyond its size is assumed to equal a mean account's size.
    if (account.stage !== 'ended') sum += ((account.size ?? mean) + mean) * account.share;
  }
  return (place) => {
    const done = before[place];
    return done === undefined || sum === 0
      ? null
      : Math.round(now + (secondsLeft * done) / Math.max(1, sum));
  };
}

/** Of those whose size is known. */
export function meanSize(accounts: readonly UpcomingAccount[]): number | null {
  const known = accounts.flatMap(({ size }) => size ?? []);
  return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0) / known.length;
}

/** The place of the first account that has not ended, from a place on. */
export function firstOpen(accounts: readonly UpcomingAccount[], from: number): number | null {
  const place = accounts.findIndex(({ stage }, i) => i >= from && stage !== 'ended');
  return place < 0 ? null : place;
}
