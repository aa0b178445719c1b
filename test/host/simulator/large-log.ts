import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Envelope } from './envelope.ts';
import { planSession } from './plan.ts';
import { seededRandom } from './random.ts';
import { Simulation } from './simulation.ts';

const CHUNK_CHARACTERS = 1 << 20;

/** Appends text in big pieces; returns the bytes written when closed. */
class BigFile {
  readonly #descriptor: number;
  #chunks: string[] = [];
  #pending = 0;
  #bytes = 0;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#descriptor = openSync(path, 'w', 0o600);
  }

  write(text: string): void {
    this.#chunks.push(text);
    this.#pending += text.length;
    if (this.#pending > CHUNK_CHARACTERS) {
      this.#flush();
    }
  }

  get bytes(): number {
    return this.#bytes + this.#pending;
  }

  #flush(): void {
    this.#bytes += writeSync(this.#descriptor, this.#chunks.join(''));
    this.#chunks = [];
    this.#pending = 0;
  }

  close(): number {
    this.#flush();
    closeSync(this.#descriptor);
    return this.#bytes;
  }
}

export interface LargeLogOptions {
  /** Mean issues of an account; the default makes a log of 17 MB for 5,000 accounts. */
  issuesPerAccount?: number;
  seed?: string;
}

/** Writes the master log of a completed session with so many accounts; returns its size in bytes. */
export function writeLargeMasterLog(
  path: string,
  accounts: number,
  options: LargeLogOptions = {},
): number {
  const plan = planSession({
    seed: options.seed ?? 'large',
    accounts,
    issueRate: 0.85,
    issuesPerAccount: options.issuesPerAccount ?? 4,
    failureRate: 0.01,
    children: 5,
    itemLogs: 'none',
  });
  const simulation = new Simulation(plan);
  const file = new BigFile(path);
  while (simulation.nextAt() !== null) {
    for (const effect of simulation.step()) {
      if (effect.to === 'master') {
        file.write(effect.text);
      }
    }
  }
  return file.close();
}

/**
 * Writes an item's RESTORE log of at least `bytes` bytes, most of it a home directory's file list, with errors and
 * modules spread over it; returns its size. The pieces repeat every few MB, so a gigabyte takes seconds.
 */
export function writeLargeItemLog(path: string, bytes: number, seed = 'item'): number {
  const random = seededRandom(seed);
  const envelope = new Envelope('2.3');
  const pid = 21734;
  let time = 1_793_600_411;
  const file = new BigFile(path);
  file.write(envelope.line('control', pid, { action: 'percentage', percentage: 0 }, time));
  file.write(envelope.text('start', pid, 'Starting “RESTORE” for “Account” “rivergdn”.', time));
  file.write(envelope.line('control', pid, { action: 'start_module', msg: ['Homedir'] }, time));
  const block: string[] = [];
  const blockBytes = Math.min(bytes, 4 << 20);
  for (let size = 0, number = 1; size < blockBytes; number += 1) {
    const name = `public_html/images/${random.letters(8)}/${random.letters(12)}.jpg`;
    let line = envelope.text('out', pid, `${name}\n`, null);
    if (number % 997 === 0) {
      line = `rsync: read errors mapping "/home/rivergdn/${name}": Input/output error (5)\n`;
    } else if (number % 211 === 0) {
      line = envelope.text('out', pid, `...${number}...\n`, null);
    } else if (number % 503 === 0) {
      time += 1;
      line = envelope.text('warn', pid, `The file “${name}” changed while it was read.\n`, time);
    }
    block.push(line);
    size += line.length;
  }
  const text = block.join('');
  let percentage = 0;
  while (file.bytes < bytes) {
    file.write(text);
    time += 30;
    percentage = Math.min(90, percentage + 1);
    file.write(envelope.line('control', pid, { action: 'percentage', percentage }, time));
  }
  file.write(envelope.line('control', pid, { action: 'end_module', msg: ['Homedir'] }, time));
  file.write(envelope.line('control', pid, { action: 'percentage', percentage: 100 }, time));
  file.write(envelope.text('success', pid, 'Success.', time));
  return file.close();
}
