import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mightHoldSecret, nextHint } from '../../src/log/mask.ts';
import { type LineSecrets, pendingTailOf } from '../../src/log/mask-across.ts';
import { maskKeptLine } from '../../src/log/mask-line.ts';
import { secretShapes } from '../../src/log/mask-shaped.ts';
import { isWithin, secretStretches } from '../../src/log/secret-stretch.ts';
import { BlockMasker } from '../../src/logfile/block-masker.ts';
import { logLine } from '../host/log-corpus.ts';

const HASH = '0123456789abcdef0123456789abcdef';
const record = (text: string): string =>
  JSON.stringify({ pid: 1, type: 'out', contents: { msg: [text] } });

const text = fc.oneof(
  fc.constantFrom(
    'public_html/picture.jpg\n',
    'public_html/face',
    'accesshash:',
    'password:',
    'login bob',
    'user bob',
    'password Zq7RkT4w',
    'Zq7RkT4w',
    'пароль: Zq7RkT4w',
    'hasło: Zq7RkT4w',
    'größer',
    '',
    HASH,
    `${HASH}\n`,
    HASH.slice(0, 20),
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----END RSA PRIVATE KEY-----',
    'Private-Lines: 2',
  ),
  fc.constantFrom(...secretShapes().map(({ example }) => example)),
);
const line = fc.oneof(
  text.map(record),
  text.map((words) => words.replaceAll('\n', ' ')),
  logLine,
);
const log = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean())
  .map(([lines, hasEnd]) => lines.join('\n') + (hasEnd ? '\n' : ''));

function sourceOf(bytes: Buffer) {
  return {
    size: () => bytes.length,
    read: (at: number, into: number | Buffer) =>
      bytes.subarray(at, at + (typeof into === 'number' ? into : into.length)),
  };
}

/** Every line read by itself, one after the other. */
function maskedLines(whole: Buffer): string {
  const stretches = secretStretches(sourceOf(whole), 0, whole);
  let tail: string | null = null;
  let at = 0;
  const lines = whole.toString('latin1').split('\n');
  return lines
    .map((latin1) => {
      const words = Buffer.from(latin1, 'latin1').toString('utf8');
      const isInKey = isWithin(stretches, at);
      const secrets: LineSecrets | undefined =
        isInKey || tail !== null ? { isInKey, tail } : undefined;
      const isLast = at + latin1.length === whole.length;
      // What comes after the last newline is no line.
      if (isLast && latin1 === '') return '';
      const masked = maskKeptLine(words, secrets);
      tail = pendingTailOf(words);
      at += latin1.length + 1;
      if (masked === words) return words;
      return masked.padEnd(latin1.length - Buffer.byteLength(masked) + masked.length);
    })
    .join('\n');
}

it('masks what every line by itself would be masked to', () => {
  let changed = 0;
  fc.assert(
    fc.property(log, (words) => {
      // A hint in a line of its own: a block without any is passed over as a whole.
      const whole = Buffer.from(`the password was changed\n${words}`);
      const masked = new BlockMasker(sourceOf(whole)).mask(whole, 0).toString('utf8');
      expect(masked).toBe(maskedLines(whole));
      if (masked !== whole.toString('utf8')) changed += 1;
    }),
    { numRuns: 600 },
  );
  expect(changed).toBeGreaterThan(100);
});

it('never passes over a line that may hold a secret by its bytes', () => {
  fc.assert(
    fc.property(fc.oneof(line, fc.string({ unit: 'binary' })), (words) => {
      if (mightHoldSecret(words)) expect(nextHint(Buffer.from(words), 0)).toBeGreaterThan(-1);
    }),
    { numRuns: 600 },
  );
});

it('leaves a block without any hint as it is', () => {
  const block = Buffer.from(`${record('public_html/a/picture.jpg\n')}\n`.repeat(50));
  expect(nextHint(block, 0)).toBe(-1);
  expect(new BlockMasker(sourceOf(block)).mask(block, 0)).toBe(block);
});
