import { failureOf, ITEM_CHOICES, QUEUES } from '../session/item.ts';
import { type Item, SCHEMA_VERSION } from '../views/contract.ts';
import { csvLine } from '../views/csv.ts';
import { ITEM_CSV_HEAD, itemCsvCells } from '../views/items-csv.ts';
import { formatSize } from '../views/size.ts';
import { readArguments, wordOption } from './arguments.ts';
import { type Command, findSnapshot } from './command-context.ts';
import { exportItems } from './export.ts';
import { plain, table, writeJsonList } from './output.ts';

/** `items SESSION [--queue Q] [--status S] [--search TEXT] [--json|--csv]` */
export const items: Command = ({ openMonitor, output }, args) => {
  const given = readArguments(args, {
    words: ['SESSION'],
    options: { queue: true, status: true, search: true, json: false, csv: false },
  });
  const choice = {
    queue: wordOption(given, 'queue', QUEUES),
    status: wordOption(given, 'status', ITEM_CHOICES),
    search: given.values.get('search') || null,
  };
  const monitor = openMonitor();
  const snapshot = findSnapshot(monitor, given.words[0] ?? '');
  const found = exportItems(monitor, snapshot, choice);
  if (given.flags.has('json')) {
    output.write(`{"schemaVersion":${SCHEMA_VERSION},"items":`);
    writeJsonList(output, found);
    output.write('}\n');
    return 0;
  }
  if (given.flags.has('csv')) {
    output.write(csvLine(ITEM_CSV_HEAD));
    for (const item of found) output.write(csvLine(itemCsvCells(item)));
    return 0;
  }
  const rows = [...found].map(itemRow);
  if (rows.length === 0) output.say('No item matches.');
  else output.write(table([['STATUS', 'TYPE', 'NAME', 'SIZE', 'REASON'], ...rows]));
  return 0;
};

function itemRow(item: Item): string[] {
  const renamed = item.localName !== null && item.localName !== item.name;
  return [
    item.status,
    plain(item.type),
    plain(renamed ? `${item.name} → ${item.localName}` : item.name),
    item.size === null ? '' : formatSize(item.size),
    plain(failureOf(item.queues) ?? ''),
  ];
}
