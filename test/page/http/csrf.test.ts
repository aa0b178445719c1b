import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CsrfBinding } from '../../../src/page/http/csrf.ts';
import { csrfProof, formOrigin, formProof, isCsrfProof } from '../../../src/page/http/csrf.ts';
import { readCsrfSecret } from '../../../src/page/http/csrf-secret.ts';
import { removeFolder } from '../../remove-folder.ts';

const SECRET = Buffer.alloc(32, 7);
const BINDING: CsrfBinding = {
  user: 'root',
  securityToken: '/cpsess0123456789',
  sessionCookie: 'root%3aAbCd',
};

describe('the proof', () => {
  test('holds for its own binding, again and again', async () => {
    const proof = await csrfProof(SECRET, BINDING);
    expect(proof).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await csrfProof(SECRET, { ...BINDING })).toBe(proof);
    expect(await isCsrfProof(SECRET, BINDING, proof)).toBe(true);
  });

  test('works without a WHM session, under plain CGI servers', async () => {
    const plain = { user: 'root', securityToken: null, sessionCookie: null };
    expect(await isCsrfProof(SECRET, plain, await csrfProof(SECRET, plain))).toBe(true);
    expect(await isCsrfProof(SECRET, BINDING, await csrfProof(SECRET, plain))).toBe(false);
  });

  test.each<[string, Partial<CsrfBinding>]>([
    ['another user', { user: 'anna' }],
    ['another token', { securityToken: '/cpsess9876543210' }],
    ['another cookie', { sessionCookie: 'root%3aOther' }],
    ['no token', { securityToken: null }],
    ['no cookie', { sessionCookie: null }],
    ['parts that run together', { user: 'root/cpsess0123456789', securityToken: '' }],
  ])('does not hold for %s', async (_what, change) => {
    const proof = await csrfProof(SECRET, { ...BINDING, ...change });
    expect(await isCsrfProof(SECRET, BINDING, proof)).toBe(false);
  });

  test('does not hold for another server', async () => {
    const proof = await csrfProof(Buffer.alloc(32, 8), BINDING);
    expect(await isCsrfProof(SECRET, BINDING, proof)).toBe(false);
  });

  test('missing, empty, cut, long, changed', async () => {
    const proof = await csrfProof(SECRET, BINDING);
    const changed = `${proof.slice(0, -2)}${proof.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const bad of [null, '', proof.slice(1), `${proof}A`, changed, 'ü'.repeat(43)]) {
      expect(await isCsrfProof(SECRET, BINDING, bad), String(bad)).toBe(false);
    }
  });
});

describe('the field of a form', () => {
  const later: CsrfBinding = {
    ...BINDING,
    securityToken: '/cpsess1111111111',
    sessionCookie: 'root%3aNew',
  };
  const field = formProof(SECRET, BINDING);
  const [proof = '', mark = ''] = field.split('.');

  test.each<[string, CsrfBinding, string | null, string]>([
    ['in its own login', BINDING, field, 'valid'],
    ['in a later login of the same user', later, field, 'aged'],
    ['in the login of another user', { ...later, user: 'anna' }, field, 'foreign'],
    ['that is missing', BINDING, null, 'foreign'],
    ['that is empty', BINDING, '', 'foreign'],
    ['without its mark', BINDING, proof, 'foreign'],
    ['with a made-up mark', BINDING, `${proof}.${'A'.repeat(43)}`, 'foreign'],
    ['with a made-up proof', later, `${'A'.repeat(43)}.${mark}`, 'foreign'],
    ['of another server', later, formProof(Buffer.alloc(32, 8), BINDING), 'foreign'],
    ['with more behind it', BINDING, `${field}A`, 'foreign'],
  ])('%s', async (_what, binding, given, origin) => {
    expect(await formOrigin(SECRET, binding, given)).toBe(origin);
  });
});

describe('the secret', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'csrf-')), 'transfer_monitor');
    path = join(folder, 'csrf.key');
  });
  afterEach(() => removeFolder(join(folder, '..')));

  const secret = async () => (await readCsrfSecret(folder)).secret;

  test('is made once, for root alone', async () => {
    const first = await secret();
    expect(first).toHaveLength(32);
    expect(first).not.toEqual(Buffer.alloc(32));
    expect(await secret()).toEqual(first);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(['csrf.key']);
  });

  test('is one for many processes that start at once', async () => {
    const bundle = join(folder, '..', 'read.cjs');
    await build({
      stdin: {
        contents: `import { readCsrfSecret } from './src/page/http/csrf-secret.ts';
          readCsrfSecret(process.argv[2]).then((r) => console.log(r.secret?.toString('hex') ?? r.reason));`,
        resolveDir: process.cwd(),
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: bundle,
      logLevel: 'silent',
    });
    const run = promisify(execFile);
    const outputs = await Promise.all(
      Array.from({ length: 8 }, () => run(process.execPath, [bundle, folder])),
    );
    expect(new Set(outputs.map(({ stdout }) => stdout.trim()))).toEqual(
      new Set([readFileSync(path).toString('hex')]),
    );
    expect(readdirSync(folder)).toEqual(['csrf.key']);
  });

  test.each([
    ['that others could read', () => chmodSync(path, 0o644)],
    ['that is cut short', () => writeFileSync(path, 'short')],
    ['that is empty', () => writeFileSync(path, '')],
  ])('one %s is replaced', async (_what, damage) => {
    const first = await secret();
    damage();
    const second = await secret();
    expect(second).toHaveLength(32);
    expect(second).not.toEqual(first);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await secret()).toEqual(second);
  });

  test('a symbolic link in its place is replaced, not followed', async () => {
    mkdirSync(folder, { recursive: true });
    const elsewhere = join(folder, '..', 'elsewhere');
    writeFileSync(elsewhere, Buffer.alloc(32, 1), { mode: 0o600 });
    symlinkSync(elsewhere, path);
    expect(await secret()).not.toEqual(Buffer.alloc(32, 1));
    expect(readFileSync(elsewhere)).toEqual(Buffer.alloc(32, 1));
  });

  test('where none can be kept, the reason is said', async () => {
    writeFileSync(folder, 'a file in the place of the folder');
    const reading = await readCsrfSecret(folder);
    expect(reading).toMatchObject({ secret: null });
    expect('reason' in reading && reading.reason).toContain(
      'The secret that protects the forms cannot be saved',
    );
    rmSync(folder);
    mkdirSync(path, { recursive: true });
    expect(await readCsrfSecret(folder)).toMatchObject({ secret: null });
    expect(readdirSync(folder)).toEqual(['csrf.key']);
  });
});
