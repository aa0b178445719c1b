import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { planSession } from '../host/simulator/plan.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { makeRoot, NOW, removeRoots, runCommand, runPage } from '../notify/server.ts';
import { checkMetrics } from '../promtool.ts';
import { type Family, parseOpenMetrics } from '../views/openmetrics-grammar.ts';

const SESSIONS = 1000;

let root = '';
let failedId = '';
beforeAll(() => {
  root = makeRoot();
  const failed = writeScenario(root, 'failed', { startedAt: NOW - 3600 });
  failedId = failed.id;
  const log = readFileSync(join(failed.folder, 'master.log'), 'utf8');
  const index = new IndexDatabase(root);
  for (let i = 1; i < SESSIONS; i++) {
    const id = `copyacct2026110112${String(i).padStart(4, '0')}many`;
    const startedAt = NOW - 86_400 - i;
    index.insert({ ...planSession({ seed: 'many', accounts: 0, startedAt }), id }, 0, 20);
    index.update(id, 200, startedAt + 60);
    const folder = join(root, 'var/cpanel/transfer_sessions', id);
    mkdirSync(folder);
    writeFileSync(join(folder, 'master.log'), log);
  }
  index.close();
});
afterAll(removeRoots);

function read(families: Map<string, Family>, name: string, label = ''): number | undefined {
  return families
    .get(`whm_transfers_${name}`)
    ?.samples.find(({ labels }) => label === '' || [...labels.values()].includes(label))?.value;
}

test(`promtool and the grammar of OpenMetrics accept the metrics of ${SESSIONS} sessions`, async () => {
  const { code, stdout, stderr } = await runCommand(root, 'metrics');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const families = parseOpenMetrics(stdout);
  expect(checkMetrics(stdout)).toEqual({ code: 0, words: '' });
  const shown = JSON.parse((await runCommand(root, 'show', failedId, '--json')).stdout);
  expect(shown.counts.failed).toBeGreaterThan(0);
  expect(read(families, 'sessions', 'FAILED')).toBe(SESSIONS);
  expect(read(families, 'items', 'failed')).toBe(shown.counts.failed * SESSIONS);
  expect(read(families, 'issues', 'altered')).toBe(shown.issueCounts.altered * SESSIONS);
  // The same log a thousand times: its groups are the same, and counted once.
  const groups = shown.issues.filter(({ kind }: { kind: string }) => kind === 'failure').length;
  expect(read(families, 'issue_groups', 'failure')).toBe(groups);
  expect(read(families, 'session_items', failedId)).toBeDefined();
  expect(families.get('whm_transfers_session_info')?.samples).toHaveLength(50);
  expect(stdout.split('\n').length).toBeLessThan(2500);

  const page = await runPage(root, { format: 'openmetrics' });
  expect(page.status).toBe(200);
  const ofPage = parseOpenMetrics(page.body);
  expect(read(ofPage, 'items', 'failed')).toBe(read(families, 'items', 'failed'));
}, 240_000);

test('takes no words', async () => {
  expect((await runCommand(root, 'metrics', 'more')).code).toBe(2);
});
