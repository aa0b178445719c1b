import { existsSync, opendirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hostPath } from '../../system/environment.ts';
import { errnoOf } from '../../system/errno.ts';
import type { RootLook } from '../../verify/server-inventory.ts';

/**
 * Looks whether document roots hold anything. No file in them is opened.
 *
 * @returns null where not one of them can be seen, nor a folder that should hold one: then nobody can say that any is missing
 */
export function lookAtDocumentRoots(
  root: string,
  paths: Iterable<string>,
): Map<string, RootLook> | null {
  const looks = new Map<string, RootLook>();
  for (const path of paths) {
    const look = lookAt(root, path);
    if (look !== null) looks.set(path, look);
  }
  const isSeen = [...looks].some(
    ([path, look]) => look !== 'missing' || existsSync(hostPath(root, dirname(path))),
  );
  return isSeen ? looks : null;
}

function lookAt(root: string, path: string): RootLook | null {
  if (!path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) return null;
  try {
    const folder = opendirSync(hostPath(root, path));
    try {
      return folder.readSync() === null ? 'empty' : 'there';
    } finally {
      folder.closeSync();
    }
  } catch (error) {
    const errno = errnoOf(error);
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? 'missing' : null;
  }
}
