import {
  FORECAST_FUNCTIONS,
  type ForecastAnswers,
  type ForecastFunction,
} from '../../src/forecast/server-facts.ts';
import { reply } from '../../src/verify/answer-fields.ts';
import type { Plan, ServerState } from './simulated-server.ts';

/** How numbers come: as the reference says, as strings, or as the guide's examples mix both, with null for what is not known. */
export type Shape = 'numbers' | 'strings' | 'guide';
export const SHAPES: readonly Shape[] = ['numbers', 'strings', 'guide'];

/** The answers of a server's functions, in the forms of the reference. */
export function answersOf(state: ServerState, shape: Shape): ForecastAnswers {
  const answers: Record<ForecastFunction, unknown> = {
    get_maximum_users: { users: state.licence },
    get_current_users_count: { users: state.accounts.size },
    getdiskusage: {
      partition: state.partitions.map((one) => ({
        ...{ filesystem: one.mount, mount: one.mount, device: '/dev/sda', disk: 'sda' },
        ...{ total: one.totalKb, used: one.usedKb, available: one.totalKb - one.usedKb },
        percentage: Math.round((one.usedKb / one.totalKb) * 100),
        ...{ inodes_total: one.inodesTotal, inodes_used: one.inodesUsed },
        inodes_available: Math.max(0, one.inodesTotal - one.inodesUsed),
        inodes_ipercentage: 1,
      })),
    },
    get_homedir_roots: { payload: state.homeRoots.map((path) => ({ path })) },
    listips: {
      ip: state.addresses.map(({ ip, isMain, isActive, holder }) => ({
        ...{ ip, public_ip: ip, if: 'eth0', netmask: '255.255.255.0', network: '192.0.2.0' },
        ...{ active: isActive ? 1 : 0, mainaddr: isMain ? 1 : 0, removable: isMain ? 0 : 1 },
        ...{ used: holder === null && !isMain ? 0 : 1, dedicated: holder === null ? 0 : 1 },
      })),
    },
    current_mysql_version: state.databaseServer,
    servicestatus: {
      service: state.services.map((one) => ({
        ...{ name: one.name, display_name: one.name, installed: one.isInstalled ? 1 : 0 },
        ...{ enabled: one.isEnabled ? 1 : 0, monitored: one.isMonitored ? 1 : 0 },
        ...(one.isMonitored ? { running: one.isUp ? 1 : 0 } : {}),
      })),
    },
  };
  return Object.fromEntries(
    FORECAST_FUNCTIONS.map((name) => [name, reply(shaped(answers[name], shape))]),
  ) as unknown as ForecastAnswers;
}

/** What the server and the source say when the session was made, in the form of the reference. */
export function analysisOf(state: ServerState, plan: Plan, shape: Shape): unknown {
  const { accounts, source } = plan;
  const owned = (of: ReadonlyMap<string, string>): Record<string, unknown> =>
    Object.fromEntries([...of].map(([name, owner]) => [name, { owner }]));
  const remote = new Map(
    accounts.flatMap(({ user, databases }) => databases.map((name) => [name, user] as const)),
  );
  const isPostgres = (name: string): boolean => name.endsWith('_pg');
  const part = (of: ReadonlyMap<string, string>, postgres: boolean): Record<string, unknown> =>
    owned(new Map([...of].filter(([name]) => isPostgres(name) === postgres)));
  const names = [...state.accounts.keys(), ...state.systemNames];
  const analysis = {
    ...{ transfer_session_id: 's1', config: { shared_mysql_server: shape === 'guide' ? null : 0 } },
    options: { unrestricted: 1, skip_reseller_privs: 0 },
    items: { accounts: accounts.map(({ user }) => user), packages: [] },
    local: {
      ...{ host: 'new.example.net', version: '11.138.0.6', major_version: '11.138' },
      available_ips: state.addresses.filter((one) => !one.holder).map(({ ip }) => ip),
      dedicated_ips: {},
      domains: { '*': 'nobody', ...Object.fromEntries(state.domains) },
      users: Object.fromEntries(names.map((name) => [name, 1])),
      groups: Object.fromEntries([...names, 'wheel'].map((name) => [name, 1])),
      dbs: {
        dbs: { MYSQL: part(state.databases, false), PGSQL: part(state.databases, true) },
        users: { MYSQL: {}, PGSQL: {} },
      },
    },
    modules: {
      MySQL: {
        name: 'Database Server',
        analysis: {
          'Local Type': state.databaseServer.server,
          'Local Version': state.databaseServer.version,
          ...{ 'Remote Type': source.server, 'Remote Version': source.version },
        },
      },
    },
    remote: {
      ...{ host: '192.0.2.32', hostname: 'old.example.net', conflicts: {}, linked_nodes: [] },
      ...{ has_disk_used: 1, has_files_used: 1, has_owners: 1 },
      dbs: {
        dbs: { MYSQL: part(remote, false), PGSQL: part(remote, true) },
        users: { MYSQL: {}, PGSQL: {} },
      },
    },
  };
  return shaped(analysis, shape);
}

function shaped(value: unknown, shape: Shape, place = 0): unknown {
  if (typeof value === 'number') {
    const isString = shape === 'strings' || (shape === 'guide' && place % 2 === 0);
    return isString ? String(value) : value;
  }
  if (Array.isArray(value)) return value.map((each, i) => shaped(each, shape, place + i));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each], i) => [key, shaped(each, shape, place + i)]),
  );
}
