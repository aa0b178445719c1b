import { hostPath } from '../system/environment.ts';
import { wordsOf } from '../system/errno.ts';
import { noteMistake } from '../system/fault-context.ts';
import { isMailAddress } from '../system/mail-address.ts';
import { startProcess } from '../system/start-process.ts';

/** A message to people, as text. */
export interface Mail {
  to: readonly string[];
  subject: string;
  body: string;
  /** Stable over retries, letters and digits: receivers can tell a repetition by it. */
  id: string;
  /** Epoch seconds. */
  date: number;
  /** The server's name, for the sender's address. */
  server: string;
}

/** What became of a message; `reason` is for the reader. */
export type Delivery =
  | { ok: true }
  | { ok: false; reason: string; retryAfterSeconds: number | null };

const SENDMAIL = '/usr/sbin/sendmail';
const TIMEOUT_MS = 30_000;
const MAX_STDERR_BYTES = 4096;
/** RFC 5322 allows 998 bytes a line. */
const LONGEST_LINE = 240;
const PIECES = new RegExp(`.{1,${LONGEST_LINE}}(?:\\s|$)|.{1,${LONGEST_LINE}}`, 'gu');
const HEADER_CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const BODY_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * The message as sendmail reads it with `-t`. Nothing in subject or body can begin a header of its own: the subject is one
 * line, encoded where it is not ASCII, and every address must be of the plain form.
 *
 * @throws for an address of another form, or none
 */
export function composeMail(mail: Mail): string {
  const wrong = mail.to.find((address) => !isMailAddress(address));
  if (wrong !== undefined || mail.to.length === 0) throw new Error('no valid address to mail to');
  const domain = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/.test(mail.server)
    ? mail.server
    : 'localhost';
  const body = mail.body.replace(/\r\n?/g, '\n').split('\n').flatMap(shortLines).join('\n');
  const isAscii = /^[\u0009-\u007e]*$/.test(body);
  const headers = [
    `From: "Transfer Monitor" <root@${domain}>`,
    `To: ${mail.to.join(',\n ')}`,
    `Subject: ${encodeHeader(mail.subject)}`,
    `Date: ${new Date(mail.date * 1000).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${mail.id.replace(/[^A-Za-z0-9.-]/g, '')}@${domain}>`,
    'MIME-Version: 1.0',
    `Content-Type: text/plain; charset=${isAscii ? 'us-ascii' : 'utf-8'}`,
    `Content-Transfer-Encoding: ${isAscii ? '7bit' : '8bit'}`,
    'Auto-Submitted: auto-generated',
  ];
  return `${headers.join('\n')}\n\n${body}\n`;
}

/** ASCII as it is; anything else in encoded words of at most 75 characters (RFC 2047), one a folded line. */
function encodeHeader(text: string): string {
  const line = text.replace(HEADER_CONTROL, ' ').trim();
  if (/^[\u0020-\u007e]*$/.test(line) && !line.includes('=?')) return foldWords(line);
  const words: string[] = [];
  let bytes: number[] = [];
  const close = (): void => {
    if (bytes.length > 0) words.push(`=?utf-8?B?${Buffer.from(bytes).toString('base64')}?=`);
    bytes = [];
  };
  for (const character of line) {
    const more = Buffer.from(character);
    if (bytes.length + more.length > 45) close();
    bytes.push(...more);
  }
  close();
  return words.join('\n ');
}

/** Folds at spaces; a word longer than a line may be is cut. */
function foldWords(line: string): string {
  const lines: string[] = [];
  let open = '';
  for (const word of line.split(' ').flatMap((one) => one.match(/.{1,200}/g) ?? [])) {
    if (open !== '' && open.length + word.length > 70) {
      lines.push(open);
      open = word;
    } else open = open === '' ? word : `${open} ${word}`;
  }
  if (open !== '') lines.push(open);
  return lines.join('\n ');
}

function shortLines(line: string): string[] {
  const clean = line.replace(BODY_CONTROL, '\ufffd');
  if (clean.length <= LONGEST_LINE) return [clean];
  return clean.match(PIECES) ?? [];
}

/** Hands a message to the server's own sendmail. Never rejects. */
export async function sendMail(
  root: string,
  env: Readonly<Record<string, string>>,
  mail: Mail,
): Promise<Delivery> {
  const failed = (reason: string): Delivery => ({ ok: false, reason, retryAfterSeconds: null });
  let message: string;
  try {
    message = composeMail(mail);
  } catch (error) {
    noteMistake(error);
    return failed(wordsOf(error));
  }
  const started = await startProcess(hostPath(root, SENDMAIL), ['-t', '-i'], {
    cwd: '/',
    env: { ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  if (started.child === null) return failed(`sendmail cannot be started: ${started.reason}`);
  const { child } = started;
  return new Promise((resolve) => {
    let stderr = '';
    const finish = (delivery: Delivery): void => {
      clearTimeout(timer);
      resolve(delivery);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish(failed(`sendmail did not answer within ${TIMEOUT_MS / 1000} s`));
    }, TIMEOUT_MS);
    child.stderr?.on('data', (piece: Buffer) => {
      if (stderr.length < MAX_STDERR_BYTES) stderr += piece.toString('utf8');
    });
    // A sendmail that ends early closes its end; its exit code and words say why.
    child.stdin?.on('error', () => {});
    child.on('close', (code, signal) => {
      if (code === 0) return finish({ ok: true });
      const words = stderr.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
      finish(failed(`sendmail ended with ${signal ?? `code ${code}`}${words && `: ${words}`}`));
    });
    child.stdin?.end(message);
  });
}
