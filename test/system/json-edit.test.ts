import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { removeJson, setJson } from '../../src/system/json-edit.ts';

const WRITTEN = `{
\t"colour" : "blue",   "big": 12345678901234567890,
\t"stall": {"minute": 5, "minutes":  45 },
\t"notify": { "webhooks": [ {"url": "https://a.example/\\"}]", "note": "}" }, {"url": "https://b.example"} ] }
}
`;

describe('a value in a text', () => {
  test('is replaced, and nothing else', () => {
    expect(setJson(WRITTEN, ['stall', 'minutes'], 20)).toBe(
      WRITTEN.replace('"minutes":  45', '"minutes":  20'),
    );
    expect(setJson(WRITTEN, ['notify', 'webhooks', 0, 'url'], 'https://c.example')).toBe(
      WRITTEN.replace('"https://a.example/\\"}]"', '"https://c.example"'),
    );
  });

  test('is added as its neighbours stand', () => {
    expect(setJson(WRITTEN, ['retention', 'days'], 0)).toBe(
      WRITTEN.replace('} ] }\n', '} ] },\n\t"retention": { "days": 0 }\n'),
    );
    expect(setJson(WRITTEN, ['stall', 'minutesPerGigabyte'], 2)).toBe(
      WRITTEN.replace(' 45 }', ' 45, "minutesPerGigabyte": 2 }'),
    );
    expect(setJson(WRITTEN, ['notify', 'webhooks', 2], { url: 'https://c.example' })).toBe(
      WRITTEN.replace('b.example"}', 'b.example"}, { "url": "https://c.example" }'),
    );
    expect(setJson('{}\n', ['stall', 'minutes'], 5)).toBe('{\n  "stall": { "minutes": 5 }\n}\n');
    expect(setJson('{"a":{}}', ['a', 'b'], [['x', 'y']])).toBe('{"a":{ "b": [["x", "y"]] }}');
  });

  test('takes the place of what cannot hold it', () => {
    expect(setJson('{"stall": 5, "a": 1}', ['stall', 'minutes'], 9)).toBe(
      '{"stall": { "minutes": 9 }, "a": 1}',
    );
  });

  test('is the last where a key stands twice, as its reader takes it', () => {
    expect(setJson('{"a":1,"a":2}', ['a'], 3)).toBe('{"a":1,"a":3}');
  });

  test('is found below any number of others that are nested deep', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(setJson(`{"x": ${deep}, "a": 1}`, ['a'], 2)).toBe(`{"x": ${deep}, "a": 2}`);
  });

  test('is taken away with its comma', () => {
    expect(removeJson('{"a": [1, 2, 3]}', ['a', 0])).toBe('{"a": [2, 3]}');
    expect(removeJson('{"a": [1, 2, 3]}', ['a', 2])).toBe('{"a": [1, 2]}');
    expect(removeJson('{"a": [1]}', ['a', 0])).toBe('{"a": []}');
    expect(removeJson('{"a": [1]}', ['b'])).toBe('{"a": [1]}');
  });
});

test('what is set is read back, and what is not set is as before', () => {
  const keys = fc.constantFrom('a', 'b', '}"', '\\', '');
  const values = fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())));
  const indents = fc.constantFrom(undefined, 1, '\t');
  fc.assert(
    fc.property(
      values,
      indents,
      keys,
      keys,
      fc.jsonValue(),
      (before, indent, key, inner, value) => {
        const text = JSON.stringify(before, null, indent);
        const plain = (input: unknown) => JSON.parse(JSON.stringify(input));
        expect(JSON.parse(setJson(text, [key], value))).toEqual(plain({ ...before, [key]: value }));
        const held = before[key];
        const isObject = typeof held === 'object' && held !== null && !Array.isArray(held);
        expect(JSON.parse(setJson(text, [key, inner], value))).toEqual(
          plain({ ...before, [key]: { ...(isObject ? held : {}), [inner]: value } }),
        );
        const { [key]: _, ...left } = before;
        expect(JSON.parse(removeJson(text, [key]))).toEqual(plain(left));
      },
    ),
  );
});
