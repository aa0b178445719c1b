type Say = (words: { title: string; why: string; command: string; onPage?: string }) => string;

export function launcher(node: string, say: Say): string;
export const sayOnPage: Say;
export const sayOnTerminal: Say;
