import { ACCOUNT_RULES } from './accounts.ts';
import { DATABASE_RULES } from './databases.ts';
import type { ExplanationRule } from './rule.ts';
import { SERVICE_RULES } from './services.ts';
import { GENERAL_RULES, TRANSPORT_RULES } from './transport.ts';

/** All of them, in the order in which they are tried: the first that fits counts, so special ones stand before general ones. */
export const EXPLANATION_RULES: readonly ExplanationRule[] = [
  ...DATABASE_RULES,
  ...ACCOUNT_RULES,
  ...SERVICE_RULES,
  ...TRANSPORT_RULES,
  ...GENERAL_RULES,
];
