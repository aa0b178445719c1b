import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real process that plays a session's master: it does nothing but exist, and ends with its starter. */
export interface MasterProcess {
  pid: number;
  /** Fulfilled when the process is gone, whoever ended it. */
  gone: Promise<void>;
  isGone(): boolean;
  /** Ends it and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts a process whose command line is `transfer_session - <id> - MASTER …`, as the server's; it is `tail`, which
 * goes away by itself within a second of its starter's end, whatever ends that.
 */
export async function startMasterProcess(id: string): Promise<MasterProcess> {
  const name = `transfer_session - ${id} - MASTER`;
  const script = 'exec -a "$1" tail "--pid=$2" -f /dev/null';
  const child = spawn('bash', ['-c', script, 'bash', name, String(process.pid)], {
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', reject);
  });
  const pid = child.pid;
  if (pid === undefined) {
    await gone;
    throw new Error('the master process did not start');
  }
  await nameShows(child, pid, name);
  return {
    pid,
    gone,
    isGone: () => child.exitCode !== null || child.signalCode !== null,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Between fork and exec the command line is still bash's. */
async function nameShows(child: ChildProcess, pid: number, name: string): Promise<void> {
  for (let tries = 0; tries < 500 && child.exitCode === null; tries += 1) {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(name)) {
      return;
    }
    await sleep(2);
  }
  throw new Error(`process ${pid} never took the name ${name}`);
}
