import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChromeRequest } from '../../src/whm/chrome.ts';
import { readChrome } from '../../src/whm/chrome.ts';
import {
  fillPlaceholders,
  footerTrouble,
  headerTrouble,
  pairTrouble,
} from '../../src/whm/chrome-html.ts';
import { processorMs } from '../processor-time.ts';
import { removeFolder } from '../remove-folder.ts';

const HEADER = `<!DOCTYPE html>
<html lang="en"><head><title>Results of Your Request</title>
<!-- <html> in a comment, and a lone < too -->
<link rel="stylesheet" href="/cpsess0000000000/yui/assets/a.css" title="a > b">
<script nonce="00000000000">var T = "Results of Your Request"; if (1 < 2) document.write("<script>x<\\/script>");</script>
<style>a > b { color: red }</style></head>
<body class='x'><nav data-user="cpuser00000000000"><a href="/cpsess0000000000/scripts/x?a=1&b=2">Home</a></nav>
<h1>Results of Your Request</h1><title-bar name="x"></title-bar><style-guide /><TEXTAREA>a</TextArea>
<div id="contentContainer">
`;
const FOOTER = `</div><footer><script nonce="00000000000" src="/cpsess0000000000/f.js"></script></footer>
</body></html>
`;

let root: string;
let request: ChromeRequest;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chrome-'));
  request = {
    root,
    user: 'root',
    securityToken: '/cpsess0123456789',
    title: 'Transfer Monitor',
    nonce: 'bm9uY2U',
    cacheDirectory: null,
    childEnv: { PATH: process.env.PATH ?? '' },
  };
});
afterEach(() => removeFolder(root));

function put(path: string, text: string): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

const KEYS = 'var/cpanel/caches/_generated_header_files/cache_keys.json';
const HEADER_FILE = 'var/cpanel/caches/_generated_header_files/k3y_0_0.html';
const FOOTER_FILE = 'var/cpanel/caches/_generated_footer_files/footer.html';

function putChrome(): void {
  put(KEYS, '{"root":"k3y","anna":"other"}');
  put(HEADER_FILE, HEADER);
  put(FOOTER_FILE, FOOTER);
}

