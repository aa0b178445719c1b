import type { UpdatePlan } from '../../src/forecast/server-facts.ts';
import { seededRandom } from '../host/simulator/random.ts';
import type {
  FailureKind,
  Partition,
  Plan,
  ServerState,
  SimulatedAccount,
} from './simulated-server.ts';

const GB = 1024 ** 3;
/** A Sunday at 18:20 UTC. */
export const STARTS_AT = 1_793_557_200 - 2400;

export interface World {
  state: ServerState;
  plan: Plan;
  update: UpdatePlan;
}

export const NO_UPDATE: UpdatePlan = {
  isRunning: false,
  isAvailable: false,
  version: null,
  nightlyAt: null,
  isNightly: false,
  isHourly: false,
};

/** A server with room for all, and a session of so many accounts. */
export function roomyWorld(seed: string, count = 160): World {
  const random = seededRandom(seed);
  const accounts = Array.from({ length: count }, (_, i): SimulatedAccount => {
    const user = `user${i}`;
    return {
      ...{ user, localUser: user, domain: `${user}.example`, wantsIp: false, customIp: null },
      bytes: random.int(GB / 5, 3 * GB),
      inodes: random.int(5000, 60_000),
      isForced: false,
      databases: i % 3 === 0 ? [] : [`${user}_wp`, `${user}_shop`],
    };
  });
  const own = Array.from({ length: 30 }, (_, i) => `local${i}`);
  return {
    state: {
      partitions: [partition('/', 100, 6_000_000), partition('/home', 2000, 60_000_000)],
      homeRoots: ['/home'],
      licence: 1000,
      accounts: new Map(own.map((name) => [name, { domain: `${name}.example` }])),
      systemNames: ['root', 'nobody', 'bin', 'mailman'],
      addresses: [
        { ip: '192.0.2.10', isMain: true, isActive: true, holder: null },
        { ip: '192.0.2.11', isMain: false, isActive: true, holder: 'local1' },
        ...Array.from({ length: 20 }, (_, i) => ({
          ...{ ip: `192.0.2.${100 + i}`, isMain: false, isActive: true, holder: null },
        })),
      ],
      domains: new Map(own.map((name) => [`${name}.example`, name])),
      databases: new Map(own.map((name) => [`${name}_wp`, name])),
      databaseServer: { server: 'mariadb', version: '10.11' },
      services: ['mysql', 'httpd', 'exim', 'postgresql'].map((name) => ({
        ...{ name, isInstalled: name !== 'postgresql', isEnabled: name !== 'postgresql' },
        ...{ isMonitored: name !== 'postgresql', isUp: name !== 'postgresql' },
      })),
      updateAt: null,
    },
    plan: {
      accounts,
      source: { server: 'mariadb', version: '10.6' },
      startsAt: STARTS_AT,
      workers: 3,
      bytesPerSecond: 40e6,
    },
    update: NO_UPDATE,
  };
}

function partition(mount: string, freeGb: number, freeInodes: number): Partition {
  const usedKb = 50 * 1024 * 1024;
  return {
    ...{ mount, usedKb, totalKb: usedKb + Math.round(freeGb * 1024 * 1024) },
    ...{ inodesTotal: 1_000_000 + freeInodes, inodesUsed: 1_000_000 },
  };
}

const sumGb = ({ plan }: World, part = 1): number =>
  (plan.accounts.reduce((sum, { bytes }) => sum + bytes, 0) / GB) * part;
const sumInodes = ({ plan }: World, part = 1): number =>
  Math.round(plan.accounts.reduce((sum, { inodes }) => sum + inodes, 0) * part);
/** What the documents ask for behind all that comes: twice the largest and 1 GB. */
const reserveGb = ({ plan }: World): number =>
  (2 * Math.max(...plan.accounts.map(({ bytes }) => bytes))) / GB + 1;

type Change = (world: World) => void;

const at = (world: World, place: number): SimulatedAccount => {
  const account = world.plan.accounts[place];
  if (!account) throw new Error('no such account');
  return account;
};
const homes =
  (...list: [mount: string, gb: (w: World) => number, inodes?: (w: World) => number][]): Change =>
  (world) => {
    world.state.partitions = [
      ...(list.some(([mount]) => mount === '/') ? [] : [partition('/', 50, 6_000_000)]),
      ...list.map(([mount, gb, inodes]) =>
        partition(mount, gb(world), inodes?.(world) ?? 50_000_000),
      ),
    ];
    const roots = list.map(([mount]) => mount).filter((mount) => mount !== '/');
    world.state.homeRoots = roots.length > 0 ? roots : ['/home'];
  };
