import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../src/log/mask.ts';
import { maskKeptLine } from '../../src/log/mask-line.ts';
import { secretShapes } from '../../src/log/mask-shaped.ts';
import { processorMs } from '../processor-time.ts';

const SHORT = 50_000;
const LONG = 4 * SHORT;
/** Four times the text may take so many times the time; quadratic time would be sixteen. */
const MAX_GROWTH = 9;
/** Below it a measurement says more about the machine than about the pattern. */
const SMALLEST_MS = 60;

function expectLinear(unit: string, run: (text: string) => void): void {
  const of = (length: number) => {
    const text = unit.repeat(Math.ceil(length / unit.length));
    return processorMs(() => run(text));
  };
  const long = of(LONG);
  if (long < SMALLEST_MS) return;
  const short = Math.min(of(SHORT), of(SHORT));
  expect(Math.min(long, of(LONG)) / short, unit).toBeLessThan(MAX_GROWTH);
}

/** Texts that begin a rule again and again without ending it. */
const UNITS = [
  'password ',
  'pass=',
  'pw',
  'key=',
  'key="',
  'salt: ',
  '"password',
  "'",
  '\\"',
  '$1$',
  '://a:',
  '://',
  'curl -u a',
  'a',
  'password for ',
  'password for a is ',
  'identified with a ',
  'eyJaaaaaaaa.',
  'password\\',
  'access hash: ab ',
  'access hash: abcdef0123456789 ',
  'token is "',
  'password “',
  'password=“',
  '<password',
  '<password a',
  '<token>',
  'password</a><b',
  'password", ',
  'password&a=',
  'password: |\n',
  'Пароль ',
  'Пароль а ',
  'mot de passe a a a ',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  '-----BEGIN ',
  '-----END PRIVATE KEY',
  '{"a":',
  '{"msg":"password=',
  '{',
  '["',
  '", "',
];

describe('time in proportion to the text', () => {
  it.each(UNITS)('of %j', (unit) => {
    expectLinear(unit, maskSecrets);
    expectLinear(unit, (text) => maskKeptLine(text));
  });

  it.each(secretShapes().map((shape) => [shape.name, shape] as const))(
    'of the rule: %s',
    (_, shape) => {
      const { example, hints } = shape;
      const pattern = shape.pattern();
      const run = (text: string) => {
        pattern.lastIndex = 0;
        while (pattern.exec(text) !== null);
      };
      for (let length = 1; length <= Math.min(example.length, 40); length += 6) {
        expectLinear(example.slice(0, length), run);
        expectLinear(`${example.slice(0, length)} `, run);
      }
      for (const hint of hints) expectLinear(`${hint} `, run);
      expectLinear(example, run);
    },
  );

  it('a line of two megabytes takes less than a second', () => {
    for (const unit of ['-----END PRIVATE KEY-----', 'password=x ', 'lorem ipsum ', 'curl -u ']) {
      const line = unit.repeat(Math.ceil(2_000_000 / unit.length));
      expect(
        processorMs(() => maskSecrets(line)),
        unit,
      ).toBeLessThan(3000);
    }
  });
});
