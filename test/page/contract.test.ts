import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScenarioName, writeScenario } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommand, runPage } from '../warm/run.ts';

type Json = Record<string, unknown>;

const SUMMARY =
  `id state live stalled archived initiator creator sourceHost targetHost formatVersion
  startedAt endedAt lastActivityAt percent itemsTotal itemsDone counts issueCounts verdict`.split(
    /\s+/,
  );
const SESSION = [
  ...SUMMARY,
  ...'etaSeconds bytesPerSecond queues workers items issues warnings forecast bottleneck cursor'.split(
    ' ',
  ),
];
const STATUSES = 'success warning failed active pending unfinished'.split(' ');
const KINDS = 'failure dangerous altered skipped warning'.split(' ');
const ITEM =
  'type name localName label size status result evidence evidenceExplanation verified queues'.split(
    ' ',
  );
const PHASE = `status percent startedAt endedAt childNumber pid logfile attempts counts failure
  message`.split(/\s+/);
const QUEUE = `queue total pending active success warning failed unfinished sizeTotal sizeDone
  percent`.split(/\s+/);
const GROUP = 'id kind module function line template count itemCount items explanation'.split(' ');

function expectKeys(value: unknown, keys: readonly string[]): void {
  expect(Object.keys(value as Json).sort()).toEqual([...keys].sort());
}

function expectSession(session: Json, extra: readonly string[]): void {
  expectKeys(session, [...SESSION, 'schemaVersion', ...extra]);
  expect(session.schemaVersion).toBe(1);
  expectKeys(session.counts, STATUSES);
  expectKeys(session.issueCounts, KINDS);
  expectVerdict(session);
  const counts = Object.values(session.counts as Record<string, number>);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(session.itemsTotal);
  expect((session.issueCounts as Json).failure).toBe((session.counts as Json).failed);
  for (const queue of session.queues as Json[]) {
    expectKeys(queue, QUEUE);
    const parts = STATUSES.map((status) => Number(queue[status]));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(queue.total);
  }
  for (const worker of session.workers as Json[]) {
    expectKeys(worker, ['queue', 'childNumber', 'pid', 'item', 'since', 'restarts']);
  }
  for (const item of session.items as Json[]) {
    expectKeys(item, ITEM);
    for (const phase of Object.values(item.queues as Json))
      if (phase !== null) expectKeys(phase, PHASE);
  }
  for (const group of session.issues as Json[]) {
    expectKeys(group, GROUP);
    expect(group.items).toHaveLength(Number(group.count));
    for (const entry of group.items as Json[]) {
      expectKeys(entry, ['type', 'name', 'queue', 'text', 'repair']);
    }
  }
}

const VERDICT = `level sentence clean review incomplete failed unfinished followUps
  logsRead`.split(/\s+/);

function expectVerdict(session: Json): void {
  const verdict = session.verdict as Json;
  const counts = session.counts as Record<string, number>;
  expectKeys(verdict, VERDICT);
  expectKeys(verdict.followUps, ['total', 'done']);
  expectKeys(verdict.logsRead, ['read', 'of']);
  expect(['open', 'good', 'review', 'bad']).toContain(verdict.level);
  const moved = Number(verdict.clean) + Number(verdict.review) + Number(verdict.incomplete);
  expect(moved).toBe(Number(counts.success) + Number(counts.warning));
  expect(verdict).toMatchObject({ failed: counts.failed, unfinished: counts.unfinished });
}

let root = '';
const ids = new Map<ScenarioName, string>();
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'transfer-monitor-contract-'));
  const names: Exclude<ScenarioName, 'documented'>[] = [
    'deaths',
    'hostile',
    'aborted',
    'old',
    'pending',
    'running',
  ];
  for (const name of names) ids.set(name, writeScenario(root, name).id);
});
afterAll(() => removeFolder(root));

