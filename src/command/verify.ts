import { Problem } from '../app/problem.ts';
import { verifySession, verifySource } from '../app/verify/run.ts';
import { findSource, type SourceSnapshot } from '../app/verify/sources.ts';
import type { Check } from '../verify/check.ts';
import type { VerificationJson, VerifiedItem } from '../views/contract-verify.ts';
import { countNoun } from '../views/size.ts';
import { steerlessJson } from '../views/text.ts';
import { formatExact } from '../views/time.ts';
import { checkLabel, checkWords, verifiedWord, verifySentence } from '../views/verify-words.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, commandApi, findSnapshot } from './command-context.ts';
import { type Output, paint, plain, table, writeJsonList } from './output.ts';

/** `verify SESSION|--source HOST [--item NAME] [--json] [--quiet]`; exit code 1 where something differs. */
export const verify: Command = async (context, args) => {
  const given = readArguments(args, {
    words: [],
    more: ['SESSION'],
    options: { source: true, item: true, json: false, quiet: false },
  });
  const [id] = given.words;
  const host = given.values.get('source');
  if ((id === undefined) === (host === undefined)) {
    throw new Problem('malformed', { code: 'option-subject' });
  }
  const item = given.values.get('item') ?? null;
  const isQuiet = given.flags.has('quiet');
  const { output } = context;
  const found = await look(context, { id, host }, item, output.isTerminal && !isQuiet);
  if (given.flags.has('json')) writeVerification(output, found);
  else if (!isQuiet) output.write(verificationText(output, found));
  const isLacking = host !== undefined && (found.unassigned?.length ?? 0) > 0;
  return found.summary.differs > 0 || isLacking ? 1 : 0;
};

async function look(
  context: CommandContext,
  { id, host }: { id: string | undefined; host: string | undefined },
  item: string | null,
  isWatched: boolean,
): Promise<VerificationJson> {
  const { output, now, openMonitor } = context;
  const monitor = openMonitor();
  const api = commandApi(context, monitor);
  const options = {
    clock: now,
    pid: process.pid,
    onProgress: (done: number, total: number) => {
      if (isWatched && done > 0) output.say(`${done} of ${countNoun(total, 'account')} checked`);
    },
  };
  if (host !== undefined) {
    return verifySource(monitor, api, findSource(monitor, host), item, options);
  }
  const snapshot = findSnapshot(monitor, id ?? '');
  const { header, seen } = snapshot.facts;
  const name = header.sourceHost ?? seen.sourceHost;
  const source: SourceSnapshot | null = name === null ? null : findSource(monitor, name);
  return verifySession(monitor, api, { snapshot, source }, item, options);
}

function writeVerification(output: Output, { items, ...rest }: VerificationJson): void {
  output.write(`${steerlessJson(rest).slice(0, -1)},"items":`);
  writeJsonList(output, items);
  output.write('}\n');
}

function verificationText(output: Output, found: VerificationJson): string {
  const { summary, witnesses, items, unassigned } = found;
  const colour = summary.differs > 0 ? 'red' : summary.notLooked > 0 ? 'yellow' : 'green';
  const parts = [`${paint(output, colour, verifySentence(summary))}\n`];
  const { at, note } = witnesses.source;
  const told = at === null ? 'is not known' : `is from ${formatExact(at)}`;
  parts.push(
    `The source’s own data ${told}; this server was asked at ${formatExact(found.checkedAt)}.\n`,
  );
  if (note !== null) parts.push(`${plain(note)}.\n`);
  if (witnesses.server.unanswered.length > 0) {
    parts.push(`This server did not answer: ${witnesses.server.unanswered.join(', ')}.\n`);
  }
  const rows = items.flatMap((item) => rowsOf(item));
  if (rows.length > 0) parts.push('\n', table([['ACCOUNT', 'RESULT', 'WHAT', 'WHY'], ...rows]));
  if (unassigned !== null && unassigned.length > 0) {
    const names = unassigned.map(({ name }) => plain(name)).join(', ');
    parts.push(
      `\n${countNoun(unassigned.length, 'account')} of the source in no session: ${names}\n`,
    );
  }
  return parts.join('');
}

/**
 * What differs about an account, a row for each check; for what could not be checked, only the first reason. Confirmed
 * accounts are counted above.
 */
function rowsOf(item: VerifiedItem): string[][] {
  if (item.result === 'confirmed') return [];
  const shown = item.checks.filter(({ result }) => result === item.result);
  const rows: (Check | null)[] = item.result === 'differs' ? shown : shown.slice(0, 1);
  const renamed = item.localName !== item.name;
  const name = plain(renamed ? `${item.name} → ${item.localName}` : item.name);
  const word = verifiedWord(item.result);
  return (rows.length === 0 ? [null] : rows).map((check) => [
    name,
    word,
    check === null ? '' : plain(checkLabel(check)),
    check === null ? '' : plain(checkWords(check)),
  ]);
}
