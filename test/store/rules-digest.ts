import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskSecrets } from '../../src/log/mask.ts';
import { templateOf } from '../../src/session/grouping/template.ts';
import type { RulesVersion } from '../../src/session/rules-version.ts';
import { openCache } from '../../src/store/cache.ts';
import { ingestLog } from '../../src/store/ingest-log.ts';
import { testDriver } from '../host/open-database.ts';
import { dumpCache } from './dump.ts';
import { MemoryLog } from './memory-log.ts';

const LOGS = [
  'documented-session/master.log',
  'line-kinds/master-2.3.log',
  'v0.1.0/live-master.log',
  'rules/secrets.log',
];

/** Of what the rules of this program make of a few logs: one digest for each kind of rules. */
export function rulesDigest(fixtures: string): Record<keyof RulesVersion, string> {
  const logs = LOGS.map((name) => readFileSync(join(fixtures, name)));
  return {
    reader: digest(logs.map(rowsOf)),
    masks: digest(logs.flatMap((log) => log.toString('utf8').split('\n').map(maskSecrets))),
    grouping: digest(messages(fixtures).map(({ entry, item }) => templateOf(entry, item))),
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** Without texts and groups, which the two other kinds of rules make. */
function rowsOf(log: Buffer): unknown {
  const db = openCache(testDriver, ':memory:', 0);
  const source = new MemoryLog();
  source.append(log);
  ingestLog(db, 'copyacct1', source, () => true);
  const { group: _, issue, item, oddity, session, ...others } = dumpCache(db);
  db.close();
  const isText = /^(?:key|text|repair|label|sample|detail|._failure|._message|rules_.*)$/;
  const rest = [issue, item, oddity, session].map((rows) =>
    rows?.map((row) => Object.entries(row).filter(([column]) => !isText.test(column))),
  );
  return [others, rest];
}

interface StoredMessage {
  entry: { kind: string; module: string | null; function: string | null; text: string };
  item: { name: string; localName: string | null };
}

function messages(fixtures: string): StoredMessage[] {
  const db = testDriver.openForeign(join(fixtures, 'v0.1.0/cache.sqlite'));
  const rows = db
    .prepare(
      `SELECT kind, module, function, text, name, local_name FROM issue JOIN item USING (item_id)
        JOIN issue_group USING (group_id) ORDER BY issue_id`,
    )
    .all() as Record<string, string>[];
  db.close();
  return rows.map(({ kind, module, function: name, text, ...item }) => ({
    entry: { kind: String(kind), module: module ?? null, function: name ?? null, text: `${text}` },
    item: { name: String(item.name), localName: item.local_name ?? null },
  }));
}
