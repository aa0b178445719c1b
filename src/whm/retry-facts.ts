import { asName, asNumber, asObject, isObject } from '../log/value.ts';
import { lookUp } from '../session/look-up.ts';
import type { RestoreTask } from '../session/retry-plan.ts';
import type { TransferApi } from './api/answer.ts';

/** The settings of a module and what they may be, according to the server's own schema: their definitions in SQL. */
export type ModuleColumns = ReadonlyMap<string, string>;

/** An analysis lists all accounts, domains and databases of both servers; the queue's history holds whole logs. */
const MAX_ANSWER_BYTES = 32 * 1_048_576;

/**
 * Whether a session's restore was unrestricted, according to the analysis of its source that the server has kept; null:
 * unknown.
 */
export async function readUnrestricted(
  api: TransferApi,
  sessionId: string,
  timeoutMs: number,
): Promise<boolean | null> {
  const answer = await api.call(
    'retrieve_transfer_session_remote_analysis',
    { transfer_session_id: sessionId },
    { timeoutMs, maxBytes: MAX_ANSWER_BYTES },
  );
  if (!answer.ok) return null;
  const options = asObject(asObject(answer.data)?.options);
  const value = asNumber(options?.unrestricted);
  return value === 0 || value === 1 ? value === 1 : null;
}

/** The columns that a module has on this server; null: unknown. */
export async function readModuleColumns(
  api: TransferApi,
  module: string,
  timeoutMs: number,
): Promise<ModuleColumns | null> {
  const answer = await api.call('transfer_module_schema', { module }, { timeoutMs });
  if (!answer.ok) return null;
  const data = asObject(answer.data);
  const keys = asObject(asObject(data?.schema ?? data)?.keys);
  if (keys === null) return null;
  const columns = new Map<string, string>();
  for (const [name, key] of Object.entries(keys)) {
    columns.set(name, asName(asObject(key)?.def) ?? '');
  }
  return columns;
}

const TASK_FLAGS = ['give_ip', 'mail_config', 'mysql', 'subdomains'];

/** The restore queue's task for each account of a session, by the names of the accounts. */
export async function readRestoreTasks(
  api: TransferApi,
  sessionId: string,
  timeoutMs: number,
): Promise<ReadonlyMap<string, RestoreTask>> {
  const tasks = new Map<string, RestoreTask>();
  const answer = await api.call(
    'restore_queue_list_completed',
    {},
    { timeoutMs, maxBytes: MAX_ANSWER_BYTES },
  );
  if (!answer.ok) return tasks;
  const list = isObject(answer.data) ? answer.data.restore_job : answer.data;
  for (const entry of Array.isArray(list) ? list : []) {
    const { restore_job: job, status_info: status } = asObject(entry) ?? {};
    if (asObject(status)?.transfer_session_id !== sessionId) continue;
    const { user, restore_point: point, options } = asObject(job) ?? {};
    const name = asName(user);
    // The time of day does not belong to the restore point: the reference wants the day.
    const day = /^\d{4}-\d\d-\d\d/.exec(asName(point) ?? '')?.[0];
    if (name !== null && day !== undefined) {
      tasks.set(name, { restorePoint: day, options: taskOptions(asObject(options) ?? {}) });
    }
  }
  return tasks;
}

function taskOptions(options: Readonly<Record<string, unknown>>): Record<string, string> {
  const given: Record<string, string> = {};
  const place = asName(options.destid);
  if (place !== null && /^[A-Za-z0-9_-]{1,64}$/.test(place)) given.destid = place;
  for (const flag of TASK_FLAGS) {
    const value = asNumber(lookUp(options, flag));
    if (value === 0 || value === 1) given[flag] = String(value);
  }
  return given;
}
