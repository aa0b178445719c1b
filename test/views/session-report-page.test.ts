import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../src/views/report-markdown.ts';
import { buildReportPage } from '../../src/views/session-report-page.ts';
import { makeSession, makeSessionInput, makeWork, NOW } from '../render/fixtures.ts';

const session = makeSession({ state: 'ABORTED', live: false, endedAt: NOW - 60, etaSeconds: null });

function report(name = 'amy', host = 'old9.example.com') {
  const work = makeWork(session);
  const [cause] = work.causes;
  if (cause === undefined) throw new Error('the fixture has no cause');
  const items = Array.from({ length: 30 }, (_, at) => ({ type: 'Account', name: `${name}${at}` }));
  return buildReportPage(
    makeSessionInput({
      session: { ...session, sourceHost: host },
      work: { ...work, causes: [{ ...cause, kind: 'failure', itemCount: 31, items }] },
    }),
    NOW,
  );
}

describe('the report of a session', () => {
  it('names source, target, times and every account of a cause', () => {
    const { heading, facts, causes, issues } = report();
    expect(heading).toEqual({ source: 'old9.example.com', target: session.targetHost });
    const labels = facts.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Session', 'Started', 'Ended', 'This report']));
    const [first] = causes;
    expect(first?.names).toEqual(Array.from({ length: 30 }, (_, at) => `amy${at}`));
    // It says what it does not name.
    expect(first?.more).toBe('and 1 more');
    expect(issues).toHaveLength(session.issues.length);
  });
});

describe('the summary as Markdown', () => {
  it('says the verdict, each cause with its accounts, and how much is done', () => {
    const text = reportMarkdown(report());
    expect(text).toMatch(/^# Transfer old9\.example\.com → \S+\n\n\*\*Aborted\*\*: /);
    expect(text).toContain('## What to do');
    expect(text).toMatch(/- \*\*31 failed\*\*: .+\n {2}Names: amy0, amy1, .+, and 1 more\n/);
  });

  it('takes a name for a name, whatever it is', () => {
    const text = reportMarkdown(report('<b>*a*[x](http://h)`|#'));
    expect(text).toContain('\\<b\\>\\*a\\*\\[x\\](http\\://h)\\`\\|\\#0');
    const sign = fc.constantFrom(
      '<',
      '>',
      '*',
      '_',
      '`',
      '[',
      ']',
      '\\',
      '\n',
      '#',
      '!',
      '|',
      'a',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 12 }), (name) => {
        const plain = reportMarkdown(report('x')).split('\n').length;
        const lines = reportMarkdown(report(`x${name}`, `x${name}`)).split('\n');
        expect(lines).toHaveLength(plain);
        const [head = ''] = lines;
        expect(head.replace(/\\[\\`*_{}[\]<>#!|~&@$:.]/g, '')).not.toMatch(/[\\`*_[\]<>|!\u202e]/);
      }),
      { numRuns: 50 },
    );
  });
});
