const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** A host's name, or an address of version 4 or 6 without brackets. */
export function isHost(text: string): boolean {
  if (text.length > 253) return false;
  return NAME.test(text) || (/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text) && isVersion6(text));
}

function isVersion6(text: string): boolean {
  try {
    return new URL(`http://[${text}]/`).hostname !== '';
  } catch {
    return false;
  }
}
