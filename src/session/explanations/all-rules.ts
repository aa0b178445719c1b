import { ACCOUNT_CHANGE_RULES } from './account-changes.ts';
import { ACCOUNT_RULES } from './accounts.ts';
import { CONNECTION_RULES } from './connections.ts';
import { DAEMON_RULES } from './daemons.ts';
import { DATABASE_ACCESS_RULES } from './database-access.ts';
import { DATABASE_CONTENT_RULES } from './database-content.ts';
import { DATABASE_NOTE_RULES } from './database-notes.ts';
import { FILE_RULES } from './files.ts';
import { GENERAL_RULES } from './general.ts';
import { MAILBOX_RULES } from './mailboxes.ts';
import { POSTGRES_RULES } from './postgres.ts';
import { PROGRAM_MESSAGE_RULES } from './programs.ts';
import type { ExplanationRule } from './rule.ts';
import { SERVER_PROGRAM_RULES } from './server-programs.ts';
import { SYSTEM_TOOL_RULES } from './system-tools.ts';
import { SERVICE_RULES } from './web-services.ts';

/** All of them, in the order in which they are tried: the first that fits counts, so special ones stand before general ones. */
export const EXPLANATION_RULES: readonly ExplanationRule[] = [
  ...POSTGRES_RULES,
  ...DATABASE_ACCESS_RULES,
  ...DATABASE_CONTENT_RULES,
  ...DATABASE_NOTE_RULES,
  ...ACCOUNT_RULES,
  ...ACCOUNT_CHANGE_RULES,
  ...DAEMON_RULES,
  ...SERVICE_RULES,
  ...MAILBOX_RULES,
  ...SERVER_PROGRAM_RULES,
  ...CONNECTION_RULES,
  ...PROGRAM_MESSAGE_RULES,
  ...SYSTEM_TOOL_RULES,
  ...FILE_RULES,
  ...GENERAL_RULES,
];
