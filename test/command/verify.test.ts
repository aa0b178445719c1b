import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SourceJson, VerificationJson } from '../../src/views/contract-verify.ts';
import { type Cpsrvd, startCpsrvd } from '../host/cpsrvd.ts';
import { LOSSES, type MovedServer, moveToServer } from '../host/moved-server.ts';
import { openDatabase } from '../host/open-database.ts';
import { installVendorCommands } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { runCommandLater, runPageLater } from '../warm/run.ts';

const STARTED_AT = Math.floor(Date.now() / 1000) - 7200;
const ACCOUNTS = 30;
const LOST = Object.keys(LOSSES);

let root = '';
let server: Cpsrvd;
let moved: MovedServer;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'verify-'));
  installVendorCommands(root);
  server = await startCpsrvd({ root });
  moved = moveToServer(server, root, {
    seed: 'verify',
    accounts: ACCOUNTS,
    startedAt: STARTED_AT,
    others: ['left1', 'left2'],
  });
});
afterAll(async () => {
  await server.stop();
  removeFolder(root);
});
afterEach(() => {
  server.switches.types = 'numbers';
  server.switches.rolesOff.clear();
  server.switches.hasBatch = true;
});

/** The stand-in answers from this process: the command must not block it. */
const run = (...args: string[]) => runCommandLater(root, args);

async function verify(
  ...args: string[]
): Promise<{ code: number | null; found: VerificationJson }> {
  const { code, stdout, stderr } = await run('verify', ...args, '--json');
  expect(stderr).toBe('');
  return { code, found: JSON.parse(stdout) };
}

const differing = (found: VerificationJson): string[] =>
  found.items.filter(({ result }) => result === 'differs').map(({ localName }) => localName);

it('has a clean server confirmed, in few calls', async () => {
  const before = server.apiCalls.length;
  const { code, found } = await verify(moved.id);
  expect(code).toBe(0);
  expect(found).toMatchObject({
    schemaVersion: 1,
    session: moved.id,
    source: moved.plan.sourceHost,
    summary: { items: ACCOUNTS, confirmed: ACCOUNTS, differs: 0, notLooked: 0 },
    witnesses: { source: { note: null }, server: { unanswered: [] } },
    unassigned: [
      { name: 'left1', domain: 'left1.example' },
      { name: 'left2', domain: 'left2.example' },
    ],
  });
  expect(found.witnesses.source.at).toBeGreaterThan(STARTED_AT);
  // The source, the server, and twice 25 accounts at most.
  expect(server.apiCalls.slice(before).map((call) => call.function)).toEqual(
    Array.from({ length: 4 }, () => 'batch'),
  );
});

it('asks what the source said once, and keeps it', async () => {
  server.created.server.analyses.delete(moved.id);
  const { found } = await verify(moved.id);
  expect(found.summary.confirmed).toBe(ACCOUNTS);
});

describe('in all forms of answers', () => {
  it.each(['numbers', 'strings'] as const)('has it confirmed: %s', async (types) => {
    server.switches.types = types;
    const { code, found } = await verify(moved.id);
    expect([code, found.summary.confirmed]).toEqual([0, ACCOUNTS]);
  });

  it('asks function by function where the server takes no batch', async () => {
    server.switches.hasBatch = false;
    const { found } = await verify(moved.id, '--item', moved.accounts[0]?.user ?? '');
    expect(found.summary).toEqual({ items: 1, confirmed: 1, differs: 0, notLooked: 0 });
  });

  it.each(['DNS', 'WebServer', 'MySQL', 'MailReceive'] as const)(
    'calls nothing different where the role %s is off',
    async (role) => {
      server.switches.rolesOff.add(role);
      const { code, found } = await verify(moved.id);
      expect(code).toBe(0);
      expect(found.summary.differs).toBe(0);
      expect(found.witnesses.server.unanswered).not.toEqual([]);
    },
  );
});

