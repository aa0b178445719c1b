/** Packs the built plugin into `target`; gives the archive's path. */
export function makeArchive(target: string, natives: string[]): string;
