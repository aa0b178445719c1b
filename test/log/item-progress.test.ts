import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemProgressOf } from '../../src/log/item-progress.ts';

const log = readFileSync('test/fixtures/line-kinds/item-restore.log', 'utf8');
const upTo = (mark: string) => log.slice(0, log.indexOf(mark));

describe('progress from the end of an item’s log', () => {
  it('is the newest percentage, the module in progress and the latest stamp', () => {
    expect(itemProgressOf(log)).toEqual({ percent: 100, module: null, lastTime: 1_793_600_520 });
    expect(itemProgressOf(upTo('rsync error'))).toEqual({
      percent: 10,
      module: 'Homedir',
      lastTime: 1_793_600_412,
    });
    expect(itemProgressOf(upTo('{"indent":0,"pid":21734,"type":"modulestatus"'))).toMatchObject({
      percent: 10,
      module: null,
    });
    expect(itemProgressOf('')).toEqual({ percent: null, module: null, lastTime: null });
  });

  it('is the same from any tail that holds the newest percentage, cut anywhere', () => {
    const newest = log.lastIndexOf(
      '{"indent":0,"pid":21734,"type":"control","contents":{"action":"percentage"',
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: newest }), (start) => {
        expect(itemProgressOf(log.slice(start)).percent).toBe(100);
      }),
    );
  });

  it('is not taken from a line that is still being written, and stays within 0 to 100', () => {
    const line = (percentage: unknown) =>
      `${JSON.stringify({ type: 'control', contents: { action: 'percentage', percentage } })}\n`;
    expect(itemProgressOf(line(40) + line(50).slice(0, -4)).percent).toBe(40);
    expect(itemProgressOf(line(140)).percent).toBe(100);
    expect(itemProgressOf(line(30) + line('x')).percent).toBe(30);
    expect(itemProgressOf(line('35')).percent).toBe(35);
  });
});
