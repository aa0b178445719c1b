import MimeNode from 'nodemailer/lib/mime-node';
import { isMailAddress } from '../system/addresses.ts';

/** A message to people, as text. */
export interface Mail {
  to: readonly string[];
  subject: string;
  body: string;
  /** The same at every attempt, letters and digits: receivers can recognise a repetition by it. */
  id: string;
  /** Epoch seconds. */
  date: number;
  /** The server's name, for the sender's address. */
  server: string;
}

const HEADER_CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const BODY_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** RFC 5322 allows lines of 998 bytes; the library folds at spaces only. */
const LONG_WORD = /[^\s]{200}(?=[^\s])/gu;

/**
 * The message as sendmail reads it with `-t`. Nothing in subject or body can begin a header: the subject is one line,
 * encoded by the library where it is not ASCII, and every address must have the plain form.
 *
 * @throws for an address of another form, or none
 */
export async function composeMail(mail: Mail): Promise<string> {
  const wrong = mail.to.find((address) => !isMailAddress(address));
  if (wrong !== undefined || mail.to.length === 0) throw new Error('no valid address to mail to');
  const domain = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/.test(mail.server)
    ? mail.server
    : 'localhost';
  const subject = mail.subject.replace(HEADER_CONTROL, ' ').trim().replace(LONG_WORD, '$& ');
  const message = new MimeNode('text/plain; charset=utf-8', {
    newline: 'unix',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  message.setHeader({
    From: { name: 'Transfer Monitor', address: `root@${domain}` },
    // As objects: a local user such as root has no domain, and would be taken for a name in a text.
    To: mail.to.map((address) => ({ name: '', address })),
    // The library leaves an empty header out.
    Subject: subject || 'Transfer Monitor',
    Date: new Date(mail.date * 1000).toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${mail.id.replace(/[^A-Za-z0-9.-]/g, '')}@${domain}>`,
    'Auto-Submitted': 'auto-generated',
  });
  const body = mail.body.replace(/\r\n?/g, '\n').replace(BODY_CONTROL, '\ufffd');
  message.setContent(`${body}\n`);
  return (await message.build()).toString('utf8');
}
