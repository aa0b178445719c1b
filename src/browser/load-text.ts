/** What an address of the page gives; null where it does not answer, or not with that. */
export async function loadText(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { credentials: 'same-origin', redirect: 'manual' });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
