import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IndexDatabase } from '../simulator/databases.ts';
import { SESSION_STATE } from '../simulator/effect.ts';
import { planSession } from '../simulator/plan.ts';
import type { PlayedSession } from '../simulator/play-session.ts';
import { sessionFolder } from '../simulator/session-folder.ts';
import { writeSession } from '../simulator/write-session.ts';

export interface ApiCall {
  function: string;
  arguments: Record<string, string>;
  user: string;
  /** With a session token over HTTP, or through the `whmapi1` stand-in. */
  by: 'session' | 'command';
}

export interface ApiAnswer {
  metadata: { version: 1; command: string; result: number | string; reason: string };
  data?: Record<string, unknown>;
}

/** An answer that never comes. */
export const NEVER = Symbol('never');

const STATE_NAME = new Map<number, string>(
  Object.entries(SESSION_STATE).map(([name, number]) => [number, name]),
);

/** The transfer functions of WHM API 1, over the files of a host root and the sessions that are being played. */
export class TransferFunctions {
  readonly #root: string;
  readonly #played = new Map<string, PlayedSession>();
  readonly calls: ApiCall[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** From now on this session's requests go to its player. */
  add(session: PlayedSession): void {
    this.#played.set(session.id, session);
  }

  async call(call: ApiCall): Promise<ApiAnswer | typeof NEVER> {
    this.calls.push(call);
    try {
      const data = await this.#answer(call.function, call.arguments);
      return data === NEVER ? NEVER : { metadata: metadata(call.function, 1, 'OK'), ...data };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { metadata: metadata(call.function, 0, reason) };
    }
  }

  async #answer(
    name: string,
    fields: Record<string, string>,
  ): Promise<{ data?: Record<string, unknown> } | typeof NEVER> {
    const id = fields.transfer_session_id ?? '';
    switch (name) {
      case 'get_transfer_session_state':
        return { data: { state_name: this.#stateOf(id) } };
      case 'fetch_transfer_session_log':
        return this.#log(id, fields.logfile ?? '');
      case 'start_transfer_session':
        return { data: { pid: await this.#start(id) } };
      case 'pause_transfer_session':
        this.#change(id, 'pause');
        return {};
      case 'abort_transfer_session':
        this.#change(id, 'abort');
        return {};
      case 'create_remote_root_transfer_session':
      case 'create_remote_user_transfer_session':
      case 'start_local_cpmove_restore':
        return { data: { transfer_session_id: this.#create() } };
      case 'enqueue_transfer_item':
        this.#stateOf(id);
        return {};
      case 'available_transfer_modules':
        return { data: { modules: ['AccountRemoteRoot', 'PackageRemoteRoot'] } };
      case 'transfer_module_schema':
        return { data: { schema: { user: 'required', localuser: 'optional' } } };
      case 'restore_modules_summary':
        return { data: { modules: [{ name: 'Mysql', summary: 'Restores databases.' }] } };
      case 'retrieve_transfer_session_remote_analysis':
        this.#stateOf(id);
        return { data: { version: '11.130.0.15', accounts: {}, packages: {} } };
      case 'version':
        return { data: { version: '11.130.0.15' } };
      default:
        throw new Error(`Unknown app (“${name}”) requested for this version (1) of the API.`);
    }
  }

  #stateOf(id: string): string {
    const { state } = this.#read(id);
    return STATE_NAME.get(state) ?? String(state);
  }

  #read(id: string): { state: number; pid: number } {
    const index = new IndexDatabase(this.#root);
    const row = index.read(id);
    index.close();
    if (row === null) {
      throw new Error(`The transfer session “${id}” does not exist.`);
    }
    return row;
  }

  /** An active log is tailed: the answer comes when the session ends, here never. */
  #log(id: string, name: string): { data: { log: string } } | typeof NEVER {
    this.#read(id);
    if (name === '' || name.includes('/') || name.startsWith('.')) {
      throw new Error('The log file is not named well.');
    }
    const folder = sessionFolder(this.#root, id);
    if (existsSync(join(folder, name))) {
      return { data: { log: readFileSync(join(folder, name), 'utf8') } };
    }
    if (existsSync(join(folder, `.${name}`))) {
      return NEVER;
    }
    throw new Error(`The log “${name}” does not exist.`);
  }

  async #start(id: string): Promise<number> {
    const state = this.#stateOf(id);
    const played = this.#played.get(id);
    if (played !== undefined) {
      return played.start();
    }
    throw new Error(`The transfer session “${id}” is ${state} and cannot be started here.`);
  }

  /** A session whose process is gone is marked FAILED when somebody pauses or aborts it. */
  #change(id: string, deed: 'pause' | 'abort'): void {
    const state = this.#stateOf(id);
    const played = this.#played.get(id);
    if (played !== undefined) {
      played[deed]();
      return;
    }
    const allowed = deed === 'pause' ? ['RUNNING'] : ['PENDING', 'RUNNING', 'PAUSING', 'PAUSED'];
    if (!allowed.includes(state)) {
      throw new Error(`The transfer session “${id}” is ${state}: it cannot be changed so.`);
    }
    const hasProcess = state === 'RUNNING' || state === 'PAUSING';
    const next = hasProcess ? SESSION_STATE.FAILED : SESSION_STATE.ABORTED;
    const index = new IndexDatabase(this.#root);
    index.update(id, next, hasProcess ? Math.floor(Date.now() / 1000) : null);
    index.close();
    if (hasProcess) {
      throw new Error('The transfer session’s process is gone; the session is marked as failed.');
    }
  }

  #create(): string {
    const startedAt = Math.floor(Date.now() / 1000);
    const plan = planSession({ seed: `created ${startedAt}`, accounts: 0, startedAt });
    return writeSession(this.#root, { ...plan, pending: true }).id;
  }
}

export function metadata(
  command: string,
  result: number | string,
  reason: string,
): ApiAnswer['metadata'] {
  return { version: 1, command, result, reason };
}
