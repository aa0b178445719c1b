import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { type ScenarioName, writeScenario } from '../host/simulator/scenarios.ts';
import type { WrittenSession } from '../host/simulator/write-session.ts';
import {
  makeRoot,
  NOW,
  removeRoots,
  runCommand,
  runPage,
  runProcess,
  writeClockNote,
  writeConfig,
} from '../notify/server.ts';
import { removeFolder } from '../remove-folder.ts';

const DAY = 86_400;

let root = '';
beforeEach(() => {
  root = makeRoot();
});
afterAll(removeRoots);

const archiveFolder = (id: string): string => join(root, 'var/cpanel/transfer_monitor/archive', id);

function write(name: Exclude<ScenarioName, 'documented'>, startedAt = NOW - 3600): WrittenSession {
  return writeScenario(root, name, { startedAt });
}

/** As the server does 30 days after a session's start. */
function deleteAsServer({ id, folder }: WrittenSession, what: 'both' | 'folder' | 'row' = 'both') {
  if (what !== 'row') removeFolder(folder);
  if (what === 'folder') return;
  const index = new IndexDatabase(root);
  index.remove(id);
  index.close();
}

async function readJson(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await runCommand(root, ...args);
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw new Error(`${args.join(' ')}: ${stderr}`);
  }
}

async function listIds(): Promise<string[]> {
  const { sessions } = await readJson('list', '--json');
  return (sessions as { id: string }[]).map(({ id }) => id).sort();
}

