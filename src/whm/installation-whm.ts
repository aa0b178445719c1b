import { readFileSync } from 'node:fs';
import { askCommand } from '../system/ask-command.ts';
import { hostPath } from '../system/environment.ts';
import { PACKAGE_FOLDER } from '../system/paths.ts';

const VENDOR = '/usr/local/cpanel/bin';
const REGISTRATION = '/var/cpanel/apps/transfer_monitor.conf';

/** What WHM knows about this plugin. A `trouble` of null means that there is none. */
export interface RegistrationState {
  isRegistered: boolean;
  /** Keys without which the page is in no menu: WHM stores a registration without the parts that it considers invalid. */
  lacks: string[];
  trouble: string | null;
}

export interface HooksState {
  missing: string[];
  trouble: string | null;
}

export function readRegistration(
  root: string,
  childEnv: Record<string, string>,
): RegistrationState {
  const command = hostPath(root, `${VENDOR}/is_registered_with_appconfig`);
  const { out, trouble } = askCommand(command, ['whostmgr', 'transfer_monitor'], childEnv);
  const isRegistered = out.trim() === '1';
  return { isRegistered, lacks: isRegistered ? readLacks(root, childEnv) : [], trouble };
}

/** According to WHM's own list of pages; where that does not mention us, according to the file that WHM has stored. */
function readLacks(root: string, childEnv: Record<string, string>): string[] {
  const kept = readListed(root, childEnv) ?? readKept(root);
  if (kept === null) return [];
  const lacks: string[] = [];
  if (kept.entryurl !== 'transfer_monitor/index.cgi') lacks.push('entryurl');
  if (!kept.acls.includes('all')) lacks.push('acls');
  return lacks;
}

interface Kept {
  entryurl: unknown;
  acls: unknown[];
}

function readListed(root: string, childEnv: Record<string, string>): Kept | null {
  const command = hostPath(root, `${VENDOR}/whmapi1`);
  const args = ['--output=json', 'get_appconfig_application_list'];
  try {
    const answer: unknown = JSON.parse(askCommand(command, args, childEnv).out);
    const listed = member(member(answer, 'data'), 'whostmgr');
    const pages: unknown[] = Array.isArray(listed) ? listed : Object.values(listed ?? {});
    const ours = pages.find((page) => member(page, 'name') === 'transfer_monitor');
    if (ours === undefined) return null;
    const acls = member(ours, 'acls');
    return { entryurl: member(ours, 'entryurl'), acls: Array.isArray(acls) ? acls : [acls] };
  } catch {
    return null;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function readKept(root: string): Kept | null {
  try {
    const text = readFileSync(hostPath(root, REGISTRATION), 'utf8');
    const value = (key: string) =>
      new RegExp(`^\\s*${key}\\s*=\\s*(.*)$`, 'm').exec(text)?.[1]?.trim();
    return { entryurl: value('entryurl'), acls: (value('acls') ?? '').split(/\s*,\s*/) };
  } catch {
    return null;
  }
}

export function readHooks(root: string, childEnv: Record<string, string>): HooksState {
  const { out, trouble } = askCommand(hostPath(root, `${VENDOR}/manage_hooks`), ['list'], childEnv);
  const missing = ['upcp', 'transfer-session'].filter(
    (name) => !out.includes(`${PACKAGE_FOLDER}/hooks/${name}`),
  );
  return { missing, trouble };
}
