import {
  type Check,
  type CheckContext,
  type CheckName,
  compared,
  notLooked,
  onlyHere,
  SOURCE_UNKNOWN,
} from '../check.ts';
import type { LocalUsage } from '../server-inventory.ts';

/** Less than this share of what the source had is too little. */
const ENOUGH = 0.9;
/** Bytes; less than this may be missing of a small account: caches, and what each server counts in its own way. */
const MAY_BE_SHORT = 50 * 1_048_576;

export function isShortOfBytes(source: number, here: number): boolean {
  return here < source * ENOUGH && source - here > MAY_BE_SHORT;
}

export function isShortOfFiles(source: number, here: number): boolean {
  return here < source * ENOUGH;
}

/** Bytes and files, as both servers count them by quota. */
export function checkUsage(context: CheckContext): Check[] {
  const { account, source } = context;
  const here = usageHere(context);
  if (typeof here === 'string') return [notLooked('bytes', here), notLooked('files', here)];
  const { queued } = account;
  const size = queued?.size ?? source?.accounts?.get(account.name.toLowerCase())?.size ?? null;
  const check = (
    name: CheckName,
    { had, has, isReal }: { had: number | null; has: number | null; isReal: boolean | null },
    isShort: (had: number, has: number) => boolean,
  ): Check => {
    if (has === null) return notLooked(name, 'This server does not say how many there are');
    if (queued?.skipsHome) {
      return onlyHere(name, null, has, 'The session was set to leave the home folder behind');
    }
    if (isReal === null) return onlyHere(name, null, has, SOURCE_UNKNOWN);
    if (!isReal || had === null) return onlyHere(name, null, has, 'The source does not say');
    const short = isShort(had, has);
    const percent = Math.floor((has / had) * 100);
    const note = short ? `Only ${percent} % of what the source had` : null;
    return compared(name, null, { source: had, here: has }, !short, note);
  };
  return [
    check(
      'bytes',
      { had: size, has: here.bytes, isReal: source?.hasDiskUsed ?? null },
      isShortOfBytes,
    ),
    check(
      'files',
      { had: queued?.files ?? null, has: here.files, isReal: source?.hasFilesUsed ?? null },
      isShortOfFiles,
    ),
  ];
}

/** @returns the usage, or why there is none, in words */
function usageHere({ account, server }: CheckContext): LocalUsage | string {
  const { hasQuota, usage } = server;
  if (!hasQuota.ok) return hasQuota.reason;
  if (!hasQuota.value)
    return 'Quotas are off on this server, so it does not know how much space accounts use';
  if (!usage.ok) return usage.reason;
  const here = usage.value.get(account.localName.toLowerCase());
  if (!here) return 'This server does not say how much space the account uses';
  // No home folder is empty: its file system has no quotas, though another one of this server has.
  if (here.bytes === 0 && !here.files) return 'The account’s file system seems to have no quotas';
  return here;
}
