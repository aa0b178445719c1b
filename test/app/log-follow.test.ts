import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FollowState, LogFollower } from '../../src/app/log-follow.ts';
import { openLog } from '../../src/logfile/log-file.ts';
import { removeFolder } from '../remove-folder.ts';

const NAME = 'item-RESTORE_AccountLocal_bob';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'log-follow-'));
});
afterEach(() => removeFolder(dir));

function look(follower: LogFollower, isLast = false): { texts: string[]; state: FollowState } {
  const texts: string[] = [];
  const lines = follower.look(isLast);
  for (let step = lines.next(); ; step = lines.next()) {
    if (step.done) return { texts, state: step.value };
    texts.push(step.value.text);
  }
}

const follow = () => new LogFollower(() => openLog(dir, NAME), null);
const active = () => join(dir, `.${NAME}`);
const completed = () => join(dir, NAME);

describe('LogFollower', () => {
  it('waits for a log, and gives a line when it has its newline', () => {
    const follower = follow();
    expect(look(follower).state.isMissing).toBe(true);
    writeFileSync(active(), 'one\ntw');
    expect(look(follower).texts).toEqual(['one']);
    expect(look(follower).state).toMatchObject({ hasGrown: false, isComplete: false });
    appendFileSync(active(), 'o\nthree');
    expect(look(follower).texts).toEqual(['two']);
    renameSync(active(), completed());
    expect(look(follower)).toMatchObject({ texts: ['three'], state: { isComplete: true } });
    expect(look(follower).texts).toEqual([]);
    follower.close();
  });

  it('begins again when the log is truncated, also when it is as long as before by then', () => {
    const follower = follow();
    writeFileSync(active(), 'first 1\nfirst 2\n');
    expect(look(follower).texts).toEqual(['first 1', 'first 2']);
    writeFileSync(active(), 'short\n');
    expect(look(follower)).toMatchObject({ texts: ['short'], state: { isRestarted: true } });
    writeFileSync(active(), 'again 1\nagain 2\nagain 3\n');
    expect(look(follower)).toMatchObject({
      texts: ['again 1', 'again 2', 'again 3'],
      state: { isRestarted: true },
    });
    expect(look(follower).state.isRestarted).toBe(false);
    follower.close();
  });

  it('gives the rest of a log that nobody will end', () => {
    const follower = follow();
    writeFileSync(active(), 'one\nhalf a li');
    expect(look(follower).texts).toEqual(['one']);
    expect(look(follower, true).texts).toEqual(['half a li']);
    follower.close();
  });

  it('keeps time and module over the looks', () => {
    const record = (contents: object) =>
      `${JSON.stringify({ type: 'control', pid: 1, contents, partial: 0 })}\n`;
    const follower = follow();
    const start = { action: 'start_module', msg: ['Mysql'], time: 1_793_600_000 };
    writeFileSync(active(), record(start));
    look(follower);
    appendFileSync(active(), 'plain\n');
    expect([...follower.look(false)]).toMatchObject([{ time: 1_793_600_000, module: 'Mysql' }]);
    follower.close();
  });

  it('loses and doubles nothing, whatever is done to the log between the looks', () => {
    const deed = fc.constantFrom('append', 'append half', 'rename', 'retry', 'replace', 'look');
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        rmSync(active(), { force: true });
        rmSync(completed(), { force: true });
        const follower = follow();
        const seen: string[] = [];
        const wanted: string[] = [];
        let number = 0;
        let attempt = 0;
        let pending = '';
        let isCompleted = false;
        const path = () => (isCompleted ? completed() : active());
        writeFileSync(active(), '');
        const put = (text: string) => appendFileSync(path(), text);
        const line = () => `attempt ${attempt} line ${number++}`;
        const begin = (write: () => void) => {
          // What was written before the last look only: a follower cannot know what was never looked at.
          seen.push(...look(follower).texts);
          if (pending !== '' && !isCompleted) wanted.splice(wanted.indexOf(pending), 1);
          pending = '';
          attempt++;
          write();
        };
        for (const word of deeds) {
          if (word === 'append' || word === 'append half') {
            if (isCompleted) continue;
            if (pending !== '') put('\n');
            const text = line();
            wanted.push(text);
            pending = word === 'append' ? '' : text;
            put(word === 'append' ? `${text}\n` : text);
          } else if (word === 'rename' && !isCompleted) {
            renameSync(active(), completed());
            isCompleted = true;
          } else if (word === 'retry') {
            begin(() => writeFileSync(path(), `${wanted[wanted.push(line()) - 1]}\n`));
          } else if (word === 'replace' && isCompleted) {
            begin(() => {
              writeFileSync(active(), `${wanted[wanted.push(line()) - 1]}\n`);
              renameSync(active(), completed());
            });
          } else if (word === 'look') seen.push(...look(follower).texts);
        }
        seen.push(...look(follower, true).texts);
        follower.close();
        expect(seen).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
  });
});
