/**
 * Whoever prints a session gets all of it: on paper the report, which is no part of the page, replaces the page. The
 * browser waits for nothing while it prepares to print, hence a blocking request; without an answer the page itself is
 * printed.
 */
export function listenForPrinting(root: HTMLElement): void {
  const { session } = root.dataset;
  const main = root.querySelector('.tm-main');
  if (root.dataset.view !== 'session' || session === undefined || main === null) return;
  let report: Element | null = null;
  addEventListener('beforeprint', () => {
    report?.remove();
    report = loadReport(session);
    if (report !== null) main.append(report);
  });
  addEventListener('afterprint', () => {
    report?.remove();
    report = null;
  });
}

function loadReport(session: string): Element | null {
  const request = new XMLHttpRequest();
  try {
    request.open('GET', `index.cgi?session=${encodeURIComponent(session)}&report=print`, false);
    request.send();
  } catch {
    return null;
  }
  if (request.status !== 200) return null;
  const page = new DOMParser().parseFromString(request.responseText, 'text/html');
  const report = page.getElementById('tm-report');
  report?.classList.add('tm-printed');
  report?.removeAttribute('id');
  return report;
}