describe('from the files of the server', () => {
  beforeEach(putChrome);

  test('the placeholders are filled', async () => {
    const { chrome, source, reason } = await readChrome(request);
    expect({ source, reason }).toEqual({ source: 'files', reason: null });
    const html = `${chrome?.header}${chrome?.footer}`;
    expect(html).not.toMatch(/cpsess0000|cpuser0000|Results of|nonce="0000/);
    expect(html).toContain('<title>Transfer Monitor</title>');
    expect(html).toContain('<a href="/cpsess0123456789/scripts/x?a=1&b=2">');
    expect(html).toContain('data-user="root"');
    expect(html.match(/nonce="bm9uY2U"/g)).toHaveLength(2);
  });

  test('without a token the links have none', async () => {
    const { chrome } = await readChrome({ ...request, securityToken: null });
    expect(chrome?.header).toContain('<a href="/scripts/x?a=1&b=2">');
  });

  test('a folder that the server has moved', async () => {
    put('var/cpanel/moved/_generated_header_files/cache_keys.json', '{"root":"m"}');
    put('var/cpanel/moved/_generated_header_files/m_0_0.html', HEADER.replace('Home', 'Moved'));
    put('var/cpanel/moved/_generated_footer_files/footer.html', FOOTER);
    for (const cacheDirectory of ['/var/cpanel/moved', join(root, 'var/cpanel/moved')]) {
      const { chrome } = await readChrome({ ...request, cacheDirectory });
      expect(chrome?.header).toContain('Moved');
    }
  });

  const damage: [string, string, string | null, string][] = [
    ['no keys', KEYS, null, 'ENOENT'],
    ['empty keys', KEYS, '', 'cache_keys.json is not JSON'],
    ['half-written keys', KEYS, '{"root":"k3', 'cache_keys.json is not JSON'],
    ['keys of other users', KEYS, '{"anna":"k3y"}', 'has no header for root'],
    ['keys in a list', KEYS, '["root"]', 'has no header for root'],
    ['a key that leads elsewhere', KEYS, '{"root":"../x"}', 'has an odd key for root'],
    ['a key that is no text', KEYS, '{"root":{}}', 'has no header for root'],
    ['a stale key', KEYS, '{"root":"gone"}', 'ENOENT'],
    ['no header', HEADER_FILE, null, 'ENOENT'],
    ['an empty header', HEADER_FILE, '', "the server's header is empty"],
    ['a header of spaces', HEADER_FILE, ' \n ', "the server's header is empty"],
    ['a header cut in a tag', HEADER_FILE, HEADER.slice(0, -20), "the server's header is cut"],
    ['a header cut in its head', HEADER_FILE, HEADER.slice(0, 80), "the server's header is cut"],
    ['a header cut in a script', HEADER_FILE, `${HEADER}<script>var a = "`, 'header is cut short'],
    ['a header cut in a style', HEADER_FILE, `${HEADER}<STYLE>a{} </b>`, 'header is cut short'],
    ['a header cut in a comment', HEADER_FILE, `${HEADER}<!-- a`, 'header is cut short'],
    ['a header cut after "<"', HEADER_FILE, `${HEADER}<`, 'header is cut short'],
    ['a page in place of a header', HEADER_FILE, `${HEADER}${FOOTER}`, 'is closed already'],
    [
      'a header of one login',
      HEADER_FILE,
      HEADER.replace('/cpsess0000000000', '/cpsess9876543210'),
      "the server's header holds the token of a login",
    ],
    [
      'a header cut in a link',
      HEADER_FILE,
      HEADER.slice(0, HEADER.indexOf('me</a>')),
      "the server's header leaves open what its footer does not close",
    ],
    [
      'a header cut behind its menu',
      HEADER_FILE,
      HEADER.slice(0, HEADER.indexOf('<h1>')),
      "the server's header leaves open what its footer does not close",
    ],
    ['no footer', FOOTER_FILE, null, 'ENOENT'],
    ['an empty footer', FOOTER_FILE, '', "the server's footer is empty"],
    ['a cut footer', FOOTER_FILE, FOOTER.slice(0, -10), "the server's footer is cut short"],
  ];
  test.each(damage)('%s: no chrome, and the reason', async (_what, path, text, reason) => {
    if (text === null) rmSync(join(root, path));
    else put(path, text);
    const reading = await readChrome(request);
    expect(reading).toMatchObject({ chrome: null, source: 'none' });
    expect(reading.reason).toContain(reason);
    expect(reading.reason).toContain('there is no PHP helper of the server');
  });

  test('a folder in the place of a file, and a file that is too large', async () => {
    put(HEADER_FILE, HEADER + ' '.repeat(5_000_000));
    expect((await readChrome(request)).reason).toContain('is larger than 4096 KiB');
    rmSync(join(root, HEADER_FILE));
    mkdirSync(join(root, HEADER_FILE));
    expect((await readChrome(request)).reason).toContain('is not a regular file');
  });

  test.each(['__proto__', 'constructor', 'toString'])('the login %j has no key', async (user) => {
    expect(await readChrome({ ...request, user })).toMatchObject({ chrome: null });
  });
});

describe('fillPlaceholders', () => {
  test('a hostile title and user are harmless in text, attributes and scripts', () => {
    const filled = fillPlaceholders(HEADER, {
      user: '"><img src=x onerror=alert(1)>',
      securityToken: '/cpsess0123456789',
      title: '</title><script>alert(1)</script>\\"\n\u2028`',
      nonce: 'bm9uY2U',
    });
    expect(filled).not.toContain('<img src=x');
    expect(filled).not.toContain('alert(1)</script>');
    expect(filled).toContain(
      'var T = "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#92;&quot; &#96;";',
    );
  });

  test('a value that looks like a placeholder stays as it is', () => {
    const values = {
      user: 'Results of Your Request',
      securityToken: null,
      title: 'cpuser00000000000 /cpsess0000000000 $1 $$',
      nonce: 'n',
    };
    expect(fillPlaceholders('cpuser00000000000|Results of Your Request', values)).toBe(
      'Results of Your Request|cpuser00000000000 /cpsess0000000000 $1 $$',
    );
  });

  test('no title ends the text that it stands in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const values = { user: 'root', securityToken: null, title, nonce: 'n' };
        const filled = fillPlaceholders('Results of Your Request', values);
        expect(filled).not.toMatch(/[<>"'`\\\n\r\u2028\u2029\0]/);
      }),
    );
  });
});

test('a header and a footer cut anywhere but between tags are seen', () => {
  for (const [html, trouble] of [
    [HEADER, headerTrouble],
    [FOOTER, footerTrouble],
  ] as const) {
    expect(trouble(html)).toBeNull();
    for (let length = 0; length < html.length; length += 1) {
      const cut = html.slice(0, length);
      const complete = html === HEADER && cut.includes('<body class') && />[^<]*$/.test(cut);
      if (!complete && cut.trim() !== html.trim()) expect(trouble(cut), cut).not.toBeNull();
    }
  }
});

