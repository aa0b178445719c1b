import { type ApiAnswer, type ApiCall, type FunctionTable, metadata, NEVER } from './api-call.ts';
import { readApiVariant } from './api-fixture.ts';

/** Return private keys, or ask the source once more: a program that calls one of these is wrong. */
export const FORBIDDEN_FUNCTIONS: readonly string[] = [
  'fetch_vhost_ssl_components',
  'fetchsslinfo',
  'analyze_transfer_session_remote',
];

/** Roles of a server that can be switched off; the functions of a role that is off are disabled. */
export type ServerRole = 'DNS' | 'WebServer' | 'MySQL' | 'MailReceive' | 'FTP';

const ROLE_OF: Readonly<Record<string, ServerRole>> = {
  listzones: 'DNS',
  parse_dns_zone: 'DNS',
  dumpzone: 'DNS',
  fetch_ssl_vhosts: 'WebServer',
  php_get_vhost_versions: 'WebServer',
  php_get_installed_versions: 'WebServer',
  list_databases: 'MySQL',
  list_database_users: 'MySQL',
  list_mysql_databases_and_users: 'MySQL',
  current_mysql_version: 'MySQL',
  list_pops_for: 'MailReceive',
};

/**
 * The types of numbers: as the reference says; strings, as in older servers and the guide's own examples; or the
 * guide's other shapes, with null where something is unknown.
 */
export type TypesOfAnswers = 'numbers' | 'strings' | 'guide';

export interface ApiSwitches {
  types: TypesOfAnswers;
  rolesOff: Set<ServerRole>;
  /** False: the server does not accept several calls in one. */
  hasBatch: boolean;
  /** How long every call takes, however many it contains. */
  answerMs: number;
}

/** All functions of WHM API 1 that the stand-in has. */
export class ApiFunctions {
  /** As they arrived: a batch is one call. */
  readonly calls: ApiCall[] = [];
  /** The calls within batches. */
  readonly batched: ApiCall[] = [];
  readonly #tables: readonly FunctionTable[];
  readonly #switches: ApiSwitches;

  constructor(tables: readonly FunctionTable[], switches: ApiSwitches) {
    this.#tables = tables;
    this.#switches = switches;
  }

  async call(call: ApiCall): Promise<ApiAnswer | typeof NEVER> {
    this.calls.push(call);
    const { answerMs } = this.#switches;
    if (answerMs > 0) await new Promise((resolve) => setTimeout(resolve, answerMs));
    if (call.function === 'batch' && this.#switches.hasBatch) return this.#answerAll(call);
    return this.#answer(call);
  }

  /** `command=NAME?key=value`, repeated: here on lines of their own. */
  async #answerAll(call: ApiCall): Promise<ApiAnswer> {
    const result: unknown[] = [];
    for (const command of (call.arguments.command ?? '').split('\n')) {
      const [name = '', query = ''] = command.split('?', 2);
      const fields = Object.fromEntries(new URLSearchParams(query));
      const inner: ApiCall = { ...call, function: name, arguments: fields };
      this.batched.push(inner);
      result.push(await this.#answer(inner));
    }
    const one = this.#switches.types === 'numbers' ? 1 : '1';
    return { metadata: metadata('batch', one, 'OK'), data: { result } };
  }

  async #answer(call: ApiCall): Promise<ApiAnswer | typeof NEVER> {
    const { function: name } = call;
    const one = this.#switches.types === 'numbers' ? 1 : '1';
    try {
      const role = Object.hasOwn(ROLE_OF, name) ? ROLE_OF[name] : roleOfUapi(call);
      if (role !== undefined && this.#switches.rolesOff.has(role)) {
        throw new Error(`This feature requires the “${role}” role.`);
      }
      const table = this.#tables.find((each) => Object.hasOwn(each, name));
      const run = table?.[name];
      if (run === undefined || FORBIDDEN_FUNCTIONS.includes(name)) {
        throw new Error(`Unknown app (“${name}”) requested for this version (1) of the API.`);
      }
      const data = await run(call.arguments);
      if (data === NEVER) return NEVER;
      const head = { metadata: metadata(name, one, 'OK') };
      return data === undefined ? head : { ...head, data: this.#shaped(name, data) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { metadata: metadata(name, one === 1 ? 0 : '0', reason) };
    }
  }

  #shaped(name: string, data: Record<string, unknown>): Record<string, unknown> {
    switch (this.#switches.types) {
      case 'numbers':
        return data;
      case 'strings':
        return withStrings(data) as Record<string, unknown>;
      case 'guide':
        return readApiVariant(name) ?? data;
    }
  }

  /** @throws where something called a function that must never be called */
  checkCalls(): void {
    const all = [...this.calls, ...this.batched];
    const wrong = all.find((call) => FORBIDDEN_FUNCTIONS.includes(call.function));
    if (wrong !== undefined) throw new Error(`${wrong.function} must never be called`);
  }
}

/** Functions of accounts are off together with the role of their module. */
function roleOfUapi({ arguments: fields }: ApiCall): ServerRole | undefined {
  switch (fields['cpanel.module']) {
    case 'Mysql':
      return 'MySQL';
    case 'Email':
      return 'MailReceive';
    default:
      return undefined;
  }
}

function withStrings(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(withStrings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withStrings(each)]));
}
