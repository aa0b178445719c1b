import type { Monitor } from '../app/monitor.ts';
import { Problem } from '../app/problem.ts';
import { readSourceAccounts } from '../app/verify/source-report.ts';
import { findSource } from '../app/verify/sources.ts';
import { readLetters, readSourceLetters } from '../app/write-letters.ts';
import { type LetterInput, letterCsvLines, letterMarkdownLines } from '../views/letter.ts';
import { readArguments } from './arguments.ts';
import { type Command, findSnapshot } from './command-context.ts';

/** `letters SESSION|--source HOST [--csv]`: what the owners of moved accounts must know, as Markdown or for a mail merge. */
export const letters: Command = ({ openMonitor, output }, args) => {
  const given = readArguments(args, {
    words: [],
    more: ['SESSION'],
    options: { source: true, csv: false },
  });
  const [id] = given.words;
  const host = given.values.get('source');
  if ((id === undefined) === (host === undefined)) {
    throw new Problem('malformed', { code: 'option-subject' });
  }
  const all = lettersOf(openMonitor(), id, host);
  const lines = given.flags.has('csv') ? letterCsvLines(all) : letterMarkdownLines(all);
  for (const line of lines) output.write(line);
  return 0;
};

function lettersOf(
  monitor: Monitor,
  id: string | undefined,
  host: string | undefined,
): Iterable<LetterInput> {
  if (host === undefined) return readLetters(monitor, findSnapshot(monitor, id ?? ''));
  const { snapshots } = findSource(monitor, host);
  const { accounts } = readSourceAccounts(monitor, snapshots);
  return readSourceLetters(monitor, snapshots, accounts);
}
