import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiCodec } from '../../../src/whm/api/answer.ts';
import { CODECS } from '../codecs.ts';

for (const { name, codec } of CODECS) {
  if (codec === null) {
    // The package is an optional dependency that not every registry carries.
    test.skip(`the contract with ${name}: the package is not installed here`, () => {});
  } else {
    describe(`the contract with ${name}`, () => contract(codec));
  }
}

function contract(codec: ApiCodec): void {
  const read = (metadata: unknown, data?: unknown) =>
    codec.decode(JSON.stringify({ metadata, data }));

  test('a request is a POST form with the version first', () => {
    expect(codec.encode('pause_transfer_session', { transfer_session_id: 'copyacct1' })).toEqual({
      path: '/json-api/pause_transfer_session',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'api.version=1&transfer_session_id=copyacct1',
    });
  });

  test('a request without arguments', () => {
    expect(codec.encode('version', {}).body).toBe('api.version=1');
  });

  test('any argument arrives as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (value) => {
        const fields = new URLSearchParams(codec.encode('f', { logfile: value }).body);
        expect([...fields]).toEqual([
          ['api.version', '1'],
          ['logfile', value],
        ]);
      }),
    );
  });

  test.each([1, '1'])('result %j is success', (result) => {
    expect(read({ result, reason: 'OK' }, { pid: 77 })).toEqual({
      ok: true,
      data: { pid: 77 },
      reason: 'OK',
    });
  });

  test.each([0, '0'])("result %j is a failure in the server's words", (result) => {
    expect(read({ result, reason: 'The session is not running.' })).toEqual({
      ok: false,
      kind: 'failed',
      reason: 'The session is not running.',
    });
  });

  test.each([
    [0, undefined],
    ['0', undefined],
    [0, null],
    ['0', ''],
    [0, '  '],
  ])('a failure (%j) with the reason %j says that there is none', (result, reason) => {
    expect(read({ result, reason })).toEqual({
      ok: false,
      kind: 'failed',
      reason: 'The server says that it failed, and gives no reason.',
    });
  });

  test('a result that is no number is no success', () => {
    expect(read({ result: 'yes', reason: 'Odd.' })).toEqual({
      ok: false,
      kind: 'failed',
      reason: 'Odd.',
    });
    expect(read({ result: true })).toMatchObject({ ok: false, kind: 'failed' });
  });

  test('success without a reason, and without data', () => {
    expect(read({ result: 1 })).toEqual({ ok: true, data: null, reason: null });
    expect(read({ result: 1 }, null)).toEqual({ ok: true, data: null, reason: null });
  });

  test.each([
    [{ log: '' }],
    [{ log: 'line\n' }],
    [{ pid: 0 }],
    [{ modules: ['a', 'b'] }],
    [{ state_name: 'RUNNING' }],
    [{}],
    [[]],
  ])('data %j comes as the server sent it', (data) => {
    expect(read({ result: 1 }, data)).toEqual({ ok: true, data, reason: null });
  });

  test('a missing result, or missing metadata, is named', () => {
    expect(read({ reason: 'OK?' })).toEqual({ ok: false, kind: 'odd-answer', reason: 'OK?' });
    for (const metadata of [{}, { result: null }, { result: [1] }, { result: { toString: 1 } }]) {
      expect(read(metadata)).toEqual({
        ok: false,
        kind: 'odd-answer',
        reason: "The server's answer does not say whether it worked (no result).",
      });
    }
    expect(read(undefined)).toEqual({
      ok: false,
      kind: 'odd-answer',
      reason: "The server's answer has no metadata.",
    });
  });

  test('words in the older form of refusals are used', () => {
    const text = JSON.stringify({
      cpanelresult: { apiversion: '2', error: 'Access denied', data: { result: '0' } },
    });
    expect(codec.decode(text)).toEqual({ ok: false, kind: 'odd-answer', reason: 'Access denied' });
  });

  test.each(['[1]', '"text"', '7', 'null', 'true'])('JSON that is no object: %s', (text) => {
    expect(codec.decode(text)).toEqual({
      ok: false,
      kind: 'odd-answer',
      reason: "The server's answer is JSON, but not an object.",
    });
  });

  test.each([
    ['', 'it is empty.'],
    ['<!DOCTYPE html><html><title>WHM\n Login</title>', 'it is the web page “WHM Login”.'],
    ['<html><body>', 'it is a web page.'],
    ['{"metadata":{"res', '“{"metadata":{"res”'],
  ])('no JSON: %j', (text, words) => {
    expect(codec.decode(text)).toEqual({
      ok: false,
      kind: 'not-json',
      reason: `The server's answer is not JSON: ${words}`,
    });
  });

  test('no text makes it throw', () => {
    const metadata = fc.record(
      { result: fc.jsonValue(), reason: fc.jsonValue(), chunk: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const answer = fc.record(
      { metadata: fc.oneof(metadata, fc.jsonValue()), data: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          answer.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const decoded = codec.decode(text);
          if (!decoded.ok) expect(decoded.reason).not.toBe('');
        },
      ),
      { numRuns: 300 },
    );
  });
}
