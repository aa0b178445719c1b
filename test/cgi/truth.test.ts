import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCENARIOS, writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand } from '../warm/run.ts';
import { createHostRoot } from './servers.ts';

let root = '';
beforeAll(() => {
  root = createHostRoot();
});
afterAll(() => removeFolder(root));

/** The built command's answer; its exit code tells of the session, not of the command. */
function show(id: string): Record<string, unknown> {
  const { stdout, stderr } = runCommand(root, ['show', id, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

interface ShownItem {
  type: string;
  name: string;
  localName: string | null;
  status: string;
}

// 1.6 logs name no local name where an item keeps its own.
const lineOf = ({ type, name, localName, status }: ShownItem): string =>
  `${type} ${name} ${localName ?? name} ${status}`;

test.each(SCENARIOS.filter((name) => name !== 'documented'))(
  'the command says of “%s” what really happened',
  async (name) => {
    const { id, truth } = writeScenario(root, name, { accounts: 300 });
    const shown = show(id);
    expect(shown).toMatchObject({
      state: truth.state,
      itemsTotal: truth.items.length,
      counts: truth.counts,
      issueCounts: truth.issueCounts,
      live: false,
    });
    const isKnown = ({ type }: ShownItem): boolean => !/^(\d+|QuantumRemoteRoot)$/.test(type);
    const lines = (items: ShownItem[]): string[] => items.filter(isKnown).map(lineOf).sort();
    expect(lines(shown.items as ShownItem[])).toEqual(lines(truth.items));
  },
);

// The queue knows a type of a later release by its number only, the log by its name: still one item.
test('an item of an unknown type is listed once', async () => {
  const { id, truth } = writeScenario(root, 'hostile');
  expect(show(id).items).toHaveLength(truth.items.length);
});
