import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENTED_ID, writeDocumented } from '../host/simulator/scenarios.ts';
import { type LoggedFault, PlantedBuild } from './planted-build.ts';

const ID = /^[A-Z]{8}$/;

let build: PlantedBuild;
beforeAll(() => {
  build = new PlantedBuild();
  writeDocumented(build.root);
}, 60_000);
afterAll(() => build.remove());
afterEach(() => rmSync(build.log, { force: true, recursive: true }));

function onlyFault(): LoggedFault {
  const faults = build.faults();
  expect(faults).toHaveLength(1);
  return faults[0] as LoggedFault;
}

describe('an unexpected error is written down, with its id in the answer', () => {
  it('in a view: masked, with its cause and the places of the sources', () => {
    const { status, body, stderr } = build.page(
      'view',
      'account=birch&token=abc&password=hunter2query',
    );
    expect(status).toBe(500);
    const fault = onlyFault();
    expect(fault).toMatchObject({
      id: expect.stringMatching(ID),
      where: 'page',
      node: process.version,
      driver: 'better-sqlite3',
      name: 'Error',
    });
    expect(Math.abs(fault.at - Date.now() / 1000)).toBeLessThan(60);
    expect(fault.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(fault.asked).toMatch(/^GET account=birch/);
    expect(fault.message).toMatch(/^planted, password=/);
    expect(fault.stack[0]).toMatch(/src\/page\/views\/account\.ts:\d+:\d+ \[page\.cjs:\d+:\d+\]/);
    expect(fault.causes).toHaveLength(1);
    expect(fault.causes[0]).toMatchObject({
      name: 'TypeError',
      message: "Cannot read properties of undefined (reading 'field')",
    });
    expect(fault.causes[0]?.stack[0]).toContain('src/page/views/account.ts');
    expect(body).toContain(`whm-transfers doctor --fault ${fault.id}`);
    expect(readFileSync(build.log, 'utf8')).not.toContain('hunter2');
    expect(body).not.toMatch(/hunter2|\.ts:\d/);
    expect(stderr).toBe('');
    expect(statSync(build.log).mode & 0o777).toBe(0o600);
  });

  it('in a view that runs from compiled code', () => {
    expect(build.page('', 'account=birch').status).toBe(200);
    expect(existsSync(join(build.root, 'var/cpanel/transfer_monitor/code-account-html'))).toBe(
      true,
    );
    build.page('view', 'account=birch');
    expect(onlyFault().stack[0]).toContain('src/page/views/account.ts');
  });

  it('in JSON', () => {
    const { status, body } = build.page('view', 'account=birch&format=json');
    expect(status).toBe(500);
    expect(JSON.parse(body).error).toEqual({
      code: 'fault',
      message: expect.stringContaining('Cannot read properties of undefined'),
      id: onlyFault().id,
    });
  });

  it('in a form’s action, without the form’s fields', () => {
    const shown = build.page('', `session=${DOCUMENTED_ID}`).body;
    const csrf = /data-csrf="([^"]+)"/.exec(shown)?.[1] ?? '';
    const form = `action=tick&csrf=${csrf}&issue=1&type=a&item=b&note=hunter2note`;
    const { status, body } = build.page('post', `session=${DOCUMENTED_ID}`, { form });
    expect(status).toBe(500);
    const fault = onlyFault();
    expect(fault).toMatchObject({ where: 'page', name: 'TypeError' });
    expect(fault.asked).toBe(`POST session=${DOCUMENTED_ID}`);
    expect(body).toContain(fault.id);
    const text = readFileSync(build.log, 'utf8');
    for (const secret of ['hunter2', csrf]) expect(text).not.toContain(secret);
  });

  it('in the middle of an answer', () => {
    const { status, body, stderr } = build.page('stream', `session=${DOCUMENTED_ID}&format=csv`);
    expect(status).toBe(200);
    expect(body).toContain('This table is not complete');
    expect(body).not.toContain('Status:');
    expect(stderr).toContain(`(fault ${onlyFault().id})`);
  });

  it('in index.cgi, before the program is there', () => {
    const program = join(build.dist, 'plugin/page.cjs');
    const whole = readFileSync(program);
    truncateSync(program, 100_000);
    try {
      const { status, body } = build.page('', 'account=birch&format=json');
      expect(status).toBe(503);
      const fault = onlyFault();
      expect(fault).toMatchObject({ where: 'start', name: 'SyntaxError' });
      expect(fault.asked).toBe('GET account=birch&format=json');
      expect(JSON.parse(body).error.id).toBe(fault.id);
      expect(build.page('', '').body).toContain(fault.id);
      const writer = join(build.dist, 'plugin/fault.cjs');
      renameSync(writer, `${writer}.away`);
      expect(build.page('', '').status).toBe(503);
      renameSync(`${writer}.away`, writer);
    } finally {
      writeFileSync(program, whole);
    }
  });

  it('in the command', () => {
    const { code, stderr, stdout } = build.command('command', ['metrics']);
    expect(code).toBe(4);
    expect(stdout).toBe('');
    const fault = onlyFault();
    expect(fault).toMatchObject({
      where: 'command',
      asked: 'whm-transfers metrics',
      name: 'TypeError',
      driver: 'better-sqlite3',
    });
    expect(fault.stack[0]).toContain('src/app/measure.ts');
    expect(stderr).toContain(`Fault ${fault.id}.`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each(['callback', 'rejection'])('in a %s that nobody waits for', (planted) => {
    const { code, stderr } = build.command(planted, ['metrics']);
    expect(code).toBe(4);
    const fault = onlyFault();
    expect(fault).toMatchObject({ where: 'command', name: 'TypeError' });
    expect(stderr).toContain(fault.id);
  });

  it('in what a hook starts in the background', () => {
    const { code } = build.command('hook', ['ingest', '--quiet'], { WHM_TRANSFERS_CALLER: 'hook' });
    expect(code).toBe(4);
    expect(onlyFault()).toMatchObject({ where: 'hook', asked: 'whm-transfers ingest --quiet' });
  });

  it('in what is survived: one session of many', () => {
    const { code, stderr } = build.command('survived', ['ingest']);
    expect(stderr).toContain('The session’s folder could not be read');
    // One session could not be read: the others are up to date, and a script is told so.
    expect(code).toBe(4);
    const fault = onlyFault();
    expect(fault).toMatchObject({ where: 'command', name: 'TypeError' });
    expect(fault.stack[0]).toContain('src/whm/session-folder.ts');
  });
});

describe('the report of the page’s own script', () => {
  const stack = `TypeError: x
    at a (https://whm.test:2087/cpsess1234567890/cgi/transfer_monitor/transfer_monitor.js?v=1:1:30000)
b@https://whm.test:2087/cgi/transfer_monitor/transfer_monitor.js:1:30001`;

  function report(more: Record<string, string>) {
    const shown = build.page('', '').body;
    const csrf = /data-csrf="([^"]+)"/.exec(shown)?.[1] ?? '';
    const fields = { action: 'report-fault', csrf, name: 'TypeError', message: 'x', stack };
    const form = new URLSearchParams({ ...fields, asked: 'session=a', ...more }).toString();
    return build.page('', 'format=json', { form });
  }

  it('is written down with the places of the sources, masked and bounded', () => {
    const { status, body } = report({ message: `password=hunter2secret ${'x'.repeat(5000)}` });
    expect(status).toBe(200);
    const fault = onlyFault();
    expect(JSON.parse(body)).toEqual({ id: fault.id });
    expect(fault).toMatchObject({ where: 'browser', name: 'TypeError', asked: 'session=a' });
    expect(fault.message).not.toContain('hunter2');
    expect(fault.message.length).toBeLessThan(1100);
    expect(fault.stack.join('\n')).toMatch(/(src\/browser|node_modules)\/\S+\.(ts|js):\d+/);
    expect(fault.stack.join('\n')).not.toContain('1234567890');
  });

  it('is refused without its proof', () => {
    const { status } = report({ csrf: 'x'.repeat(43) });
    expect(status).toBe(403);
    expect(build.faults()).toEqual([]);
  });

  it('is taken only so often', () => {
    const seen = Array.from({ length: 12 }, (_, i) => report({ name: `Error${i}` }).status);
    expect(seen).toEqual([...Array(10).fill(200), 503, 503]);
    expect(build.faults()).toHaveLength(10);
  }, 60_000);
});