describe('the JSON that scripts rely on has these names and no others', () => {
  it.each(['deaths', 'hostile', 'aborted', 'old', 'pending', 'running'] as const)('%s', (name) => {
    const id = ids.get(name) ?? '';
    const shown = JSON.parse(runCommand(root, ['show', id, '--json']).stdout) as Json;
    expectSession(shown, []);
    const page = JSON.parse(runPage(root, `session=${id}&format=json&per_page=1000`).body) as Json;
    expectSession(page, ['paging']);
    expectKeys(page.paging, ['page', 'perPage', 'itemsTotal', 'issuesTotal']);
    expect(page.counts).toEqual(shown.counts);
    expect(page.issueCounts).toEqual(shown.issueCounts);
  });

  it('lists, items, issues and accounts', () => {
    const json = (...args: string[]): Json => JSON.parse(runCommand(root, args).stdout) as Json;
    const id = ids.get('deaths') ?? '';
    const { sessions, ...list } = json('list', '--json');
    expect(list).toEqual({ schemaVersion: 1 });
    for (const session of sessions as Json[]) expectKeys(session, SUMMARY);
    expectKeys(json('items', id, '--json'), ['schemaVersion', 'items']);
    expectKeys(json('issues', id, '--json'), ['schemaVersion', 'issues']);
    const [item] = json('items', id, '--status', 'failed', '--json').items as Json[];
    const account = json('account', String(item?.name), '--json');
    expectKeys(account, ['schemaVersion', 'account', 'attempts']);
    for (const attempt of account.attempts as Json[]) {
      expectKeys(
        attempt,
        'sessionId type name localName status startedAt endedAt failure'.split(' '),
      );
    }
  });

  it('pages through all items without a gap or a repetition', () => {
    const id = ids.get('running') ?? '';
    const all = JSON.parse(runPage(root, `session=${id}&format=json&per_page=1000`).body) as Json;
    const names = (session: Json) =>
      (session.items as Json[]).map(({ type, name }) => `${String(type)} ${String(name)}`);
    const paged: string[] = [];
    for (let page = 1; page <= 8; page += 1) {
      const query = `session=${id}&format=json&per_page=7&page=${page}`;
      paged.push(...names(JSON.parse(runPage(root, query).body) as Json));
    }
    expect(paged).toEqual(names(all));
    expect(new Set(paged).size).toBe(all.itemsTotal);
  });

  it('gives the whole to the cursor of another session, or of a place that is not there', () => {
    const ask = (name: ScenarioName, more = ''): Json =>
      JSON.parse(runPage(root, `session=${ids.get(name) ?? ''}&format=json${more}`).body) as Json;
    const whole = ask('deaths');
    const parts = JSON.parse(
      Buffer.from(String(whole.cursor), 'base64url').toString(),
    ) as unknown[];
    const beyond = Buffer.from(
      JSON.stringify(parts.map((part, n) => (n === 2 ? 1e12 : n === 5 ? '' : part))),
    ).toString('base64url');
    for (const cursor of [String(ask('aborted').cursor), beyond]) {
      const answer = ask('deaths', `&since=${cursor}`);
      expect(answer.items).toEqual(whole.items);
      expect(answer.paging).toEqual(whole.paging);
    }
    // As a poll from the log's beginning.
    const start = Buffer.from(
      JSON.stringify(parts.map((part, n) => (n === 2 ? 0 : n === 5 ? '' : part))),
    ).toString('base64url');
    const failed = ask('deaths', `&since=${start}&per_page=500&page=2&status=failed`);
    expect(failed.paging).toMatchObject({ page: 1, perPage: 500 });
    const statuses = (failed.items as Json[]).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['failed']));
    expect(statuses.length).toBe((whole.counts as Json).failed);
  });

  it('never holds the server’s secrets', () => {
    for (const id of ids.values()) {
      for (const query of [`session=${id}&format=json&per_page=1000`, `session=${id}`]) {
        expect(runPage(root, query).body).not.toMatch(/never-show-S3cr3t/);
      }
    }
  });
});
