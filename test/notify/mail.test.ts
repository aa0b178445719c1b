import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeMail, type Mail } from '../../src/notify/compose-mail.ts';
import { readContact } from '../../src/notify/contact.ts';
import { sendMail } from '../../src/notify/mail.ts';
import { failVendorCommand, installVendorCommands, readMail } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mail-test-'));
  installVendorCommands(root);
});
afterAll(() => removeFolder(root));

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

/** Bytes as quoted-printable writes them, without its soft line ends. */
function unquote(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

/** A header as a mail reader shows it (RFC 2047): unfolded, and encoded words side by side are one text. */
function decodeHeader(message: string, name: string): string {
  const raw = new RegExp(`^${name}: *(.*(?:\\n .*)*)`, 'm').exec(message)?.[1] ?? '';
  return raw
    .replaceAll('\n', '')
    .trim()
    .replace(/(?<=\?=) +(?==\?)/g, '')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, way: string, word: string) =>
      String(way === 'B' ? Buffer.from(word, 'base64') : unquote(word.replaceAll('_', ' '))),
    );
}

/** The body as a mail reader shows it (RFC 2045). */
function decodeBody(message: string): string {
  const body = message.slice(message.indexOf('\n\n') + 2);
  if (decodeHeader(message, 'Content-Transfer-Encoding') === '7bit') return body;
  if (decodeHeader(message, 'Content-Transfer-Encoding') === 'base64')
    return String(Buffer.from(body, 'base64'));
  return String(unquote(body.replace(/=\n/g, '')));
}

describe('a message', () => {
  test('has the headers of a message that a program sends', async () => {
    expect(await composeMail(mail())).toBe(
      [
        'From: Transfer Monitor <root@host.example.com>',
        'To: ops@example.com',
        'Subject: a transfer ended',
        'Date: Mon, 02 Nov 2026 03:13:20 +0000',
        'Message-ID: <abc123@host.example.com>',
        'Auto-Submitted: auto-generated',
        'Content-Transfer-Encoding: 7bit',
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'all of it moved',
        '',
      ].join('\n'),
    );
  });

  test('never lets a text become a header, and keeps every line short', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.constantFrom(
        'x\r\nBcc: a@b.example\r\n\r\nhello',
        'a\n b',
        '=?utf-8?B?QQ==?=',
        '\u2028Bcc: x',
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, text, text, async (subject, body, server) => {
        const message = await composeMail(mail({ subject, body, server }));
        const [head = ''] = message.split('\n\n', 1);
        const names = head.split('\n').filter((line) => !line.startsWith(' '));
        expect(names.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
          'From',
          'To',
          'Subject',
          'Date',
          'Message-ID',
          'Auto-Submitted',
          'Content-Transfer-Encoding',
          'MIME-Version',
          'Content-Type',
        ]);
        expect(head).toMatch(/^[\u0020-\u007e\n]*$/);
        expect(message).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
        for (const line of message.split('\n')) {
          expect(Buffer.byteLength(line)).toBeLessThan(998);
        }
      }),
      { numRuns: 100 },
    );
  }, 180_000);

  test('keeps the words of subject and body in any script', async () => {
    const subject = `Übertragung von 日本.example beendet ${'ж'.repeat(60)}`;
    const body = `Konto „日本“ ist da.\n\n${'ж'.repeat(500)} = 100 %\nhttps://whm.example:2087/?a=b`;
    const message = await composeMail(mail({ subject, body }));
    expect(decodeHeader(message, 'Subject')).toBe(subject);
    expect(decodeBody(message)).toBe(`${body}\n`);
  });

  test('goes to a user of the server itself as well as to addresses', async () => {
    const message = await composeMail(mail({ to: ['root', 'ops@example.com'] }));
    expect(decodeHeader(message, 'To')).toBe('<root>, ops@example.com');
  });

  test.each([
    ['-oQ/tmp@example.com'],
    ['a@example.com\nBcc: b@example.com'],
    ['a b@example.com'],
    [''],
  ])('is not made for the address %j', async (address) => {
    await expect(composeMail(mail({ to: ['ok@example.com', address] }))).rejects.toThrow('address');
  });
});

describe('sendmail', () => {
  test('gets the message and takes the receivers from it', async () => {
    expect(await sendMail(root, { PATH: '/usr/bin:/bin' }, mail())).toEqual({ ok: true });
    expect(readMail(root)).toEqual([
      { arguments: ['-t', '-i'], message: await composeMail(mail()) },
    ]);
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
