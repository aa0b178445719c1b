import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Session } from '../../src/views/contract.ts';
import { type Cpsrvd, startCpsrvd } from '../host/cpsrvd.ts';
import { openDatabase } from '../host/open-database.ts';
import { planSession, type SessionPlan } from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommandLater } from '../warm/run.ts';

const DATA = 'var/cpanel/transfer_monitor';
const ACCOUNTS = 30;
const GB = 1024 ** 3;
let root = '';
let server: Cpsrvd;
let plan: SessionPlan;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'forecast-'));
  installVendorCommands(root);
  server = await startCpsrvd({ root });
  plan = waiting('ahead');
  mkdirSync(join(root, DATA), { recursive: true, mode: 0o700 });
  writeFileSync(
    join(root, DATA, 'config.json'),
    JSON.stringify({ notify: { mail: ['root@x.example'] } }),
    {
      mode: 0o600,
    },
  );
});
afterAll(async () => {
  await server.stop();
  removeFolder(root);
});

/** A session that waits for its beginning; its accounts have 1 GB each. */
function waiting(seed: string): SessionPlan {
  const startedAt = Math.floor(Date.now() / 1000) - 60;
  const drawn = planSession({ seed, accounts: ACCOUNTS, startedAt, packages: 2, renameRate: 0 });
  const items = drawn.items.map((item) =>
    item.type.startsWith('Account') ? { ...item, size: GB } : item,
  );
  const made = { ...drawn, items, pending: true };
  writeSession(root, made);
  server.created.server.analyses.set(made.id, analysisOf(made));
  return made;
}

const accountsOf = ({ items }: SessionPlan) =>
  items.filter(({ type }) => type.startsWith('Account'));
const nth = (place: number) => {
  const item = accountsOf(plan)[place];
  if (!item) throw new Error('no such account');
  return item;
};

function analysisOf(session: SessionPlan): Record<string, unknown> {
  const accounts = accountsOf(session);
  const names = accounts.map(({ name }) => name);
  const [domain, database] = [accounts[9]?.domain ?? '', `${names[11]}_wp`];
  return {
    items: { accounts: names, packages: [] },
    options: { unrestricted: '0' },
    config: { shared_mysql_server: null },
    local: {
      users: { root: 1, carol: 1, [names[5] ?? '']: '1' },
      groups: { wheel: 1 },
      domains: { '*': 'nobody', [domain]: 'carol' },
      dbs: { dbs: { MYSQL: { [database]: { owner: 'carol' } }, PGSQL: {} }, users: {} },
      available_ips: ['192.0.2.41'],
    },
    modules: {
      MySQL: { analysis: { 'Remote Type': 'MariaDB', 'Remote Version': '11.4' }, name: 'x' },
    },
    remote: {
      ...{ host: '192.0.2.32', hostname: session.sourceHost, has_disk_used: '1', conflicts: {} },
      ...{ has_files_used: 1, has_owners: 1, linked_nodes: [] },
      dbs: {
        dbs: {
          MYSQL: Object.fromEntries(names.map((name) => [`${name}_wp`, { owner: name }])),
          PGSQL: {},
        },
        users: {},
      },
    },
  };
}

const run = (...args: string[]) => runCommandLater(root, args);

async function forecast(): Promise<Session['forecast']> {
  const { stdout } = await run('show', plan.id, '--json');
  return (JSON.parse(stdout) as Session).forecast;
}

/** The answers count as old: the next run asks again. */
function forget(): void {
  rmSync(join(root, DATA, 'forecast.json'));
}

it('says nothing before the server was asked, and asks nothing itself', async () => {
  const before = server.apiCalls.length;
  expect(await forecast()).toEqual([]);
  expect(server.apiCalls.length).toBe(before);
});

