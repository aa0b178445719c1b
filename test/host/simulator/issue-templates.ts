import { ALTERED_TEMPLATES } from './altered-templates.ts';
import type { IssueContext } from './issue-context.ts';
import { WARNING_TEMPLATES } from './warning-templates.ts';

/** One message of the simulated server: what is common (the template) and what differs (the context). */
export interface IssueTemplate {
  /** Names the template in the tests; never written to a log. */
  id: string;
  kind: 'failure' | 'dangerous' | 'altered' | 'skipped' | 'warning';
  module: string;
  function: string;
  line: number;
  text(context: IssueContext): string;
  /** A page of WHM that repairs it: label, path, parameters. */
  repair?(context: IssueContext): [string, string, Record<string, string>];
}

/** Restoring gave up on the account: one text, no module. */
const FAILURE_TEMPLATES: IssueTemplate[] = [
  failure(
    'child-exit',
    () => 'The “TRANSFER” processor child exited unexpectedly and did not report an error.',
  ),
  failure(
    'ssh-lost',
    (c) =>
      `The connection to “${c.sourceHost}” was lost while the account “${c.user}” was copied: Connection reset by peer.`,
  ),
  failure(
    'exists',
    (c) => `Unable to restore “${c.user}”: an account named “${c.localUser}” exists already.`,
  ),
  failure(
    'domain-taken',
    (c) => `The domain “${c.domain}” belongs to another account on this server.`,
  ),
  failure(
    'disk-full',
    (c) =>
      `Not enough space in “/home”: ${c.megabytes} needed for “${c.user}” (No space left on device).`,
  ),
  failure(
    'package-failed',
    (c) => `The archive for “${c.user}” could not be created on the source server (exit code 127).`,
  ),
  failure('no-ip', (c) => `No free IP address is left for “${c.user}”, which had ${c.ip}.`),
  failure(
    'bad-archive',
    (c) =>
      `(XID ${c.xid}) The archive “/home/cpmove-${c.user}.tar.gz” ends too early after ${c.bytes} bytes.`,
  ),
  failure(
    'reserved-name',
    (c) => `“${c.user}” is a reserved user name on this server, choose another one.`,
  ),
  failure(
    'limit',
    () => 'The licence of this server allows no more accounts (limit of 100 reached).',
  ),
];

function failure(id: string, text: (context: IssueContext) => string): IssueTemplate {
  return { id: `failure-${id}`, kind: 'failure', module: '', function: '', line: 0, text };
}

/** About sixty messages with made-up words, in the shapes that a server's log has. */
export const ISSUE_TEMPLATES: readonly IssueTemplate[] = [
  ...FAILURE_TEMPLATES,
  ...ALTERED_TEMPLATES,
  ...WARNING_TEMPLATES,
];

export function templatesOf(kind: IssueTemplate['kind']): IssueTemplate[] {
  return ISSUE_TEMPLATES.filter((template) => template.kind === kind);
}