describe('what was foreseen is no fault', () => {
  it.each([
    ['a malformed parameter', () => build.page('', 'session=../x').status, 400],
    ['a session that is not there', () => build.page('', 'session=nothere').status, 404],
    ['a missing argument', () => build.command('', ['show']).code, 2],
    ['a session that the command does not find', () => build.command('', ['show', 'x']).code, 3],
  ])('%s', (_, ask, expected) => {
    expect(ask()).toBe(expected);
    expect(build.faults()).toEqual([]);
  });
});

describe('a fault that cannot be written down', () => {
  it.each([
    ['a folder stands in the log’s place', () => mkdirSync(build.log)],
    ['a link stands in the log’s place', () => symlinkSync('/etc/hostname', build.log)],
  ])('is said, and the answer is the same: %s', (_, damage) => {
    damage();
    const page = build.page('view', 'account=birch');
    expect(page.status).toBe(500);
    expect(page.body).toContain('could not be written to the fault log');
    expect(page.body).toContain('</html>');
    const json = build.page('view', 'account=birch&format=json');
    expect(Object.keys(JSON.parse(json.body).error)).toEqual(['code', 'message']);
    const { code, stderr } = build.command('command', ['metrics']);
    expect(code).toBe(4);
    expect(stderr).toContain('could not be written to the fault log');
  });
});

