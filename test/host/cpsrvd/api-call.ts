export interface ApiCall {
  function: string;
  arguments: Record<string, string>;
  user: string;
  /** With a session token over HTTP, or through the `whmapi1` stand-in. */
  by: 'session' | 'command';
}

export interface ApiAnswer {
  metadata: { version: 1; command: string; result: number | string; reason: string };
  data?: Record<string, unknown>;
}

/** An answer that never comes. */
export const NEVER = Symbol('never');

/** What a function returns: its `data`, nothing (then its answer has none), or no answer at all. It throws to refuse. */
export type FunctionResult = Record<string, unknown> | undefined | typeof NEVER;

/** The functions of one part of the server by their names. */
export type FunctionTable = Readonly<
  Record<string, (fields: Record<string, string>) => FunctionResult | Promise<FunctionResult>>
>;

export function metadata(
  command: string,
  result: number | string,
  reason: string,
): ApiAnswer['metadata'] {
  return { version: 1, command, result, reason };
}
