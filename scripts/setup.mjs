// Makes a fresh clone ready: the npm packages, and with `--test` what the tests need of the system.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = dirname(dirname(fileURLToPath(import.meta.url)));

/** Programs that only tests need, and the Debian packages that bring them. */
const PROGRAMS = [
  { names: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
  { names: ['apache2'], package: 'apache2-bin' },
  { names: ['lighttpd'], package: 'lighttpd' },
  { names: ['busybox'], package: 'busybox' },
  { names: ['shellcheck'], package: 'shellcheck' },
  { names: ['promtool'], package: 'prometheus' },
  { names: ['php'], package: 'php-cli' },
  { names: ['jq'], package: 'jq' },
  { names: ['pdftoppm'], package: 'poppler-utils' },
];

installPackages();
await mendNativeFile();
if (process.argv.includes('--test')) installPrograms();

function installPackages() {
  if (isInstalled()) return;
  console.log('Installing the npm packages (npm ci) …');
  execFileSync('npm', ['ci'], { cwd: top, stdio: 'inherit' });
}

/** What `npm ci` compiles ends the process with some versions of Node (see `native-builds.mjs`), or is for another. */
async function mendNativeFile() {
  const file = join(top, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
  const probe = [join(top, 'installer/probe-sqlite.cjs'), 'better-sqlite3', file];
  if (spawnSync(process.execPath, probe).status === 0) return;
  const major = Number(process.versions.node.split('.')[0]);
  console.log(
    `better-sqlite3's native file does not work with Node ${process.versions.node}: building another …`,
  );
  const { buildNative } = await import('./native-builds.mjs');
  buildNative(major, file);
}

/** Every package of the lock file is there in its version; optional ones may be missing. */
function isInstalled() {
  const lock = JSON.parse(readFileSync(join(top, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '' || entry.optional) return true;
    const manifest = join(top, path, 'package.json');
    if (!existsSync(manifest)) return false;
    return JSON.parse(readFileSync(manifest, 'utf8')).version === entry.version;
  });
}

function installPrograms() {
  const missing = PROGRAMS.filter(({ names }) => !names.some(isThere));
  if (missing.length === 0) return;
  const packages = missing.map((program) => program.package);
  const canInstall = process.getuid?.() === 0 && isThere('apt-get');
  if (!canInstall) {
    console.log(`Tests that need these are skipped: ${packages.join(', ')}.`);
    return;
  }
  console.log(`Installing Debian packages that the tests need: ${packages.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: 'inherit',
  });
}

function isThere(name) {
  const folders = `${process.env.PATH ?? ''}:/usr/sbin:/sbin:/usr/local/sbin`.split(':');
  return folders.some((folder) => existsSync(join(folder, name)));
}
