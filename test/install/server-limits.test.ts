import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';
import {
  EA22,
  install,
  makeExecutable,
  makeFolder,
  makePackage,
  makeServer,
  PLACES,
  placeNode,
  readTree,
  removeFolders,
  runScript,
  standInNode,
} from './server.ts';

afterEach(removeFolders);

/** The values that the installer has written into the second line of the page. */
function written(root: string, name: 'N' | 'O' | 'J' | 'L'): string {
  const line = readFileSync(join(root, PLACES.plugin, 'index.cgi'), 'utf8').split('\n')[1] ?? '';
  return (new RegExp(`${name}='([^']*)'`).exec(line)?.[1] ?? '').replaceAll(root, '');
}

/** The stand-in Node, which says that it is of that version. */
function nodeOf(version: string): string {
  const text = `#!/bin/sh\ncase $1 in -p) echo '${version} 127'; exit 0 ;; esac\nexec '${standInNode()}' "$@"\n`;
  return makeExecutable('node', text).file;
}

/** A Node whose page comes only above a limit of address space, in megabytes. */
function hungryNode(version: string, needs: number): string {
  const text = `#!/bin/sh
case $1 in -p) echo '${version} 127'; exit 0 ;; esac
case "$*" in *index.cgi*)
  limit=$(ulimit -v)
  [ "$limit" = unlimited ] || [ "$limit" -ge ${needs * 1024} ] || exit 133 ;;
esac
exec '${standInNode()}' "$@"
`;
  return makeExecutable('node', text).file;
}

function setLimit(root: string, maxmem: number): void {
  writeFileSync(join(root, 'var/cpanel/cpanel.config'), `a=1\nmaxmem=${maxmem}\nz=2\n`);
}

describe('the limit of memory', () => {
  test('a Node that works under it is taken before a newer one that does not', () => {
    const root = makeServer();
    placeNode(root, '/opt/cpanel/ea-nodejs24/bin/node', hungryNode('24.1.0', 1000));
    setLimit(root, 700);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(0);
    expect(run.out).toContain('700 MB (maxmem)');
    expect(written(root, 'N')).toBe(EA22);
    expect(written(root, 'J')).toBe(String(720 * 1024 ** 2));
  });

  test('refuses, says the number to set, and changes nothing, where no page comes under it', () => {
    const root = makeServer();
    placeNode(root, EA22, hungryNode('22.14.0', 210));
    setLimit(root, 128);
    const before = readTree(root);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain("under this server's limit of memory (maxmem=128)");
    expect(run.err).toContain('whmapi1 set_tweaksetting key=maxmem value=768');
    expect(readTree(root)).toEqual(before);
  });
});

describe('which Node is taken', () => {
  test('the newest of 24 and 22, then 20, then 26; the page knows the others', () => {
    const root = makeServer();
    for (const version of ['20.20.2', '24.1.0', '26.1.0']) {
      placeNode(root, `/opt/cpanel/ea-nodejs${version.slice(0, 2)}/bin/node`, nodeOf(version));
    }
    expect(install(root, makePackage('1.0.0')).code).toBe(0);
    expect(written(root, 'N')).toBe('/opt/cpanel/ea-nodejs24/bin/node');
    expect(written(root, 'O').split(' ')).toEqual([
      EA22,
      '/opt/cpanel/ea-nodejs20/bin/node',
      '/opt/cpanel/ea-nodejs26/bin/node',
    ]);
  });

  test("CloudLinux' own", () => {
    const root = makeServer();
    // Its packages hold a whole tree of their own, in a folder named like that of the superuser.
    const altNode = join('/opt/alt/alt-nodejs22', 'root', 'usr/bin/node');
    removeFolder(join(root, 'opt'));
    placeNode(root, altNode, standInNode());
    expect(install(root, makePackage('1.0.0')).code).toBe(0);
    expect(written(root, 'N')).toBe(altNode);
  });

  test('the one that --node has named, also in the repair at night, until it is taken back', () => {
    const root = makeServer();
    const own = nodeOf('20.20.2');
    const source = makePackage('1.0.0');
    expect(install(root, source, [`--node=${own}`]).code).toBe(0);
    const before = readTree(root);
    const hook = runScript(join(root, PLACES.package, 'hooks/upcp'), root);
    expect(hook.out).toBe('1 Transfer Monitor is complete.\n');
    expect(written(root, 'N')).toBe(own);
    rmSync(join(root, PLACES.data, 'repair.log'));
    expect(readTree(root)).toEqual(before);
    expect(install(root, makePackage('1.1.0')).code).toBe(0);
    expect(written(root, 'N')).toBe(own);
    expect(install(root, makePackage('1.1.0'), ['--node=']).code).toBe(0);
    expect(written(root, 'N')).toBe(EA22);
    expect(existsSync(join(root, PLACES.package, 'node'))).toBe(false);
  });

  test('22.12 without a native file: that it is there, and the version that is needed', () => {
    const root = makeServer();
    const text = `#!/bin/sh\ncase "$*" in -p*) echo '22.12.0 127' ;; *) exit 1 ;; esac\n`;
    placeNode(root, EA22, makeExecutable('node', text).file);
    const run = install(root, makePackage('1.0.0'));
    expect(run.code).toBe(1);
    expect(run.err).toContain('22.13 or newer is needed');
    expect(run.err).toContain('22.12.0 is installed: update it');
  });

  test('the floor is one number in installer, README and package.json', () => {
    const read = (file: string) => readFileSync(join(repositoryRoot(), file), 'utf8');
    const floor = /^oldest_node=(.+)$/m.exec(read('installer/node.sh'))?.[1];
    expect(JSON.parse(read('package.json')).engines.node).toBe(`>=${floor}`);
    const named = [...read('README.md').matchAll(/Node\.js (\S+) or newer/g)].map((hit) => hit[1]);
    expect([...new Set(named)]).toEqual([floor]);
  });
});

