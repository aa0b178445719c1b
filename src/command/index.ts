import { noteDamage } from '../app/cache-damage.ts';
import { cacheWarnings, incompleteWarnings, recoverFrom } from '../app/cache-limit.ts';
import { type Monitor, openMonitor } from '../app/monitor.ts';
import { PROBLEMS, Problem, requireHostRoot } from '../app/problem.ts';
import { isCacheError, recordUnexpected } from '../app/session-trouble.ts';
import { maskSecrets } from '../log/mask.ts';
import { lookUp } from '../session/look-up.ts';
import { isDamage } from '../store/cache.ts';
import { isBusyError } from '../store/driver.ts';
import { findDriver } from '../store/driver-choice.ts';
import { dropSecrets, readEnvironment } from '../system/environment.ts';
import { errnoOf, errorMessage } from '../system/errno.ts';
import { beginFaultLog, writeBugsWith } from '../system/fault-context.ts';
import { recordFault } from '../system/fault-log.ts';
import { writeAll } from '../system/safe-file.ts';
import { VERSION } from '../version.ts';
import { problemWords } from '../views/problem-words.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext } from './command-context.ts';
import { faultHint, showFault, stackLines, takeDebug } from './fault.ts';
import { harmless, type Output, plain } from './output.ts';
import { type CommandName, helpOf, usage, usageLine } from './usage.ts';

/** Each command is loaded when it is called: loading what the others need would make every start slower. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  account: async () => (await import('./account.ts')).account,
  control: async () => (await import('./control.ts')).control,
  doctor: async () => {
    const { doctor } = await import('./doctor.ts');
    const { examineArchive, examineCode, examineNotifications } = await import(
      './examine-history.ts'
    );
    return (context, args) => {
      const { values } = readArguments(args, { words: [], options: { fault: true } });
      const id = values.get('fault');
      if (id !== undefined) return showFault(context, id);
      return doctor(context, VERSION, [examineArchive, examineNotifications, examineCode]);
    };
  },
  ingest: async () => (await import('./ingest.ts')).ingest,
  issues: async () => (await import('./issues.ts')).issues,
  items: async () => (await import('./items.ts')).items,
  letters: async () => (await import('./letters.ts')).letters,
  list: async () => (await import('./list.ts')).list,
  log: async () => (await import('./log.ts')).log,
  metrics: async () => (await import('./metrics.ts')).metrics,
  parse: async () => (await import('./parse.ts')).parse,
  retry: async () => (await import('./retry.ts')).retry,
  show: async () => (await import('./show.ts')).show,
  source: async () => (await import('./source.ts')).source,
  verify: async () => (await import('./verify.ts')).verify,
  wait: async () => (await import('./wait.ts')).wait,
  watch: async () => (await import('./watch.ts')).watch,
};

/** How long a command waits for another process that writes the cache, before it reads what is there. */
const BUSY_MS = 3_000;

async function main(): Promise<number> {
  const told = new Set<string>();
  const { output, startOver } = processOutput(told);
  const exitCode = await run(output, startOver, told);
  output.flush();
  return exitCode;
}