describe('a header that was written by half', () => {
  const part = (name: string) =>
    readFileSync(new URL(`../host/chrome/${name}`, import.meta.url), 'utf8');

  test.each([
    ['a small one', HEADER, FOOTER],
    ['one as the server has it', part('header.part'), part('footer.part')],
  ])('%s, cut anywhere, is taken only when it is whole', (_what, header, footer) => {
    const taken: string[] = [];
    for (let length = 0; length <= header.length; length += 1) {
      const cut = header.slice(0, length);
      if (headerTrouble(cut) ?? pairTrouble({ header: cut, footer })) continue;
      taken.push(cut);
    }
    expect(taken.at(-1)).toBe(header);
    expect(taken.map((cut) => cut.trimEnd())).toEqual(taken.map(() => header.trimEnd()));
  });

  test.each([
    ['<div><p>a<p>b<ul><li>c<li>d</ul><br><img src=x>', '</div>'],
    ['<div><svg><path d="M0 0" /></svg><my-part />', '</div>'],
    ['<div title="</div>"><!-- <b> --><script>"<i>"</script>', '</div>'],
    ['<div><span>a</div><DIV>', '<hr></Div>'],
    ['<div><a title=a=b href = "x > <b>">c</a>', '<nav></nav></div>'],
  ])('%s fits %s', (header, footer) => {
    expect(pairTrouble({ header, footer })).toBeNull();
  });

  test('a tag without an end costs no more than its length', () => {
    const header = `<a ${'x="y" '.repeat(20_000)}`;
    expect(processorMs(() => pairTrouble({ header, footer: '' }))).toBeLessThan(1_000);
  });
});

describe("from the vendor's PHP helper", () => {
  const PHP_FILE = 'usr/local/cpanel/3rdparty/bin/php';
  const MARK = 'var/cpanel/transfer_monitor/chrome-failed';

  function putPhp(helper: string): void {
    const php = put(PHP_FILE, `#!/bin/sh\necho call >> '${root}/php-calls'\nexec php -n "$@"\n`);
    chmodSync(php, 0o755);
    put('usr/local/cpanel/php/WHM.php', helper);
  }

  function calls(): number {
    if (!existsSync(join(root, 'php-calls'))) return 0;
    return readFileSync(join(root, 'php-calls'), 'utf8').trim().split('\n').length;
  }

  const GOOD = `<?php
echo "a notice on the way\\n";
class WHM {
  static function getHeaderString($title, $a, $b) {
    return '<html><head><title>' . $title . '</title></head><body data-u="' . getenv('REMOTE_USER')
      . '" data-c="' . getenv('HTTP_COOKIE') . '"><script nonce="00000000000"></script><div>';
  }
  static function getFooterString() { echo 'noise'; return '</div></body></html>'; }
}`;

  test('header and footer, with the title escaped by us', async () => {
    putPhp(GOOD);
    const reading = await readChrome({ ...request, title: 'A <b> & "c"' });
    expect(reading.source).toBe('php');
    expect(reading.reason).toContain('ENOENT');
    expect(reading.chrome).toEqual({
      header:
        '<html><head><title>A &lt;b&gt; &amp; &quot;c&quot;</title></head><body data-u="root"' +
        ' data-c=""><script nonce="bm9uY2U"></script><div>',
      footer: '</div></body></html>',
    });
  });

  test('a helper that prints its footer', async () => {
    putPhp(
      GOOD.replace(
        /static function getFooterString.*/,
        "static function footer() { echo '</div></body></html>'; }",
      ),
    );
    expect((await readChrome(request)).chrome?.footer).toBe('</div></body></html>');
  });

  test('is left alone for ten minutes after a failure', async () => {
    putPhp('<?php exit(3);');
    expect((await readChrome(request)).reason).toContain('the PHP helper');
    expect(calls()).toBe(1);
    expect((await readChrome(request)).reason).toContain('failed a short while ago');
    expect(calls()).toBe(1);
    const before = new Date(Date.now() - 11 * 60_000);
    utimesSync(join(root, MARK), before, before);
    putPhp(GOOD);
    expect((await readChrome(request)).source).toBe('php');
    expect(existsSync(join(root, MARK))).toBe(false);
  });

  test.each([
    ['an error in it', '<?php throw new Exception("no");', 'the PHP helper failed (255)'],
    ['no class', '<?php', 'the PHP helper failed (255)'],
    [
      'an empty header',
      GOOD.replace(/return '<html>[^;]*;/s, "return '';"),
      "the PHP helper's header is empty",
    ],
    ['no text', GOOD.replace(/return '<html>[^;]*;/s, 'return null;'), 'gave no header'],
    ['a cut footer', GOOD.replace('</div></body></html>', '</div>'), 'footer is cut short'],
    ['silence', '<?php exit(0);', 'answered nothing that can be read'],
  ])('%s: no chrome', async (_what, helper, reason) => {
    putPhp(helper);
    const reading = await readChrome(request);
    expect(reading).toMatchObject({ chrome: null, source: 'none' });
    expect(reading.reason).toContain(reason);
  });

  test('one that hangs is ended', async () => {
    putPhp('<?php sleep(30);');
    const before = performance.now();
    const reading = await readChrome({ ...request, phpTimeoutMs: 400 });
    expect(reading.reason).toContain('took too long');
    expect(performance.now() - before).toBeLessThan(15_000);
  });
});
