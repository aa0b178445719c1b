import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

/** One line of the fault log, as it is there. */
export interface LoggedFault {
  id: string;
  at: number;
  where: string;
  version: string;
  node: string;
  driver: string | null;
  asked: string;
  name: string;
  message: string;
  code: string | null;
  stack: string[];
  causes: { name: string; message: string; stack: string[] }[];
}

/** The program built with errors planted in it, and a host root to run it under. */
export class PlantedBuild {
  readonly dist = mkdtempSync(join(tmpdir(), 'transfer-monitor-planted-'));

  constructor(readonly root = mkdtempSync(join(tmpdir(), 'transfer-monitor-faults-'))) {
    const script = join(repositoryRoot(), 'scripts/build.mjs');
    const plugins = join(repositoryRoot(), 'test/faults/planted.mjs');
    execFileSync(process.execPath, [script, `--out=${this.dist}`, `--plugins=${plugins}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    mkdirSync(join(this.root, 'var/cpanel'), { recursive: true });
  }

  remove(): void {
    for (const folder of [this.dist, this.root]) removeFolder(folder);
  }

  get log(): string {
    return join(this.root, 'var/cpanel/transfer_monitor/faults.log');
  }

  faults(): LoggedFault[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as LoggedFault);
  }

  page(planted: string, query: string, { form = '', env = {} } = {}) {
    const { stdout, stderr } = spawnSync(join(this.dist, 'plugin/index.cgi'), [], {
      env: {
        PATH: process.env.PATH ?? '',
        WHM_TRANSFERS_ROOT: this.root,
        REMOTE_USER: 'root',
        REMOTE_PASSWORD: 'hunter2admin',
        HTTP_COOKIE: 'whostmgrsession=hunter2cookie',
        REQUEST_METHOD: form === '' ? 'GET' : 'POST',
        QUERY_STRING: query,
        CONTENT_TYPE: 'application/x-www-form-urlencoded',
        CONTENT_LENGTH: String(Buffer.byteLength(form)),
        PLANTED: planted,
        ...env,
      },
      encoding: 'utf8',
      input: form,
    });
    const end = stdout.indexOf('\r\n\r\n');
    const status = Number(/^Status: (\d+)/.exec(stdout)?.[1]);
    return { status, head: stdout.slice(0, end), body: stdout.slice(end + 4), stderr };
  }

  command(planted: string, args: string[], env: Record<string, string> = {}) {
    const run = spawnSync(join(this.dist, 'whm-transfers'), args, {
      env: { ...process.env, WHM_TRANSFERS_ROOT: this.root, PLANTED: planted, ...env },
      encoding: 'utf8',
    });
    return { code: run.status, stdout: run.stdout, stderr: run.stderr };
  }
}
