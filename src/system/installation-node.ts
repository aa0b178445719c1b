import { accessSync, constants, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { askCommand } from './ask-command.ts';
import { hostPath } from './environment.ts';

/** How one of our scripts starts, from its second line (scripts/launcher.mjs). */
export interface ScriptState {
  path: string;
  /** The Node that it was installed with; null where it names none. */
  node: string | null;
  /** That Node, or else the first of the others that it knows: what it really starts with. Null where none is left. */
  running: string | null;
}

/** A Node that a script starts with. */
export interface NodeState {
  path: string;
  /** Null where it does not say. */
  version: string | null;
  /** Why root must not run it; null where root may. A Node that must not be run is not asked for its version. */
  distrust: string | null;
}

/** Second line: `…; N='/opt/cpanel/ea-nodejs22/bin/node'; O='/usr/bin/node /opt/…'; J='…'; L='…'; …`. */
export function readScript(root: string, path: string): ScriptState {
  try {
    const second = readFileSync(hostPath(root, path), 'utf8').split('\n', 2)[1] ?? '';
    const node = /\bN='([^']*)'/.exec(second)?.[1] ?? null;
    const others = /\bO='([^']*)'/.exec(second)?.[1]?.split(' ') ?? [];
    const known = node === null ? [] : [node, ...others];
    return { path, node, running: known.find(isExecutable) ?? null };
  } catch {
    // Whether the file exists is reported separately.
    return { path, node: null, running: null };
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}

export function readNode(path: string, childEnv: Record<string, string>): NodeState {
  const distrust = distrustPath(path);
  if (distrust !== null) return { path, version: null, distrust };
  const { out } = askCommand(path, ['-p', 'process.versions.node'], childEnv);
  return { path, version: /^\d+\.\d+\.\d+/.exec(out)?.[0] ?? null, distrust };
}

/** Why somebody other than root can change what a path leads to; the installer refuses the same (installer/node.sh). */
export function distrustPath(path: string): string | null {
  if (process.getuid?.() !== 0) return null;
  try {
    let walked = path;
    for (let links = 0; links < 40; links += 1) {
      const words = distrustFolders(walked);
      if (words !== null) return words;
      const target = readLink(walked);
      if (target === null) break;
      walked = resolve(dirname(walked), target);
    }
    return distrustFolders(realpathSync(path));
  } catch {
    // A missing file shows when it is run.
    return null;
  }
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function distrustFolders(path: string): string | null {
  for (let step = path; ; step = dirname(step)) {
    const { uid, mode } = statSync(step);
    if (uid !== 0) return `${step} does not belong to root`;
    // In a sticky folder others may write, but cannot replace what belongs to root.
    if ((mode & 0o022) !== 0 && (mode & 0o1000) === 0) {
      return `${step} can be written by users other than root (mode ${(mode & 0o777).toString(8)})`;
    }
    if (step === dirname(step)) return null;
  }
}
