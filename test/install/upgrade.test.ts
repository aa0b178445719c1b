import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCache } from '../../src/store/cache.ts';
import { runCommand } from '../command/run.ts';
import { openDatabase, testDriver } from '../host/open-database.ts';
import { repositoryRoot } from '../host/repository.ts';
import { IndexDatabase } from '../host/simulator/databases.ts';
import { writeScenario } from '../host/simulator/scenarios.ts';
import { readMail } from '../host/vendor-commands.ts';
import { removeFolder } from '../remove-folder.ts';
import { dumpCache } from '../store/dump.ts';
import { buildFirstRelease, hasFirstRelease } from './first-release.ts';
import { install, makeFolder, makeServer, PLACES, removeFolders } from './server.ts';

const STARTED = Math.floor(Date.now() / 1000) - 3600;
const NOTE = 'told the customer about it';
const CONFIG = JSON.stringify({
  notify: { mail: ['ops@example.com'], events: ['end', 'failure'] },
  retention: { days: 400, keepLogs: true },
});

/** What each version finds, in this order; the same server all along. */
const STAGES = ['first', 'upgraded', 'upgraded again', 'back', 'forth'] as const;

interface Answer {
  code: number | null;
  out: string;
  err: string;
}

/** What an administrator would miss. */
interface Kept {
  marks: unknown[];
  notices: unknown[];
  mails: number;
  config: string;
  archivedLogs: string[];
}

