import { Envelope, logName } from './envelope.ts';
import type { PlannedItem, QueueName, SessionPlan } from './plan.ts';

type Contents = Parameters<Envelope['control']>[2];

/** Who writes a line about an item, and when (epoch seconds). */
export interface Writer {
  childNumber: number;
  pid: number;
  time: number;
  /** The master tells of a dead child's item, and names no log. */
  isMaster: boolean;
}

/** The texts of a session's master log. */
export class MasterLines {
  readonly #plan: SessionPlan;
  readonly #envelope: Envelope;
  readonly #isOld: boolean;

  constructor(plan: SessionPlan) {
    this.#plan = plan;
    this.#envelope = new Envelope(plan.formatVersion);
    this.#isOld = plan.formatVersion === '1.6';
  }

  get envelope(): Envelope {
    return this.#envelope;
  }

  /** A line of the master itself: child 0 unless the contents say otherwise. */
  master(pid: number, time: number, action: string, contents: Contents = {}): string {
    return this.#envelope.control(pid, action, { child_number: 0, ...contents }, time);
  }

  /** How a session begins. */
  begin(pid: number, time: number): string {
    const { items, initiator, formatVersion, sourceHost } = this.#plan;
    const size = items.reduce((sum, item) => sum + item.size, 0);
    const line = (action: string, contents: Contents = {}): string =>
      this.master(pid, time, action, contents);
    const queues = (['TRANSFER', 'RESTORE'] as const).flatMap((queue) => [
      line('queue_count', { queue, msg: items.length }),
      this.#isOld ? '' : line('queue_size', { queue, msg: size }),
    ]);
    return [
      line('start'),
      line('initiator', { msg: initiator }),
      line('version', { msg: this.#isOld ? formatVersion : Number(formatVersion) }),
      ...queues,
      line('remotehost', { msg: sourceHost }),
    ].join('');
  }

  /** A child takes an item. */
  take(item: PlannedItem, queue: QueueName, writer: Writer): string {
    return [
      this.#item(item, queue, writer, 'start', {}),
      this.#item(item, queue, writer, 'process-item', { msg: logName(item, queue) }),
      this.#startItem(item, queue, writer),
    ].join('');
  }

  /** An item ends well in a queue; what it has to report, it reports in RESTORE. */
  success(item: PlannedItem, queue: QueueName, writer: Writer): string {
    const isLast = queue === 'RESTORE';
    const issues = isLast ? item.issues : [];
    const action = issues.length > 0 && !this.#isOld ? 'warning-item' : 'success-item';
    const message = isLast && !this.#isOld ? `${item.label} Restore Complete` : null;
    const msg = this.#envelope.outcome(item, issues, message);
    return this.#item(item, queue, writer, action, { msg });
  }

  /** An item fails; a failure in TRANSFER is told once more for RESTORE, by the same process. */
  failure(item: PlannedItem, queue: QueueName, writer: Writer, text: string): string {
    const msg = this.#envelope.failure(item, text);
    const own = this.#item(item, queue, writer, 'failed-item', { msg });
    return queue === 'RESTORE'
      ? own
      : [
          own,
          this.#startItem(item, 'RESTORE', writer),
          this.#item(item, 'RESTORE', writer, 'failed-item', { msg }),
        ].join('');
  }

  #startItem(item: PlannedItem, queue: QueueName, writer: Writer): string {
    const msg = { size: item.size };
    return this.#isOld ? '' : this.#item(item, queue, writer, 'start-item', { msg });
  }

  #item(
    item: PlannedItem,
    queue: QueueName,
    writer: Writer,
    action: string,
    contents: Contents,
  ): string {
    const fields = this.#envelope.itemFields(item, queue, writer.childNumber, !writer.isMaster);
    return this.#envelope.control(writer.pid, action, { ...fields, ...contents }, writer.time);
  }
}
