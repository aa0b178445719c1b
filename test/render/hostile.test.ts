import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepSteering } from '../../src/render/helpers.ts';
import { renderPage } from '../../src/render/render.ts';
import { element, escapeText } from '../../src/render/svg.ts';
import { buildLogPage } from '../../src/views/log-page.ts';
import { buildSessionPage } from '../../src/views/session-page.ts';
import { showSteering } from '../../src/views/text.ts';
import { activityOf } from './activity.ts';
import {
  CONTEXT,
  makeGroup,
  makeItem,
  makeLines,
  makeSession,
  makeSessionInput,
  NOW,
} from './fixtures.ts';

/** Characters that have broken pages before, and ordinary ones between them. */
const hostile = fc.string({
  unit: fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '`',
    '=',
    '{',
    '}',
    '\u202e',
    '\u2066',
    '\u001b',
    '\u0000',
    '\u0085',
    'a',
    ' ',
    'é',
    'م',
  ),
  minLength: 1,
  maxLength: 12,
});

const MARK = 'QzQ';

/** The tags of a page, with what stands inside their quotes left out. */
function skeleton(html: string): string {
  return html.replace(/"[^"]*"/g, '""').replace(/>[^<]*</g, '><');
}

function sessionWith(text: string): string {
  const session = makeSession({
    sourceHost: text,
    targetHost: text,
    creator: text,
    initiator: text,
    warnings: [text],
    stalled: { since: NOW - 9, reason: text },
    workers: [{ queue: 'RESTORE', childNumber: 1, pid: 1, item: text, since: NOW, restarts: 0 }],
    items: [makeItem(text, 'failed', { localName: `${text}2`, label: text, type: text })],
    issues: [
      makeGroup('altered', {
        id: 'x',
        template: text,
        module: text,
        function: text,
        items: [
          {
            type: text,
            name: text,
            queue: 'RESTORE',
            text,
            repair: { label: text, path: text, params: { [text]: text } },
          },
        ],
      }),
    ],
  });
  const input = makeSessionInput({
    session,
    etaReason: text,
    answer: { action: 'abort', words: text, at: NOW },
    followUps: [
      { issueId: 'x', type: text, name: text, done: true, note: text, who: text, at: NOW },
    ],
    activity: activityOf(
      [
        {
          queue: 'RESTORE',
          worker: 1,
          type: text,
          name: text,
          start: NOW - 9,
          end: NOW,
          status: 'failed',
        },
      ],
      { begin: NOW - 9, until: NOW },
    ),
  });
  return renderPage(buildSessionPage(input, NOW), CONTEXT);
}

function logWith(text: string): string {
  const lines = makeLines()
    .slice(0, 1)
    .map((line) => ({ ...line, text, module: text, source: text }));
  return renderPage(
    buildLogPage({
      sessionId: 'S',
      log: text,
      logs: [{ name: text, bytes: 1, isActive: false }],
      isAllLogs: false,
      item: { name: text, type: text },
      lines,
      marks: new Map([[lines[0]?.at ?? 0, [[0, 1]]]]),
      from: 0,
      to: 1,
      size: 1,
      isActive: false,
      isSessionOver: false,
      isUnfinished: false,
      query: { severity: null, q: text, at: 0, before: null },
      earlierBefore: null,
      laterAt: null,
      matches: null,
      isBadSearch: false,
      counts: {
        errors: 6,
        warnings: 3,
        firstErrorAt: 0,
        errorsAt: [0],
        countedTo: 8_388_608,
        isComplete: false,
      },
      notes: [{ words: text, tone: 'bad', link: { words: text, to: { go: text } } }],
      outline: [{ name: text, at: 0, ok: false }],
      outlineTo: 1,
      warnings: [text],
    }),
    CONTEXT,
  );
}

describe('text of logs and addresses', () => {
  it.each([
    ['session', sessionWith],
    ['log', logWith],
  ])('never adds a tag or an attribute to the page of a %s', (_name, render) => {
    const tags = (html: string) =>
      skeleton(html)
        .match(/<[^>]*>/g)
        ?.map((tag) => tag.replace(/<mark>|<\/mark>/g, ''))
        .filter((tag) => tag !== '').length;
    const expected = tags(render('plain'));
    fc.assert(
      fc.property(hostile, (text) => {
        const html = render(`${MARK}${text}`);
        expect(html).not.toMatch(/QzQ[^<>"]*[<>](?![/a-z!])/);
        expect(html).not.toMatch(
          /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f]/,
        );
        expect(tags(html)).toBe(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('offers no link to a repair outside WHM', () => {
    const html = sessionWith('javascript:alert(1)');
    expect(html).not.toMatch(/href="[^"]*javascript:/);
  });
});

describe('showSteering', () => {
  it('shows what steers a terminal or the direction of text', () => {
    expect(showSteering('a\u001b[31mb\u202ec\u0000\u007f\u009b')).toBe(
      'a␛[31mb‹U+202E›c␀␡‹U+009B›',
    );
  });

  it('leaves lines, tabs, joiners and right-to-left letters', () => {
    const text = 'a\n\tb \u200c\u200d مرحبا';
    expect(showSteering(text)).toBe(text);
  });

  it('keeps them in form fields, as references', () => {
    expect(keepSteering('a\u202eb\u001b')).toBe('a&#8238;b␛');
  });
});

describe('element', () => {
  it('escapes texts and values, whatever they are', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { html } = element('rect', { class: text, x: 1 / 3 }, [element('title', {}, [text])]);
        expect(html.match(/[<>]/g)).toHaveLength(8);
        expect(html).toContain('x="0.333"');
        expect(escapeText(text)).not.toMatch(/[<>"'`=]/);
      }),
    );
  });
});
