import { noteDamage } from '../app/cache-damage.ts';
import { cacheTroubles, gapsOf } from '../app/cache-limit.ts';
import { findDriver } from '../app/find-driver.ts';
import { type Monitor, openMonitor } from '../app/monitor.ts';
import { Problem } from '../app/problem.ts';
import { recordUnexpected } from '../app/unexpected.ts';
import { maskSecrets } from '../log/mask.ts';
import { lookUp } from '../session/look-up.ts';
import { isDamage } from '../store/cache.ts';
import { isBusyError } from '../store/driver.ts';
import { dropSecrets, readEnvironment } from '../system/environment.ts';
import { errnoOf, wordsOf } from '../system/errno.ts';
import { beginFaultLog, writeMistakesWith } from '../system/fault-context.ts';
import { recordFault } from '../system/fault-log.ts';
import { writeAll } from '../system/safe-file.ts';
import { VERSION } from '../version.ts';
import { account } from './account.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext } from './context.ts';
import { control } from './control.ts';
import { doctor } from './doctor.ts';
import { examineArchive, examineCode, examineNotices } from './examine-history.ts';
import { faultWords, showFault, stackLines, takeDebug } from './fault.ts';
import { ingest } from './ingest.ts';
import { issues } from './issues.ts';
import { items } from './items.ts';
import { list } from './list.ts';
import { log } from './log.ts';
import { metrics } from './metrics.ts';
import { harmless, type Output, plain } from './output.ts';
import { parse } from './parse.ts';
import { retry } from './retry.ts';
import { show } from './show.ts';
import { source } from './source.ts';
import { helpOf, usage, usageLine } from './usage.ts';
import { verify } from './verify.ts';
import { wait } from './wait.ts';
import { watch } from './watch.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  account,
  control,
  doctor(context, args) {
    const { values } = readArguments(args, { words: [], options: { fault: true } });
    const id = values.get('fault');
    if (id !== undefined) return showFault(context, id);
    return doctor(context, VERSION, [examineArchive, examineNotices, examineCode]);
  },
  ingest,
  issues,
  items,
  list,
  log,
  metrics,
  parse,
  retry,
  show,
  source,
  verify,
  wait,
  watch,
};

/** How long a command waits for another process that writes the cache, before it reads what is there. */
const BUSY_MS = 3_000;

async function main(): Promise<number> {
  const told = new Set<string>();
  const output = processOutput(told);
  const exitCode = await run(output, told);
  output.flush();
  return exitCode;
}

async function run(output: Output, told: ReadonlySet<string>): Promise<number> {
  const { root } = readEnvironment(process.env);
  const childEnv = dropSecrets(process.env);
  const { given, isDebug } = takeDebug(process.argv.slice(2));
  beginFaultLog({
    root,
    where: process.env.WHM_TRANSFERS_CALLER === 'hook' ? 'hook' : 'command',
    asked: ['whm-transfers', ...given].join(' '),
  });
  writeMistakesWith(recordFault);
  const [name, ...args] = given;
  if (name === '--version') {
    output.write(`whm-transfers ${VERSION}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    output.write(helpOf(args[0] ?? '') ?? usage());
    return 0;
  }
  const command = name === undefined ? undefined : lookUp(COMMANDS, name);
  if (!command) {
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
    openMonitor(busyMs = BUSY_MS) {
      if (process.getuid?.() !== 0 && root === '/') {
        throw new Problem('forbidden', 'Only root may read transfer sessions.');
      }
      monitor ??= openMonitor({ root, driver: findDriver(root), busyMs, now: now() });
      for (const trouble of monitor.configTroubles) output.say(trouble);
      for (const trouble of cacheTroubles(monitor)) sayOnce(plain(trouble));
      return monitor;
    },
  };
  try {
    const code = await command(context, args);
    const gaps = monitor === null ? [] : gapsOf(monitor);
    for (const words of gaps) sayOnce(plain(words));
    // A failure that is certain stays one; that all is well is certain only where all could be read.
    return code === 0 && (monitor as Monitor | null)?.unread.size ? 4 : code;
  } catch (error) {
    return failure(output, root, { name: name ?? '', isDebug }, error);
  } finally {
    (monitor as Monitor | null)?.db.close();
  }
}

/** Behind `--` stand names, whatever they look like. */
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
  const words = maskSecrets(wordsOf(error));
  output.say(`whm-transfers ${name}: ${plain(words)}`);
  if (fault) output.say(faultWords(fault));
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

/** @param told takes what is said */
function processOutput(told: Set<string>): Output {
  const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
  let held = '';
  const flush = (): void => {
    writeAll(1, Buffer.from(held));
    held = '';
  };
  return {
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
}

/** So much is held back before it is written: exports write many small pieces. */
const HELD_CHARACTERS = 64 * 1024;

/** Where nobody hears the words (a closed or full stderr), the exit code still tells what happened. */
function sayAll(words: string): void {
  try {
    writeAll(2, Buffer.from(`${harmless(words, false)}\n`));
  } catch {
    // There is no other place to say it.
  }
}

/** The reader (`head`, a closed pager) has seen enough. */
function isBrokenPipe(error: unknown): boolean {
  return errnoOf(error) === 'EPIPE';
}

/** What no promise of ours waits for, and what goes wrong while the command ends. */
function fail(error: unknown): void {
  if (isBrokenPipe(error)) return;
  const fault = recordUnexpected(error);
  sayAll(`whm-transfers: ${plain(maskSecrets(wordsOf(error)))}`);
  if (fault) sayAll(faultWords(fault));
  process.exitCode = 4;
}

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

main().then((exitCode) => {
  process.exitCode = exitCode;
}, fail);
