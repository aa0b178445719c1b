import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContact } from '../../src/notify/contact.ts';
import { composeMail, type Mail, sendMail } from '../../src/notify/mail.ts';
import { failVendorCommand, installVendorCommands, readMail } from '../host/vendor-commands.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mail-test-'));
  installVendorCommands(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function mail(more: Partial<Mail> = {}): Mail {
  return {
    to: ['ops@example.com'],
    subject: 'a transfer ended',
    body: 'all of it moved',
    id: 'abc123',
    date: 1_793_589_200,
    server: 'host.example.com',
    ...more,
  };
}

/** Decodes what `encodeHeader` made, as a mail reader does. */
function decodeSubject(message: string): string {
  const raw = /^Subject: (.*(?:\n .*)*)/m.exec(message)?.[1] ?? '';
  if (!raw.includes('=?utf-8?B?')) return raw.replaceAll('\n', '');
  return [...raw.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)]
    .map(([, word]) => Buffer.from(word ?? '', 'base64').toString())
    .join('');
}

describe('a message', () => {
  test('has the headers of a message that a program sends', () => {
    expect(composeMail(mail())).toBe(
      [
        'From: "Transfer Monitor" <root@host.example.com>',
        'To: ops@example.com',
        'Subject: a transfer ended',
        'Date: Mon, 02 Nov 2026 03:13:20 +0000',
        'Message-ID: <abc123@host.example.com>',
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=us-ascii',
        'Content-Transfer-Encoding: 7bit',
        'Auto-Submitted: auto-generated',
        '',
        'all of it moved',
        '',
      ].join('\n'),
    );
  });

  test('never lets a text become a header, and keeps every line short', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.constantFrom(
        'x\r\nBcc: a@b.example\r\n\r\nhello',
        'a\n b',
        '=?utf-8?B?QQ==?=',
        '\u2028Bcc: x',
      ),
    );
    fc.assert(
      fc.property(text, text, text, (subject, body, server) => {
        const message = composeMail(mail({ subject, body, server }));
        const [head = ''] = message.split('\n\n', 1);
        const names = head.split('\n').filter((line) => !line.startsWith(' '));
        expect(names.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
          'From',
          'To',
          'Subject',
          'Date',
          'Message-ID',
          'MIME-Version',
          'Content-Type',
          'Content-Transfer-Encoding',
          'Auto-Submitted',
        ]);
        expect(head).toMatch(/^[\u0020-\u007e\n]*$/);
        expect(message).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
        for (const line of message.split('\n')) {
          expect(Buffer.byteLength(line)).toBeLessThan(998);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('keeps the words of a subject in any script', () => {
    const subject = `Übertragung von 日本.example beendet ${'ж'.repeat(60)}`;
    expect(decodeSubject(composeMail(mail({ subject })))).toBe(subject);
  });

  test.each([
    ['-oQ/tmp@example.com'],
    ['a@example.com\nBcc: b@example.com'],
    ['a b@example.com'],
    [''],
  ])('is not made for the address %j', (address) => {
    expect(() => composeMail(mail({ to: ['ok@example.com', address] }))).toThrow('address');
  });
});

describe('sendmail', () => {
  test('gets the message and takes the receivers from it', async () => {
    expect(await sendMail(root, { PATH: '/usr/bin:/bin' }, mail())).toEqual({ ok: true });
    expect(readMail(root)).toEqual([{ arguments: ['-t', '-i'], message: composeMail(mail()) }]);
  });

  test('says why it fails', async () => {
    failVendorCommand(root, 'sendmail', 'no route to anywhere');
    const env = { PATH: '/usr/bin:/bin' };
    expect(await sendMail(root, env, mail())).toMatchObject({
      ok: false,
      reason: 'sendmail ended with code 1: no route to anywhere',
    });
    failVendorCommand(root, 'sendmail', null);
    const missing = await sendMail(join(root, 'nowhere'), env, mail());
    expect(missing).toMatchObject({
      ok: false,
      reason: expect.stringContaining('cannot be started'),
    });
  });
});

describe('the contact of the server', () => {
  const write = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  test('is root where nothing else is set', () => {
    expect(readContact(root)).toEqual(['root']);
  });

  test('is that of the root user, or that of the server’s setup', () => {
    write('root/.contactemail', 'root-owner@example.com\n');
    expect(readContact(root)).toEqual(['root-owner@example.com']);
    write(
      'etc/wwwacct.conf',
      'ADDR 192.0.2.1\nCONTACTEMAIL ops@example.com, noc@example.com -x@y "evil\nCONTACTPAGER p@example.com\n',
    );
    expect(readContact(root)).toEqual(['ops@example.com', 'noc@example.com']);
    write('etc/wwwacct.conf', 'CONTACTEMAIL\nNS ns.example.com\n');
    expect(readContact(root)).toEqual(['root-owner@example.com']);
  });
});
