export const NATIVE_TARGETS: { major: number; abi: number }[];
/** Makes `dist/native/better_sqlite3-<abi>.node` where it is missing; gives the files. */
export function buildNatives(how?: {
  optimization?: string;
  say?: (line: string) => void;
}): Promise<string[]>;