describe.runIf(process.getuid?.() === 0)('a Node that others than root can replace', () => {
  test.each<[string, (folder: string, file: string) => void]>([
    ['is writable by all', (_, file) => chmodSync(file, 0o777)],
    ['belongs to a user', (_, file) => chownSync(file, 1001, 1001)],
    ['lies in a folder that is writable by a group', (folder) => chmodSync(folder, 0o775)],
    ["lies in a user's folder", (folder) => chownSync(folder, 1001, 1001)],
  ])('is refused where it %s, and not run', (_, open) => {
    const root = makeServer();
    removeFolder(join(root, 'opt'));
    const ran = join(root, '.stand-in/ran');
    mkdirSync(join(root, '.stand-in'), { recursive: true });
    const { folder, file } = makeExecutable('node', `#!/bin/sh\n: >'${ran}'\n`);
    open(folder, file);
    const run = install(root, makePackage('1.0.0'), [`--node=${file}`]);
    expect(run.code).toBe(1);
    expect(run.err).toContain('could replace it');
    expect(existsSync(ran)).toBe(false);
  });
});

/** Runs shell lines where what they mount is seen by nobody else; a container may forbid it. */
function mounting(lines: string, ...words: string[]) {
  return spawnSync('unshare', ['-m', 'sh', '-c', lines, 'sh', ...words], { encoding: 'utf8' });
}

const canMount = mounting('mount -t tmpfs -o size=16k tmpfs /var/tmp').status === 0;

describe.runIf(canMount)('a full temporary folder', () => {
  const FILL = `fill() { mount -t tmpfs -o size=16k tmpfs "$1" && head -c 100000 /dev/zero >"$1/f" 2>/dev/null; }; `;

  test('is passed over for another, and is no fault of Node', () => {
    const root = makeServer();
    const full = makeFolder();
    const run = mounting(
      `${FILL}fill "$1"; TMPDIR=$1 DESTDIR=$2 sh "$3/install.sh"`,
      ...[full, root, makePackage('1.0.0')],
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('\nInstalled\n');
  });

  test('is called full where all are, and nothing is changed', () => {
    const root = makeServer();
    const before = readTree(root);
    const run = mounting(
      `${FILL}mount --bind "$1" /mnt && mount --bind "$2" /media && fill /var/tmp; fill /tmp; DESTDIR=/mnt sh /media/install.sh`,
      ...[root, makePackage('1.0.0')],
    );
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('/tmp and /var/tmp are full or cannot be written');
    expect(run.stderr).not.toMatch(/node/i);
    expect(readTree(root)).toEqual(before);
  });
});

describe('what WHM has kept', () => {
  test('makes the folder of registrations where it is missing', () => {
    const root = makeServer();
    removeFolder(join(root, 'var/cpanel/apps'));
    expect(install(root, makePackage('1.0.0'))).toMatchObject({ code: 0, err: '' });
    expect(readTree(root)['/var/cpanel/apps']).toBe('folder 755');
  });

  test('names what the list of pages lacks, and hooks that were not kept', () => {
    const root = makeServer();
    const source = makePackage('1.0.0');
    const file = join(source, 'appconfig/transfer_monitor.conf');
    writeFileSync(file, readFileSync(file, 'utf8').replace('acls=all', 'acls=invented'));
    writeFileSync(join(root, 'usr/local/cpanel/bin/manage_hooks'), '#!/bin/sh\nexit 0\n');
    const run = install(root, source);
    expect(run.code).toBe(0);
    expect(run.err).toContain('get_appconfig_application_list) lacks: acls.');
    expect(run.err).toMatch(/hooks\/upcp is missing/);
    expect(run.err).toMatch(/hooks\/transfer-session is missing/);
  });
});
