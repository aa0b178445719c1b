import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject } from '../log/value.ts';
import { hostPath } from '../system/environment.ts';
import { errorMessage } from '../system/errno.ts';
import { dataPath } from '../system/paths.ts';
import { touch } from '../system/safe-file.ts';
import type { ChromeAttempt } from './chrome-files.ts';
import { footerTrouble, headerTrouble, pairTrouble, TITLE_PLACEHOLDER } from './chrome-html.ts';

export interface ChromePhpOptions {
  root: string;
  user: string;
  securityToken: string | null;
  cacheDirectory: string | null;
  /** See `dropSecrets`. */
  childEnv: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Epoch milliseconds, by which failures are remembered. */
  nowMs: number;
}

const PHP = '/usr/local/cpanel/3rdparty/bin/php';
const HELPER = '/usr/local/cpanel/php/WHM.php';
/** The age of this file says when the helper last failed. */
const RETRY_AFTER_MS = 10 * 60_000;
const MAX_BYTES = 8 * 1_048_576;

/** Whatever else the helper prints is thrown away; the last line is ours. */
const SCRIPT = `
ob_start();
require_once $argv[1];
$header = WHM::getHeaderString($argv[2], 0, 0);
if (method_exists('WHM', 'getFooterString')) { $footer = WHM::getFooterString(); }
else { ob_start(); WHM::footer(); $footer = ob_get_clean(); }
ob_end_clean();
echo "\\n", json_encode(array('header' => $header, 'footer' => $footer)), "\\n";
`;

/**
 * Asks the vendor's PHP helper for header and footer, with a placeholder for the title, so that we escape our title
 * ourselves. It costs a process: after a failure it is not asked for ten minutes.
 */
export async function askChromePhp(options: ChromePhpOptions): Promise<ChromeAttempt> {
  const php = hostPath(options.root, PHP);
  const helper = hostPath(options.root, HELPER);
  if (!existsSync(php) || !existsSync(helper))
    return failed('there is no PHP helper of the server');
  const mark = dataPath(options.root, 'chromeFailed');
  if (failedLately(mark, options.nowMs)) return failed('the PHP helper failed a short while ago');
  const attempt = await run(php, helper, options);
  if (attempt.ok) rmSync(mark, { force: true });
  else setMark(mark);
  return attempt;
}

async function run(php: string, helper: string, options: ChromePhpOptions): Promise<ChromeAttempt> {
  const { execFile } = await import('node:child_process');
  const env: Record<string, string> = { ...options.childEnv, REMOTE_USER: options.user };
  if (options.securityToken !== null) env.cp_security_token = options.securityToken;
  if (options.cacheDirectory !== null) env.whm_chrome_cache_directory = options.cacheDirectory;
  return new Promise((resolve) => {
    try {
      const child = execFile(
        php,
        ['-d', 'display_errors=0', '-r', SCRIPT, '--', helper, TITLE_PLACEHOLDER],
        {
          cwd: '/',
          env,
          timeout: options.timeoutMs,
          killSignal: 'SIGKILL',
          maxBuffer: MAX_BYTES,
          encoding: 'utf8',
        },
        (error, stdout) => {
          if (error === null) resolve(readOutput(stdout));
          else if (error.killed) resolve(failed('the PHP helper took too long'));
          else resolve(failed(`the PHP helper failed (${error.code ?? 'unknown'})`));
        },
      );
      child.stdin?.end();
    } catch (error) {
      // No memory for another process: Node throws in that case.
      const words = errorMessage(error);
      resolve(failed(`the PHP helper cannot be started: ${words}`));
    }
  });
}

function readOutput(stdout: string): ChromeAttempt {
  let output: unknown;
  try {
    output = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  } catch {
    return failed('the PHP helper answered nothing that can be read');
  }
  const header = isObject(output) ? output.header : undefined;
  const footer = isObject(output) ? output.footer : undefined;
  if (typeof header !== 'string' || typeof footer !== 'string') {
    return failed('the PHP helper gave no header or no footer');
  }
  const trouble = headerTrouble(header);
  if (trouble !== null) return failed(`the PHP helper's header ${trouble}`);
  const footerWords = footerTrouble(footer);
  if (footerWords !== null) return failed(`the PHP helper's footer ${footerWords}`);
  const pairWords = pairTrouble({ header, footer });
  if (pairWords !== null) return failed(`the PHP helper's header ${pairWords}`);
  return { ok: true, chrome: { header, footer } };
}

function failed(reason: string): ChromeAttempt {
  return { ok: false, reason };
}

function failedLately(mark: string, nowMs: number): boolean {
  try {
    return Math.abs(nowMs - statSync(mark).mtimeMs) < RETRY_AFTER_MS;
  } catch {
    return false;
  }
}

function setMark(mark: string): void {
  try {
    mkdirSync(dirname(mark), { recursive: true, mode: 0o700 });
    touch(mark);
  } catch {
    // Without the note the next page asks the helper again: slower, but not wrong.
  }
}
