import { describe, expect, it } from 'vitest';
import { numbers, shapeOf, shapes } from '../../../src/session/grouping/shapes.ts';
import { templateOf } from '../../../src/session/grouping/template.ts';

function templateFor(text: string, name = 'rivergdn') {
  const entry = { kind: 'warning', module: null, function: null, text };
  return templateOf(entry, { name, localName: null });
}

function groupsOf(texts: readonly string[]): number {
  return new Set(texts.map((text) => templateFor(text).id)).size;
}

describe('the table of patterns', () => {
  it.each(shapes().flatMap((shape) => shape.examples.map((example) => ({ ...shape, example }))))(
    'knows $example as $name',
    ({ name, label, example }) => {
      const first = shapes().find(({ pattern }) => pattern.test(example));
      expect(first?.name).toBe(name);
      expect(shapeOf(example)?.label).toBe(label);
    },
  );

  it.each(
    numbers().flatMap(({ label, examples }) => examples.map((example) => ({ label, example }))),
  )('knows $example as a $label', ({ label, example }) => {
    expect(templateFor(`Found: ${example}`).template).toBe(`Found: ‹${label}›`);
  });
});

describe('kinds of messages', () => {
  it('keeps problems in scripts without blanks apart', () => {
    const japanese = [
      'アカウント「rivergdn」のPHP7設定が失敗しました。',
      'アカウント「rivergdn」は5GBの制限を超えました。',
      'アカウント「rivergdn」のMySQL8移行が完了していません。',
      'アカウント「rivergdn」のSSL証明書は2048bitではありません。',
    ];
    const chinese = [
      '帐户rivergdn的PHP7配置丢失',
      '帐户rivergdn超过了5GB的限制',
      '帐户rivergdn的MySQL8迁移失败',
      '帐户rivergdn的SSL证书不是2048bit',
    ];
    expect(groupsOf(japanese)).toBe(4);
    expect(groupsOf(chinese)).toBe(4);
    expect(templateFor('帐户rivergdn的PHP7配置丢失').template).toBe('帐户‹name›的PHP7配置丢失');
  });

  it.each([
    'h-61-41-117-187.dsl.example.net',
    'host12.example.co.uk',
    '61-41-117-187.dsl.example.net',
  ])('knows %s as a host', (host) => {
    expect(templateFor(`no answer from ${host} yet`).template).toBe('no answer from ‹host› yet');
  });

  it.each([
    [
      'Failed password for {u} from 10.0.0.1 port 22 ssh2',
      'Failed password for ‹user› from ‹ip› port ‹number› ssh2',
    ],
    ['session opened for user {u} by (uid=0)', 'session opened for user ‹user› by (uid=‹number›)'],
    [
      'authentication failure; rhost=10.0.0.1  user={u}',
      'authentication failure; rhost=‹ip› user=‹user›',
    ],
    ['Invalid user {u} from 10.0.0.1', 'Invalid user ‹user› from ‹ip›'],
  ])('finds the user in “%s”', (text, template) => {
    for (const user of ['root', 'mail', 'news', 'games', 'bob', 'bob7', 'webmaster']) {
      expect(templateFor(text.replace('{u}', user)).template, user).toBe(template);
    }
  });

  it.each([
    ['drift is -3 of 5', 'drift is ‹number› of ‹number›'],
    ['offset=-12.5', 'offset=‹number›'],
    ['lifetime <1 sec', 'lifetime ‹duration›'],
    ['sent 1,234 bytes (1.2 KB), 3 left', 'sent ‹size›, ‹number› left'],
    ['sent 64 bytes, 3 left', 'sent ‹size›, ‹number› left'],
    ['Cannot load from mysql.proc', 'Cannot load from mysql.proc'],
    ['locale en_US.UTF-8 is missing', 'locale en_US.UTF-8 is missing'],
    ['rsync: [sender] failed', 'rsync: [sender] failed'],
  ])('%s', (text, template) => {
    expect(templateFor(text).template).toBe(template);
  });

  it('has one placeholder for a list of ids of any length', () => {
    const lists = [1, 2, 7, 40].map((count) =>
      Array.from({ length: count }, (_, i) => `a${i}f9`).join(', '),
    );
    expect(groupsOf(lists.map((list) => `Removed the sessions ${list}.`))).toBe(1);
  });

  it('does not read rsync’s sender and receiver as one problem', () => {
    expect(groupsOf(['rsync: [sender] failed', 'rsync: [receiver] failed'])).toBe(2);
  });
});

describe('the time of grouping', () => {
  it.each(['bob_shop, ', 'a-1.b.', '“x” of 1,2 ', 'PHP7設定', 'user a for b '])(
    'grows no faster than the text: “%s”',
    (unit) => {
      const cost = (count: number) => {
        const text = unit.repeat(count);
        const costs = [1, 2, 3].map(() => {
          const started = process.cpuUsage();
          templateFor(text);
          const { user, system } = process.cpuUsage(started);
          return user + system;
        });
        return Math.min(...costs);
      };
      cost(2000);
      expect(cost(40_000)).toBeLessThan(cost(10_000) * 10 + 20_000);
    },
  );
});
