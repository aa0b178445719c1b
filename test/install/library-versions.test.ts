import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkLibraryVersions } from '../../scripts/library-versions.mjs';
import { isThere } from '../../scripts/programs.mjs';
import { makeArchive } from '../../scripts/release.mjs';
import { makeFolder, removeFolders } from './server.ts';

afterAll(removeFolders);

/** A file with these names in it, as the table of names of a shared object holds them. */
function fileWith(...names: string[]): string {
  const file = join(makeFolder(), 'better_sqlite3-115.node');
  writeFileSync(file, `\x7fELF\0libc.so.6\0${names.join('\0')}\0`);
  return file;
}

/** A shared object that needs a version of a library, linked against one that is made to have it. */
function compile(version: string): string {
  const folder = makeFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('library.c', 'void needed(void) {}');
  write('versions', `${version} { global: needed; };`);
  write('native.c', 'extern void needed(void); void start(void) { needed(); }');
  const link = (...words: string[]) =>
    execFileSync('gcc', ['-shared', '-fPIC', '-nostdlib', ...words], { cwd: folder });
  link('-Wl,-soname,libc.so.6', '-Wl,--version-script=versions', '-o', 'library.so', 'library.c');
  link('-o', 'better_sqlite3-115.node', 'native.c', 'library.so');
  return join(folder, 'better_sqlite3-115.node');
}

test.runIf(isThere('gcc'))('a shared object is read as the linker has written it', () => {
  checkLibraryVersions(compile('GLIBC_2.34'));
  expect(() => checkLibraryVersions(compile('GLIBC_2.38'))).toThrow('needs GLIBC_2.38;');
  expect(() => checkLibraryVersions(compile('GLIBCXX_3.4.31'))).toThrow('needs GLIBCXX_3.4.31;');
});

test('a native file loads on EL 9, or no release is made', () => {
  checkLibraryVersions(fileWith('GLIBC_2.2.5', 'GLIBC_2.34', 'GLIBCXX_3.4.9', 'GLIBCXX_3.4.29'));
  expect(() => checkLibraryVersions(fileWith('GLIBC_2.38'))).toThrow('needs GLIBC_2.38;');
  expect(() => checkLibraryVersions(fileWith('GLIBCXX_3.4.31'))).toThrow('needs GLIBCXX_3.4.31;');
  expect(() => makeArchive(makeFolder(), [fileWith('GLIBC_2.38')])).toThrow('GLIBC_2.38');
});
