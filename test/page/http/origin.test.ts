import { describe, expect, test } from 'vitest';
import { isSameOrigin } from '../../../src/page/http/csrf.ts';

const HERE = 'whm.example.test:2087';
const nothing = { host: HERE, origin: null, referer: null, secFetchSite: null };

describe('isSameOrigin', () => {
  test.each([
    ['no header at all', {}],
    ['the origin', { origin: 'https://whm.example.test:2087' }],
    ['the origin in capitals', { origin: 'https://WHM.example.test:2087' }],
    ['the referrer', { referer: 'https://whm.example.test:2087/cpsess1/cgi/x?y=z' }],
    ['a browser that says so', { secFetchSite: 'same-origin' }],
    ['the address bar', { secFetchSite: 'none' }],
    [
      'all of them',
      {
        origin: 'https://whm.example.test:2087',
        referer: 'https://whm.example.test:2087/a',
        secFetchSite: 'same-origin',
      },
    ],
    [
      'the usual port, named by one',
      { host: 'whm.example.test:443', origin: 'https://whm.example.test' },
    ],
    ['plain http in the preview', { host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' }],
    ['no host and nothing to compare', { host: null }],
  ])('from here: %s', (_what, headers) => {
    expect(isSameOrigin({ ...nothing, ...headers })).toBe(true);
  });

  test.each([
    ['a foreign origin', { origin: 'https://evil.example.test' }],
    ['another port', { origin: 'https://whm.example.test:2083' }],
    ['a name that begins alike', { origin: 'https://whm.example.test:2087.evil.test' }],
    ['a name in the user part', { origin: 'https://whm.example.test:2087@evil.test' }],
    ['an origin that is hidden', { origin: 'null' }],
    ['an empty origin', { origin: '' }],
    ['a file', { origin: 'file:///etc' }],
    ['a foreign referrer', { referer: 'https://evil.example.test/whm.example.test:2087' }],
    ['a broken referrer', { referer: 'whm' }],
    ['another site', { secFetchSite: 'cross-site' }],
    ['a neighbour', { secFetchSite: 'same-site' }],
    [
      'a right origin with a foreign referrer',
      { origin: `https://${HERE}`, referer: 'https://evil.example.test/' },
    ],
    ['a right origin from another site', { origin: `https://${HERE}`, secFetchSite: 'cross-site' }],
    ['an origin without a host to compare', { host: null, origin: `https://${HERE}` }],
    ['an odd host', { host: 'a b', origin: 'https://a b' }],
  ])('foreign: %s', (_what, headers) => {
    expect(isSameOrigin({ ...nothing, ...headers })).toBe(false);
  });
});
