import { planSession } from '../simulator/plan.ts';
import { writeSession } from '../simulator/write-session.ts';
import type { FunctionTable } from './api-call.ts';
import { readApiFixture } from './api-fixture.ts';
import { checkParameters, count, flag, type Kind, text } from './parameters.ts';
import {
  AVAILABLE_MODULES,
  CREATE_ROOT,
  CREATE_USER,
  LOCAL_RESTORE,
  MODULES,
  RESTORE_TASK,
} from './transfer-parameters.ts';

/** A session that was made through the API, and its parameters. */
export interface CreatedSession {
  id: string;
  function: string;
  parameters: Readonly<Record<string, string>>;
  items: Record<string, string>[];
  isStarted: boolean;
}

/** What a test sets up on the server for these functions. */
export interface TransferServer {
  /** Keys that WHM lists under “Manage root’s SSH Keys”. */
  sshKeys: string[];
  /** Columns that this server's modules have besides those of the reference, with their definitions. */
  moreColumns: Record<string, string>;
  /** What the source's analysis says of a session, by its id; the sample of the reference for any other. */
  analyses: Map<string, Record<string, unknown>>;
  /** The completed jobs of the restore queue. */
  restoreJobs: Record<string, unknown>[];
}

/** Sessions made and filled through the API, as strict as its reference. */
export class CreatedSessions {
  readonly sessions: CreatedSession[] = [];
  readonly restoreTasks: Record<string, string>[] = [];
  readonly server: TransferServer = {
    sshKeys: ['migration'],
    moreColumns: {},
    analyses: new Map(),
    restoreJobs: [],
  };
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  find(id: string): CreatedSession | undefined {
    return this.sessions.find((session) => session.id === id);
  }

  /** The functions; `isKnown` says whether the server has a session of that id. */
  functions(isKnown: (id: string) => boolean): FunctionTable {
    return {
      create_remote_root_transfer_session: (fields) => {
        this.#checkRoot(fields);
        const id = this.#create('create_remote_root_transfer_session', fields, 'oldcopya');
        const said = 'It is a <strong>cPanel</strong> server.\nDone\n';
        return { create_rawout: said, analyze_rawout: said, transfer_session_id: id };
      },
      create_remote_user_transfer_session: (fields) => {
        checkParameters(fields, CREATE_USER);
        const id = this.#create('create_remote_user_transfer_session', fields, 'oldnoroo');
        return { transfer_session_id: id };
      },
      start_local_cpmove_restore: (fields) => {
        checkParameters(fields, LOCAL_RESTORE);
        const name = (fields.username ?? 'account').replace(/\W/g, '').slice(0, 12);
        const id = this.#create('start_local_cpmove_restore', fields, name);
        this.#start(this.find(id));
        return { transfer_session_id: id };
      },
      enqueue_transfer_item: (fields) => {
        this.#enqueue(fields);
        return undefined;
      },
      available_transfer_modules: () => AVAILABLE_MODULES,
      transfer_module_schema: ({ module = '' }) => this.#schema(module),
      retrieve_transfer_session_remote_analysis: ({ transfer_session_id: id = '' }) => {
        if (this.find(id) === undefined && !isKnown(id)) {
          throw new Error(`The transfer session “${id}” does not exist.`);
        }
        const sample = readApiFixture('retrieve_transfer_session_remote_analysis');
        return { ...sample, ...this.server.analyses.get(id), transfer_session_id: id };
      },
      restore_queue_list_completed: () => ({ restore_job: this.server.restoreJobs }),
      restore_queue_add_task: (fields) => {
        checkParameters(fields, RESTORE_TASK);
        this.restoreTasks.push(fields);
        return { queue_id: '3b99QG5fp99tdL5' };
      },
      restore_queue_activate: () => undefined,
    };
  }

