import { summarize } from '../app/report-session.ts';
import { readSourceAccounts } from '../app/verify/source-report.ts';
import { findSource, readSources, snapshotsOf } from '../app/verify/sources.ts';
import { SCHEMA_VERSION } from '../views/contract.ts';
import type { SourceAccountJson } from '../views/contract-verify.ts';
import { csvLine } from '../views/csv.ts';
import { problemWords } from '../views/problem-words.ts';
import { countNoun, formatCount } from '../views/size.ts';
import { SOURCE_CSV_HEAD, sourceCsvCells } from '../views/source-csv.ts';
import { steerlessJson } from '../views/text.ts';
import { verifiedWord } from '../views/verify-words.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext } from './command-context.ts';
import { plain, table, writeJsonList } from './output.ts';

/** `source [HOST] [--json|--csv]`: one source over all its sessions as one migration; without HOST: the sources. */
export const source: Command = (context, args) => {
  const given = readArguments(args, {
    words: [],
    more: ['HOST'],
    options: { json: false, csv: false },
  });
  const [host] = given.words;
  if (host === undefined) return listSources(context, given.flags.has('json'));
  const { output } = context;
  const monitor = context.openMonitor();
  const { group, snapshots, problems } = findSource(monitor, host);
  for (const problem of problems) output.say(plain(problemWords(problem)));
  const { accounts, totals, unassigned } = readSourceAccounts(monitor, snapshots);
  const sessions = snapshots.map(summarize);
  if (given.flags.has('json')) {
    const head = { schemaVersion: SCHEMA_VERSION, source: group.name, sessions, totals };
    output.write(`${steerlessJson(head).slice(0, -1)},"accounts":`);
    writeJsonList(output, accounts);
    output.write('}\n');
    return 0;
  }
  if (given.flags.has('csv')) {
    output.write(csvLine(SOURCE_CSV_HEAD));
    for (const account of accounts) output.write(csvLine(sourceCsvCells(account)));
    for (const { name, domain } of unassigned ?? []) {
      output.write(csvLine(sourceCsvCells({ name, domain })));
    }
    return 0;
  }
  const others = group.names.filter((name) => name !== group.name.toLowerCase());
  const also = others.length === 0 ? '' : ` (also ${others.map(plain).join(', ')})`;
  output.write(`${plain(group.name)}${also}: ${countNoun(sessions.length, 'session')}\n`);
  output.write(`${totalsSentence(totals)}\n`);
  const open = accounts.filter(isOpen);
  if (open.length > 0) output.write(`\n${table([HEAD, ...open.map(rowOf)])}`);
  if (unassigned !== null && unassigned.length > 0) {
    const names = unassigned.map(({ name }) => plain(name)).join(', ');
    output.write(
      `\n${countNoun(unassigned.length, 'account')} of the source in no session: ${names}\n`,
    );
  }
  return 0;
};

const HEAD = ['RESULT', 'VERIFIED', 'ACCOUNT', 'DOMAIN', 'TO-DOS', 'ATTEMPTS', 'SESSION'];

/** Whether somebody has to look at an account. */
function isOpen({ result, verified, openFollowUps }: SourceAccountJson): boolean {
  return result !== 'clean' || verified === 'differs' || openFollowUps > 0;
}

function rowOf(account: SourceAccountJson): string[] {
  const { name, localName, domain, result, verified, openFollowUps, attempts, sessionId } = account;
  const isRenamed = localName !== null && localName !== name;
  return [
    result ?? 'open',
    verified === null ? '' : verifiedWord(verified).toLowerCase(),
    plain(isRenamed ? `${name} → ${localName}` : name),
    plain(domain ?? ''),
    openFollowUps === 0 ? '' : formatCount(openFollowUps),
    formatCount(attempts),
    sessionId,
  ];
}

function totalsSentence(totals: {
  accounts: number;
  clean: number;
  review: number;
  incomplete: number;
  failed: number;
  unfinished: number;
  settledLater: number;
  unassigned: number | null;
}): string {
  const { accounts, clean, review, incomplete, failed, unfinished, settledLater } = totals;
  const parts = [
    `${formatCount(clean)} clean`,
    `${formatCount(review)} to review`,
    `${formatCount(incomplete)} incomplete`,
    `${formatCount(failed)} failed`,
    `${formatCount(unfinished)} unfinished`,
  ];
  const later = settledLater > 0 ? `; ${formatCount(settledLater)} of them at a later attempt` : '';
  return `${countNoun(accounts, 'account')}: ${parts.join(', ')}${later}.`;
}

function listSources({ openMonitor, output }: CommandContext, asJson: boolean): number {
  const monitor = openMonitor();
  const { groups, sessions, problems } = readSources(monitor);
  for (const problem of problems) output.say(plain(problemWords(problem)));
  const sources = groups.map((group) => {
    const snapshots = snapshotsOf(monitor, group, sessions, problems);
    const { totals } = readSourceAccounts(monitor, snapshots);
    return { source: group.name, names: group.names, sessions: group.sids.length, totals };
  });
  if (asJson) {
    output.write(`{"schemaVersion":${SCHEMA_VERSION},"sources":`);
    writeJsonList(output, sources);
    output.write('}\n');
    return 0;
  }
  if (sources.length === 0) output.say('No session has a source.');
  else {
    const rows = sources.map(({ source: name, sessions: count, totals }) => [
      plain(name),
      formatCount(count),
      formatCount(totals.accounts),
      formatCount(totals.failed + totals.unfinished + totals.incomplete),
      totals.unassigned === null ? 'unknown' : formatCount(totals.unassigned),
    ]);
    const head = ['SOURCE', 'SESSIONS', 'ACCOUNTS', 'NEEDS WORK', 'IN NO SESSION'];
    output.write(table([head, ...rows]));
  }
  return 0;
}