describe('a session that the server has deleted', () => {
  test('is answered from the archive by command, page, account view and metrics', async () => {
    const session = write('failed');
    await runCommand(root, 'ingest');
    const before = await readJson('show', session.id, '--json');
    const issues = await readJson('issues', session.id, '--json');
    deleteAsServer(session);
    expect((await runCommand(root, 'ingest')).code).toBe(0);

    const after = await readJson('show', session.id, '--json');
    expect(before.archived).toBe(false);
    expect(after.archived).toBe(true);
    for (const key of [
      'state',
      'counts',
      'issueCounts',
      'items',
      'issues',
      'queues',
      'percent',
      'startedAt',
      'endedAt',
      'sourceHost',
      'initiator',
    ]) {
      expect(after[key], key).toEqual(before[key]);
    }
    expect(after.counts).toEqual(session.truth.counts);
    expect(await readJson('issues', session.id, '--json')).toEqual(issues);
    expect(
      (await runCommand(root, 'items', session.id, '--csv')).stdout.split('\n').length,
    ).toBeGreaterThan(session.truth.items.length);

    const item = session.truth.items.find(({ status }) => status === 'failed');
    const name = item?.name ?? '';
    expect((await readJson('account', name, '--json')).attempts).toMatchObject([
      { sessionId: session.id, name, status: 'failed' },
    ]);
    for (const query of [
      {},
      { session: session.id },
      { session: session.id, item: name, type: item?.type ?? '' },
      { account: name },
    ]) {
      const page = await runPage(root, query);
      expect(page.status, JSON.stringify(query)).toBe(200);
      expect(page.body).toContain(session.id);
    }
    const json = JSON.parse((await runPage(root, { session: session.id, format: 'json' })).body);
    expect(json).toMatchObject({ archived: true, counts: session.truth.counts });
    expect((await runPage(root, { format: 'openmetrics' })).body).toContain(
      'whm_transfers_sessions_archived 1',
    );
    const log = await runPage(root, { session: session.id, log: 'master.log' });
    expect(log.status).toBe(404);
  });

  test('keeps its logs, where that is wanted', async () => {
    writeConfig(root, { retention: { keepLogs: true } });
    const session = write('clean');
    const secret = 'mysqldump: --password=Xk29sdkfj3 refused\n';
    const name =
      readdirSync(session.folder).find((file) => file.startsWith('item-RESTORE_Account')) ?? '';
    writeFileSync(join(session.folder, name), secret, { flag: 'a' });
    const logs = new Map(
      readdirSync(session.folder)
        .filter((file) => /^(?:item-|master)/.test(file))
        .map((file) => [file, readFileSync(join(session.folder, file), 'utf8')]),
    );
    const { stderr } = await runCommand(root, 'ingest', session.id);
    expect(stderr).toContain('its logs are in the archive');
    deleteAsServer(session);
    await runCommand(root, 'ingest');

    expect(logs.size).toBeGreaterThan(5);
    const some = ['master.log', name, ...[...logs.keys()].slice(0, 3)];
    for (const log of new Set(some)) {
      const { status, body } = await runPage(root, { session: session.id, log, format: 'raw' });
      expect(status, log).toBe(200);
      if (log !== name) expect(body).toBe(logs.get(log));
      else expect(body).toMatch(/mysqldump: --password=.{5} *refused/);
      expect(body).not.toContain('Xk29sdkfj3');
    }
    const page = await runPage(root, { session: session.id, log: 'master.log' });
    expect(page.status).toBe(200);
    expect(page.body).toContain('</html>');
    expect((await runPage(root, { session: session.id, log: 'item-none' })).status).toBe(404);
    // Nothing more to do: the second run archives nothing again.
    expect((await runCommand(root, 'ingest')).stderr).not.toContain('in the archive');
  });

  test('is archived whole by several processes at once', async () => {
    writeConfig(root, { retention: { keepLogs: true } });
    const session = write('clean');
    const runs = await Promise.all([1, 2, 3, 4].map(() => runProcess(root, 'ingest')));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(readdirSync(join(archiveFolder(session.id), '..'))).toEqual([session.id]);
    const kept = readdirSync(archiveFolder(session.id)).filter((file) => file.endsWith('.gz'));
    const logs = readdirSync(session.folder).filter((file) => /^(?:item-|master)/.test(file));
    expect(kept).toHaveLength(logs.length);
  });

  test('is archived again when it has gone on', async () => {
    writeConfig(root, { retention: { keepLogs: true } });
    const session = write('clean');
    await runCommand(root, 'ingest');
    const master = join(session.folder, 'master.log');
    writeFileSync(master, 'one more line\n', { flag: 'a' });
    expect((await runCommand(root, 'ingest')).stderr).toContain('its logs are in the archive');
    deleteAsServer(session);
    const { body } = await runPage(root, { session: session.id, log: 'master.log', format: 'raw' });
    expect(body.endsWith('one more line\n')).toBe(true);
  });

  test('waits with its logs while one of them is still written', async () => {
    writeConfig(root, { retention: { keepLogs: true } });
    const session = write('clean');
    writeFileSync(join(session.folder, '.item-RESTORE_AccountRemoteRoot_late'), 'x\n');
    expect((await runCommand(root, 'ingest')).stderr).not.toContain('in the archive');
    for (const file of readdirSync(session.folder)) {
      utimesSync(join(session.folder, file), NOW - 900, NOW - 900);
    }
    expect((await runCommand(root, 'ingest')).stderr).toContain('in the archive');
  });
});

