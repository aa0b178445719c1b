import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ITEM_SORTS } from '../../src/views/session-input.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-order-'));
const { id } = writeScenario(root, 'clean');
afterAll(() => removeFolder(root));

interface Item {
  name: string;
  type: string;
  size: number;
  queues: { TRANSFER: { startedAt: number }; RESTORE: { endedAt: number } };
}

const KEY: Record<string, (item: Item) => string | number> = {
  name: ({ name }) => name.toLowerCase(),
  size: ({ size }) => size,
  started: ({ queues }) => queues.TRANSFER.startedAt,
  duration: ({ queues }) => queues.RESTORE.endedAt - queues.TRANSFER.startedAt,
  // All have moved: nothing to tell apart.
  status: () => 0,
};

it.each(ITEM_SORTS)('items come in the order “%s”', (sort) => {
  const { status, body } = runPage(root, `session=${id}&sort=${sort}&format=json`);
  expect(status, body).toBe(200);
  const keyOf = KEY[sort.replace('-', '')] ?? (() => Number.NaN);
  const keys = (JSON.parse(body) as { items: Item[] }).items.map(keyOf);
  expect(keys.length).toBeGreaterThan(10);
  const sign = sort.startsWith('-') ? -1 : 1;
  const ordered = [...keys].sort((one, other) => (one < other ? -sign : one > other ? sign : 0));
  expect(keys).toEqual(ordered);
});