  #checkRoot(fields: Record<string, string>): void {
    checkParameters(fields, CREATE_ROOT);
    if ((fields.password === undefined) === (fields.sshkey_name === undefined)) {
      throw new Error('Provide either a password or the name of an SSH key.');
    }
    if (fields.sshkey_name !== undefined && !this.server.sshKeys.includes(fields.sshkey_name)) {
      throw new Error(`The SSH key “${fields.sshkey_name}” does not exist.`);
    }
    if (fields.user !== 'root' && fields.root_escalation_method === undefined) {
      throw new Error('Another user than root needs “root_escalation_method”.');
    }
    if (fields.root_escalation_method === 'su' && fields.root_password === undefined) {
      throw new Error('“su” needs “root_password”.');
    }
  }

  #enqueue(fields: Record<string, string>): void {
    const { transfer_session_id: id = '', module = '', size, ...own } = fields;
    const session = this.find(id);
    if (session === undefined) throw new Error(`The transfer session “${id}” does not exist.`);
    const parameters = Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
    if (parameters === undefined) throw new Error(`The module “${module}” does not exist.`);
    if (size !== undefined && !count(size)) throw new Error(`“${size}” is no size in bytes.`);
    checkParameters(own, {
      required: parameters.required,
      optional: { ...(own.user === undefined ? {} : this.#moreKinds()), ...parameters.optional },
    });
    const byUser = session.function === 'create_remote_user_transfer_session';
    if (byUser !== (module === 'AccountRemoteUser')) {
      throw new Error(`A session of this kind takes no “${module}”.`);
    }
    if (byUser && session.items.length > 0) throw new Error('The session has its one account.');
    if (own.force === '1' && session.parameters.unrestricted_restore === '1') {
      throw new Error('“force” cannot be used with an unrestricted restore.');
    }
    for (const name of ['force', 'skipaccount']) {
      if (own[name] === '1' && own.user !== own.localuser) {
        throw new Error(`“${name}” needs the same “user” and “localuser”.`);
      }
    }
    if (own.customip !== undefined && own.ip !== '1') throw new Error('“customip” needs “ip”.');
    session.items.push({ module, ...(size === undefined ? {} : { size }), ...own });
  }

  /** What a server of another release accepts besides the reference: the yes-or-no columns in its schema. */
  #moreKinds(): Record<string, Kind> {
    const kinds: Record<string, Kind> = {};
    for (const [name, definition] of Object.entries(this.#columns())) {
      kinds[name] = definition.startsWith('int(1)') ? flag : text;
    }
    return kinds;
  }

  #columns(): Record<string, string> {
    const { schema } = readApiFixture('transfer_module_schema') as {
      schema: { keys: Record<string, { def: string }> };
    };
    const known = Object.entries(schema.keys).map(([name, { def }]) => [name, def]);
    return { ...Object.fromEntries(known), ...this.server.moreColumns };
  }

  #schema(module: string): Record<string, unknown> {
    if (!Object.hasOwn(MODULES, module)) {
      throw new Error(`The module “${module}” does not exist.`);
    }
    const named = { FeatureListRemoteRoot: 'featurelist', PackageRemoteRoot: 'package' }[module];
    const columns =
      named === undefined
        ? this.#columns()
        : { [named]: 'char(255) DEFAULT NULL', size: 'BIGINT UNSIGNED DEFAULT 1' };
    const keys = Object.entries(columns).map(([name, def]) => [name, { def }]);
    const primary = named ?? 'user';
    const required = named === undefined ? ['user', 'localuser'] : [named];
    return { schema: { keys: Object.fromEntries(keys), primary: [primary], required } };
  }

  #create(name: string, parameters: Record<string, string>, beginning: string): string {
    const startedAt = Math.floor(Date.now() / 1000);
    const seed = `created ${startedAt} ${this.sessions.length}`;
    const plan = planSession({ seed, accounts: 0, startedAt, initiator: beginning });
    const { id } = writeSession(this.#root, { ...plan, pending: true });
    this.sessions.push({ id, function: name, parameters, items: [], isStarted: false });
    return id;
  }

  /** @returns whether such a session was made here */
  start(id: string): boolean {
    const session = this.find(id);
    if (session === undefined) return false;
    if (session.items.length === 0) throw new Error('The transfer session has no items.');
    this.#start(session);
    return true;
  }

  #start(session: CreatedSession | undefined): void {
    if (session !== undefined) session.isStarted = true;
  }
}
