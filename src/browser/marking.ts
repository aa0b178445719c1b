/**
 * Sends the forms that mark work as done without leaving the page. The server answers such a form with a redirect to
 * the view; here the view stays, and its parts are requested again.
 *
 * @param marked called when the server has accepted a mark
 */
export function listenForMarks(root: HTMLElement, marked: () => void): void {
  root.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('.tm-tick, .tm-mark-all')) return;
    event.preventDefault();
    void send(form).then((isTaken) => {
      if (isTaken) marked();
      // The server explains what is wrong on a page of its own.
      else form.submit();
    });
  });
}

async function send(form: HTMLFormElement): Promise<boolean> {
  // The form has a field of this name, which hides the property.
  const address = form.getAttribute('action') ?? '';
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  const button = form.querySelector('button');
  button?.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      credentials: 'same-origin',
    });
    const { pathname, searchParams } = new URL(response.url);
    // A form of an ended login leads to a page that says that nothing was done, or to a login.
    return response.ok && pathname.endsWith('/index.cgi') && !searchParams.has('notice');
  } catch {
    return false;
  } finally {
    button?.removeAttribute('aria-busy');
  }
}