describe.runIf(hasFirstRelease)(
  'a server with 0.1.0 that is upgraded, taken back, upgraded',
  () => {
    let root = '';
    let gone = '';
    let live = '';
    /** What the live session's log has still to get. */
    let rest: string[] = [];
    const seen = new Map<string, { kept: Kept; answers: Answer[] }>();
    const data = (name: string): string => join(root, PLACES.data, name);
    const masterLog = (id: string): string =>
      join(root, 'var/cpanel/transfer_sessions', id, '.master.log');

    beforeAll(() => {
      const firstRelease = join(makeFolder(), 'whm-transfer-monitor');
      buildFirstRelease(firstRelease);
      root = makeServer('real');
      const failed = writeScenario(root, 'failed', { startedAt: STARTED });
      gone = failed.id;
      // Logs are archived when they have been at rest for a while.
      for (const name of readdirSync(failed.folder)) {
        utimesSync(join(failed.folder, name), STARTED, STARTED);
      }
      live = writeScenario(root, 'running', { startedAt: STARTED }).id;
      rest = readFileSync(masterLog(live), 'utf8').split(/(?<=\n)/);
      writeFileSync(masterLog(live), rest.splice(0, rest.length / 2).join(''));
      for (const stage of STAGES) {
        const source = ['first', 'back'].includes(stage) ? firstRelease : repositoryRoot();
        const run = install(root, source, ['--with-cron']);
        expect([stage, run.code, run.err]).toEqual([stage, 0, expect.any(String)]);
        if (stage === 'first') use();
        appendFileSync(masterLog(live), rest.splice(0, 40).join(''));
        seen.set(stage, { answers: lookAround(), kept: readKept() });
      }
    }, 300_000);
    afterAll(removeFolders);

    /** As its administrator has used 0.1.0: settings, marks, messages sent, a session that the server has deleted since. */
    function use(): void {
      writeFileSync(data('config.json'), CONFIG, { mode: 0o600 });
      // Pages would start `ingest` in the background, beside the one that is waited for.
      writeFileSync(data('maintained'), '', { mode: 0o600 });
      expect(command('ingest')).toMatchObject({ code: 0 });
      mark(gone, 3);
      mark(live, 2);
      removeFolder(join(root, 'var/cpanel/transfer_sessions', gone));
      const index = new IndexDatabase(root);
      index.remove(gone);
      index.close();
    }

    /** Marks the first items of the issues of a session as done, through the forms of the page. */
    function mark(id: string, count: number): void {
      const csrf =
        /(?:name="csrf" value|data-csrf)="([^"]+)"/.exec(page(`session=${id}`).out)?.[1] ?? '';
      const { issues } = JSON.parse(command('issues', id, '--json').out) as {
        issues: { id: string; items: { type: string; name: string }[] }[];
      };
      const members = issues.flatMap(({ id: issue, items }) =>
        items.slice(0, 1).map(({ type, name }) => ({ issue, type, item: name })),
      );
      // Not every message asks for work to be done: the page refuses a mark there.
      const answers = members.map((member) => {
        const form = new URLSearchParams({ action: 'tick', csrf, ...member, note: NOTE });
        return page(`session=${id}`, String(form)).code;
      });
      expect(answers.filter((code) => code === 303).length).toBeGreaterThanOrEqual(count);
    }

    function command(...args: string[]): Answer {
      const env = { ...process.env, WHM_TRANSFERS_ROOT: root };
      const run = spawnSync(join(root, PLACES.tool), args, { env, encoding: 'utf8' });
      return { code: run.status, out: run.stdout, err: run.stderr };
    }

    /** @returns its status as the code, head and body */
    function page(query: string, form = ''): Answer {
      const run = spawnSync(join(root, PLACES.plugin, 'index.cgi'), [], {
        env: {
          PATH: '/usr/bin:/bin',
          WHM_TRANSFERS_ROOT: root,
          REMOTE_USER: 'root',
          REQUEST_METHOD: form === '' ? 'GET' : 'POST',
          QUERY_STRING: query,
          CONTENT_TYPE: 'application/x-www-form-urlencoded',
          CONTENT_LENGTH: String(Buffer.byteLength(form)),
        },
        encoding: 'utf8',
        input: form,
      });
      const status = Number(/^Status: (\d+)/.exec(run.stdout)?.[1]);
      return { code: status === 200 ? 0 : status, out: run.stdout, err: run.stderr };
    }

    /** All that somebody looks at: each must answer. */
    function lookAround(): Answer[] {
      return [
        page(''),
        page(`session=${live}&queue=RESTORE`),
        page(`session=${gone}&kind=failure`),
        page(`session=${gone}&format=json`),
        page(`session=${gone}&log=master.log`),
        command('ingest'),
        command('list', '--json'),
        command('items', gone, '--json'),
        command('issues', live, '--json'),
        page(`session=${live}`),
        page(`session=${gone}`),
        // Notes on marks are in this list in every version.
        page(`session=${live}&report=work&format=csv`),
        page(`session=${gone}&report=work&format=csv`),
      ];
    }

    function readKept(): Kept {
      const read = (file: string, sql: string): unknown[] => {
        const db = openDatabase(data(file));
        try {
          return db
            .prepare(sql)
            .all()
            .map((row) => ({ ...row }));
        } finally {
          db.close();
        }
      };
      return {
        // With the messages that they are at, whatever their group is called.
        marks: read(
          'cache.sqlite',
          `SELECT session_id, follow_up.type, follow_up.name, note, done, who, follow_up.at, issue.text
          FROM follow_up JOIN session ON session.id = session_id JOIN issue_group ON key = issue
          JOIN item ON item.sid = session.sid AND item.type = follow_up.type AND item.name = follow_up.name
          JOIN issue USING (item_id, group_id) ORDER BY 1, 2, 3, 8`,
        ),
        notices: read(
          'notices.sqlite',
          'SELECT session_id, event, state FROM notice ORDER BY 1, 2',
        ),
        mails: readMail(root).length,
        config: readFileSync(data('config.json'), 'utf8'),
        archivedLogs: readdirSync(data('archive')).sort(),
      };
    }

    it.each(STAGES)('answers each page and command: %s', (stage) => {
      const { answers = [] } = seen.get(stage) ?? {};
      expect(answers.length).toBeGreaterThan(10);
      for (const { code, out, err } of answers) expect([code, out, err]).toEqual([0, out, err]);
      const [, , , json] = answers;
      expect(json?.out).toContain('"archived":true');
      const [forLive, forGone] = answers.slice(-2).map(({ out }) => out.split(NOTE).length - 1);
      expect([forLive, forGone]).toEqual([expect.any(Number), expect.any(Number)]);
      expect(Math.min(forLive ?? 0, forGone ?? 0)).toBeGreaterThan(0);
    });

    it.each(STAGES.slice(1))('keeps marks, archive, notices and settings: %s', (stage) => {
      const [before, after] = [seen.get('first')?.kept, seen.get(stage)?.kept];
      expect(before?.marks.length).toBeGreaterThanOrEqual(5);
      expect(before?.mails).toBeGreaterThanOrEqual(3);
      expect(before?.config).toBe(CONFIG);
      expect(before?.archivedLogs.length).toBeGreaterThan(0);
      expect(after).toEqual(before);
    });

    it('has in the end what a new installation reads from the same logs', () => {
      const rows = (folder: string): unknown => {
        const db = openCache(testDriver, join(folder, 'cache.sqlite'), 5_000);
        const dump = dumpCache(db);
        db.close();
        return Object.entries(dump).map(([table, all]) => [
          table,
          // Without the stamp of a file of the server's, which is another one in the copy.
          all
            .filter((row) => row.session === live || row.id === live)
            .map(({ seen_queue_stamp: _, ...row }) => row),
        ]);
      };
      const fresh = makeServer('real');
      cpSync(
        join(root, 'var/cpanel/transfer_sessions'),
        join(fresh, 'var/cpanel/transfer_sessions'),
        {
          recursive: true,
          preserveTimestamps: true,
        },
      );
      expect(runCommand(fresh, ['ingest']).code).toBe(0);
      expect(rows(join(root, PLACES.data))).toEqual(rows(join(fresh, PLACES.data)));
    });
  },
);
