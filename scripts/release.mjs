// Makes dist/whm-transfer-monitor-<version>.tar.gz and dist/SHA256SUMS from what `npm run build` left.
// The same sources and compiler give the same bytes: names sorted, one time, one owner, fixed modes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkLibraryVersions } from './library-versions.mjs';
import { buildNatives } from './native-builds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the archive takes unchanged from the repository; the last few only where they exist. */
const NEEDED = [
  'install.sh',
  'uninstall.sh',
  'installer',
  'hooks',
  'appconfig',
  'LICENSE',
  'CHANGELOG.md',
];
const WELCOME = ['README.md', 'SECURITY.md', 'contrib', 'docs/guide.md', 'docs/pictures'];

/** Packages whose code is in the bundles or the native files; their licences are included. */
const BUNDLED = [
  'better-sqlite3',
  'handlebars',
  'nodemailer',
  'idiomorph',
  '@cpanel/api',
  'lodash',
];

/** Files that are executed by their own first line; everything else is data. */
const EXECUTABLE =
  /^(?:install\.sh|uninstall\.sh|hooks\/.+|dist\/whm-transfers|dist\/plugin\/index\.cgi)$/;

/** The time of every entry: 1980-01-01, the earliest that all archive formats can hold. */
const ENTRY_TIME = '@315532800';

/**
 * Packs the built plugin.
 * @param {string} target folder for the archive and SHA256SUMS
 * @param {string[]} natives files `better_sqlite3-<abi>.node`
 * @returns {string} the archive's path
 */
export function makeArchive(target, natives) {
  for (const file of natives) checkLibraryVersions(file);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `whm-transfer-monitor-${version}`;
  const work = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const folder = join(work, name);
    mkdirSync(join(folder, 'dist'), { recursive: true });
    for (const part of [...NEEDED, ...WELCOME.filter((path) => existsSync(join(root, path)))]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    writeFileSync(join(folder, 'VERSION'), `${version}\n`);
    writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), thirdPartyLicences());
    cpSync(join(root, 'dist/plugin'), join(folder, 'dist/plugin'), { recursive: true });
    rmSync(join(folder, 'dist/plugin/better_sqlite3.node'), { force: true });
    copyFileSync(join(root, 'dist/whm-transfers'), join(folder, 'dist/whm-transfers'));
    for (const script of ['dist/plugin/index.cgi', 'dist/whm-transfers']) {
      nameNode(join(folder, script));
    }
    mkdirSync(join(folder, 'native'));
    for (const file of natives) copyFileSync(file, join(folder, 'native', basename(file)));
    setModes(folder, '');

    const archive = join(target, `${name}.tar.gz`);
    mkdirSync(target, { recursive: true });
    const tar = execFileSync(
      'tar',
      ['--create', '--format=ustar', '--sort=name', `--mtime=${ENTRY_TIME}`].concat([
        '--owner=0',
        '--group=0',
        '--numeric-owner',
        '--directory',
        work,
        name,
      ]),
      { maxBuffer: 256 * 1024 * 1024 },
    );
    const bytes = execFileSync('gzip', ['-n', '-9'], { input: tar, maxBuffer: 256 * 1024 * 1024 });
    writeFileSync(archive, bytes);
    const sum = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(target, 'SHA256SUMS'), `${sum}  ${basename(archive)}\n`);
    return archive;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The build names the Node of this machine; an archive names the usual place, until install.sh writes the real one. */
function nameNode(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines[1] = lines[1].replace(/N='[^']*'/, "N='/usr/bin/node'");
  writeFileSync(file, lines.join('\n'));
}

function setModes(folder, path) {
  for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
    const inside = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) setModes(folder, inside);
    else chmodSync(join(folder, inside), EXECUTABLE.test(inside) ? 0o755 : 0o644);
  }
  chmodSync(join(folder, path), 0o755);
}

function thirdPartyLicences() {
  const parts = [];
  for (const name of BUNDLED) {
    const folder = join(root, 'node_modules', name);
    if (!existsSync(folder)) continue;
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8');
    parts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${'-'.repeat(72)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const archive = makeArchive(join(root, 'dist'), await buildNatives());
  console.log(readFileSync(join(root, 'dist/SHA256SUMS'), 'utf8').trim());
  console.log(archive);
}