it('shows what is lost, and says what is fixed', async () => {
  const victims = moved.accounts.filter(({ hasDedicatedIp }) => hasDedicatedIp);
  const others = moved.accounts.filter((account) => !victims.includes(account));
  const kept = new Map(moved.accounts.map((account) => [account.user, structuredClone(account)]));
  const lost = new Map<string, string>();
  for (const name of LOST) {
    const account = name === 'IP lost' ? victims.pop() : others.pop();
    if (!account) throw new Error('too few accounts');
    LOSSES[name]?.lose(server, account);
    lost.set(account.user, name);
  }
  const { code, found } = await verify(moved.id);
  expect(code).toBe(1);
  expect(differing(found).sort()).toEqual([...lost.keys()].sort());
  for (const item of found.items.filter(({ result }) => result === 'differs')) {
    const checks = item.checks.filter(({ result }) => result === 'differs');
    const name = lost.get(item.localName) ?? '';
    expect([name, ...new Set(checks.map(({ check }) => check))]).toEqual([
      name,
      LOSSES[name]?.check,
    ]);
  }
  const { stdout } = await run('verify', moved.id);
  expect(stdout).toContain(
    `${ACCOUNTS - LOST.length} of ${ACCOUNTS} moved accounts are confirmed on this server, ${LOST.length} differ.`,
  );
  server.inventory.otherOwners.clear();
  server.inventory.lostDomains.clear();
  for (const [user, account] of kept) server.inventory.accounts.set(user, account);
  expect((await verify(moved.id)).found.summary.differs).toBe(0);
});

it('counts again where the server seems to have too little', async () => {
  const account = moved.accounts[3];
  server.inventory.staleBytes.set(account?.user ?? '', 4096);
  const { found } = await verify(moved.id);
  expect(found.summary.confirmed).toBe(ACCOUNTS);
  server.inventory.staleBytes.clear();
});

it('shows the last verification with each item', async () => {
  const { stdout } = await run('items', moved.id, '--json');
  const { items } = JSON.parse(stdout);
  const verified = new Map<string, number>();
  for (const item of items) {
    const key = `${item.type} ${item.verified}`;
    verified.set(key, (verified.get(key) ?? 0) + 1);
  }
  expect([...verified]).toEqual([
    ['PackageRemoteRoot null', 1],
    ['AccountRemoteRoot confirmed', ACCOUNTS],
  ]);
});

/** What the page answers to an address. */
async function page(query: Record<string, string>): Promise<string> {
  const { head, body } = await runPageLater(root, String(new URLSearchParams(query)));
  return `${head}\r\n\r\n${body}`;
}

it('is told wherever the session is', async () => {
  const sentence = `${ACCOUNTS} of ${ACCOUNTS} moved accounts are confirmed on this server.`;
  expect((await run('show', moved.id)).stdout).toContain(`\n${sentence} Checked `);
  const csv = await page({ session: moved.id, report: 'verdict', format: 'csv' });
  expect(csv).toContain(`,verified,${sentence},${ACCOUNTS}\r\n`);
  const metrics = (await run('metrics')).stdout;
  const source = `source="${moved.plan.sourceHost}"`;
  expect(metrics).toContain(
    `whm_transfers_source_verified_accounts{${source},result="confirmed"} ${ACCOUNTS}\n`,
  );
  expect(metrics).toContain(`whm_transfers_source_unassigned_accounts{${source}} 2\n`);
  const [first] = moved.accounts;
  const item = await page({ session: moved.id, item: first?.user ?? '' });
  expect(item).toContain('Is it really on this server?');
});

