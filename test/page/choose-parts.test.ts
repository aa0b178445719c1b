import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chooseParts, parseKnownParts } from '../../src/page/choose-parts.ts';
import { compress, takesGzip } from '../../src/page/http/response.ts';
import { splitPart, withoutMarks } from '../../src/render/split-parts.ts';

const part = (id: string, html: string, isInner = false) => ({ id, html, isInner });
const asText = (known: Record<string, string>) =>
  Object.entries(known)
    .map(([id, print]) => `${id}~${print}`)
    .join('.') || 'none';

describe('chooseParts', () => {
  const small = [part('a', '<p>1'), part('b', '<p>2'), part('b-1', '<p>3', true)];

  it('gives a reader without an account of parts all of them, and one with it what has changed', () => {
    const all = chooseParts(small, null);
    expect(all.parts).toEqual({ a: '<p>1', b: '<p>2', 'b-1': '<p>3' });
    const has = parseKnownParts(asText(all.known));
    expect(chooseParts(small, has)).toEqual({ parts: {}, known: {}, hasMore: false });
    const changed = [...small.slice(0, 2), part('b-1', '<p>4', true)];
    expect(chooseParts(changed, has).parts).toEqual({ 'b-1': '<p>4' });
  });

  it('lets every inner part have its turn, however often all of them change', () => {
    const given = new Map<string, number>();
    let has = parseKnownParts('none');
    let order: Record<string, string> = {};
    for (let round = 0; round < 12; round++) {
      const all = Array.from({ length: 18 }, (_, i) =>
        part(`lane-${i}`, `${round} `.padEnd(17_000, 'x'), true),
      );
      const outer = part('outer', `<p>${round}`);
      const { parts, known, hasMore } = chooseParts([outer, ...all], has);
      expect(parts.outer).toBe(outer.html);
      expect(JSON.stringify(parts).length).toBeLessThan(60_000);
      expect(hasMore).toBe(true);
      for (const id in known) {
        given.set(id, round);
        delete order[id];
      }
      order = { ...order, ...known };
      has = parseKnownParts(asText(order));
    }
    expect(given.size).toBe(19);
    expect(Math.min(...given.values())).toBeGreaterThanOrEqual(5);
  });

  it('gives one inner part in any case, and outer ones however long they are', () => {
    const long = 'x'.repeat(100_000);
    const all = [part('o', long), part('i', long, true), part('j', long, true)];
    const { parts, hasMore } = chooseParts(all, parseKnownParts('none'));
    expect(Object.keys(parts)).toEqual(['o', 'i']);
    expect(hasMore).toBe(true);
  });

  it.each(['x', 'a~123', 'a~0123456789.', `a~${'0'.repeat(10)}.b`, 'a b~0123456789'])(
    'does not understand %j',
    (text) => expect(parseKnownParts(text)).toBeNull(),
  );
});

describe('splitPart', () => {
  const html =
    '<div id="o" data-part="o"><ul><!--[i-1]--><li id="i-1" data-part="i-1">one</li><!--[/]--><!--[i-2]--><li id="i-2" data-part="i-2">two</li><!--[/]--></ul></div>';

  it('leaves places for inner parts', () => {
    expect(splitPart('o', html)).toEqual([
      part(
        'o',
        '<div id="o" data-part="o"><ul><li id="i-1" data-part="i-1" data-later></li><li id="i-2" data-part="i-2" data-later></li></ul></div>',
      ),
      part('i-1', '<li id="i-1" data-part="i-1">one</li>', true),
      part('i-2', '<li id="i-2" data-part="i-2">two</li>', true),
    ]);
  });

  it('leaves no marks on a whole page', () => {
    expect(withoutMarks(html)).not.toContain('<!--');
  });
});

describe('compress', () => {
  const answer = { status: 200, headers: {}, body: 'long '.repeat(2000) };

  it('packs what was asked for packed, and says so', async () => {
    const packed = await compress(answer, { QUERY_STRING: 'session=s&zip=1' });
    expect(packed.headers).toMatchObject({ 'Content-Encoding': 'gzip' });
    const [bytes = Buffer.alloc(0)] = packed.body as Iterable<Buffer>;
    expect(gunzipSync(bytes).toString()).toBe(answer.body);
  });

  it.each([
    ['nobody asked', { QUERY_STRING: 'session=s' }],
    ['the browser refuses', { QUERY_STRING: 'zip=1', HTTP_ACCEPT_ENCODING: 'br, gzip;q=0' }],
  ])('leaves it as it is where %s', async (_, env) => {
    expect(await compress(answer, env)).toBe(answer);
  });

  it('leaves a short answer as it is', async () => {
    const short = { ...answer, body: 'short' };
    expect(await compress(short, { QUERY_STRING: 'zip=1' })).toBe(short);
  });

  it.each([
    [undefined, true],
    ['gzip, deflate, br', true],
    ['br;q=1.0, GZIP;q=0.5', true],
    ['gzip;q=0.0', false],
    ['identity', false],
    ['', false],
  ])('knows from %j whether gzip is taken: %s', (accepted, takes) => {
    expect(takesGzip(accepted)).toBe(takes);
  });
});
