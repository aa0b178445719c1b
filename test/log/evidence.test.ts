import { describe, expect, it } from 'vitest';
import { addLine, isCutShort, NO_EVIDENCE, reportedBy } from '../../src/log/evidence.ts';

function evidenceOf(lines: readonly string[], reported: readonly string[] = []) {
  let at = 0;
  let evidence = NO_EVIDENCE;
  for (const text of lines) {
    evidence = addLine(
      evidence,
      { at, text, isCut: false, isFragment: false },
      reportedBy(reported, null),
    );
    at += text.length + 1;
  }
  return evidence;
}

describe('what the lines of an item’s log say beside its outcome', () => {
  it('counts error lines, and keeps the first with its place', () => {
    const lines = [
      'public_html/failed/error.log',
      "mysqldump: Got error: 2002: Can't connect to local MySQL server",
      "mysqldump: Got error: 2002: Can't connect to local MySQL server",
    ];
    expect(evidenceOf(lines)).toEqual({
      errors: 2,
      level: 2,
      first: { at: lines[0]?.length === undefined ? -1 : lines[0].length + 1, text: lines[1] },
      modules: [],
      errorAt: (lines[0]?.length ?? 0) + 1,
      failureAt: null,
      open: null,
    });
  });

  it('lets the explanation decide how grave an error is', () => {
    expect(evidenceOf(['ERROR:  role "bob" already exists'])).toEqual({
      ...NO_EVIDENCE,
      errorAt: 0,
    });
    expect(evidenceOf(["Table 'bob_wp.x' doesn't exist"])).toMatchObject({ errors: 1, level: 1 });
    expect(evidenceOf(['Something failed with a reason that nobody knows'])).toMatchObject({
      errors: 1,
      level: 2,
    });
  });

  it('counts what an issue has reported only there', () => {
    const line =
      '[2026-11-02 04:13:22 +0000] error [restorepkg] The mailbox “info” could not be read.';
    expect(evidenceOf([line]).errors).toBe(1);
    expect(evidenceOf([line], ['The mailbox "info" could not be read.'])).toEqual({
      ...NO_EVIDENCE,
      errorAt: 0,
    });
    expect(evidenceOf([line], ['no'])).toMatchObject({ errors: 1 });
  });

  it('counts the head of a trace once', () => {
    const lines = [
      'Can’t open the archive at /usr/local/x.pm line 12.',
      '\tmain::restore("bob") called at /usr/local/x.pm line 188',
    ];
    expect(evidenceOf(lines).errors).toBe(1);
  });

  it('names modules that ended with status 0, each once', () => {
    const status = (module: string, value: number | string) =>
      JSON.stringify({ type: 'modulestatus', contents: { module, status: value, statusmsg: 'x' } });
    const lines = [
      status('Mysql', 0),
      status('Mysql', '0'),
      status('Mail', 1),
      status('Cron', '1'),
    ];
    expect(evidenceOf(lines)).toEqual({ ...NO_EVIDENCE, level: 2, modules: ['Mysql'] });
  });
});

it('a log that begins and does not end is cut short', () => {
  const first = '{"type":"start","contents":{"msg":["Starting"]}}\n';
  const last = '{"type": "success","contents":{"msg":["Success."]}}\n';
  expect(isCutShort(first, `${first}x\n`)).toBe(true);
  expect(isCutShort(first, first + last)).toBe(false);
  // Logs of programs alone have neither word.
  expect(isCutShort('a\n', 'b\n')).toBe(false);
});
