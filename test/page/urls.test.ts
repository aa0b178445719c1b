import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/app/problem.ts';
import {
  checkReport,
  chooseRoute,
  codeCacheKey,
  FORMATS,
  OWN_PARAMETERS,
  ROUTES,
  type RouteName,
  readParameters,
} from '../../src/page/urls.ts';
import { problemWords } from '../../src/views/problem-words.ts';
import { repositoryRoot } from '../host/repository.ts';
import { DOCUMENTED_ID, writeDocumented } from '../host/simulator/scenarios.ts';
import { removeFolder } from '../remove-folder.ts';
import { runPage } from '../warm/run.ts';

const NAMES = Object.keys(ROUTES) as RouteName[];
const query = (text: string): URLSearchParams => new URLSearchParams(text);

/** What a reader is told; empty where nothing was refused. */
function refusalOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof Problem ? problemWords(error.facts) : String(error);
  }
}

describe('an address chooses the view', () => {
  it.each([
    ['', 'list'],
    ['state=RUNNING&q=x', 'list'],
    ['session=s1', 'session'],
    ['session=s1&account=amy', 'session'],
    ['session=s1&item=amy', 'item'],
    ['session=s1&compare=s2', 'compare'],
    ['session=s1&log=master.log', 'log'],
    ['session=s1&log=master.log&grep=quota', 'search'],
    // The form of a search that was left empty.
    ['session=s1&grep=&q=', 'session'],
    ['account=amy', 'account'],
    ['view=settings', 'settings'],
    ['view=guide', 'settings'],
    ['view=settings&session=s1', 'session'],
  ])('%s', (text, name) => {
    expect(chooseRoute(query(text))).toBe(name);
  });
});

describe('parameters', () => {
  it('are read as what they mean', () => {
    const read = readParameters(query('session=s1&tab=issues&page=2&q=&sort=-size&outline=whole'));
    expect(read).toMatchObject({ session: 's1', tab: 'issues', page: 2, q: null, sort: '-size' });
    expect(read).toMatchObject({ per_page: null, outline: 'whole', since: null });
  });

  it('know the names of tabs that bookmarks hold', () => {
    const tabOf = (name: string) => readParameters(query(`session=s1&tab=${name}`)).tab;
    expect(tabOf('todo')).toBe(tabOf('overview'));
    expect(tabOf('accounts')).toBe(tabOf('items'));
    expect(refusalOf(() => tabOf('settings'))).toBe(
      'The parameter “tab” must be one of todo, issues, accounts, verify, activity, logs.',
    );
  });

  it.each([
    ['session=', 'session'],
    ['session=../x', 'session'],
    ['session=s1&log=', 'log'],
    ['session=s1&log=a%2Fb', 'log'],
    ['session=s1&from=', 'from'],
    ['session=s1&issue=a+b', 'issue'],
    ['state=a+b', 'state'],
    ['session=s1&go=home', 'go'],
    ['session=s1&report=all', 'report'],
    ['session=s1&before=-1', 'before'],
    ['per_page=0', 'per_page'],
    ['page=0x1', 'page'],
    ['format=xml', 'format'],
    [`q=${'x'.repeat(1001)}`, 'q'],
    ['q=a%00', 'q'],
  ])('are refused by their name: %s', (text, name) => {
    expect(refusalOf(() => readParameters(query(text)))).toContain(
      `The parameter “${name}” must be `,
    );
  });

  it.each(['log=x', 'item=x', 'grep=x', 'compare=s2'])('need a session: %s', (text) => {
    expect(refusalOf(() => readParameters(query(text)))).toContain('needs the parameter “session”');
  });
});

describe('what is wrong with a text', () => {
  it('is its length or a character, as it is', () => {
    const read = (text: string) => refusalOf(() => readParameters(query(text)));
    expect(read('q=%00')).toContain('“q” must be a text without the character NUL');
    expect(read(`q=${'x'.repeat(1001)}`)).toContain(
      '“q” must be a text of at most 1000 characters',
    );
  });
});

