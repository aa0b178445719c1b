import type { SourceAccountJson } from './contract-verify.ts';

export const SOURCE_CSV_HEAD: readonly string[] = [
  'account',
  'local_name',
  'type',
  'domain',
  'result',
  'verified',
  'open_follow_ups',
  'attempts',
  'session',
];

/** One account of a source; for one that is in no session only its names are known. */
export function sourceCsvCells(
  account: SourceAccountJson | { name: string; domain: string | null },
): string[] {
  if (!('sessionId' in account)) {
    return [account.name, '', '', account.domain ?? '', 'in no session', '', '', '0', ''];
  }
  const { name, localName, type, domain, result, verified } = account;
  return [
    name,
    localName ?? '',
    type,
    domain ?? '',
    result ?? '',
    verified ?? '',
    String(account.openFollowUps),
    String(account.attempts),
    account.sessionId,
  ];
}
