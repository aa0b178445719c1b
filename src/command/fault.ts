import { Problem } from '../app/problem.ts';
import type { ErrorRecord, FaultLine } from '../system/fault-entry.ts';
import { describeFault, readFaults, type WrittenFault } from '../system/fault-log.ts';
import { countNoun } from '../views/size.ts';
import { formatExact } from '../views/time.ts';
import type { CommandContext } from './command-context.ts';
import { type Finding, ok, warn } from './finding.ts';
import { plain } from './output.ts';

/** Older faults are not reported. */
const NEWS_SECONDS = 7 * 24 * 3600;
const MAX_LISTED = 5;

/** Removes the option that every command has. Everything after `--` is a name, whatever it looks like. */
export function takeDebug(args: readonly string[]): { given: string[]; isDebug: boolean } {
  const end = args.indexOf('--');
  const isDebug = (arg: string, i: number): boolean => arg === '--debug' && (end < 0 || i < end);
  return { given: args.filter((arg, i) => !isDebug(arg, i)), isDebug: args.some(isDebug) };
}

/** How a reader can find a fault again. */
export function faultHint({ id, trouble }: WrittenFault): string {
  return trouble === null
    ? `Fault ${id}. Details: whm-transfers doctor --fault ${id}`
    : `It could not be written to the fault log: ${plain(trouble)}`;
}

/** An error's calls and causes for a terminal, masked. */
export function stackLines(error: unknown): string[] {
  const { record, causes } = describeFault(error);
  return [record, ...causes].flatMap((one, i) => recordLines(one, i > 0));
}

function recordLines({ name, message, code, stack }: ErrorRecord, isCause: boolean): string[] {
  const head = `${isCause ? 'caused by ' : ''}${name}${code === null ? '' : ` (${code})`}: ${message}`;
  return [plain(head), ...stack.map((line) => `    ${plain(line)}`)];
}

/** `doctor --fault ID`: a fault as it was written down. @throws Problem where the log does not hold it */
export function showFault({ root, output }: CommandContext, id: string): number {
  const wanted = id.toUpperCase();
  const lines = readFaults(root);
  const fault = lines.find((line): line is FaultLine => !('again' in line) && line.id === wanted);
  if (!fault) throw new Problem('not-found', { code: 'no-fault', id });
  const again = lines.filter((line) => 'again' in line && line.again === wanted).length;
  const { at, where, asked, version, node, driver, causes } = fault;
  output.write(
    [
      `Fault ${fault.id}, ${formatExact(at)}, ${where}`,
      `asked: ${plain(asked)}`,
      `Transfer Monitor ${plain(version)}, Node ${plain(node)}, SQLite through ${plain(driver ?? 'no driver yet')}`,
      ...(again > 0 ? [`Repeated ${countNoun(again, 'time')} within a minute`] : []),
      '',
      ...[fault, ...causes].flatMap((one, i) => recordLines(one, i > 0)),
      '',
    ].join('\n'),
  );
  return 0;
}

/** The latest faults, for `doctor`. */
export function examineFaults({ root, now }: CommandContext): Finding[] {
  const since = now() - NEWS_SECONDS;
  const news = readFaults(root).filter(({ at }) => at >= since);
  const faults = news.filter((line): line is FaultLine => !('again' in line));
  if (faults.length === 0) return [ok('faults', 'No fault was logged in the last 7 days.')];
  const latest = faults.slice(-MAX_LISTED).reverse();
  const lines = latest.map(({ id, at, where, name, message }) =>
    `${id}  ${formatExact(at)}  ${where}  ${name}: ${message}`.slice(0, 200),
  );
  return [
    {
      ...warn(
        'faults',
        `${countNoun(news.length, 'fault')} in the last 7 days.`,
        'Details of one: whm-transfers doctor --fault ID',
      ),
      details: lines,
    },
  ];
}
