/** A Node of that major version from npm, kept under `dist/nodes/`. */
export function obtainNode(major: number): { directory: string; node: string; version: string };
