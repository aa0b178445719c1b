import { readdirSync, readFileSync } from 'node:fs';
import { readNightlyTime, readUpdateSettings, type UpdatePlan } from '../forecast/server-facts.ts';
import { hostPath } from '../system/environment.ts';
import { readText } from '../system/safe-file.ts';

const SETTINGS = '/etc/cpupdate.conf';
const CRONTAB = '/var/spool/cron/root';
const MAX_BYTES = 256 * 1024;

/**
 * When the server updates itself, according to its own files: no function of its API tells (docs/whm-api.md#forecast).
 * Of root's crontab only the time in that one line is used.
 *
 * @param now epoch seconds
 */
export function readUpdatePlan(
  root: string,
  now: number,
): Pick<UpdatePlan, 'isRunning' | 'isNightly' | 'isHourly' | 'nightlyAt'> {
  const time = readNightlyTime(textOf(root, CRONTAB) ?? '');
  const settings = readUpdateSettings(textOf(root, SETTINGS));
  const nightlyAt = time === null || !settings.isNightly ? null : nextAt(time, now);
  return { ...settings, nightlyAt, isRunning: isUpdating() };
}

function textOf(root: string, path: string): string | null {
  try {
    return readText(hostPath(root, path), { followLinks: true, maxBytes: MAX_BYTES });
  } catch {
    // Where there is no file the server uses its defaults.
    return null;
  }
}

/** The next time when the clock shows this hour and minute. */
function nextAt({ hour, minute }: { hour: number; minute: number }, now: number): number {
  const next = new Date(now * 1000);
  next.setHours(hour, minute, 0, 0);
  if (next.getTime() / 1000 < now) next.setDate(next.getDate() + 1);
  return Math.floor(next.getTime() / 1000);
}

const UPDATE = /(?:^|\/)upcp(?:\.static)?$/;

/** @param proc where the system shows its processes */
export function isUpdating(proc = '/proc'): boolean {
  try {
    return readdirSync(proc).some((name) => /^\d+$/.test(name) && isUpdate(`${proc}/${name}`));
  } catch {
    return false;
  }
}

/** The program, or the script that it runs. */
function isUpdate(folder: string): boolean {
  try {
    const words = readFileSync(`${folder}/cmdline`, 'utf8').split(/[\0 ]/, 2);
    return words.some((word) => UPDATE.test(word));
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
