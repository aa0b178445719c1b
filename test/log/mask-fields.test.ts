import { describe, expect, it } from 'vitest';
import { importMasterLine } from '../../src/log/master-event.ts';
import { OutlineFold } from '../../src/log/module-outline.ts';
import { NO_CONTEXT, readLogLine } from '../../src/log/read-line.ts';

const SECRET = 'Zq7RkT4wXp2';
const LEAK = `password=${SECRET}`;

function eventOf(contents: object, type = 'control') {
  return JSON.stringify(importMasterLine(JSON.stringify({ type, contents }), 0));
}

describe('every field that is stored', () => {
  const item = {
    queue: 'RESTORE',
    item: 'bob',
    item_type: 'AccountRemoteRoot',
    item_name: 'Account',
  };
  const outcome = {
    warnings: 1,
    contents: { warnings: [[['Mysql', 'restore', 3], ['text'], ['label', 'path', { p: 'v' }]]] },
  };
  it.each([
    ['action', { action: LEAK }],
    ['initiator', { action: 'initiator', msg: LEAK }],
    ['remotehost', { action: 'remotehost', msg: LEAK }],
    ['item', { action: 'start', ...item, item: LEAK }],
    ['type', { action: 'start', ...item, item_type: LEAK }],
    ['label', { action: 'start', ...item, item_name: LEAK }],
    ['local name', { action: 'start', ...item, local_item: LEAK }],
    ['failure', { action: 'failed-item', ...item, msg: { failure: LEAK } }],
    ['message', { action: 'success-item', ...item, msg: { message: LEAK } }],
    ...(['Mysql', 'restore', 'text', 'label', 'path', '"p"', '"v"'] as const).map(
      (part): [string, object] => [
        `${part} of an issue`,
        JSON.parse(
          JSON.stringify({ action: 'warning-item', ...item, msg: outcome }).replace(
            part.startsWith('"') ? part : `"${part}"`,
            JSON.stringify(LEAK),
          ),
        ) as object,
      ],
    ),
  ])('%s', (_, contents) => {
    const stored = eventOf(contents);
    expect(stored).not.toContain(SECRET);
    expect(stored).toContain('•••••');
  });

  it('the type of a record that is unknown', () => {
    expect(eventOf({}, LEAK)).not.toContain(SECRET);
  });

  it('module and source of a line', () => {
    for (const record of [
      { type: 'modulestatus', contents: { module: LEAK, status: 1, statusmsg: 'x' } },
      { type: 'control', contents: { action: 'start_module', msg: [LEAK] } },
      { type: 'out', source: LEAK, contents: { msg: ['x'] } },
    ]) {
      const text = JSON.stringify(record);
      const raw = { at: 0, text, isCut: false, isFragment: false };
      expect(JSON.stringify(readLogLine(raw, NO_CONTEXT))).not.toContain(SECRET);
      const fold = new OutlineFold();
      fold.add(text, 0, text.length);
      expect(JSON.stringify(fold.outline)).not.toContain(SECRET);
    }
  });
});

describe('names that tell items apart', () => {
  const nameOf = (item: string) => {
    const contents = { action: 'start', queue: 'RESTORE', item, item_type: 'T' };
    const body = importMasterLine(JSON.stringify({ type: 'control', contents }), 0)?.body;
    return body?.kind === 'item-started' ? body.item.name : null;
  };

  it('stay as they are where they hold no secret', () => {
    for (const name of ['bob', 'passwords', 'token', 'bob_pass1', 'example.com', 'key']) {
      expect(nameOf(name)).toBe(name);
    }
  });

  it('stay two where both are masked', () => {
    expect(nameOf(`password=${SECRET}`)).not.toBe(nameOf(`password=${SECRET}3`));
  });
});
