import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMetrics } from '../../src/views/metric.ts';
import { formatOpenMetrics, MAX_SERIES_SESSIONS } from '../../src/views/openmetrics.ts';
import { checkMetrics } from '../promtool.ts';
import { metricsInput as input, measuredSession as session } from './measured-session.ts';
import { parseOpenMetrics } from './openmetrics-grammar.ts';

function readValue(text: string, name: string, labels: Record<string, string> = {}): number | null {
  const family = parseOpenMetrics(text).get(`whm_transfers_${name}`);
  const found = family?.samples.find((sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels.get(label) === value),
  );
  return found?.value ?? null;
}

test('counts sessions, items, bytes and issues over all sessions', () => {
  const text = formatOpenMetrics(
    input([
      session('a1'),
      session('a2', {
        summary: {
          state: 'RUNNING',
          live: true,
          stalled: { since: 1, reason: 'x' },
          endedAt: null,
        },
      }),
      session('a3', { summary: { state: 'SOMETHING_NEW', archived: true } }),
    ]),
  );
  expect(readValue(text, 'sessions', { state: 'COMPLETED' })).toBe(1);
  expect(readValue(text, 'sessions', { state: 'PAUSED' })).toBe(0);
  expect(readValue(text, 'sessions', { state: 'OTHER' })).toBe(1);
  expect(readValue(text, 'sessions_stalled')).toBe(1);
  expect(readValue(text, 'sessions_live')).toBe(1);
  expect(readValue(text, 'sessions_archived')).toBe(1);
  expect(readValue(text, 'items', { status: 'failed' })).toBe(3);
  expect(readValue(text, 'issues', { kind: 'altered' })).toBe(6);
  expect(readValue(text, 'issue_groups', { kind: 'altered' })).toBe(1);
  expect(readValue(text, 'size_bytes', { queue: 'TRANSFER' })).toBe(3000);
  expect(readValue(text, 'done_bytes', { queue: 'TRANSFER' })).toBe(2700);
  expect(readValue(text, 'notices', { state: 'sent' })).toBe(2);
  expect(readValue(text, 'session_progress_ratio', { session: 'a1' })).toBe(0.6247);
  const { level, incomplete } = session('a1').summary.verdict;
  expect(readValue(text, 'session_verdict', { session: 'a1', level })).toBe(1);
  expect(readValue(text, 'session_results', { session: 'a1', result: 'incomplete' })).toBe(
    incomplete,
  );
  expect(readValue(text, 'session_stalled', { session: 'a2' })).toBe(1);
  expect(readValue(text, 'session_state', { session: 'a3', state: 'SOMETHING_NEW' })).toBe(1);
});

test('tells of sources over all their sessions, and of what is ahead', () => {
  const text = formatOpenMetrics(
    input([
      session('a1', {
        forecast: [
          { kind: 'disk', level: 'alarm', at: 1_793_601_000, item: 'bob', text: 'full' },
          { kind: 'name', level: 'alarm', at: null, item: 'eve', text: 'taken' },
        ],
      }),
    ]),
  );
  const source = 'old.example.net';
  expect(readValue(text, 'source_sessions', { source })).toBe(2);
  expect(readValue(text, 'source_accounts', { source, result: 'clean' })).toBe(3);
  expect(readValue(text, 'source_accounts', { source, result: 'failed' })).toBe(1);
  expect(readValue(text, 'source_settled_later_accounts', { source })).toBe(2);
  expect(readValue(text, 'source_unassigned_accounts', { source })).toBeNull();
  expect(readValue(text, 'source_verified_accounts', { source, result: 'differs' })).toBe(1);
  expect(readValue(text, 'session_forecast', { kind: 'name', level: 'alarm' })).toBe(1);
  const times = { session: 'a1', kind: 'disk' };
  expect(readValue(text, 'session_forecast_timestamp_seconds', times)).toBe(1_793_601_000);
  expect(readValue(text, 'session_forecast_timestamp_seconds', { kind: 'name' })).toBeNull();
});

test('gives no value for what is not known', () => {
  const text = formatOpenMetrics(input([session('a1')]));
  expect(readValue(text, 'session_eta_seconds')).toBeNull();
  expect(readValue(text, 'session_size_bytes', { queue: 'RESTORE' })).toBeNull();
});

test('keeps the number of series bounded, with sessions that go on first', () => {
  const many = Array.from({ length: 1000 }, (_, i) =>
    session(`s${i}`, {
      summary: { startedAt: 1_793_000_000 + i, state: i === 0 ? 'PAUSED' : 'COMPLETED' },
    }),
  );
  const text = formatOpenMetrics(input(many));
  const families = parseOpenMetrics(text);
  const named = families.get('whm_transfers_session_info')?.samples ?? [];
  const ids = named.map(({ labels }) => labels.get('session'));
  expect(ids).toHaveLength(MAX_SERIES_SESSIONS);
  expect(ids.slice(0, 2)).toEqual(['s0', 's999']);
  expect(readValue(text, 'sessions', { state: 'COMPLETED' })).toBe(999);
  const series = [...families.values()].reduce((sum, { samples }) => sum + samples.length, 0);
  expect(series).toBeLessThan(3000);
  expect(checkMetrics(text)).toEqual({ code: 0, words: '' });
});

test('the check of metrics finds what is wrong', () => {
  expect(checkMetrics('# TYPE a gauge\na{b="c} 1\n').code).not.toBe(0);
  expect(() => parseOpenMetrics('# TYPE a gauge\n\na 1\n# EOF\n')).toThrow('line 2');
  expect(() => parseOpenMetrics('# TYPE a gauge\na 1\na 1\n# EOF\n')).toThrow('twice');
  expect(() => parseOpenMetrics('# TYPE a gauge\na{b="c"} 1\n')).toThrow('end');
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom('"', '\\', '\n', '\\"', '"}\n# EOF\n', '\ud800', '\udc00x', '\u0000', 'a\r\nb'),
);

test('no text in a label can break the format', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (source, state, version) => {
      const text = formatOpenMetrics(
        input([session('a1', { summary: { sourceHost: source, state, formatVersion: version } })]),
      );
      expect(Buffer.from(text).toString()).toBe(text);
      const info = parseOpenMetrics(text).get('whm_transfers_session_info')?.samples[0];
      const shown = info?.labels.get('source') ?? '';
      expect(shown).not.toMatch(/[\u0000-\u001f]/);
      if (/^[\u0020-\u007e]{0,200}$/.test(source)) expect(shown).toBe(source);
    }),
    { numRuns: 300 },
  );
});

test('promtool takes hostile labels', () => {
  const samples = fc.sample(hostile, 200).map((text, i) => ({
    labels: [
      ['n', String(i)],
      ['text', text],
    ] as const,
    value: i,
  }));
  const text = formatMetrics([{ name: 'hostile', unit: null, help: 'Hostile texts.', samples }]);
  expect(checkMetrics(text)).toEqual({ code: 0, words: '' });
});