describe('the retention', () => {
  beforeEach(() => writeClockNote(root, NOW - 3 * DAY, NOW - 3600));

  test('forgets nothing for good because the clock has jumped', async () => {
    writeConfig(root, { retention: { days: 5 } });
    const gone = write('clean', NOW - 8 * DAY);
    await runCommand(root, 'ingest');
    deleteAsServer(gone);
    // To the tests' time a clock that was last seen years before, or after, is in the future or in the past.
    for (const last of [NOW - 4000 * DAY, NOW + 4000 * DAY]) {
      writeClockNote(root, last - 30 * DAY, last);
      await runCommand(root, 'ingest');
      expect(await listIds()).toEqual([gone.id]);
      // Nor at the next run, as long as it has not gone on for a day.
      await runCommand(root, 'ingest');
      expect(await listIds()).toEqual([gone.id]);
    }
    writeClockNote(root, NOW - DAY - 60, NOW - 3600);
    await runCommand(root, 'ingest');
    expect(await listIds()).toEqual([]);
  });

  test('forgets what is too old, and nothing that the server still has', async () => {
    writeConfig(root, { retention: { days: 5, keepLogs: true } });
    const old = NOW - 8 * DAY;
    const gone = write('clean', old);
    const hasRow = write('failed', old);
    const hasFolder = write('aborted', old);
    const has = write('old', old);
    const young = write('deaths', NOW - 2 * DAY);
    await runCommand(root, 'ingest');
    expect(existsSync(archiveFolder(gone.id))).toBe(true);
    deleteAsServer(gone);
    deleteAsServer(hasRow, 'folder');
    deleteAsServer(hasFolder, 'row');
    deleteAsServer(young);
    const { stderr } = await runCommand(root, 'ingest');
    expect(stderr).toContain(`${gone.id} was removed from the archive.`);
    expect(await listIds()).toEqual([hasRow.id, hasFolder.id, has.id, young.id].sort());
    expect((await runCommand(root, 'show', gone.id)).code).toBe(3);
    expect(existsSync(archiveFolder(gone.id))).toBe(false);
    expect(await readJson('show', young.id, '--json')).toMatchObject({
      counts: young.truth.counts,
      archived: true,
    });
  });

  test('forgets nothing while the server’s index cannot be read', async () => {
    writeConfig(root, { retention: { days: 0 } });
    const gone = write('clean', NOW - 8 * DAY);
    await runCommand(root, 'ingest');
    deleteAsServer(gone);
    // Looking finds the session archived, and forgets nothing.
    expect(await listIds()).toEqual([gone.id]);
    writeConfig(root, { retention: { days: 5 } });
    const index = join(root, 'var/cpanel/transfer_sessions/whmxfer.sqlite');
    for (const end of ['', '-wal', '-shm']) rmSync(`${index}${end}`, { force: true });
    writeFileSync(index, 'no database at all, and longer than a hundred bytes. '.repeat(20));
    const { stderr } = await runCommand(root, 'ingest');
    expect(stderr).toContain('Nothing was removed from the archive');
    expect(await listIds()).toEqual([gone.id]);
  });

  test('keeps everything where that is wanted', async () => {
    writeConfig(root, { retention: { days: 0 } });
    const gone = write('clean', NOW - 800 * DAY);
    await runCommand(root, 'ingest');
    deleteAsServer(gone);
    await runCommand(root, 'ingest');
    expect(await listIds()).toEqual([gone.id]);
  });

  test('takes the oldest first when the archive is too large', async () => {
    writeConfig(root, { retention: { days: 0, maxBytes: 1_048_576, keepLogs: true } });
    const sessions = [3, 2, 1].map((days, i) =>
      write((['clean', 'failed', 'deaths'] as const)[i] ?? 'clean', NOW - days * DAY),
    );
    await runCommand(root, 'ingest');
    for (const session of sessions) deleteAsServer(session);
    const [first, second, third] = sessions.map(({ id }) => id);
    // As if the logs of the second one were large.
    const folder = archiveFolder(second ?? '');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'archive.json'),
      JSON.stringify({ version: 1, masterSize: 1, isWhole: true, bytes: 1_048_576 }),
    );
    await runCommand(root, 'ingest');
    expect(await listIds()).toEqual([third]);
    expect(existsSync(archiveFolder(first ?? ''))).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  test('leaves no folder of a forgotten session behind', async () => {
    const session = write('clean');
    mkdirSync(archiveFolder('copyacct20200101000000orphan'), { recursive: true });
    await runCommand(root, 'ingest');
    expect(existsSync(archiveFolder('copyacct20200101000000orphan'))).toBe(false);
    expect(await listIds()).toEqual([session.id]);
  });
});
