import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ConfigReport } from './config-values.ts';
import { errnoOf, errorMessage } from './errno.ts';
import { dataPath } from './paths.ts';
import { type FileRules, ownershipBreach, readOpened, UnsafeFileError } from './safe-file.ts';

const RULES: FileRules = { owner: 'self-or-root', forbiddenMode: 0o022, maxBytes: 262_144 };

/** The text of `config.json`; null with no error where there is none. */
export interface ConfigFile extends ConfigReport {
  text: string | null;
  /** Where it lies, or would lie; null where it is not to be used. */
  path: string | null;
  /** Changes whenever the file does; empty where there is none. */
  stamp: string;
}

/**
 * Reads the file only where nobody but its owner (root, or whoever runs this) could have written it: it decides where
 * session cookies and notices go.
 */
export function readConfigFile(root: string): ConfigFile {
  const named = dataPath(root, 'config');
  let path = named;
  try {
    // The data may be elsewhere, behind a symbolic link, as the installer allows: then the file is read there.
    const link = lstatSync(dirname(named));
    const folder = link.isSymbolicLink() ? realpathSync(dirname(named)) : dirname(named);
    const trouble = link.isSymbolicLink() ? linkTrouble(link, folder) : folderTrouble(link);
    if (trouble !== null) return refused(trouble);
    path = join(folder, basename(named));
    return readOpened(path, RULES, ({ fd, stat }) => {
      // Some editors put a byte order mark before the text.
      const text = readFileSync(fd, 'utf8').replace(/^\ufeff/, '');
      const open = (stat.mode & 0o044) !== 0 && text.includes('"webhooks"');
      const warnings = open
        ? ['config.json: others can read it, with the webhooks in it (chmod 600 fixes that)']
        : [];
      return { text, path, stamp: stampOf(stat), errors: [], warnings };
    });
  } catch (error) {
    if (error instanceof UnsafeFileError) return refused(`it ${error.words}`);
    if (errnoOf(error) === 'ENOENT') {
      return { text: null, path, stamp: '', errors: [], warnings: [] };
    }
    return refused(`it cannot be read: ${errorMessage(error)}`);
  }
}

function folderTrouble(stat: Stats): string | null {
  if (!stat.isDirectory()) return 'its folder is not a folder';
  const trouble = ownershipTrouble(stat);
  return trouble === null ? null : `its folder ${trouble}`;
}

/** A link can be trusted where nobody else can change it, the folder it leads to, or a folder above that. */
function linkTrouble(link: Stats, folder: string): string | null {
  if (link.uid !== 0 && link.uid !== process.getuid?.()) {
    return 'the link to its folder belongs to another user';
  }
  const trouble = folderTrouble(lstatSync(folder));
  if (trouble !== null) return trouble;
  for (let above = dirname(folder); ; above = dirname(above)) {
    const stat = lstatSync(above);
    // In a folder like /tmp nobody can remove what belongs to somebody else.
    const isSticky = stat.uid === 0 && (stat.mode & 0o1000) !== 0;
    const found = isSticky ? null : ownershipTrouble(stat);
    if (found !== null) return `a folder above its own ${found}`;
    if (above === dirname(above)) return null;
  }
}

function ownershipTrouble(stat: Stats): string | null {
  return ownershipBreach(stat, 'self-or-root', 0o022);
}

function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join('-');
}

function refused(why: string): ConfigFile {
  const errors = [`config.json: not used, since ${why}`];
  return { text: null, path: null, stamp: '', errors, warnings: [] };
}
