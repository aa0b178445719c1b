import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Item, Session } from '../../src/views/contract.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-activity-'));
afterAll(() => removeFolder(root));

/** The items of each worker, as the timeline of the page says them. */
function lanesOf(body: string): Record<string, number> {
  const rows = body.matchAll(
    /<th scope="row"[^>]*>(\w+ \d+)<\/th>.*?data-label="items">([\d,]+)</gs,
  );
  return Object.fromEntries(
    [...rows].map(([, worker, items]) => [worker, Number(items?.replace(',', ''))]),
  );
}

/** The same from the items of the JSON: what a worker has really begun. */
function workersOf(items: readonly Item[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { queues } of items) {
    for (const [queue, word] of [
      ['TRANSFER', 'Transfer'],
      ['RESTORE', 'Restore'],
    ] as const) {
      const phase = queues[queue];
      if (!phase || phase.childNumber === null || phase.attempts === 0) continue;
      const key = `${word} ${phase.childNumber}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

describe.each(['large', 'deaths', 'failed', 'aborted', 'resumed'] as const)('%s', (scenario) => {
  const { id } = writeScenario(root, scenario);
  const page = runPage(root, `session=${id}&tab=activity`);

  it('has as many items at each worker as the JSON', () => {
    expect(page.status).toBe(200);
    const json = runPage(root, `session=${id}&format=json&per_page=1000`);
    const { items, itemsTotal } = JSON.parse(json.body) as Session;
    expect(items).toHaveLength(itemsTotal);
    const lanes = lanesOf(page.body);
    expect(Object.keys(lanes).length).toBeGreaterThanOrEqual(4);
    expect(lanes).toEqual(workersOf(items));
  });

  it('speaks of workers alone, and links each mark', () => {
    const words = page.body.replace(/<[^>]*>/g, ' ');
    expect(words).not.toMatch(/\bchild(ren)?\b|\bprocess(es)?\b/i);
    const marks = page.body.match(/class="tm-work(?: tm-work-success)?"/g) ?? [];
    const links =
      page.body.match(/<a href="[^"]+" class="tm-work-link"><title>[^<]+<\/title>/g) ?? [];
    expect(links.length).toBeGreaterThan(20);
    expect(links.length).toBeLessThanOrEqual(marks.length);
  });
});
