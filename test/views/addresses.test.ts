import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeParameter, formatQuery, pageHref } from '../../src/views/link.ts';
import { buildPager } from '../../src/views/pager.ts';
import { describeRepair, repairHref } from '../../src/views/repair-href.ts';

describe('pageHref', () => {
  it('keeps one order, and leaves out what is empty', () => {
    expect(pageHref({ page: 2, q: 'a&b', session: 'S1', status: null, kind: '' })).toBe(
      'index.cgi?session=S1&q=a%26b&page=2',
    );
    expect(pageHref({ page: 1 })).toBe('index.cgi');
  });

  it('brings every text back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const back = new URLSearchParams(formatQuery({ item: text })).get('item');
        // The unit “binary” makes no half pairs, so nothing may change.
        expect(back).toBe(text);
      }),
    );
  });

  it('survives half of a surrogate pair', () => {
    expect(encodeParameter('a\ud800b')).toBe('a%EF%BF%BDb');
    expect(encodeParameter('\u{1f600}')).toBe('%F0%9F%98%80');
  });
});

describe('buildPager', () => {
  it('needs none for one page', () => {
    expect(buildPager({}, { page: 1, perPage: 100, total: 100 })).toBeNull();
  });

  it('shows the ends and the neighbours, and where gaps are', () => {
    const pager = buildPager({ session: 'S' }, { page: 412, perPage: 100, total: 100_000 });
    expect(pager?.words).toBe('41,101 to 41,200 of 100,000');
    expect(pager?.links.map((link) => link.label)).toEqual([
      '1',
      '…',
      '411',
      '412',
      '413',
      '…',
      '1,000',
    ]);
    expect(pager?.links.find((link) => link.isCurrent)?.label).toBe('412');
    expect(pager?.previousHref).toBe('index.cgi?session=S&page=411');
  });

  it('leads back from beyond the end', () => {
    const pager = buildPager({}, { page: 9, perPage: 10, total: 25 });
    expect(pager).toMatchObject({
      words: '21 to 25 of 25',
      nextHref: null,
      previousHref: 'index.cgi?page=2',
    });
  });

  it('has no gap that hides a single page', () => {
    const pager = buildPager({}, { page: 4, perPage: 1, total: 6 });
    expect(pager?.links.map((link) => link.label)).toEqual(['1', '2', '3', '4', '5', '6']);
  });
});

describe('repairHref', () => {
  const repair = (path: string, params: Record<string, string> = {}) => ({
    label: 'Rename',
    path,
    params,
  });

  it('leads to a page of this WHM with its parameters encoded', () => {
    expect(repairHref(repair('/scripts5/rename_mysql_db', { orig: 'a b', new: 'c&d=e' }))).toBe(
      '/scripts5/rename_mysql_db?orig=a%20b&new=c%26d%3De',
    );
  });

  it.each([
    'https://example.com/x',
    '//example.com/x',
    'javascript:alert(1)',
    '/\\example.com',
    '/scripts5/../../etc/passwd',
    '/scripts5/x?y=z',
    '/scripts5/x#y',
    '/scripts5//x',
    '/cpsess0000000001/scripts5/x',
    'scripts5/x',
    '/scripts5/x\n',
    '/',
    '',
  ])('does not follow %j', (path) => {
    expect(repairHref(repair(path))).toBeNull();
    expect(describeRepair(repair(path))?.path).toBeNull();
  });

  it('never gives an address that leaves this server, whatever the path', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.dictionary(fc.string(), fc.string()),
        (path, params) => {
          for (const candidate of [path, `/${path}`, `/scripts5/${path}`]) {
            const href = repairHref(repair(candidate, params));
            if (href === null) continue;
            const url = new URL(href, 'https://whm.test:2087');
            expect(url.origin).toBe('https://whm.test:2087');
            expect(url.pathname).toBe(candidate);
          }
        },
      ),
    );
  });
});
