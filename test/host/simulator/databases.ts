import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Statement } from '../../../src/store/driver.ts';
import { openDatabase } from '../open-database.ts';
import type { PlannedItem, SessionPlan } from './plan.ts';
import { seededRandom } from './random.ts';

export const SESSIONS_FOLDER = 'var/cpanel/transfer_sessions';

/** Used wherever the real server has a secret: it must never be read, stored or shown. */
export const SIMULATED_SECRET = 'never-show-S3cr3t-9f1c';

/** Numeric item types of the server (docs/server.md#the-queue-of-a-session). */
const TYPE_NUMBER: Readonly<Record<string, number>> = {
  FeatureListRemoteRoot: 1000,
  BackupsRemoteRoot: 1045,
  EximRemoteRoot: 1050,
  ThemesRemoteRoot: 1052,
  ApacheRemoteRoot: 1054,
  MySQLRemoteRoot: 1056,
  WHMConfRemoteRoot: 1058,
  GreyListRemoteRoot: 1060,
  HulkRemoteRoot: 1061,
  AutoSSLOptionsRemoteRoot: 1062,
  ModSecurityRemoteRoot: 1070,
  PackageRemoteRoot: 2000,
  AccountRemoteRoot: 3000,
  AccountRemoteUser: 4000,
  AccountLocal: 5000,
  LegacyAccountBackup: 6000,
  AccountUpload: 7000,
  RearrangeAccount: 8000,
  MailboxConversion: 9000,
};
const UNKNOWN_TYPE = 9900;