const plenty = (): number => 5000;
const seats =
  (left: number): Change =>
  ({ state }) => {
    state.licence = state.accounts.size + left;
  };
/** So many of the accounts are here already. */
const alreadyHere =
  (places: readonly number[], isForced: boolean): Change =>
  (world) => {
    for (const place of places) {
      const account = at(world, place);
      account.isForced = isForced;
      world.state.accounts.set(account.localUser, { domain: account.domain });
      if (isForced) world.state.domains.set(account.domain, account.localUser);
    }
  };
const wantIps =
  (every: number): Change =>
  ({ plan }) => {
    for (const [i, account] of plan.accounts.entries()) account.wantsIp = i % every === 0;
  };
const freeIps =
  (count: number): Change =>
  ({ state }) => {
    const free = state.addresses.filter(({ holder, isMain }) => holder === null && !isMain);
    for (const address of free.slice(count)) address.holder = 'local2';
  };
const all =
  (...changes: Change[]): Change =>
  (world) => {
    for (const change of changes) change(world);
  };
const service =
  (name: string, change: object): Change =>
  ({ state }) => {
    Object.assign(state.services.find((one) => one.name === name) ?? {}, change);
  };
const versions =
  (here: [string, string], source: [string, string]): Change =>
  ({ state, plan }) => {
    state.databaseServer = { server: here[0], version: here[1] };
    plan.source = { server: source[0], version: source[1] };
  };

/** Between 80 and 90 minutes after the beginning, at no full hour. */
const NIGHTLY = STARTS_AT + 85 * 60;
const HOURLY = Math.ceil((STARTS_AT + 61 * 60) / 3600) * 3600;

/** What can be ahead: the kind that is to be told, and how the world comes to be so. */
export const TROUBLES: Readonly<Record<string, [FailureKind, Change]>> = {
  'the home is too small': ['disk', homes(['/home', (w) => sumGb(w, 0.75)])],
  'both homes are too small': [
    'disk',
    homes(['/home', (w) => sumGb(w, 0.5)], ['/home2', (w) => sumGb(w, 0.3)]),
  ],
  'the home is a folder of a small disk': ['disk', homes(['/', (w) => sumGb(w, 0.8)])],
  'the home is nearly full': ['disk', homes(['/home', () => 4])],
  'one account is too large': [
    'disk',
    all(
      (w) => {
        at(w, 120).bytes = 60 * GB;
      },
      homes(['/home', (w) => sumGb(w) - 10]),
    ),
  ],
  'too few inodes': ['inodes', homes(['/home', plenty, (w) => sumInodes(w, 0.7)])],
  'too few inodes on two homes': [
    'inodes',
    homes(
      ['/home', plenty, (w) => sumInodes(w, 0.4)],
      ['/home2', plenty, (w) => sumInodes(w, 0.4)],
    ),
  ],
  'too few seats': ['licence', seats(110)],
  'no seat': ['licence', seats(0)],
  'too few seats, and some accounts are replaced': [
    'licence',
    all(alreadyHere([3, 5, 7, 9, 11, 13, 15, 17], true), seats(100)),
  ],
  'no address': ['ip', all(wantIps(40), freeIps(0))],
  'too few addresses': ['ip', all(wantIps(9), freeIps(12))],
  'the address is taken': [
    'ip',
    (w) => {
      Object.assign(at(w, 130), { wantsIp: true, customIp: '192.0.2.11' });
    },
  ],
  'the name is taken': ['name', alreadyHere([97], false)],
  'the name is one of the system': [
    'name',
    (w) => {
      at(w, 110).localUser = 'mailman';
    },
  ],
  'the new name is taken': [
    'name',
    (w) => {
      at(w, 140).localUser = 'local7';
    },
  ],
  'the domain is taken': [
    'domain',
    (w) => {
      w.state.domains.set(at(w, 125).domain, 'local3');
    },
  ],
  'the domain of a replaced account is taken': [
    'domain',
    all(alreadyHere([133], true), (w) => {
      w.state.domains.set(at(w, 133).domain, 'local3');
    }),
  ],
  'a database is taken': [
    'database',
    (w) => {
      w.state.databases.set(at(w, 100).databases[1] ?? '', 'local3');
    },
  ],
  'a database of PostgreSQL is taken': [
    'database',
    (w) => {
      at(w, 101).databases = ['old_pg'];
      w.state.databases.set('old_pg', 'local4');
    },
  ],
  'an older MariaDB': ['database-server', versions(['mariadb', '10.6'], ['mariadb', '10.11'])],
  'an older MySQL': ['database-server', versions(['mysql', '5.7'], ['mysql', '8.0'])],
  'an update in the night': [
    'update',
    (w) => {
      w.state.updateAt = NIGHTLY;
      Object.assign(w.update, { isAvailable: true, isNightly: true, nightlyAt: NIGHTLY });
    },
  ],
  'a security release at the full hour': [
    'update',
    (w) => {
      w.state.updateAt = HOURLY;
      Object.assign(w.update, { isAvailable: true, isHourly: true });
    },
  ],
  'MySQL is down': ['service', service('mysql', { isUp: false })],
  'Exim is down': ['service', service('exim', { isUp: false })],
};