it('a disk that is full makes no answer worse', () => {
  const program = join(build.dist, 'plugin/page.cjs');
  const whole = readFileSync(program);
  truncateSync(program, 100_000);
  try {
    // No file of this process may grow.
    const { stdout, stderr } = spawnSync(
      '/bin/sh',
      ['-c', `trap '' XFSZ; ulimit -f 0; exec "${join(build.dist, 'plugin/index.cgi')}"`],
      { env: { WHM_TRANSFERS_ROOT: build.root, REMOTE_USER: 'root' }, encoding: 'utf8' },
    );
    expect(stdout).toMatch(/^Status: 503 /);
    expect(stdout).toContain('</html>');
    expect(stdout).not.toContain('fault log');
    expect(stderr).toContain('EFBIG');
    expect(build.faults()).toEqual([]);
  } finally {
    writeFileSync(program, whole);
  }
});

describe('whm-transfers', () => {
  it('shows where an error arose with --debug', () => {
    const { stderr, code } = build.command('command', ['--debug', 'metrics']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/\n {4}at .*src\/app\/measure\.ts:\d+/);
    const foreseen = build.command('', ['show', '--debug', 'nothere']);
    expect(foreseen.code).toBe(3);
    expect(foreseen.stderr).toMatch(/\n {4}at .*src\//);
  });

  it('lists the latest faults in doctor, and shows one as a whole', () => {
    build.command('command', ['metrics']);
    build.command('command', ['metrics']);
    build.page('view', 'account=birch');
    const [first, again, second] = build.faults();
    expect(again).toMatchObject({ again: first?.id });
    const { stdout } = build.command('', ['doctor']);
    expect(stdout).toContain('3 faults in the last 7 days.');
    expect(stdout).toMatch(new RegExp(`${second?.id} .* page .*\\n *${first?.id} .* command `));
    const whole = build.command('', ['doctor', '--fault', second?.id.toLowerCase() ?? '']);
    expect(whole.code).toBe(0);
    expect(whole.stdout).toContain('caused by TypeError: Cannot read properties of undefined');
    expect(whole.stdout).toMatch(/\n {4}at .*src\/page\/views\/account\.ts:/);
    expect(build.command('', ['doctor', '--fault', first?.id ?? '']).stdout).toContain(
      'Repeated 1 time within a minute',
    );
    expect(build.command('', ['doctor', '--fault', 'ZZZZZZZZ']).code).toBe(3);
  });
});
