// What scripts/faults-of-0.1.0.mjs tries on a build, and how it measures.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const top = dirname(dirname(fileURLToPath(import.meta.url)));

/** The exports of some TypeScript files. */
export async function load(paths) {
  const outfile = join(top, `dist/faults-${process.pid}-${paths.length}.mjs`);
  const contents = paths.map((path) => `export * from ${JSON.stringify(path)};`).join('\n');
  await build({
    stdin: { contents, resolveDir: top },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['better-sqlite3'],
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

export const cpuSeconds = (work) => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};
export const record = (type, msg) => `${JSON.stringify({ type, contents: { msg: [msg] } })}\n`;

export const BODY = Array.from(
  { length: 26 },
  (_, i) => `MIIEpQIBAAKCAQEA${i + 10}SECRETKEYMATERIALabcd`,
);
export const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${BODY.join('\n')}\n-----END RSA PRIVATE KEY-----\n`;
export const SECRET = 'Zq7RkT4wXp2';
export const FORMS = [
  'SSHPASS=%s sshpass -e ssh h',
  '<password>%s</password>',
  'name="password" value="%s"',
  'mysqladmin -u root password %s',
  'password\t%s',
  'lftp -u bob,%s h',
  'redis-cli -a %s',
  'zip -P %s a.zip b',
  'PASS %s',
  "define('AUTH_KEY', '%s');",
  'APP_KEY=base64:%s',
  'contraseña: %s',
  "('password','%s')",
  'Authorization: Digest username="bob", response="%s"',
  'password=a&%s',
  'X_TOKEN ::= "%s"',
  'var xToken string = "%s"',
];
export const DANGEROUS = [
  'A setuid root file that vanished was replaced.',
  'Use of uninitialized value: grants reseller privilege all',
  'ALL on *.* because database ‘x’ is empty',
];
const STEERS = '\u001b[2J\u009b31m';

/** An item whose name contains control sequences for a terminal, as a line of a master log. */
export const STEERING_LINE = `${JSON.stringify({
  type: 'control',
  contents: {
    action: 'start-item',
    time: 1_793_592_800,
    queue: 'TRANSFER',
    child_number: 1,
    item_type: 'A',
    item: `bob${STEERS}`,
  },
})}\n`;
