// The four parts of number 19 for scripts/faults-of-0.1.0.mjs.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';

const DATA = 'var/cpanel/transfer_monitor';
const SESSIONS = 'var/cpanel/transfer_sessions';
const TEXTS = ['A disk is old.', 'The moon is full.', 'No tea is left.', 'Rain is near.'];

/** In a Node that loads it first, the present is the end of 2099. */
const CLOCK_AHEAD = `
const Real = Date;
const ahead = Real.UTC(2099, 11, 31) - Real.now();
globalThis.Date = class extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(Real.now() + ahead);
    else super(...parts);
  }
  static now() { return Real.now() + ahead; }
};`;

/** A success whose warnings differ only in their texts. */
const success = (texts) => {
  const item = { queue: 'TRANSFER', item: 'bob', item_type: 'AccountRemoteRoot' };
  const msg = { warnings: texts.map((text) => ({ msg: [text] })) };
  const contents = {
    action: 'success-item',
    ...item,
    time: 1_793_600_000,
    msg,
    child_number: 1,
  };
  return `${JSON.stringify({ pid: 1, type: 'control', contents })}\n`;
};

const writeLog = (root, id, text) => {
  fs.mkdirSync(join(root, SESSIONS, id), { recursive: true });
  fs.writeFileSync(join(root, SESSIONS, id, 'master.log'), text);
};

/**
 * Each answers whether the fault is there.
 *
 * @param tools what the script has: `newRoot`, `command`, `page`, `failed`, `dist`, and the simulator's `IndexDatabase`
 */
export const SMALLER_FAULTS = {
  'settings behind a linked folder are refused': ({ newRoot, command }) => {
    const root = newRoot();
    fs.renameSync(join(root, DATA), join(root, 'elsewhere'));
    fs.symlinkSync(join(root, 'elsewhere'), join(root, DATA));
    const settings = JSON.stringify({ apiUrl: 'nowhere' });
    fs.writeFileSync(join(root, 'elsewhere/config.json'), settings, { mode: 0o600 });
    return !command(root, 'list').stderr.includes('apiUrl');
  },
  'broken records are not found as raw text': ({ newRoot, page }) => {
    const root = newRoot();
    writeLog(
      root,
      'copyacctbroken',
      `${success([])}{"pid":1,"type":"out","contents":{"msg":["cut sho}\n`,
    );
    const query = 'session=copyacctbroken&log=master.log&severity=raw&format=json';
    return !page(root, query).stdout.includes('cut sho');
  },
  'issues that tie change places': ({ newRoot, command }) => {
    const orders = [TEXTS, [...TEXTS].reverse()].map((earlier) => {
      const root = newRoot();
      writeLog(root, 'copyacctearlier', earlier.map((text) => success([text])).join(''));
      command(root, 'show', 'copyacctearlier');
      writeLog(root, 'copyacctlater', success(TEXTS));
      const text = command(root, 'issues', 'copyacctlater', '--csv').stdout;
      return TEXTS.map((each) => text.indexOf(each));
    });
    return String(orders[0]) !== String(orders[1]);
  },
  'a clock ahead forgets the archive': ({ failed, command, dist, IndexDatabase }) => {
    const { root, id, folder } = failed();
    command(root, 'ingest');
    fs.rmSync(folder, { recursive: true });
    const index = new IndexDatabase(root);
    index.remove(id);
    index.close();
    command(root, 'ingest');
    const before = command(root, 'show', id).status;
    const clock = join(root, 'clock.cjs');
    fs.writeFileSync(clock, CLOCK_AHEAD);
    const args = ['--no-warnings', '--require', clock, join(dist, 'whm-transfers'), 'ingest'];
    const env = { PATH: process.env.PATH, WHM_TRANSFERS_ROOT: root };
    spawnSync(process.execPath, args, { env });
    const after = command(root, 'show', id).status;
    if (before !== 1) throw new Error(`an archived session with failures is shown with ${before}`);
    return after !== before;
  },
};
