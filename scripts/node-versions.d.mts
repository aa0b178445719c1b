/** A Node of that version from npm, kept under `dist/nodes/`. */
export function obtainNode(wanted: number | string): {
  directory: string;
  node: string;
  version: string;
};
