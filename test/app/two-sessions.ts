import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Monitor, openMonitor } from '../../src/app/monitor.ts';
import { observeSession, type Snapshot } from '../../src/app/observe.ts';
import { readSessionEvidence } from '../../src/app/read-evidence.ts';
import { syncSession } from '../../src/app/sync.ts';
import { findDriver } from '../../src/store/driver-choice.ts';
import {
  DEFAULT_START,
  type Fate,
  type PlannedItem,
  planSession,
  type SessionPlan,
} from '../host/simulator/plan.ts';
import { writeSession } from '../host/simulator/write-session.ts';
import { removeFolder } from '../remove-folder.ts';

const DAY = 86_400;

export interface Host {
  root: string;
  monitor: Monitor;
  /** Writes a session of accounts of the same source; the fates by account, `clean` where none is given. */
  write(options: SessionOptions): string;
  look(id: string): Snapshot;
  close(): void;
}

interface SessionOptions {
  /** Days after the first possible one. */
  day: number;
  accounts: readonly string[];
  fates?: Readonly<Record<string, Fate>>;
  source?: string;
  change?: (item: PlannedItem) => PlannedItem;
  more?: Partial<SessionPlan>;
}

/** A host root of its own with an open cache. */
export function makeHost(): Host {
  const root = mkdtempSync(join(tmpdir(), 'two-sessions-'));
  const driver = findDriver(root);
  const monitor = openMonitor({ root, driver, busyMs: 5000, now: DEFAULT_START + 30 * DAY });
  return {
    root,
    monitor,
    write(options) {
      return writeSession(root, makePlan(options)).id;
    },
    look(id) {
      const synced = syncSession(monitor, id);
      if (!synced) throw new Error(`no session ${id}`);
      readSessionEvidence(monitor, synced, () => true);
      return observeSession(monitor, synced);
    },
    close() {
      monitor.db.close();
      removeFolder(root);
    },
  };
}

function makePlan({ day, accounts, fates, source, change, more }: SessionOptions): SessionPlan {
  const startedAt = DEFAULT_START + day * DAY;
  const plan = planSession({
    seed: `day ${day}`,
    accounts: accounts.length,
    startedAt,
    issueRate: 0,
    failureRate: 0,
    renameRate: 0,
  });
  const items = plan.items.map((item, index) => {
    const name = accounts[index] ?? item.name;
    const fate = fates?.[name] ?? 'clean';
    const failure = fate === 'clean' ? null : `The account “${name}” could not be moved.`;
    const planned = { ...item, name, localName: name, domain: `${name}.example`, fate, failure };
    return change ? change(planned) : planned;
  });
  return { ...plan, sourceHost: source ?? 'old.example.net', items, ...more };
}