/** Worlds that look like the ones above, and in which all is well. */
export const CLEAN: Readonly<Record<string, Change>> = {
  'room as the documents ask for': homes(['/home', (w) => sumGb(w) + reserveGb(w)]),
  'two homes with room': homes(
    ['/home', (w) => sumGb(w, 0.5) + reserveGb(w)],
    ['/home2', (w) => sumGb(w, 0.5) + reserveGb(w)],
  ),
  'a folder of a large disk': homes(['/', (w) => sumGb(w) + reserveGb(w)]),
  'a small disk that holds no home': all(homes(['/home', plenty]), ({ state }) => {
    state.partitions.push(partition('/tmp', 0.1, 100));
  }),
  'one large account, and room for it': all(
    (w) => {
      at(w, 120).bytes = 60 * GB;
    },
    homes(['/home', (w) => sumGb(w) + reserveGb(w)]),
  ),
  'inodes enough': homes(['/home', plenty, (w) => sumInodes(w) + 130_000]),
  'a file system without a number of inodes': all(homes(['/home', plenty]), ({ state }) => {
    for (const one of state.partitions) Object.assign(one, { inodesTotal: 0, inodesUsed: 0 });
  }),
  'as many seats as accounts': seats(160),
  'a licence without a limit': ({ state }) => {
    state.licence = 0;
  },
  'seats for those that are new': all(alreadyHere([3, 5, 7, 9, 11], true), seats(155)),
  'as many addresses as are wanted': all(wantIps(9), freeIps(18)),
  'nobody wants an address': freeIps(0),
  'the named address is free': (w) => {
    Object.assign(at(w, 130), { wantsIp: true, customIp: '192.0.2.105' });
  },
  'the account is to be replaced': alreadyHere([97], true),
  'the renamed account leaves a name to another': (w) => {
    w.state.accounts.set(at(w, 97).user, { domain: 'other.example' });
    at(w, 97).localUser = 'user97new';
  },
  'nobody has the domain': (w) => {
    w.state.domains.set(at(w, 125).domain, 'nobody');
  },
  'the replaced account has the domain': all(alreadyHere([133], true), (w) => {
    w.state.domains.set(at(w, 133).domain, at(w, 133).localUser);
  }),
  'the replaced account has the database': all(alreadyHere([100], true), (w) => {
    w.state.databases.set(at(w, 100).databases[1] ?? '', at(w, 100).localUser);
  }),
  'others have databases of other names': (w) => {
    w.state.databases.set('user100_other', 'local3');
  },
  'a newer MariaDB': versions(['mariadb', '11.4'], ['mariadb', '10.11']),
  'the same MySQL': versions(['mysql', '8.0'], ['mysql', '8.0']),
  'MariaDB in the place of MySQL': versions(['mariadb', '10.11'], ['mysql', '8.0']),
  'an update that waits, and nobody starts': ({ update }) => {
    Object.assign(update, { isAvailable: true });
  },
  'an update after the end': ({ update }) => {
    const nightlyAt = STARTS_AT + 11 * 3600;
    Object.assign(update, { isAvailable: true, isNightly: true, nightlyAt });
  },
  'no update': ({ update }) => {
    Object.assign(update, { isNightly: true, isHourly: true, nightlyAt: NIGHTLY });
  },
  'a service that is off': service('postgresql', { isUp: false }),
  'a service that nobody looks at': service('exim', { isMonitored: false, isUp: true }),
};

export function worldOf(seed: string, change: Change): World {
  const world = roomyWorld(seed);
  world.update = { ...NO_UPDATE };
  change(world);
  return world;
}