/** `2026-11-02 03:13:20`: UTC, as the index keeps times. */
function utcText(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** The index of all sessions, `whmxfer.sqlite`. */
export class IndexDatabase {
  readonly #db: Database;

  constructor(root: string) {
    const folder = join(root, SESSIONS_FOLDER);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#db = openDatabase(join(folder, 'whmxfer.sqlite'));
    this.#db.exec('PRAGMA journal_mode = WAL');
    this.#db.exec('PRAGMA synchronous = OFF');
    this.#db.exec(`CREATE TABLE IF NOT EXISTS sessions (
      sessionid CHAR(36) PRIMARY KEY, initiator CHAR(255), creator CHAR(255), pid INTEGER, version CHAR(255),
      target_host CHAR(255), source_host CHAR(255), state INTEGER, starttime DATETIME, endtime DATETIME)`);
  }

  insert(plan: SessionPlan, pid: number, state: number): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO sessions VALUES (?,?,?,?,?,?,?,?,?,NULL)')
      .run(
        plan.id,
        plan.initiator,
        plan.creator,
        pid,
        plan.formatVersion,
        plan.targetHost,
        plan.sourceHost,
        state,
        utcText(plan.startedAt),
      );
  }

  update(id: string, state: number, endedAt: number | null): void {
    this.#db
      .prepare('UPDATE sessions SET state = ?, endtime = ? WHERE sessionid = ?')
      .run(state, endedAt === null ? null : utcText(endedAt), id);
  }

  setPid(id: string, pid: number): void {
    this.#db.prepare('UPDATE sessions SET pid = ? WHERE sessionid = ?').run(pid, id);
  }

  /** What the index says of a session, or null. */
  read(id: string): { state: number; pid: number } | null {
    const row = this.#db.prepare('SELECT state, pid FROM sessions WHERE sessionid = ?').get(id);
    return isStateRow(row) ? row : null;
  }

  remove(id: string): void {
    this.#db.prepare('DELETE FROM sessions WHERE sessionid = ?').run(id);
  }

  close(): void {
    this.#db.close();
  }
}

function isStateRow(row: unknown): row is { state: number; pid: number } {
  return typeof row === 'object' && row !== null && 'state' in row && 'pid' in row;
}

/** One session's queue and settings, `<id>/db.sqlite`; with fake credentials in its `session` table. */
export class QueueDatabase {
  readonly #db: Database;
  readonly #path: string;

  constructor(folder: string, plan: SessionPlan) {
    this.#path = join(folder, 'db.sqlite');
    this.#db = openDatabase(this.#path);
    this.#db.exec('PRAGMA journal_mode = WAL');
    this.#db.exec('PRAGMA synchronous = OFF');
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS queue (type INTEGER, keyname TEXT, priority INTEGER, prerequisite_key TEXT,
        prerequisite_state INTEGER, size INTEGER, state INTEGER, pid INTEGER, transfer_order REAL, restore_order REAL,
        PRIMARY KEY (type, keyname));
      CREATE TABLE IF NOT EXISTS session (section TEXT, keyname TEXT, keyvalue TEXT, PRIMARY KEY (section, keyname));`);
    this.transaction(() => this.#fill(plan));
  }

  #fill(plan: SessionPlan): void {
    const random = seededRandom(`${plan.seed}/queue`);
    const queue = this.#db.prepare(
      'INSERT OR IGNORE INTO queue VALUES (?,?,?,NULL,NULL,?,0,0,?,?)',
    );
    const tables = new Map<string, Statement>();
    for (const item of plan.items) {
      const number = TYPE_NUMBER[item.type] ?? UNKNOWN_TYPE;
      queue.run(number, item.name, number, item.size, random.next(), random.next());
      const table = tables.get(item.type) ?? this.#itemTable(item);
      tables.set(item.type, table);
      table.run(...Object.values(itemRow(item)));
    }
    const setting = this.#db.prepare('INSERT OR IGNORE INTO session VALUES (?,?,?)');
    const secret = Buffer.from(SIMULATED_SECRET).toString('hex');
    for (const row of [
      ['authinfo', 'whmuser', 'root'],
      ['authinfo', 'whmpass', SIMULATED_SECRET],
      ['authinfo', 'sshkey_passphrase', secret],
      ['auth_accesshash', 'token', SIMULATED_SECRET],
      ['remote', 'password', SIMULATED_SECRET],
      ['options', 'unrestricted', '1'],
    ]) {
      setting.run(...row);
    }
  }

  #itemTable(item: PlannedItem): Statement {
    const columns = Object.keys(itemRow(item));
    this.#db.exec(
      `CREATE TABLE IF NOT EXISTS "${item.type.replaceAll('"', '""')}" (${columns.join(', ')})`,
    );
    const values = columns.map(() => '?').join(', ');
    return this.#db.prepare(
      `INSERT INTO "${item.type.replaceAll('"', '""')}" (${columns.join(', ')}) VALUES (${values})`,
    );
  }

  setState(type: string, name: string, state: number, pid: number): void {
    this.#db
      .prepare('UPDATE queue SET state = ?, pid = ? WHERE type = ? AND keyname = ?')
      .run(state, pid, TYPE_NUMBER[type] ?? UNKNOWN_TYPE, name);
  }

  transaction(work: () => void): void {
    this.#db.exec('BEGIN');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Closes; with `leaveWal` the side files of a database in use stay, as if its writer had died. */
  close(leaveWal: boolean): void {
    const sides = leaveWal ? ['-wal', '-shm'].map((end) => this.#path + end) : [];
    const kept = sides.filter((side) => existsSync(side));
    for (const side of kept) {
      copyFileSync(side, `${side}.kept`);
    }
    this.#db.close();
    for (const side of kept) {
      renameSync(`${side}.kept`, side);
    }
  }
}

function itemRow(item: PlannedItem): Record<string, string | number | null> {
  if (item.type.startsWith('Account') || item.type === 'LegacyAccountBackup') {
    return {
      user: item.name,
      localuser: item.localName,
      domain: item.domain,
      size: item.size,
      live_transfer: 0,
      overwrite_with_delete: 0,
      overwrite_sameowner_dbs: 0,
      skiphomedir: 0,
      skipres: 1,
      restoreip: 0,
    };
  }
  if (item.type === 'PackageRemoteRoot') {
    return { package: item.name, size: item.size };
  }
  if (item.type === 'FeatureListRemoteRoot') {
    return { featurelist: item.name, size: item.size };
  }
  return { name: item.name, size: item.size };
}
