import type { Repair } from '../session/issue.ts';
import { encodeParameter } from './link.ts';

/**
 * One of WHM's own pages ("/scripts5/rename_mysql_db"; a log may omit the first slash). Nothing else: the address
 * contains the session token, and under /json-api, /execute, /login, /cgi and the like a single click does what a log
 * says.
 */
const WHM_PAGE = /^\/?(scripts\d{0,2}\/[A-Za-z0-9_-]+)$/;

/** A repair as shown: with a path inside WHM (to which the page adds the session token), or only as text. */
export interface RepairView {
  label: string;
  path: string | null;
  text: string;
}

/**
 * The address that a log offers for a repair, as a path of this WHM with its parameters encoded; null where it is not
 * one of WHM's own pages: logs are written by others and must not lead the reader elsewhere.
 */
export function repairHref(repair: Repair): string | null {
  const page = WHM_PAGE.exec(repair.path)?.[1];
  if (page === undefined) return null;
  const query = Object.entries(repair.params)
    .map(([name, value]) => `${encodeParameter(name)}=${encodeParameter(value)}`)
    .join('&');
  return query === '' ? `/${page}` : `/${page}?${query}`;
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
