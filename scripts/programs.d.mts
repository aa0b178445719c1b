export function missingPrograms(): { names: string[]; package: string; tests: string[] }[];
export function isThere(name: string): boolean;
export function testsLeftOut(): { tests: string; package: string }[];
