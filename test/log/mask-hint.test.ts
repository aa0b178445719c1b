import { expect, test } from 'vitest';
import { hintsIn } from '../../src/log/mask.ts';

const TEXTS = [
  'root',
  '',
  'vm5.docs.cpanel.net',
  'Passwd=x',
  'the PASSWORD is',
  'contraseña',
  'пароль',
  'AKIAIOSFODNN7EXAMPLE',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  'xoxb-1',
  'https://a:b@c',
  'C:\\x',
  '\\u0070',
  '-----BEGIN PRIVATE KEY-----',
  'Authorization: Bearer x',
  'stonepw',
  '\u212a and \u0130',
  'hasło',
  '$6$salt$hash',
];

// The first few short texts of a process are looked at without the sieve.
test('a text has the same hints early and late in a process', () => {
  const early = TEXTS.map((text) => hintsIn(text));
  for (let i = 0; i < 100; i++) hintsIn('root');
  const late = TEXTS.map((text) => hintsIn(text));
  const sorted = (found: typeof early) =>
    found.map((hints) => hints && { ...hints, shapes: [...hints.shapes].sort((a, b) => a - b) });
  expect(sorted(early)).toEqual(sorted(late));
  expect(early.filter((hints) => hints === null).length).toBeGreaterThan(1);
  expect(early.filter((hints) => hints !== null).length).toBeGreaterThan(10);
});
