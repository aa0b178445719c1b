import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/log/mask.ts';
import { maskKeptLine } from '../../src/log/mask-line.ts';
import { readArchivedLogs, writeArchivedLogs } from '../../src/logfile/archive-folder.ts';
import {
  openArchivedLog,
  type TextSource,
  writeArchivedLog,
} from '../../src/logfile/archive-log.ts';
import { removeFolder } from '../remove-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-log-'));
});
afterEach(() => removeFolder(folder));

function sourceOf(bytes: Buffer): TextSource {
  return {
    size: () => bytes.length,
    read: (at, length) => bytes.subarray(at, at + length),
    modifiedAt: () => 1_793_589_200,
  };
}

function archive(bytes: Buffer, name = 'master.log', maxBytes = 1e9) {
  const log = writeArchivedLog(folder, name, sourceOf(bytes), maxBytes);
  writeArchivedLogs(folder, log ? [log] : []);
  return log;
}

/** Over three megabytes: several blocks. */
function longText(): Buffer {
  const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} über ${'x'.repeat(i % 90)}`);
  return Buffer.from(`${lines.join('\n')}\nthe last one without an end`);
}

describe('an archived log', () => {
  test('reads as it was, from any place on', () => {
    const text = longText();
    const written = archive(text);
    expect(written?.blocks.length).toBeGreaterThan(2);
    const log = openArchivedLog(folder, 'master.log');
    if (!log) throw new Error('it is not there');
    expect(log.size()).toBe(text.length);
    fc.assert(
      fc.property(fc.nat(text.length + 10), fc.nat(3_000_000), (at, length) => {
        const read = log.read(at, length);
        expect(read.equals(text.subarray(at, at + length))).toBe(true);
      }),
      { numRuns: 60 },
    );
    log.close();
  });

  test('is a file that zcat reads', () => {
    const text = longText();
    const written = archive(text, 'item-RESTORE_AccountRemoteRoot_b b ü');
    const unpacked = execFileSync('zcat', [join(folder, written?.file ?? '')], { maxBuffer: 1e8 });
    expect(unpacked.equals(text)).toBe(true);
  });

  test('can have the longest name that a log can have', () => {
    const name = `item-RESTORE_PackageRemoteRoot_${'n'.repeat(224)}`;
    expect(Buffer.byteLength(name)).toBe(255);
    archive(Buffer.from('text\n'), name);
    const log = openArchivedLog(folder, name);
    expect(log?.read(0, 100).toString()).toBe('text\n');
    log?.close();
  });

  test('is not kept, not even in part, when it would be too large', () => {
    expect(archive(longText(), 'master.log', 1000)).toBeNull();
    expect(readdirSync(folder)).toEqual(['logs.json']);
    expect(openArchivedLog(folder, 'master.log')).toBeNull();
  });

  test('says so when its file is damaged, and is gone when its list is', () => {
    const written = archive(Buffer.from('text\n'.repeat(1000)));
    writeFileSync(join(folder, written?.file ?? ''), Buffer.alloc(written?.bytes ?? 0, 7));
    const log = openArchivedLog(folder, 'master.log');
    expect(() => log?.read(0, 10)).toThrow('“master.log” is damaged');
    log?.close();
    writeFileSync(
      join(folder, 'logs.json'),
      '{"version":1,"logs":[{"name":"master.log","file":"../x"}]}',
    );
    expect(readArchivedLogs(folder)).toEqual([]);
  });

  test('has a note in the place of a line that is too long to be searched for secrets', () => {
    archive(Buffer.from(`before\n${'a'.repeat(9 * 1024 * 1024)}\nafter\n`));
    const log = openArchivedLog(folder, 'master.log');
    expect(log?.read(0, 1000).toString()).toBe(
      'before\n… 9437184 bytes in one line, left out\nafter\n',
    );
    log?.close();
  });
});

describe('secrets in an archived log', () => {
  const secretLines = [
    'mysql -u root --password=Xk29sdkfj3 dump',
    '{"type":"out","contents":{"msg":["password: Xk29sdkfj3\\n"]},"pid":1}',
    '{"type":"out","contents":{"msg":["password:","Xk29sdkfj3"]},"pid":1}',
    '{"type":"out","contents":{"password":"Xk29sdkfj3"},"pid":1}',
    '{"contents":{"msg":"he said \\"password=Xk29sdkfj3\\""}}',
    '-----BEGIN RSA PRIVATE KEY-----\nXk29sdkfj3\n-----END RSA PRIVATE KEY-----',
  ];

  test('are masked, and every other line stays where it was', () => {
    const text = secretLines.map((line, i) => `quiet ${i} — ü\n${line}\n`).join('');
    archive(Buffer.from(text));
    const log = openArchivedLog(folder, 'master.log');
    const kept = log?.read(0, 1e6) ?? Buffer.alloc(0);
    log?.close();
    expect(kept.toString()).not.toContain('Xk29sdkfj3');
    secretLines.forEach((_, i) => {
      const line = Buffer.from(`quiet ${i} — ü\n`);
      expect(kept.indexOf(line)).toBe(Buffer.from(text).indexOf(line));
    });
    for (const line of kept.toString().split('\n')) {
      if (line.startsWith('{')) JSON.parse(line);
    }
  });

  test('masking leaves nothing that masking would find again', () => {
    const piece = fc.constantFrom(
      ...secretLines,
      'plain',
      '"a":1',
      '{',
      'token=abcdef123456',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const line = pieces.join(' ').replaceAll('\n', ' ');
        const masked = maskKeptLine(line);
        expect(masked).not.toContain('Xk29sdkfj3');
        expect(maskSecrets(masked).replaceAll('•••••', '*****')).toBe(masked);
      }),
    );
  });
});
