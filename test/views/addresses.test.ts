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

  it('has no gap that hides a single page', () => {
    const pager = buildPager({}, { page: 4, perPage: 1, total: 6 });
    expect(pager?.links.map((link) => link.label)).toEqual(['1', '2', '3', '4', '5', '6']);
  });
});

describe('a page behind the end', () => {
  it('is called what it is, and leads to the last one', () => {
    const pager = buildPager({ session: 'S' }, { page: 99, perPage: 10, total: 14 });
    expect(pager).toMatchObject({
      words: '14 in all',
      beyond: { words: 'There is no page 99.', href: 'index.cgi?session=S&page=2' },
    });
    expect(pager?.links.some((link) => link.isCurrent)).toBe(false);
    expect(buildPager({}, { page: 2, perPage: 10, total: 14 })?.beyond).toBeNull();
  });

  it('is not a matter of a list that is empty', () => {
    expect(buildPager({}, { page: 99, perPage: 10, total: 0 })).toBeNull();
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

  it.each(['/scripts/rename', 'scripts5/rename'])('takes %j for one of WHM’s own pages', (path) => {
    const address = `/${path.replace(/^\//, '')}?a=b`;
    expect(describeRepair(repair(path, { a: 'b' }))).toMatchObject({ path: address });
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
    '/scripts5/x\n',
    '/scripts5/',
    '/scripts123/x',
    '/scripts/x/y',
    '/json-api/removeacct',
    '/xml-api/removeacct',
    '/execute/Mysql/delete_database',
    '/login/x',
    '/logout/x',
    '/cgi/transfer_monitor/index',
    '/cgi/x',
    '/other/page',
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
          for (const candidate of [path, `/${path}`, `/scripts5/${path}`, `scripts/${path}`]) {
            const href = repairHref(repair(candidate, params));
            if (href === null) continue;
            const url = new URL(href, 'https://whm.test:2087');
            expect(url.origin).toBe('https://whm.test:2087');
            expect(url.pathname).toBe(candidate.replace(/^(?!\/)/, '/'));
            expect(url.pathname).toMatch(/^\/scripts/);
          }
        },
      ),
    );
  });
});