it('writes to the owners', async () => {
  const [first] = moved.accounts;
  const address = { session: moved.id, report: 'letters' };
  const text = await page({ ...address, format: 'md' });
  expect(text).toContain('Content-Type: text/markdown; charset=utf-8');
  expect(text.match(/^## Your account /gm)).toHaveLength(ACCOUNTS);
  expect(text).toContain(`    ${first?.ip} ${first?.domain} www.${first?.domain}\n`);
  expect((await run('letters', moved.id)).stdout).toBe(text.slice(text.indexOf('## Your')));
  const csv = await page({ ...address, format: 'csv' });
  expect((await run('letters', '--source', moved.plan.sourceHost, '--csv')).stdout).toBe(
    csv.slice(csv.indexOf('account,')),
  );
  expect((await run('letters')).code).toBe(2);
});

it('is told to people when a session has ended', async () => {
  const folder = join(root, 'var/cpanel/transfer_monitor');
  const config = JSON.stringify({ notify: { mail: ['ops@x.example'], events: ['end'] } });
  writeFileSync(join(folder, 'config.json'), config, { mode: 0o600 });
  // As the server's hook does.
  await run('ingest', moved.id, '--quiet');
  const text = readFileSync(join(root, '.stand-in/mail/1.eml'), 'utf8');
  // Its lines are cut where they are too long for a mail.
  expect(text.replace(/=\r?\n/g, '')).toContain(
    `${ACCOUNTS} of ${ACCOUNTS} moved accounts are confirmed`,
  );
  rmSync(join(folder, 'config.json'));
});

it('makes one migration of all sessions of a source', async () => {
  const { sourceHost } = moved.plan;
  const again = moveToServer(server, root, {
    seed: 'again',
    accounts: 5,
    startedAt: STARTED_AT + 600,
    // The same server, by its address.
    sourceHost: '203.0.113.9',
    others: ['left2'],
  });
  await verify(again.id);
  const joined: SourceJson = JSON.parse((await run('source', '203.0.113.9', '--json')).stdout);
  expect(joined.sessions.map(({ id }) => id)).toEqual([again.id, moved.id]);
  expect(joined.totals.accounts).toBe(joined.accounts.length);
  // What the source has said last counts.
  expect(joined.totals.unassigned).toBe(1);
  const all = await run('verify', '--source', sourceHost, '--json');
  expect(all.code).toBe(1);
  const csv = await run('source', sourceHost, '--csv');
  expect(csv.stdout.split('\n')[0]).toMatch(/^account,local_name,type,domain,result,verified,/);
});

it('is shown as far as it can be read where its rows are damaged', async () => {
  const { id, plan } = moved;
  const db = openDatabase(join(root, 'var/cpanel/transfer_monitor/cache.sqlite'));
  const third = (words: string): string => `(SELECT name FROM ${words} ORDER BY name LIMIT 10)`;
  db.exec(`
    UPDATE verified_account SET checks = '{"not": "a list"' WHERE name IN ${third('verified_account')};
    UPDATE verified_account SET checks = '[1, {"check": "nothing"}, null]', result = '???'
      WHERE name NOT IN ${third('verified_account')};
    UPDATE verification SET unanswered = 'no JSON';
    UPDATE source_look SET analysis = '{"remote": {"dbs": 5, "conflicts": [[]]}, "items": "none"}';
    UPDATE queued_account SET settings = '[[';
    INSERT OR REPLACE INTO verify_run (sid, started_at, pid, done, total, failure)
      SELECT sid, 9e15, -5, 7, 0, NULL FROM session;
  `);
  db.close();
  for (const query of [
    { session: id, tab: 'verify' },
    { session: id, tab: 'verify', format: 'csv' },
    { session: id, tab: 'verify', format: 'json' },
    { session: id, item: moved.accounts[0]?.user ?? '' },
    { session: id, report: 'letters', format: 'md' },
    { source: plan.sourceHost },
    { source: plan.sourceHost, format: 'json' },
  ]) {
    expect([query, (await page(query)).slice(0, 11)]).toEqual([query, 'Status: 200']);
  }
  for (const args of [
    ['show', id],
    ['items', id, '--json'],
    ['source', plan.sourceHost],
    ['letters', id, '--csv'],
    ['metrics'],
  ]) {
    const { code, stderr } = await run(...args);
    expect([args, code, stderr]).toEqual([args, 0, '']);
  }
  // A new look makes it whole again.
  const { found } = await verify(id);
  expect(found.items).toHaveLength(ACCOUNTS);
  const whole = await page({ session: id, tab: 'verify', format: 'json' });
  expect(JSON.parse(whole.slice(whole.indexOf('{'))).items).toHaveLength(ACCOUNTS);
});

it('refuses what it cannot do', async () => {
  expect((await run('verify')).code).toBe(2);
  expect((await run('verify', moved.id, '--item', 'nobody')).code).toBe(3);
  expect((await run('verify', '--source', 'nowhere.example')).code).toBe(3);
  expect((await run('source', 'nowhere.example')).code).toBe(3);
});
