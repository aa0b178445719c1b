/** A Node of that version from npm, kept under `dist/nodes/`. */
export function obtainNode(wanted: number | string): {
  directory: string;
  node: string;
  version: string;
};
/** The versions that tests run the plugin with. */
export const TESTED_NODES: (number | string)[];
/** Fetches several at once. */
export function obtainNodes(wanted: readonly (number | string)[]): Promise<void>;
