import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSessionId } from '../session/header.ts';
import { hostPath } from '../system/environment.ts';
import { errnoOf } from '../system/errno.ts';
import { lstatOrNull } from '../system/safe-file.ts';

/** Where the server keeps its transfer sessions. */
export const TRANSFER_SESSIONS = '/var/cpanel/transfer_sessions';

export function sessionsPath(root: string): string {
  return hostPath(root, TRANSFER_SESSIONS);
}

export function indexPath(root: string): string {
  return join(sessionsPath(root), 'whmxfer.sqlite');
}

/** @param id a checked session id: it becomes a part of a path */
export function sessionPath(root: string, id: string): string {
  if (!isSessionId(id)) throw new Error(`not a session id: ${JSON.stringify(id)}`);
  return join(sessionsPath(root), id);
}

/** Whether the session has a folder of its own, and not a link to one. */
export function hasSessionFolder(root: string, id: string): boolean {
  return lstatOrNull(sessionPath(root, id))?.isDirectory() ?? false;
}

/** Ids of all sessions that have a folder; empty where the server has never moved anything. */
export function listSessionFolders(root: string): string[] {
  try {
    return readdirSync(sessionsPath(root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isSessionId(entry.name))
      .map((entry) => entry.name);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
