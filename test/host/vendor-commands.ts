import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FORBIDDEN_FUNCTIONS } from './cpsrvd/api-functions.ts';
import { repositoryRoot } from './repository.ts';

const EXECUTABLE = 0o755;

export type VendorCommand =
  | 'register_appconfig'
  | 'unregister_appconfig'
  | 'is_registered_with_appconfig'
  | 'manage_hooks'
  | 'whmapi1'
  | 'sendmail';

/** The folder under the host root that only the tests know of: recorded calls, faults, mail, canned answers. */
export function standInFolder(root: string): string {
  return join(root, '.stand-in');
}

/**
 * Puts the stand-in vendor commands into `<root>/usr/local/cpanel/bin` and sendmail also into `<root>/usr/sbin`
 * (same recording: `sendmail` there is a wrapper), and a `version` file as every server has one.
 */
export function installVendorCommands(root: string): void {
  const source = join(repositoryRoot(), 'test/host/bin');
  const bin = join(root, 'usr/local/cpanel/bin');
  mkdirSync(bin, { recursive: true });
  for (const name of readdirSync(source)) {
    copyFileSync(join(source, name), join(bin, name));
    chmodSync(join(bin, name), EXECUTABLE);
  }
  const sendmail = join(root, 'usr/sbin/sendmail');
  mkdirSync(join(root, 'usr/sbin'), { recursive: true });
  writeFileSync(sendmail, `#!/bin/sh\nexec '${join(bin, 'sendmail')}' "$@"\n`, {
    mode: EXECUTABLE,
  });
  writeFileSync(join(root, 'usr/local/cpanel/version'), '11.130.0.15\n');
  mkdirSync(standInFolder(root), { recursive: true });
  writeFileSync(join(standInFolder(root), 'node'), process.execPath);
}

/**
 * Every call of a vendor command so far, oldest first: `[command, argument, …]`.
 *
 * @throws where one was a function that must never be called
 */
export function readVendorCalls(root: string): string[][] {
  const path = join(standInFolder(root), 'calls');
  if (!existsSync(path)) {
    return [];
  }
  const calls = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  const wrong = calls.flat().find((word) => FORBIDDEN_FUNCTIONS.includes(word));
  if (wrong !== undefined) throw new Error(`${wrong} must never be called`);
  return calls;
}

/** Makes a vendor command fail with these words on stderr; `null` ends that. */
export function failVendorCommand(root: string, name: VendorCommand, words: string | null): void {
  setFault(root, 'fail', name, words === null ? null : `${words}\n`);
}

/** Makes a vendor command wait so many seconds before it works; `null` ends that. */
export function hangVendorCommand(root: string, name: VendorCommand, seconds: number | null): void {
  setFault(root, 'hang', name, seconds === null ? null : String(seconds));
}

function setFault(root: string, kind: 'fail' | 'hang', name: string, text: string | null): void {
  setFile(join(standInFolder(root), kind), name, text);
}

/** Makes `whmapi1 FUNCTION` print exactly this text, whatever its arguments; `null` takes it back. */
export function setVendorAnswer(root: string, name: string, text: string | null): void {
  setFile(join(standInFolder(root), 'answers'), `${name}.json`, text);
}

function setFile(folder: string, name: string, text: string | null): void {
  mkdirSync(folder, { recursive: true });
  if (text === null) {
    rmSync(join(folder, name), { force: true });
  } else {
    writeFileSync(join(folder, name), text);
  }
}

export interface SentMail {
  arguments: string[];
  message: string;
}

/** The messages that the stand-in sendmail took, oldest first. */
export function readMail(root: string): SentMail[] {
  const folder = join(standInFolder(root), 'mail');
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b)
    .map((number) => ({
      arguments: readFileSync(join(folder, `${number}.args`), 'utf8')
        .split('\n')
        .slice(0, -1),
      message: readFileSync(join(folder, `${number}.eml`), 'utf8'),
    }));
}