/** @param startOver discards what was written, as long as none of it has been output yet */
async function run(
  output: Output,
  startOver: () => boolean,
  told: ReadonlySet<string>,
): Promise<number> {
  const { root } = readEnvironment(process.env);
  const childEnv = dropSecrets(process.env);
  const { given, isDebug } = takeDebug(process.argv.slice(2));
  beginFaultLog({
    root,
    where: process.env.WHM_TRANSFERS_CALLER === 'hook' ? 'hook' : 'command',
    asked: ['whm-transfers', ...given].join(' '),
  });
  writeBugsWith(recordFault);
  const [name, ...args] = given;
  if (name === '--version') {
    output.write(`whm-transfers ${VERSION}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    output.write(helpOf(args[0] ?? '') ?? usage());
    return 0;
  }
  const load = name === undefined ? undefined : lookUp(COMMANDS, name);
  if (!load) {
    output.say(
      name === undefined
        ? usage().trimEnd()
        : `There is no command “${plain(name)}”.\nAll commands: whm-transfers --help`,
    );
    return 2;
  }
  if (asksForHelp(args)) {
    output.write(helpOf(name ?? '') ?? '');
    return 0;
  }
  let monitor: Monitor | null = null;
  const sayOnce = (words: string): void => {
    if (!told.has(words)) output.say(words);
  };
  const now = (): number => Math.floor(Date.now() / 1000);
  const context: CommandContext = {
    root,
    output,
    childEnv,
    now,
    closeMonitor() {
      monitor?.db.close();
      monitor = null;
    },
    openMonitor({ busyMs = BUSY_MS, isRepairer = false } = {}) {
      if (process.getuid?.() !== 0 && root === '/') {
        throw new Problem('forbidden', { code: 'command-for-root' });
      }
      requireHostRoot(root);
      monitor ??= openMonitor({ root, driver: findDriver(root), busyMs, now: now(), isRepairer });
      for (const trouble of monitor.configTroubles) sayOnce(trouble);
      for (const trouble of cacheWarnings(monitor)) sayOnce(plain(trouble));
      return monitor;
    },
  };
  /** @returns whether something could not be read */
  const sayIncomplete = (held: Monitor | null): boolean => {
    for (const words of held === null ? [] : incompleteWarnings(held)) sayOnce(plain(words));
    return held !== null && held.unread.size > 0;
  };
  try {
    const command = await load();
    const code = await repeat(
      () => command(context, args),
      (error) => READING.has(name ?? '') && recovers(monitor, error) && startOver(),
    );
    // A certain failure stays one; “all is well” or “nothing found” is certain only where everything could be read.
    return sayIncomplete(monitor) && (code === 0 || code === NOTHING_FOUND) ? 4 : code;
  } catch (error) {
    const code = failure(output, root, { name: name ?? '', isDebug }, error);
    return code === NOTHING_FOUND && sayIncomplete(monitor) ? 4 : code;
  } finally {
    (monitor as Monitor | null)?.db.close();
  }
}

/** The commands that can start over with what is left: they have not done anything yet. */
const READING: ReadonlySet<string> = new Set<CommandName>([
  'account',
  'issues',
  'items',
  'letters',
  'list',
  'log',
  'metrics',
  'retry',
  'show',
  'wait',
  'watch',
]);

const NOTHING_FOUND = PROBLEMS['not-found'].exitCode;

function recovers(monitor: Monitor | null, error: unknown): boolean {
  return monitor !== null && isCacheError(error) && recoverFrom(monitor, error);
}

/** Repeats the work as long as that can help. */
async function repeat<T>(
  work: () => Promise<T> | T,
  canHelp: (error: unknown) => boolean,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!canHelp(error)) throw error;
    }
  }
}

/** Everything after `--` is a name, whatever it looks like. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
}

function failure(
  output: Output,
  root: string,
  { name, isDebug }: { name: string; isDebug: boolean },
  error: unknown,
): number {
  if (isBrokenPipe(error)) return 0;
  const fault = recordUnexpected(error);
  const words = maskSecrets(
    error instanceof Problem ? problemWords(error.facts) : errorMessage(error),
  );
  output.say(`whm-transfers ${name}: ${plain(words)}`);
  if (fault) output.say(faultHint(fault));
  if (isDebug) for (const line of stackLines(error)) output.say(line);
  if (error instanceof Problem && error.code === 'malformed') output.say(usageLine(name) ?? '');
  if (error instanceof Problem) return error.exitCode;
  if (isBusyError(error)) output.say('Another process is writing the cache; try again.');
  if (isDamage(error)) {
    noteDamage(root);
    output.say('The cache is damaged. Run: whm-transfers ingest');
  }
  return 4;
}

/** @param told collects what is said */
function processOutput(told: Set<string>): { output: Output; startOver: () => boolean } {
  const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
  let held = '';
  let hasGivenOn = false;
  const flush = (): void => {
    if (held !== '') hasGivenOn = true;
    writeAll(1, Buffer.from(held));
    held = '';
  };
  const startOver = (): boolean => {
    held = '';
    return !hasGivenOn;
  };
  const output: Output = {
    write(text) {
      held += harmless(text, isTerminal);
      if (held.length > HELD_CHARACTERS) flush();
    },
    steer(sequence) {
      held += sequence;
    },
    flush,
    say(words) {
      flush();
      told.add(words);
      sayAll(words);
    },
    isTerminal,
    // A terminal that does not know its size says 0.
    get columns() {
      return process.stdout.columns || 80;
    },
    get rows() {
      return process.stdout.rows || 24;
    },
  };
  return { output, startOver };
}

/** How much is held back before it is written: exports write many small pieces. */
const HELD_CHARACTERS = 64 * 1024;

/** Where nobody reads the words (stderr is closed or full), the exit code still tells what happened. */
function sayAll(words: string): void {
  try {
    writeAll(2, Buffer.from(`${harmless(words, false)}\n`));
  } catch {
    // There is no other place to say it.
  }
}

/** The reader (`head`, a pager that was closed) has seen enough. */
function isBrokenPipe(error: unknown): boolean {
  return errnoOf(error) === 'EPIPE';
}

/** Rejections and errors that no promise of ours waits for, and errors while the command ends. */
function fail(error: unknown): void {
  if (isBrokenPipe(error)) return;
  const fault = recordUnexpected(error);
  sayAll(`whm-transfers: ${plain(maskSecrets(errorMessage(error)))}`);
  if (fault) sayAll(faultHint(fault));
  process.exitCode = 4;
}

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

main().then((exitCode) => {
  process.exitCode = exitCode;
}, fail);
