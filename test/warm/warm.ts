import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/repository.ts';
import { removeFolder } from '../remove-folder.ts';

/** One run of a built program. */
export interface Asked {
  file: string;
  args: readonly string[];
  env: Record<string, string | undefined>;
  input?: string | Buffer;
}

export interface Ran {
  code: number;
  stdout: Buffer;
  stderr: Buffer;
}

interface Warm {
  child: ChildProcess;
  requests: number;
  replies: number;
  later: Socket;
  waiting: Map<number, (ran: Ran) => void>;
  nextId: number;
}

let warm: Warm | undefined;

/** The process with the programs; it ends with this one. */
function start(): Warm {
  if (warm !== undefined) return warm;
  // Named pipes, whose ends here block: a test asks and has its answer in one call, as with `spawnSync`.
  const folder = mkdtempSync(join(tmpdir(), 'transfer-monitor-warm-'));
  const [asked, answered] = [join(folder, 'asked'), join(folder, 'answered')];
  execFileSync('mkfifo', [asked, answered]);
  const both = [openSync(asked, 'r+'), openSync(answered, 'r+')];
  const ends = [openSync(asked, 'r'), openSync(answered, 'w')] as const;
  const requests = openSync(asked, 'w');
  const replies = openSync(answered, 'r');
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--max-semi-space-size=32', join(repositoryRoot(), 'test/warm/programs.mjs')],
    { env, stdio: ['ignore', 'inherit', 'inherit', ...ends, 'pipe'] },
  );
  for (const fd of [...both, ...ends]) closeSync(fd);
  removeFolder(folder);
  child.unref();
  const later: unknown = (child.stdio as readonly unknown[])[5];
  if (!(later instanceof Socket)) throw new Error('no pipe to the process of the programs');
  warm = { child, requests, replies, later, waiting: new Map(), nextId: 1 };
  hear(warm);
  return warm;
}

function message(id: number, { file, args, env, input }: Asked): Buffer {
  const given = input === undefined ? null : Buffer.from(input).toString('base64');
  const text = Buffer.from(JSON.stringify({ id, file, args, env, input: given }));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(text.length);
  return Buffer.concat([head, text]);
}

/** @returns null while not all of it is there */
function takeReply(bytes: Buffer): { id: number; ran: Ran; end: number } | null {
  if (bytes.length < HEAD_BYTES) return null;
  const [id = 0, code = 0, out = 0, err = 0] = [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at));
  const end = HEAD_BYTES + out + err;
  if (bytes.length < end) return null;
  const stdout = bytes.subarray(HEAD_BYTES, HEAD_BYTES + out);
  return { id, ran: { code, stdout, stderr: bytes.subarray(HEAD_BYTES + out, end) }, end };
}

const HEAD_BYTES = 16;

/** Runs a built program in the warm process, and waits for its end. */
export function runWarm(asked: Asked): Ran {
  const { requests, replies } = start();
  const bytes = message(0, asked);
  for (let at = 0; at < bytes.length; ) at += writeSync(requests, bytes, at);
  const piece = Buffer.alloc(1 << 16);
  let held = Buffer.alloc(0);
  for (;;) {
    const size = readSync(replies, piece);
    if (size === 0)
      throw new Error(`the process of the programs has ended, asked for ${asked.file}`);
    held = Buffer.concat([held, piece.subarray(0, size)]);
    const reply = takeReply(held);
    if (reply !== null) return reply.ran;
  }
}

/** The same without keeping this process from its other work. */
export function runWarmLater(asked: Asked): Promise<Ran> {
  const { later, waiting, nextId } = start();
  if (warm !== undefined) warm.nextId += 1;
  later.ref();
  return new Promise((resolve) => {
    waiting.set(nextId, resolve);
    later.write(message(nextId, asked));
  });
}

function hear({ later, waiting }: Warm): void {
  let held = Buffer.alloc(0);
  later.unref();
  later.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    for (let reply = takeReply(held); reply !== null; reply = takeReply(held)) {
      waiting.get(reply.id)?.(reply.ran);
      waiting.delete(reply.id);
      held = held.subarray(reply.end);
    }
    if (waiting.size === 0) later.unref();
  });
}
