/** The two queues of a transfer session, in the order in which an item passes them. */
export const QUEUES = ['TRANSFER', 'RESTORE'] as const;
export type QueueName = (typeof QUEUES)[number];

export function isQueueName(text: unknown): text is QueueName {
  return text === 'TRANSFER' || text === 'RESTORE';
}
