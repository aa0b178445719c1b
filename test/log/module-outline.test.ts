import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readOutline } from '../../src/logfile/log-outline.ts';
import { MemorySource } from '../host/log-corpus.ts';

const bytes = readFileSync('test/fixtures/line-kinds/item-restore.log');
const lineStart = (mark: string) => bytes.lastIndexOf('\n', bytes.indexOf(mark)) + 1;
const json = (type: string, contents: object) => `${JSON.stringify({ type, contents })}\n`;
const control = (action: string, name: string) => json('control', { action, msg: [name] });
const outline = (text: string) => readOutline(new MemorySource(Buffer.from(text)));

it('names modules and steps with their spans and outcome', () => {
  const { modules, stoppedAt, stepsLeftOut } = readOutline(new MemorySource(bytes));
  expect({ stoppedAt, stepsLeftOut }).toEqual({ stoppedAt: null, stepsLeftOut: 0 });
  expect(modules).toMatchObject([
    {
      name: 'Homedir',
      startTime: 1_793_600_412,
      endTime: 1_793_600_440,
      outcome: 'good',
      message: 'Home directory restored',
      startAt: lineStart('"start_module"'),
      endAt: lineStart('"type":"modulestatus"'),
      steps: [
        {
          name: 'Restoring the home directory …',
          startTime: 1_793_600_412,
          endTime: 1_793_600_440,
          startAt: lineStart('"start_action"'),
        },
      ],
    },
    {
      name: 'Mysql',
      outcome: 'failed',
      message: 'Failed to restore grants',
      endTime: 1_793_600_481,
      steps: [],
    },
    { name: 'SiteBackupPlugin (CUSTOM)', outcome: null, endTime: 1_793_600_482 },
  ]);
});

it('leaves open what has not ended, and ends a module that another follows', () => {
  const { modules } = outline(
    control('start_module', 'Mail') +
      control('start_action', 'a') +
      control('start_module', 'Mysql') +
      control('start_action', 'b') +
      control('start_action', 'c') +
      control('end_action', 'c'),
  );
  expect(modules.map(({ name, endAt }) => [name, endAt === null])).toEqual([
    ['Mail', false],
    ['Mysql', true],
  ]);
  expect(modules[0]?.steps[0]?.endAt).not.toBeNull();
  expect(modules[1]?.steps.map(({ name, endAt }) => [name, endAt === null])).toEqual([
    ['b', true],
    ['c', false],
  ]);
});

it('gives an outcome to a module by its name, with or without “(CUSTOM)”, the latest of that name', () => {
  const twice = control('start_module', 'Mysql') + control('end_module', 'Mysql');
  const { modules } = outline(
    twice +
      twice +
      control('start_module', 'X (CUSTOM)') +
      json('modulestatus', { module: 'X', status: '0' }) +
      json('modulestatus', { module: 'Mysql', status: '1', statusmsg: 'fine' }) +
      json('modulestatus', { module: 'Other', status: 1 }),
  );
  expect(modules.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    'Mysql null',
    'Mysql good',
    'X (CUSTOM) failed',
    'Other good',
  ]);
});

it('stays small for a log with very many steps, and says when the time ran out', () => {
  const text = control('start_module', 'Mail') + control('start_action', 'a').repeat(3000);
  expect(outline(text)).toMatchObject({ stepsLeftOut: 1000 });
  const filler = Buffer.from('x'.repeat(99).concat('\n').repeat(20_000));
  const stopped = readOutline(new MemorySource(filler), { isSpent: () => true, left: () => 0 });
  expect(stopped.stoppedAt).toBeGreaterThan(0);
  expect(stopped.stoppedAt).toBeLessThan(filler.length);
});
