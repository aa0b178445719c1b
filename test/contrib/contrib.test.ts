import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatOpenMetrics } from '../../src/views/openmetrics.ts';
import { repositoryRoot } from '../host/repository.ts';
import { checkMetrics, runPromtool } from '../promtool.ts';
import { removeFolder } from '../remove-folder.ts';
import { measuredSession, metricsInput } from '../views/measured-session.ts';
import { parseOpenMetrics } from '../views/openmetrics-grammar.ts';

const CONTRIB = join(repositoryRoot(), 'contrib');
const RULES = join(CONTRIB, 'prometheus/whm-transfers.rules.yml');
const DASHBOARD = join(CONTRIB, 'grafana/whm-transfers.json');
const SCRIPT = join(CONTRIB, 'node-exporter/whm-transfers-metrics');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contrib-test-'));
});
afterAll(() => removeFolder(folder));

/** Every metric that the program can give. */
function knownMetrics(): Set<string> {
  const all = measuredSession('s1', { etaSeconds: 60, bytesPerSecond: 1000 });
  return new Set(parseOpenMetrics(formatOpenMetrics(metricsInput([all]))).keys());
}

function metricsNamedIn(text: string): string[] {
  return [...new Set(text.match(/whm_transfers_\w+/g) ?? [])];
}

describe('alert rules', () => {
  test('are valid and name only metrics that exist', () => {
    expect(runPromtool(['check', 'rules', RULES])).toMatchObject({ code: 0 });
    const known = knownMetrics();
    const named = metricsNamedIn(readFileSync(RULES, 'utf8'));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('fire when they should, and only then', () => {
    const cases = join(folder, 'rules.test.yml');
    const alert = (name: string, at: string, alerts: string): string =>
      `      - { eval_time: ${at}, alertname: ${name}, exp_alerts: ${alerts} }`;
    const fired = (labels: string): string =>
      `[{ exp_labels: { instance: a, session: s1, ${labels} } }]`;
    const text = readFileSync(RULES, 'utf8')
      // promtool compares annotations too; their wording is not what is tested here.
      .replace(/^ {8}annotations:\n(?: {10}.*\n)+/gm, '');
    writeFileSync(join(folder, 'bare.rules.yml'), text);
    writeFileSync(
      cases,
      `rule_files: [bare.rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - { series: 'whm_transfers_session_stalled{instance="a",session="s1"}', values: '0x9 1x30' }
      - { series: 'whm_transfers_session_state{instance="a",session="s1",state="RUNNING"}', values: '1x60' }
      - { series: 'whm_transfers_session_items{instance="a",session="s1",status="failed"}', values: '0x19 2x40' }
      - { series: 'whm_transfers_generated_timestamp_seconds{instance="a"}', values: '0x60' }
    alert_rule_test:
${[
  alert('WhmTransferStalled', '8m', '[]'),
  alert('WhmTransferStalled', '11m', '[]'),
  alert('WhmTransferStalled', '16m', fired('severity: critical')),
  alert('WhmTransferItemsFailed', '15m', '[]'),
  alert('WhmTransferItemsFailed', '21m', fired('status: failed, severity: warning')),
  alert('WhmTransferEndedIncomplete', '25m', '[]'),
  alert('WhmTransferMetricsStale', '10m', '[]'),
  alert('WhmTransferMetricsStale', '30m', '[{ exp_labels: { instance: a, severity: warning } }]'),
].join('\n')}
  - interval: 1m
    input_series:
      - { series: 'whm_transfers_session_state{instance="a",session="s1",state="COMPLETED"}', values: '1x60' }
      - { series: 'whm_transfers_session_items{instance="a",session="s1",status="failed"}', values: '1x60' }
      - { series: 'whm_transfers_session_items{instance="a",session="s1",status="unfinished"}', values: '0x60' }
      - { series: 'whm_transfers_session_end_timestamp_seconds{instance="a",session="s1"}', values: '60x60' }
    alert_rule_test:
${[
  alert('WhmTransferEndedIncomplete', '5m', fired('severity: critical')),
  alert('WhmTransferItemsFailed', '5m', '[]'),
].join('\n')}
`,
    );
    const checked = runPromtool(['test', 'rules', cases]);
    expect(checked.words).toContain('SUCCESS');
    expect(checked.code).toBe(0);
  });
});

test('the dashboard is JSON and names only metrics that exist', () => {
  const text = readFileSync(DASHBOARD, 'utf8');
  const board = JSON.parse(text) as { panels: { targets: { expr: string }[] }[] };
  expect(board.panels.length).toBeGreaterThan(8);
  const known = knownMetrics();
  expect(metricsNamedIn(text).filter((name) => !known.has(name))).toEqual([]);
  // Each expression as a rule of its own: promtool reads its grammar.
  const rules = board.panels
    .flatMap(({ targets }) => targets)
    .map(({ expr }, i) => `      - { record: 'r${i}', expr: '${expr.replaceAll("'", "''")}' }`);
  const file = join(folder, 'board.rules.yml');
  writeFileSync(file, `groups:\n  - name: board\n    rules:\n${rules.join('\n')}\n`);
  expect(runPromtool(['check', 'rules', file])).toMatchObject({ code: 0 });
});

describe('the script for the textfile collector', () => {
  function run(command: string, target: string) {
    const path = join(folder, 'whm-transfers');
    writeFileSync(path, `#!/bin/sh\n${command}\n`);
    chmodSync(path, 0o755);
    return spawnSync('sh', [SCRIPT, target], { env: { ...process.env, WHM_TRANSFERS: path } });
  }

  test('writes what the command prints, readable for the collector', () => {
    const target = join(folder, 'good');
    mkdirSync(target);
    const text = formatOpenMetrics(metricsInput([measuredSession('s1')]));
    writeFileSync(join(folder, 'text'), text);
    expect(run(`cat '${join(folder, 'text')}'`, target).status).toBe(0);
    expect(readdirSync(target)).toEqual(['whm_transfers.prom']);
    const written = readFileSync(join(target, 'whm_transfers.prom'), 'utf8');
    expect(written).toBe(text);
    expect(checkMetrics(written)).toEqual({ code: 0, words: '' });
    expect(statSync(join(target, 'whm_transfers.prom')).mode & 0o777).toBe(0o644);
  });

  test.each([
    ['fails', 'echo whm_transfers_half 1; exit 4'],
    ['is cut short', 'echo whm_transfers_half 1'],
  ])('keeps the old file when the command %s', (_, command) => {
    const target = mkdtempSync(join(folder, 'old-'));
    writeFileSync(join(target, 'whm_transfers.prom'), 'old\n');
    expect(run(command, target).status).not.toBe(0);
    expect(readdirSync(target)).toEqual(['whm_transfers.prom']);
    expect(readFileSync(join(target, 'whm_transfers.prom'), 'utf8')).toBe('old\n');
  });

  test('is clean for ShellCheck', () => {
    execFileSync('shellcheck', [SCRIPT]);
  });
});
