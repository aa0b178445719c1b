import { startProcess } from '../../system/start-process.ts';
import {
  type ApiArguments,
  argumentPairs,
  type TransportLimits,
  type TransportResult,
  timeoutReason,
  tooLargeReason,
} from './answer.ts';

/** The server's own command, and the environment (see `dropSecrets`) that it may see. */
export interface CommandRoute {
  /** Absolute path of `whmapi1`. */
  path: string;
  env: Readonly<Record<string, string>>;
}

const MAX_STDERR_BYTES = 4096;

/**
 * Runs `whmapi1 --output=json FUNCTION key=value …` as root. Its arguments are visible in the process list: session ids
 * and names of logs may be, secrets may not. The command decodes percent signs in values, so they are encoded here.
 * What it prints is taken as the answer whatever its exit code.
 */
export async function askWithCommand(
  route: CommandRoute,
  functionName: string,
  args: ApiArguments,
  limits: TransportLimits,
): Promise<TransportResult> {
  const pairs = argumentPairs(args).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  const started = await startProcess(route.path, ['--output=json', functionName, ...pairs], {
    cwd: '/',
    env: { ...route.env, REMOTE_USER: 'root' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: a command that hangs is killed together with what it started.
    detached: true,
  });
  if (started.child === null) {
    const reason = `whmapi1 cannot be started (${route.path}): ${started.reason}`;
    return { ok: false, kind: 'unreachable', reason, mayHaveRun: false };
  }
  const { child } = started;
  return new Promise((resolve) => {
    const finish = (result: TransportResult) => {
      clearTimeout(timer);
      resolve(result);
    };
    const stop = (kind: 'timeout' | 'too-large', reason: string) => {
      finish({ ok: false, kind, reason, mayHaveRun: true });
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const timer = setTimeout(
      () => stop('timeout', timeoutReason('whmapi1', limits.timeoutMs)),
      limits.timeoutMs,
    );
    const pieces: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    child.stdout?.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > limits.maxBytes) stop('too-large', tooLargeReason('whmapi1', limits.maxBytes));
      else pieces.push(piece);
    });
    child.stderr?.on('data', (piece: Buffer) => {
      if (stderr.length < MAX_STDERR_BYTES) stderr += piece.toString('utf8');
    });
    child.on('close', (code, signal) => {
      const text = Buffer.concat(pieces).toString('utf8');
      if (text.trim() !== '') finish({ ok: true, text, mayHaveRun: true });
      else finish(silent(code, signal, stderr));
    });
  });
}

function silent(code: number | null, signal: string | null, stderr: string): TransportResult {
  const end = signal === null ? `ended with code ${code}` : `was killed (${signal})`;
  const words = stderr.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
  const reason = `whmapi1 ${end} without an answer${words === '' ? '.' : `: ${words}`}`;
  return { ok: false, kind: 'not-json', reason, mayHaveRun: true };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended between the time limit and the signal.
  }
}