it('tells what is taken on this server, with the first account', async () => {
  const before = server.apiCalls.length;
  await run('ingest');
  const asked = server.apiCalls.slice(before).map((call) => call.function);
  expect(asked).toEqual(['batch', 'get_update_availability', 'batch']);
  const found = await forecast();
  expect(found.map(({ kind, level, at, item }) => [kind, level, at, item])).toEqual([
    ['name', 'alarm', null, nth(5).name],
    ['domain', 'alarm', null, nth(9).name],
    ['database', 'alarm', null, nth(11).name],
    ['database-server', 'alarm', null, nth(0).name],
  ]);
  expect(found[1]?.text).toBe(
    `The domain ${nth(9).domain} is already on this server and belongs to carol.`,
  );
  // Of the names of this server only those are kept that are in the way.
  const kept = readFileSync(join(root, DATA, 'forecast.json'), 'utf8');
  expect(kept).not.toMatch(/wheel/);
  expect(statSync(join(root, DATA, 'forecast.json')).mode & 0o777).toBe(0o600);
});

it('is the same in the terminal, in metrics and in mail', async () => {
  const shown = await run('show', plan.id);
  expect(shown.stdout).toContain(
    `\nLikely problems:\n${nth(5).name}: The name ${nth(5).localName} is taken`,
  );
  const { stdout } = await run('metrics');
  expect(stdout).toContain(
    `whm_transfers_session_forecast{session="${plan.id}",kind="name",level="alarm"} 1\n`,
  );
  const mails = readdirSync(join(root, '.stand-in/mail')).filter((name) => name.endsWith('.eml'));
  // One for each kind, and once: the second run has told nothing new.
  await run('ingest');
  expect(mails.length).toBe(4);
  const text = readFileSync(join(root, '.stand-in/mail/1.eml'), 'utf8');
  expect(text).toMatch(/Subject: .*problems ahead/);
  expect(readdirSync(join(root, '.stand-in/mail')).length).toBe(12);
});

it('tells what this server has no room for', async () => {
  forget();
  server.created.server.analyses.delete(plan.id);
  server.room.maximumUsers = 100;
  server.room.currentUsers = 80;
  server.switches.types = 'strings';
  const partition = server.room.partitions.find(({ mount }) => mount === '/home');
  Object.assign(partition ?? {}, { available: (12 * GB) / 1024 });
  server.room.services = [
    ...server.room.services,
    { name: 'httpd', installed: 1, enabled: 1, monitored: 1, running: 0 },
  ];
  await run('ingest');
  const found = await forecast();
  expect(found.slice(0, 1).map(({ kind, item }) => [kind, item])).toEqual([
    ['service', nth(0).name],
  ]);
  const disk = found.find(({ kind }) => kind === 'disk');
  expect(disk).toMatchObject({ item: nth(10).name });
  expect(disk?.text).toContain('/home has 12 GB free for 30 GB still to come.');
  // 30 accounts for 20 seats, one of them here already.
  expect(found.find(({ kind }) => kind === 'licence')).toMatchObject({ item: nth(21).name });
});

it('says nothing by a file that is damaged, and makes it again', async () => {
  const path = join(root, DATA, 'forecast.json');
  for (const text of ['{"form":1,"sess', '[]', `{"form":1,"sessions":{"${plan.id}":5}}`]) {
    writeFileSync(path, text, { mode: 0o600 });
    expect(await forecast()).toEqual([]);
    await run('ingest');
    expect((await forecast()).length).toBeGreaterThan(0);
  }
});

it('is silent where all is well, and forgets a session that is over', async () => {
  server.switches.types = 'numbers';
  const db = openDatabase(join(root, 'var/cpanel/transfer_sessions/whmxfer.sqlite'));
  db.prepare('UPDATE sessions SET state = 150 WHERE sessionid = ?').run(plan.id);
  db.close();
  await run('ingest');
  expect(await forecast()).toEqual([]);
  expect(existsSync(join(root, DATA, 'forecast.json'))).toBe(false);
});
