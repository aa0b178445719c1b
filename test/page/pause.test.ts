import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

const root = mkdtempSync(join(tmpdir(), 'transfer-monitor-pause-'));
afterAll(() => removeFolder(root));

it.each([
  ['resumed', true],
  ['clean', false],
] as const)('the timeline of a session that was “%s” shows a pause: %s', (scenario, isPaused) => {
  const { id } = writeScenario(root, scenario);
  const { status, body } = runPage(root, `session=${id}&tab=activity`);
  expect(status).toBe(200);
  expect(body).toContain('Timeline');
  expect(/Paused from \d\d:\d\d:\d\d to \d\d:\d\d:\d\d, [^<]+</.test(body)).toBe(isPaused);
  expect(body.includes('class="tm-pause"')).toBe(isPaused);
});
