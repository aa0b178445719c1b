import { ISSUE_KINDS } from '../session/issue.ts';
import { SCHEMA_VERSION } from '../views/contract.ts';
import { ISSUE_CSV_HEAD, issueCsvLines } from '../views/report-csv.ts';
import { formatCount } from '../views/size.ts';
import { readArguments, wordOption } from './arguments.ts';
import { type Command, findSnapshot } from './command-context.ts';
import { exportGroups } from './export.ts';
import { plain, table, writeJsonList } from './output.ts';

/** `issues SESSION [--kind K] [--json|--csv]`: grouped over accounts; CSV has a line for each message. */
export const issues: Command = ({ openMonitor, output }, args) => {
  const given = readArguments(args, {
    words: ['SESSION'],
    options: { kind: true, json: false, csv: false },
  });
  const kind = wordOption(given, 'kind', ISSUE_KINDS);
  const monitor = openMonitor();
  const snapshot = findSnapshot(monitor, given.words[0] ?? '');
  const groups = exportGroups(monitor, snapshot, kind);
  if (given.flags.has('json')) {
    output.write(`{"schemaVersion":${SCHEMA_VERSION},"issues":`);
    writeJsonList(output, groups);
    output.write('}\n');
    return 0;
  }
  if (given.flags.has('csv')) {
    output.write(ISSUE_CSV_HEAD);
    for (const group of groups) for (const line of issueCsvLines(group)) output.write(line);
    return 0;
  }
  const rows = [...groups].map((group) => [
    group.kind,
    formatCount(group.count),
    plain(group.module ?? ''),
    plain(group.template),
    group.explanation?.title ?? '',
  ]);
  if (rows.length === 0) output.say('No issue was logged.');
  else output.write(table([['KIND', 'COUNT', 'MODULE', 'MESSAGE', 'EXPLANATION'], ...rows]));
  return 0;
};