describe('a report', () => {
  it.each([
    ['source', 'html', 'print'],
    ['source', 'json', 'letters'],
    ['source', 'csv', 'work'],
    ['source', 'md', 'print'],
    ['session', 'md', 'items'],
    ['session', 'html', 'retry'],
  ] as const)('that a %s as %s has not is refused: %s', (name, format, report) => {
    expect(refusalOf(() => checkReport(name, format, report))).toContain(
      `no report “${report}” in the form`,
    );
  });

  it.each([
    ['source', 'csv', 'letters'],
    ['source', 'md', 'letters'],
    ['source', 'md', null],
    ['session', 'html', 'print'],
    ['session', 'md', 'letters'],
    ['session', 'csv', 'work'],
    ['session', 'raw', 'retry'],
  ] as const)('of a %s as %s is there: %s', (name, format, report) => {
    expect(() => checkReport(name, format, report)).not.toThrow();
  });
});

describe('the compiled code', () => {
  it.each([
    ['', 'list-html'],
    ['format=html', 'list-html'],
    ['session=s1&grep=x', 'grep-html'],
    ['session=s1&format=csv', 'session-data'],
    ['session=s1&format=json&since=c', 'session-poll'],
    ['session=s1&format=parts&since=c', 'session-parts'],
    ['account=amy&format=../../x', 'account-data'],
  ])('of %s is kept as %s', (text, name) => {
    expect(codeCacheKey(query(text))).toBe(name);
  });

  it('has a key for each view', () => {
    const keys = new Set(NAMES.map((name) => ROUTES[name].codeCacheKey));
    expect(keys.size).toBe(NAMES.length);
  });
});

describe('each view', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'transfer-monitor-urls-'));
    writeDocumented(root);
  });
  afterAll(() => removeFolder(root));

  const SESSION = `session=${DOCUMENTED_ID}`;
  const ADDRESSES: Record<RouteName, string> = {
    suggest: 'suggest=col',
    search: `${SESSION}&grep=quota`,
    log: `${SESSION}&log=master.log`,
    item: `${SESSION}&item=colin`,
    compare: `${SESSION}&compare=none`,
    session: SESSION,
    account: 'account=colin',
    source: 'source=vm5.docs.cpanel.net',
    settings: 'view=settings',
    list: '',
  };

  it.each(NAMES)('%s has the formats that the list names, and no other', (name) => {
    const has: readonly string[] = ROUTES[name].formats;
    for (const format of FORMATS) {
      const more = name === 'session' && format === 'raw' ? '&report=retry' : '';
      const { status, body } = runPage(root, `${ADDRESSES[name]}${more}&format=${format}`);
      // There is nothing to compare with, and no source to move from again: to say so is an answer too.
      const fine = name === 'compare' || format === 'raw' ? [200, 404] : [200];
      expect(has.includes(format) ? fine : [400], format).toContain(status);
      if (!has.includes(format)) expect(body).toContain(`no format “${format}”`);
    }
  });
});

describe('README', () => {
  const readme = readFileSync(join(repositoryRoot(), 'README.md'), 'utf8');
  const rows = readme
    .slice(readme.indexOf('| address | shows |'), readme.indexOf('### Settings'))
    .split('\n')
    .filter((line) => /^\| `(?:index\.cgi|\?)/.test(line))
    .map((line) => line.split(/ ?\| ?/).slice(1, 5));
  const namesIn = (text = ''): string[] =>
    [...text.matchAll(/[`?&](\w+)=/g)].map((match) => match[1] ?? '');

  it('names each view once', () => {
    expect(rows.map(([address]) => namesIn(address).join()).sort()).toEqual(
      NAMES.map((name) => ROUTES[name].by.join()).sort(),
    );
  });

  it.each(NAMES)('names what %s takes, and its formats', (name) => {
    const { by, takes, formats } = ROUTES[name] as (typeof ROUTES)['session'];
    const [, , more, forms = ''] = rows.find(([at]) => namesIn(at).join() === by.join()) ?? [];
    const taken = takes.filter((parameter) => !OWN_PARAMETERS.includes(parameter));
    expect(namesIn(more).sort()).toEqual([...taken].sort());
    // The page itself needs no word for it, and its parts are for its own script.
    const told = formats.filter((format) => format !== 'html' && format !== 'parts');
    expect([...forms.matchAll(/\w+/g)].map(String).sort()).toEqual([...told].sort());
  });
});
