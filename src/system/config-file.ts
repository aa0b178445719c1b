import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ConfigReport } from './config-values.ts';
import { hostPath } from './environment.ts';
import { errnoOf, wordsOf } from './errno.ts';

export const CONFIG_PATH = '/var/cpanel/transfer_monitor/config.json';

const MAX_BYTES = 262_144;

/** The text of `config.json`; null with no error where there is none. */
export interface ConfigFile extends ConfigReport {
  text: string | null;
}

/**
 * Reads the file only where nobody but its owner (root, or who runs this) could have written it: it
 * decides where session cookies and notices go.
 */
export function readConfigFile(root: string): ConfigFile {
  const path = hostPath(root, CONFIG_PATH);
  let descriptor: number;
  try {
    // The data can lie elsewhere, behind a symbolic link, as the installer allows it: then it is read where it lies.
    const link = lstatSync(dirname(path));
    const folder = link.isSymbolicLink() ? realpathSync(dirname(path)) : dirname(path);
    const trouble = link.isSymbolicLink() ? linkTrouble(link, folder) : folderTrouble(link);
    if (trouble !== null) return refused(trouble);
    descriptor = openSync(
      join(folder, basename(path)),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return { text: null, errors: [], warnings: [] };
    if (code === 'ELOOP') return refused('it is a symbolic link');
    return refused(`it cannot be read: ${wordsOf(error)}`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return refused('it is no regular file');
    const trouble = ownershipTrouble(stat);
    if (trouble !== null) return refused(`it ${trouble}`);
    if (stat.size > MAX_BYTES) return refused(`it is larger than ${MAX_BYTES / 1024} KiB`);
    // Some editors put a byte order mark before the text.
    const text = readFileSync(descriptor, 'utf8').replace(/^\ufeff/, '');
    const open = (stat.mode & 0o044) !== 0 && text.includes('"webhooks"');
    const warnings = open
      ? ['config.json: others can read it, with the webhooks in it (chmod 600 mends that)']
      : [];
    return { text, errors: [], warnings };
  } finally {
    closeSync(descriptor);
  }
}

function folderTrouble(stat: Stats): string | null {
  if (!stat.isDirectory()) return 'its folder is no folder';
  const trouble = ownershipTrouble(stat);
  return trouble === null ? null : `its folder ${trouble}`;
}

/** A link is to be trusted where nobody else can change it, the folder it leads to, or a folder above that. */
function linkTrouble(link: Stats, folder: string): string | null {
  if (link.uid !== 0 && link.uid !== process.getuid?.()) {
    return 'the link to its folder belongs to another user';
  }
  const trouble = folderTrouble(lstatSync(folder));
  if (trouble !== null) return trouble;
  for (let above = dirname(folder); ; above = dirname(above)) {
    const stat = lstatSync(above);
    // In a folder like /tmp nobody can take away what is another's.
    const isSticky = stat.uid === 0 && (stat.mode & 0o1000) !== 0;
    const found = isSticky ? null : ownershipTrouble(stat);
    if (found !== null) return `a folder above its own ${found}`;
    if (above === dirname(above)) return null;
  }
}

function ownershipTrouble(stat: { uid: number; mode: number }): string | null {
  if (stat.uid !== 0 && stat.uid !== process.getuid?.()) return 'belongs to another user';
  if ((stat.mode & 0o022) !== 0) return 'can be written by others';
  return null;
}

function refused(why: string): ConfigFile {
  return { text: null, errors: [`config.json: not used, since ${why}`], warnings: [] };
}
