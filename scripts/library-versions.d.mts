/** @throws Error where a native file needs more than the oldest servers have */
export function checkLibraryVersions(file: string): void;
