import { lookUp } from '../session/look-up.ts';

/** The arguments of each command, and what it is for. */
const COMMANDS = {
  list: { takes: '[--state S] [--json]', words: 'list all sessions' },
  show: { takes: 'SESSION [--json]', words: 'show one session' },
  items: {
    takes: 'SESSION [--queue Q] [--status S] [--search TEXT] [--json|--csv]',
    words: 'list its items',
  },
  issues: {
    takes: 'SESSION [--kind K] [--json|--csv]',
    words: 'list its issues, grouped across accounts',
  },
  log: {
    takes: 'SESSION [LOGFILE] [--severity S] [--grep TEXT] [--follow] [--json]',
    words: 'print a log; without LOGFILE the master log, with --grep all logs',
  },
  account: { takes: 'NAME [--json]', words: 'show one account across all sessions' },
  retry: {
    takes: 'SESSION [--include all] [--json]',
    words: 'print commands that move again what did not move',
  },
  verify: {
    takes: 'SESSION|--source HOST [--item NAME] [--quiet] [--json]',
    words: 'check whether what was moved is on this server',
  },
  source: {
    takes: '[HOST] [--json|--csv]',
    words: 'show one source across all its sessions; without HOST all sources',
  },
  letters: {
    takes: 'SESSION|--source HOST [--csv]',
    words: 'write what the owners of moved accounts must know',
  },
  watch: { takes: 'SESSION', words: 'follow it live in the terminal' },
  wait: { takes: 'SESSION [--timeout SECONDS]', words: 'wait until it has ended' },
  parse: { takes: 'FILE|- [--json]', words: 'read a master log alone, without cache and server' },
  control: {
    takes: 'SESSION pause|abort|resume',
    words: 'ask the server to pause, abort or resume a session',
  },
  ingest: { takes: '[SESSION] [--quiet]', words: 'bring the cache up to date' },
  metrics: { takes: '', words: 'print metrics as OpenMetrics text' },
  doctor: { takes: '[--fault ID]', words: 'check this installation, and say how to fix it' },
} as const satisfies Readonly<Record<string, { takes: string; words: string }>>;

export type CommandName = keyof typeof COMMANDS;

/** Where the descriptions begin; after longer arguments they are on a line of their own. */
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

  --help, --version    this help, the version; COMMAND --help: the help of one command
  --debug              with an error: where in the program it occurred

Exit codes:
  0  fine
  1  the session ended FAILED or ABORTED, or with failed or unfinished items, or the server deleted it before all had
     moved (show, wait, watch, parse); it moved incompletely (show, wait, watch); something differs (verify; with
     --source also when an account is in no session); something needs fixing (doctor)
  2  wrong usage
  3  not found: a session, an item, a log, or an account that no session has moved
  4  not allowed, or something could not be read, even if everything else was fine (a certain failure is still 1)
  5  still running when --timeout ran out
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
