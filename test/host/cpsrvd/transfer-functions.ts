import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IndexDatabase } from '../simulator/databases.ts';
import { SESSION_STATE } from '../simulator/effect.ts';
import type { PlayedSession } from '../simulator/play-session.ts';
import { sessionFolder } from '../simulator/session-folder.ts';
import { type FunctionTable, NEVER } from './api-call.ts';
import { readApiFixture } from './api-fixture.ts';
import { CreatedSessions } from './created-sessions.ts';

/** A process with this number need not exist: nothing works on sessions made through the API. */
const STARTED_PID = 21_450;

const STATE_NAME = new Map<number, string>(
  Object.entries(SESSION_STATE).map(([name, number]) => [number, name]),
);

/** The transfer functions of WHM API 1, for the files of a host root and the sessions that are being played. */
export class TransferFunctions {
  readonly #root: string;
  readonly #played = new Map<string, PlayedSession>();
  readonly created: CreatedSessions;

  constructor(root: string) {
    this.#root = root;
    this.created = new CreatedSessions(root);
  }

  /** From now on this session's requests go to its player. */
  add(session: PlayedSession): void {
    this.#played.set(session.id, session);
  }

  get table(): FunctionTable {
    return {
      ...this.created.functions((id) => this.#find(id) !== null),
      get_transfer_session_state: (fields) => ({ state_name: this.#stateOf(sessionOf(fields)) }),
      fetch_transfer_session_log: (fields) => this.#log(sessionOf(fields), fields.logfile ?? ''),
      start_transfer_session: async (fields) => ({ pid: await this.#start(sessionOf(fields)) }),
      pause_transfer_session: (fields) => this.#change(sessionOf(fields), 'pause'),
      abort_transfer_session: (fields) => this.#change(sessionOf(fields), 'abort'),
      restore_modules_summary: () => readApiFixture('restore_modules_summary'),
      version: () => ({ version: '11.130.0.15' }),
    };
  }

  #stateOf(id: string): string {
    const { state } = this.#read(id);
    return STATE_NAME.get(state) ?? String(state);
  }

  #find(id: string): { state: number; pid: number } | null {
    const index = new IndexDatabase(this.#root);
    const row = index.read(id);
    index.close();
    return row;
  }

  #read(id: string): { state: number; pid: number } {
    const row = this.#find(id);
    if (row === null) {
      throw new Error(`The transfer session “${id}” does not exist.`);
    }
    return row;
  }

  /** An active log is tailed: the answer would come when the session ends; here it never comes. */
  #log(id: string, name: string): { log: string } | typeof NEVER {
    this.#read(id);
    if (name === '' || name.includes('/') || name.startsWith('.')) {
      throw new Error('The log file is not named well.');
    }
    const folder = sessionFolder(this.#root, id);
    if (existsSync(join(folder, name))) {
      return { log: readFileSync(join(folder, name), 'utf8') };
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
    if (this.created.start(id)) return STARTED_PID;
    throw new Error(`The transfer session “${id}” is ${state} and cannot be started here.`);
  }

  /** A session whose process is gone is marked FAILED when somebody pauses or aborts it. */
  #change(id: string, deed: 'pause' | 'abort'): undefined {
    const state = this.#stateOf(id);
    const played = this.#played.get(id);
    if (played !== undefined) {
      played[deed]();
      return undefined;
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
}

function sessionOf(fields: Record<string, string>): string {
  return fields.transfer_session_id ?? '';
}
