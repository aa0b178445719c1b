import { lookUp } from '../session/look-up.ts';

/** What each command takes, and what it is for. */
const COMMANDS: Readonly<Record<string, { takes: string; words: string }>> = {
  list: { takes: '[--state S] [--json]', words: 'all sessions' },
  show: { takes: 'SESSION [--json]', words: 'one session' },
  items: {
    takes: 'SESSION [--queue Q] [--status S] [--search TEXT] [--json|--csv]',
    words: 'what it moves',
  },
  issues: {
    takes: 'SESSION [--kind K] [--json|--csv]',
    words: 'its issues, grouped across accounts',
  },
  log: {
    takes: 'SESSION [LOGFILE] [--severity S] [--grep TEXT] [--follow] [--json]',
    words: 'without LOGFILE: the master log; with --grep: all logs',
  },
  account: { takes: 'NAME [--json]', words: 'one account across all sessions' },
  retry: {
    takes: 'SESSION [--include all] [--json]',
    words: 'what failed, as commands to run it again',
  },
  verify: {
    takes: 'SESSION|--source HOST [--item NAME] [--quiet] [--json]',
    words: 'whether what was moved is on this server',
  },
  source: {
    takes: '[HOST] [--json|--csv]',
    words: 'one source across all its sessions; without HOST: all sources',
  },
  letters: {
    takes: 'SESSION|--source HOST [--csv]',
    words: 'what owners of moved accounts must know',
  },
  watch: { takes: 'SESSION', words: 'live, in the terminal' },
  wait: { takes: 'SESSION [--timeout SECONDS]', words: 'until it has ended' },
  parse: { takes: 'FILE|- [--json]', words: 'a master log alone, without cache and server' },
  control: { takes: 'SESSION pause|abort|resume', words: 'asks the server to do so' },
  ingest: { takes: '[SESSION] [--quiet]', words: 'bring the cache up to date' },
  metrics: { takes: '', words: 'OpenMetrics text' },
  doctor: { takes: '[--fault ID]', words: 'what is wrong with this installation' },
};

/** Where the words begin; what a command takes can be longer, then they are on a line of their own. */
const WORDS_COLUMN = 52;

/** The help of all commands. */
export function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { takes, words }]) => {
    const head = `  ${name.padEnd(10)} ${takes}`;
    return head.length < WORDS_COLUMN
      ? `${head.padEnd(WORDS_COLUMN)}${words}`
      : `${head}\n${' '.repeat(WORDS_COLUMN)}${words}`;
  });
  return `Usage: whm-transfers COMMAND

${lines.join('\n')}

  --help, --version; COMMAND --help; --debug: with an error, where in the program it occurred

Exit codes: 0 fine; 1 the session ended with failed or unfinished items, FAILED or ABORTED, or the server deleted it
before all had moved (show, wait, watch, parse), or it moved incompletely (show, wait, watch), or something differs
(verify; with --source also when an account is in no session), or something needs fixing (doctor); 2 usage; 3 not found,
also a log or an account that no session has moved; 4 cannot read or not allowed: also when everything that could be
read was fine but something could not be read (a certain failure is still 1); 5 still running when --timeout ran out.
`;
}

/** One line: how a command is called. Null for what is no command. */
export function usageLine(name: string): string | null {
  const command = lookUp(COMMANDS, name);
  return command ? `Usage: whm-transfers ${`${name} ${command.takes}`.trimEnd()}` : null;
}

/** The help of one command. Null for what is no command. */
export function helpOf(name: string): string | null {
  const line = usageLine(name);
  return line === null ? null : `${line}\n  ${lookUp(COMMANDS, name)?.words ?? ''}\n`;
}
