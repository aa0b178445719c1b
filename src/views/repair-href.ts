import type { Repair } from '../session/issue.ts';
import { encodeParameter } from './link.ts';

/** A page of this WHM and nothing else: plain path segments, no dots, no scheme, no second slash, no query. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_-]+)+$/;

/** A repair as shown: with a path inside WHM (to which the page adds the session token), or as text only. */
export interface RepairView {
  label: string;
  path: string | null;
  text: string;
}

/**
 * The address that a log offers as a repair, as a path of this WHM with its parameters encoded; null where the path is anything
 * but a plain path ("/scripts5/rename_mysql_db"): a log is written by others and must not lead the reader elsewhere.
 */
export function repairHref(repair: Repair): string | null {
  if (!PLAIN_PATH.test(repair.path) || repair.path.startsWith('/cpsess')) return null;
  const query = Object.entries(repair.params)
    .map(([name, value]) => `${encodeParameter(name)}=${encodeParameter(value)}`)
    .join('&');
  return query === '' ? repair.path : `${repair.path}?${query}`;
}

export function describeRepair(repair: Repair | null): RepairView | null {
  if (repair === null) return null;
  const path = repairHref(repair);
  const params = Object.entries(repair.params).map(([name, value]) => `${name}=${value}`);
  return {
    label: repair.label === '' ? 'Repair' : repair.label,
    path,
    text: [repair.path, ...params].join(' '),
  };
}
