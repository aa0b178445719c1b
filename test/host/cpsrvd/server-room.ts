import type { FunctionTable } from './api-call.ts';
import { readApiFixture } from './api-fixture.ts';

type Row = Record<string, unknown>;

/** What the server has room for, according to its functions. A test changes what should be scarce. */
export class ServerRoom {
  /** 0: no limit. */
  maximumUsers = 0;
  currentUsers = 87;
  partitions = rowsOf('getdiskusage', 'partition');
  homeRoots = ['/home'];
  databaseServer: Row = readApiFixture('current_mysql_version');
  services = rowsOf('servicestatus', 'service');
  update: Row = { ...readApiFixture('get_update_availability'), update_available: 0 };
  /** Names that no account can have, with the server's reason. */
  readonly takenNames = new Map<string, string>();
  /** Domains, and who owns them. */
  readonly domainOwners = new Map<string, string>();

  get table(): FunctionTable {
    return {
      get_maximum_users: () => ({ users: this.maximumUsers }),
      get_current_users_count: () => ({ users: this.currentUsers }),
      getdiskusage: () => ({ partition: this.partitions }),
      get_homedir_roots: () => ({ payload: this.homeRoots.map((path) => ({ path })) }),
      current_mysql_version: () => this.databaseServer,
      servicestatus: ({ service }) => {
        const rows = this.services.filter(({ name }) => service === undefined || name === service);
        if (rows.length === 0) throw new Error(`There is no service “${service}”.`);
        return { service: rows };
      },
      get_update_availability: () => this.update,
      verify_new_username_for_restore: (fields) => {
        const reason = this.takenNames.get(required(fields, 'user'));
        if (reason !== undefined) throw new Error(reason);
        return undefined;
      },
      getdomainowner: (fields) => ({
        user: this.domainOwners.get(required(fields, 'domain')) ?? null,
      }),
    };
  }
}

function required(fields: Record<string, string>, name: string): string {
  const value = fields[name] ?? '';
  if (value === '') throw new Error(`You must specify the “${name}” argument.`);
  return value;
}

function rowsOf(name: string, list: string): Row[] {
  return structuredClone(readApiFixture(name)[list]) as Row[];
}
