import type { IssueGroup, Item, Session } from '../views/contract.ts';
import { steerlessJson } from '../views/steering.ts';
import type { Output } from './output.ts';

/** Writes a list element by element: an export of any size holds one of them in memory. */
export function writeJsonList(output: Output, list: Iterable<unknown>): void {
  let separator = '';
  output.write('[');
  for (const element of list) {
    output.write(`${separator}${steerlessJson(element)}`);
    separator = ',\n';
  }
  output.write(']');
}

/** A whole session: its head, then its items and issue groups one by one. */
export function writeSessionJson(
  output: Output,
  head: object,
  items: Iterable<Item>,
  issues: Iterable<IssueGroup>,
): void {
  const { items: _, issues: __, ...rest } = head as Partial<Session>;
  output.write(`${steerlessJson(rest).slice(0, -1)},"items":`);
  writeJsonList(output, items);
  output.write(',"issues":');
  writeJsonList(output, issues);
  output.write('}\n');
}
