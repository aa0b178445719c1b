import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askCommand } from './ask-command.ts';
import { hostPath } from './environment.ts';
import { errorMessage } from './errno.ts';
import { PLUGIN_FOLDER } from './paths.ts';

/** The result of requesting an empty list from the installed page, as the WHM server would. */
export interface PageTrial {
  /** Megabytes of address space that the server allows a page; null where it sets no limit. */
  maxmem: number | null;
  /** Null where the page was answered. */
  trouble: string | null;
  /** The page is answered without the limit. */
  isForMemory: boolean;
}

const LIMIT_MS = 60_000;
const ADDRESS = '/cpsess0000000000/cgi/transfer_monitor/index.cgi';

/** In cPanel & WHM's own settings; 0 means no limit. */
export function readMaxmem(root: string): number | null {
  try {
    const text = readFileSync(hostPath(root, '/var/cpanel/cpanel.config'), 'utf8');
    const last = [...text.matchAll(/^maxmem=(\d{1,9})$/gm)].at(-1);
    return Number(last?.[1] ?? 0) || null;
  } catch {
    return null;
  }
}

/** Tries the installed page on an empty server of its own, so that nothing on this one is read or changed. */
export function tryPage(root: string, childEnv: Record<string, string>): PageTrial {
  const maxmem = readMaxmem(root);
  const trouble = askPage(root, childEnv, maxmem);
  const isForMemory = trouble !== null && maxmem !== null && askPage(root, childEnv, null) === null;
  return { maxmem, trouble, isForMemory };
}

function askPage(
  root: string,
  childEnv: Record<string, string>,
  maxmem: number | null,
): string | null {
  let server: string | null = null;
  try {
    server = mkdtempSync(join(tmpdir(), 'transfer-monitor-doctor-'));
    mkdirSync(join(server, 'usr/local/cpanel'), { recursive: true });
    mkdirSync(join(server, 'var/cpanel/transfer_monitor'), { recursive: true });
    const limit = maxmem === null ? ':' : `ulimit -v ${maxmem * 1024} 2>/dev/null`;
    const { out, trouble } = askCommand(
      '/bin/sh',
      ['-c', `${limit}; exec "$0"`, hostPath(root, `${PLUGIN_FOLDER}/index.cgi`)],
      {
        PATH: childEnv.PATH ?? '/usr/bin:/bin',
        WHM_TRANSFERS_ROOT: server,
        GATEWAY_INTERFACE: 'CGI/1.1',
        REMOTE_USER: 'root',
        REQUEST_METHOD: 'GET',
        QUERY_STRING: '',
        SCRIPT_NAME: ADDRESS,
        REQUEST_URI: ADDRESS,
        cp_security_token: '/cpsess0000000000',
      },
      LIMIT_MS,
    );
    if (trouble !== null) return trouble;
    const status = /^status: *(\d+)/im.exec(out)?.[1] ?? '200';
    if (status !== '200') return `it answers ${status}`;
    return /<html/i.test(out) ? null : 'its answer is no page';
  } catch (error) {
    return errorMessage(error);
  } finally {
    if (server !== null) rmSync(server, { recursive: true, force: true });
  }
}
