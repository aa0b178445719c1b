import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ConfigReport } from './config-values.ts';
import { errnoOf, wordsOf } from './errno.ts';
import { dataPath } from './paths.ts';
import { type FileRules, ownershipBreach, readOpened, UnsafeFileError } from './safe-file.ts';

const RULES: FileRules = { owner: 'self-or-root', forbiddenMode: 0o022, maxBytes: 262_144 };

/** The text of `config.json`; null with no error where there is none. */
export interface ConfigFile extends ConfigReport {
  text: string | null;
}

/**
 * Reads the file only where nobody but its owner (root, or who runs this) could have written it: it
 * decides where session cookies and notices go.
 */
export function readConfigFile(root: string): ConfigFile {
  const path = dataPath(root, 'config');
  try {
    // The data can lie elsewhere, behind a symbolic link, as the installer allows it: then it is read where it lies.
    const link = lstatSync(dirname(path));
    const folder = link.isSymbolicLink() ? realpathSync(dirname(path)) : dirname(path);
    const trouble = link.isSymbolicLink() ? linkTrouble(link, folder) : folderTrouble(link);
    if (trouble !== null) return refused(trouble);
    return readOpened(join(folder, basename(path)), RULES, ({ fd, stat }) => {
      // Some editors put a byte order mark before the text.
      const text = readFileSync(fd, 'utf8').replace(/^\ufeff/, '');
      const open = (stat.mode & 0o044) !== 0 && text.includes('"webhooks"');
      const warnings = open
        ? ['config.json: others can read it, with the webhooks in it (chmod 600 mends that)']
        : [];
      return { text, errors: [], warnings };
    });
  } catch (error) {
    if (error instanceof UnsafeFileError) return refused(`it ${error.words}`);
    if (errnoOf(error) === 'ENOENT') return { text: null, errors: [], warnings: [] };
    return refused(`it cannot be read: ${wordsOf(error)}`);
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

function ownershipTrouble(stat: Stats): string | null {
  return ownershipBreach(stat, 'self-or-root', 0o022);
}

function refused(why: string): ConfigFile {
  return { text: null, errors: [`config.json: not used, since ${why}`], warnings: [] };
}
